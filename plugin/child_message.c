// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a child says on its control channel, and the answers; supervisor

#include "callback.h"
#include "child_impl.h"
#include "message.h"
#include "midi.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/// HELLO: send the script
static bool
greet(ObChild* const child, const uint8_t* const payload, const uint32_t size)
{
  const ObScript* const script = child->script;
  const size_t          length = strlen(script->path);
  ObHello               hello;

  if (child->life != OB_LIFE_STARTING || size != sizeof(hello)) {
    return false;
  }

  memcpy(&hello, payload, sizeof(hello));
  child->locked = hello.locked != 0U;
  child->life   = OB_LIFE_LOADING;

  const ObLoad load = {
    child->nominal,         atomic_load(&child->link->offline),
    (uint32_t)script->size, 0U,
    (uint32_t)length,       0U
  };

  const int      memory = ob_script_memory(script);
  const ObStatus status = memory < 0 ? ob_status_from_errno(errno)
                                     : ob_message_send(child->control.fd,
                                                       OB_MESSAGE_LOAD,
                                                       &load,
                                                       sizeof(load),
                                                       script->path,
                                                       load.path_size,
                                                       memory);
  if (memory >= 0) {
    close(memory);
  }
  if (status) {
    child->failed = true;
    ob_child_set_cause(
      child, "could not be sent to its process: %s", ob_strerror(status));
  }

  return true;
}

/// READY: the script is loaded, and this is what it wants
static bool
take_ready(ObChild* const       child,
           const uint8_t* const payload,
           const uint32_t       size)
{
  ObReady ready;

  if (child->life != OB_LIFE_LOADING || size < sizeof(ready)) {
    return false;
  }

  memcpy(&ready, payload, sizeof(ready));
  if (ready.name_size != size - sizeof(ready) ||
      ready.callbacks >> OB_CALLBACKS || ready.routes >> OB_KINDS) {
    return false;
  }

  ob_text_clean(child->title,
                sizeof(child->title),
                (const char*)payload + sizeof(ready),
                ready.name_size);
  child->link->callbacks = ready.callbacks;
  child->link->routes    = ready.routes;
  child->link->params    = ready.params;
  child->life            = OB_LIFE_READY;
  child->limit           = OB_NEVER;
  return true;
}

/// FAILED: the script did not load
static bool
take_failure(ObChild* const       child,
             const uint8_t* const payload,
             const uint32_t       size)
{
  char text[OB_LINE_MAX];

  if (child->life > OB_LIFE_LOADING || child->failed) {
    return false;
  }

  ob_text_clean(text, sizeof(text), (const char*)payload, size);
  child->failed = true;
  ob_child_set_cause(child, "%s", text[0] ? text : "did not load");
  return true;
}

/// LOG: a text for the host's log
static bool
take_log(ObChild* const       child,
         const uint8_t* const payload,
         const uint32_t       size)
{
  ObLogLine line;

  if (size < sizeof(line)) {
    return false;
  }

  memcpy(&line, payload, sizeof(line));
  if (line.text_size != size - sizeof(line) || line.level > OB_LOG_ERROR) {
    return false;
  }

  ob_output_show(&child->output,
                 (ObLogLevel)line.level,
                 (const char*)payload + sizeof(line),
                 line.text_size,
                 ob_now());
  return true;
}

/// Do as a message says; return whether it was in order
static bool
obey(ObChild* const         child,
     const ObMessage* const message,
     const uint8_t* const   payload)
{
  switch (message->type) {
    case OB_MESSAGE_HELLO:
      return greet(child, payload, message->size);
    case OB_MESSAGE_READY:
      return take_ready(child, payload, message->size);
    case OB_MESSAGE_FAILED:
      return take_failure(child, payload, message->size);
    case OB_MESSAGE_LOG:
      return take_log(child, payload, message->size);
    default:
      return false;
  }
}

ObStatus
ob_child_take_message(ObChild* const child)
{
  uint8_t        payload[OB_MESSAGE_MAX];
  ObMessage      message;
  const ObStatus status =
    ob_message_receive(child->control.fd, &message, payload, NULL);

  switch (status) {
    case OB_SUCCESS:
      if (!obey(child, &message, payload)) {
        ob_child_condemn(child, "a message out of order");
        return OB_CORRUPT;
      }
      return OB_SUCCESS;
    case OB_EMPTY:
      return OB_EMPTY;
    case OB_CLOSED:
      ob_child_end(child); // It is about to exit
      return OB_CLOSED;
    default:
      ob_child_condemn(child, ob_strerror(status));
      return status;
  }
}
