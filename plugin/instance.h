// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// One plugin instance without its format: an engine and its children; setup

#ifndef OUTBOARD_INSTANCE_H
#define OUTBOARD_INSTANCE_H

#include "engine.h"
#include "jail.h"
#include "log.h"
#include "message.h"
#include "notice.h"
#include "saved.h"
#include "status.h"

#include <stdint.h>

/// What a front knows when it makes an instance
typedef struct
{
  double        rate;       ///< Sample rate [1/s]
  uint32_t      nominal;    ///< The host's usual block length [frames]
  const char*   scriptd;    ///< Path of the child's program; copied
  ObLogFunction log;        ///< May be NULL; not used once it is freed
  void*         log_handle; ///< For log
  const char*   ports; ///< Ids of parameters by port, see ObLoad; NULL: knobs
  const char*   name;  ///< For `outboard top`; copied; NULL if there is none
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

   Its file is read now.  If that cannot be read, the text is used, if there is
   one.  Errors are shown to the user (log, message, state) besides being
   returned.

   @param saved The script and what a session stored of it; copied.
   @return OB_SUCCESS if a child was asked to load it, else as ob_file_read().
*/
ObStatus
ob_instance_load(ObInstance* instance, const ObSaved* saved);

/**
   Ask for all that is needed to play the script in use again elsewhere.

   The script is asked for its state, but not waited for longer than 100 ms:
   then the last one known is used.

   @param saved Set to what ob_saved_free() frees.
   @return OB_SUCCESS or OB_NO_MEM.
*/
ObStatus
ob_instance_save(ObInstance* instance, ObSaved** saved);

/// Free what ob_instance_save() has made; allows NULL
void
ob_saved_free(ObSaved* saved);

/**
   Return what the script in use says of itself, as JSON.

   To be freed by the caller; NULL if no script has loaded, or out of memory.
*/
char*
ob_instance_description(ObInstance* instance);

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
  ObJail   jail;      ///< Around it, by its own account
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
