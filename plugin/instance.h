// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// One plugin instance without its format: an engine and its children; setup

#ifndef OUTBOARD_INSTANCE_H
#define OUTBOARD_INSTANCE_H

#include "engine.h"
#include "log.h"
#include "message.h"
#include "notice.h"
#include "status.h"

#include <stddef.h>
#include <stdint.h>

/// What a front knows when it makes an instance
typedef struct
{
  double        rate;       ///< Sample rate [1/s]
  uint32_t      nominal;    ///< The host's usual block length [frames]
  const char*   scriptd;    ///< Path of the child's program; copied
  ObLogFunction log;        ///< May be NULL; not used once it is freed
  void*         log_handle; ///< For log
} ObInstanceOptions;

typedef struct ObInstanceImpl ObInstance;

/**
   Create an instance; the first one in a process starts the supervisor.

   @return NULL on failure, which has been logged.
*/
ObInstance*
ob_instance_new(const ObInstanceOptions* options);

/// End its children and free it; the last one ends the supervisor; allows NULL
void
ob_instance_free(ObInstance* instance);

/// Return the engine, for run()
ObEngine*
ob_instance_engine(ObInstance* instance);

/// Return the letter box, for run()
ObNotices*
ob_instance_notices(ObInstance* instance);

/**
   Choose a script and start loading it.

   The file at `path` is read now.  If it cannot be read, `text` is used if not
   NULL.  Errors are shown to the user (log, message, state) besides being
   returned.

   @param path Of the script, absolute; copied; empty or NULL for none.
   @param text What a session stored of the script, `size` bytes, or NULL.
   @return OB_SUCCESS if a child was asked to load it, else as
   ob_script_read().
*/
ObStatus
ob_instance_load(ObInstance* instance,
                 const char* path,
                 const char* text,
                 size_t      size);

/**
   Return the script in use, for saving.

   @param path Set to its path, "" if none; to be freed by the caller.
   @param text Set to its text, with a NUL behind; to be freed by the caller.
   @param size Set to the text's size without the NUL [bytes].
   @return OB_SUCCESS or OB_NO_MEM.
*/
ObStatus
ob_instance_script(ObInstance* instance,
                   char**      path,
                   char**      text,
                   size_t*     size);

/// Take what was left behind by run() while it is not running; setup
void
ob_instance_activate(ObInstance* instance);

/// Let go of what run() held; setup, while run() is not
void
ob_instance_deactivate(ObInstance* instance);

/// What a script said of itself when it was loaded
typedef struct
{
  char     name[128]; ///< UTF-8
  uint32_t callbacks; ///< Bit per ObCallback
  uint32_t params;    ///< Number of parameters
} ObDescription;

/**
   Wait until the script chosen last has loaded or failed.

   @param timeout [ms]
   @param description Set on success; may be NULL.
   @return OB_SUCCESS; OB_ERROR if it failed; or OB_TIMEOUT.
*/
ObStatus
ob_instance_wait(ObInstance*    instance,
                 unsigned       timeout,
                 ObDescription* description);

#endif // OUTBOARD_INSTANCE_H
