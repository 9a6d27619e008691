// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a child says on its control channel, and the answers; supervisor

#include "callback.h"
#include "child_impl.h"
#include "message.h"
#include "midi.h"
#include "text.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

ObStatus
ob_child_send(const ObChild* const child,
              const ObMessageType  type,
              const void* const    head,
              const uint32_t       head_size,
              const char* const    text,
              const uint32_t       text_size,
              const int            fd)
{
  return ob_watch_holds(&child->control)
           ? ob_message_send(
               child->control.fd, type, head, head_size, text, text_size, fd)
           : OB_CLOSED;
}

void
ob_child_fail(ObChild* const    child,
              const char* const what,
              const ObStatus    status)
{
  child->failed  = true;
  child->wanting = status == OB_LIMIT || status == OB_NO_MEM;
  ob_child_set_cause(child, "%s: %s", what, ob_strerror(status));
}

/// Send the script, its state, and where its parameters are
static ObStatus
send_script(const ObChild* const child)
{
  const ObScript* const script = child->script;
  const ObText* const   state  = child->state;
  const char* const     ports  = child->ports ? child->ports : "";
  char*                 texts  = NULL;

  const ObLoad load = { child->nominal,
                        child->offline,
                        script->is_file,
                        (uint32_t)script->text->size,
                        state ? (uint32_t)state->size : 0U,
                        (uint32_t)strlen(script->path),
                        (uint32_t)strlen(ports) };

  if (asprintf(&texts, "%s%s", script->path, ports) < 0) {
    return OB_NO_MEM;
  }

  const int      memory = ob_script_memory(script, state);
  const ObStatus status = memory < 0
                            ? ob_status_from_errno(errno)
                            : ob_child_send(child,
                                            OB_MESSAGE_LOAD,
                                            &load,
                                            sizeof(load),
                                            texts,
                                            load.path_size + load.ports_size,
                                            memory);
  if (memory >= 0) {
    close(memory);
  }
  free(texts);
  return status;
}

void
ob_child_load(ObChild* const child)
{
  const ObStatus status = send_script(child);

  // One that has died already is heard of soon, and why
  if (status && status != OB_CLOSED) {
    ob_child_fail(child, "could not be sent to its process", status);
  }
}

/// HELLO: Python is up
static bool
greet(ObChild* const child, const uint8_t* const payload, const uint32_t size)
{
  ObHello hello;

  if (child->life != OB_LIFE_STARTING || size != sizeof(hello)) {
    return false;
  }

  memcpy(&hello, payload, sizeof(hello));
  child->locked = hello.locked != 0U;
  child->life   = OB_LIFE_LOADING;
  return true;
}

/// JAIL: what holds the script; only once, for later the script could say so
static bool
take_jail(ObChild* const       child,
          const uint8_t* const payload,
          const uint32_t       size)
{
  if (child->life != OB_LIFE_LOADING || child->jailed ||
      size != sizeof(child->jail)) {
    return false;
  }

  memcpy(&child->jail, payload, sizeof(child->jail));
  child->jailed = true;
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

  ob_text_line(child->title,
               sizeof(child->title),
               (const char*)payload + sizeof(ready),
               ready.name_size);
  child->link->callbacks = ready.callbacks;
  child->link->routes    = ready.routes;
  child->link->params    = ready.params;
  child->link->latency   = ready.latency;
  child->life            = OB_LIFE_READY;
  child->limit           = OB_NEVER;
  child->overdue         = false; // It has made it after all
  child->cause[0]        = '\0';
  ob_child_wean(child);
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

/// DESCRIPTION: what the script says of itself
static bool
take_description(ObChild* const       child,
                 const uint8_t* const payload,
                 const uint32_t       size)
{
  ObText* text = NULL;

  if (child->life != OB_LIFE_LOADING) {
    return false;
  }

  const ObStatus status =
    ob_gather_take(&child->descriptions, payload, size, &text);
  const bool sound = status != OB_CORRUPT && (!text || ob_text_is_utf8(text));
  if (status == OB_NO_MEM) {
    ob_child_set_cause(child, "its description was lost: out of memory");
    child->failed = true;
  } else if (text && sound) {
    ob_text_replace(&child->description, text);
  }

  ob_text_release(text);
  return sound;
}

/// SHOW: a value for the user to see
static bool
take_value(ObChild* const       child,
           const uint8_t* const payload,
           const uint32_t       size)
{
  return child->life >= OB_LIFE_LOADING &&
         ob_shown_take(&child->shown, payload, size);
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
    case OB_MESSAGE_JAIL:
      return take_jail(child, payload, message->size);
    case OB_MESSAGE_READY:
      return take_ready(child, payload, message->size);
    case OB_MESSAGE_FAILED:
      return take_failure(child, payload, message->size);
    case OB_MESSAGE_LOG:
      return take_log(child, payload, message->size);
    case OB_MESSAGE_FILES:
      return ob_child_take_names(child, payload, message->size);
    case OB_MESSAGE_DESCRIPTION:
      return take_description(child, payload, message->size);
    case OB_MESSAGE_STATE:
      return ob_child_take_state(child, payload, message->size);
    case OB_MESSAGE_SHOW:
      return take_value(child, payload, message->size);
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
    case OB_BAD_VERSION:
      if (child->life == OB_LIFE_STARTING) {
        child->failed = true; // The next one would be the same
        ob_child_set_cause(child, "its process is of another version");
        ob_child_signal(child, SIGKILL);
        ob_child_end(child);
        return OB_BAD_VERSION;
      }
      ob_child_condemn(child, ob_strerror(status));
      return status;
    default:
      ob_child_condemn(child, ob_strerror(status));
      return status;
  }
}

ObText*
ob_child_description(const ObChild* const child)
{
  return child->description;
}
