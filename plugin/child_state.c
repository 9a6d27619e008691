// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a child needs and leaves besides its script: files, state; supervisor

#include "callback.h"
#include "child_impl.h"
#include "doorbell.h"
#include "message.h"
#include "script.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/// Send a file that the child has asked for
static ObStatus
send_file(const ObChild* const child, const ObScriptFile* const file)
{
  const ObText* const text = file->text;
  const ObFile        head = { text != NULL,
                        text ? (uint32_t)text->size : 0U,
                               (uint32_t)strlen(file->name) };
  const int           fd   = text ? ob_text_memory(&text, 1U) : -1;
  if (text && fd < 0) {
    return ob_status_from_errno(errno);
  }

  const ObStatus status = ob_child_send(child,
                                        OB_MESSAGE_FILE,
                                        &head,
                                        sizeof(head),
                                        file->name,
                                        head.name_size,
                                        fd);
  if (fd >= 0) {
    close(fd);
  }

  return status;
}

/// Return whether a name can be that of a script's file in its folder; hidden
/// ones are none, for the folder may be the user's home
static bool
is_name(const char* const name, const size_t size)
{
  return size && size <= OB_FILE_NAME_MAX && name[0] != '.' &&
         !memchr(name, '/', size) && !memchr(name, '\0', size);
}

/// Find and send one file
static ObStatus
answer_name(ObChild* const child, const char* const name, const size_t size)
{
  char copy[OB_FILE_NAME_MAX + 1U];
  memcpy(copy, name, size);
  copy[size] = '\0';

  const ObScriptFile* const file =
    ob_script_find_file(child->script, copy, &child->output.log);
  return file ? send_file(child, file) : OB_NO_MEM;
}

bool
ob_child_take_names(ObChild* const       child,
                    const uint8_t* const payload,
                    const uint32_t       size)
{
  const char* const names  = (const char*)payload;
  ObStatus          status = OB_SUCCESS;
  unsigned          count  = 0U;

  if (child->life != OB_LIFE_LOADING || child->listed) {
    return false;
  }

  child->listed = true;
  for (uint32_t done = 0U; done < size && !status;) {
    const char* const name   = names + done;
    const char* const end    = (const char*)memchr(name, '\n', size - done);
    const size_t      length = end ? (size_t)(end - name) : size - done;
    if (!is_name(name, length) || ++count > OB_FILES_MAX) {
      return false;
    }
    status = answer_name(child, name, length);
    done += (uint32_t)length + 1U;
  }

  if (status) {
    ob_child_fail(child, "its files could not be sent", status);
  }

  return true;
}

bool
ob_child_ask(ObChild* const child)
{
  const ObSave save = { child->asked + 1U };

  if (child->life != OB_LIFE_READY || child->offline ||
      atomic_load(&child->link->offline) ||
      !(child->link->callbacks & (1U << OB_ON_SAVE)) ||
      ob_child_send(
        child, OB_MESSAGE_SAVE, &save, sizeof(save), NULL, 0U, -1)) {
    return false;
  }

  child->asked = save.id;
  return true;
}

bool
ob_child_owes(const ObChild* const child)
{
  return child->life == OB_LIFE_READY && child->answered != child->asked;
}

ObText*
ob_child_state(const ObChild* const child)
{
  return child->state;
}

/// Keep a whole state, unless it is to be forgotten
static bool
keep(ObChild* const child, ObText* const text)
{
  const bool renders = child->offline || atomic_load(&child->link->offline);

  if (!ob_text_is_utf8(text)) {
    return false;
  }

  // An empty one: on_save() has failed, so the last one stays
  if (text->size && !renders) {
    ob_text_replace(&child->state, text);
  }

  return true;
}

bool
ob_child_take_state(ObChild* const       child,
                    const uint8_t* const payload,
                    const uint32_t       size)
{
  ObText* text = NULL;

  if (child->life < OB_LIFE_LOADING) {
    return false;
  }

  const ObStatus status = ob_gather_take(&child->states, payload, size, &text);
  if (status == OB_CORRUPT || child->states.id > child->asked) {
    ob_text_release(text);
    return false;
  }
  if (status == OB_EMPTY) {
    return true;
  }

  if (status == OB_NO_MEM) {
    ob_log(&child->output.log,
           OB_LOG_ERROR,
           "%s: its state was lost: out of memory",
           child->output.name);
  }

  const bool sound = !text || keep(child, text);
  ob_text_release(text);
  if (child->states.id > child->answered) {
    child->answered = child->states.id;
  }

  return sound;
}
