// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The child's end of the control channel; control, interpreter where it says so

#ifndef OUTBOARD_CONTROL_H
#define OUTBOARD_CONTROL_H

#include "doorbell.h"
#include "message.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

/// A script as the host sent it; its texts are freed by ob_control_free()
typedef struct
{
  uint32_t nominal;    ///< The host's usual block length [frames]
  bool     offline;    ///< The host renders
  bool     is_file;    ///< The text is that of the file at the path
  char*    path;       ///< With a NUL behind
  char*    text;       ///< With a NUL behind
  uint32_t size;       ///< Of the text [bytes]
  char*    state;      ///< As saved; with a NUL behind
  uint32_t state_size; ///< Of the state [bytes]
  char*    ports;      ///< See ObLoad; with a NUL behind
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

/**
   Ask for further files by their names, a line each; interpreter.

   Before ob_control_listen().  Each is answered, see ob_control_wait_file().
*/
ObStatus
ob_control_want_files(const char* names, uint32_t size);

/**
   Wait for the next of the files asked for; interpreter.

   @param text Set to what is in it, to be freed by the caller; NULL if there is
   no such file.
   @return As ob_control_wait_load(), and OB_CORRUPT if it is another file.
*/
ObStatus
ob_control_wait_file(const char* name, char** text, uint32_t* size);

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

   It touches no Python object and takes no signal.  When the state is asked
   for, it rings `bell`.  It does nothing before ob_control_listen().
   Interpreter.
*/
ObStatus
ob_control_start(ObDoorbell* bell);

/// Leave the control channel's input to the control thread; interpreter
void
ob_control_listen(void);

/// There is a state to be asked for: the interpreter answers; interpreter
void
ob_control_offer_state(void);

/// Return the ObSave.id that waits for an answer, the latest, or 0; interpreter
uint32_t
ob_control_asked(void);

/// The answer to this one has been sent; interpreter
void
ob_control_answered(uint32_t id);

#endif // OUTBOARD_CONTROL_H
