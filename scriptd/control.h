// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The child's end of the control channel; control, interpreter where it says so

#ifndef OUTBOARD_CONTROL_H
#define OUTBOARD_CONTROL_H

#include "message.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

/// A script as the host sent it
typedef struct
{
  uint32_t nominal; ///< The host's usual block length [frames]
  bool     offline; ///< The host renders
  char*    path;    ///< With a NUL behind; freed by ob_control_free()
  char*    text;    ///< Freed by ob_control_free()
  uint32_t size;    ///< Of the text [bytes]
} ObScriptSource;

/// Say that Python is up, by its PY_VERSION_HEX; interpreter
ObStatus
ob_control_hello(uint32_t python, bool locked);

/**
   Wait for the script to load; interpreter.

   @return OB_SUCCESS; OB_CLOSED if the host is gone; OB_BAD_VERSION,
   OB_CORRUPT, OB_NO_MEM or OB_ERROR.
*/
ObStatus
ob_control_wait_load(ObScriptSource* source);

/// Free a source's texts
void
ob_control_free(ObScriptSource* source);

/**
   Send a message that the host must get, waiting up to a second; interpreter.

   @return As ob_message_send().
*/
ObStatus
ob_control_send(ObMessageType type,
                const void*   head,
                uint32_t      head_size,
                const void*   text,
                uint32_t      text_size);

/// Send a log line or lose it: as ob_message_send(); interpreter
ObStatus
ob_control_log(ObLogLevel level, const char* text, uint32_t size);

/**
   Start the control thread, which ends the process when the host is gone.

   It touches no Python object and takes no signal.  Interpreter.
*/
ObStatus
ob_control_start(void);

#endif // OUTBOARD_CONTROL_H
