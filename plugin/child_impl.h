// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The inside of a child, for the files that make it up; supervisor

#ifndef OUTBOARD_CHILD_IMPL_H
#define OUTBOARD_CHILD_IMPL_H

#include "attributes.h"
#include "child.h"
#include "gather.h"
#include "jail.h"
#include "message.h"
#include "output.h"
#include "process.h"
#include "shown.h"
#include "text.h"
#include "watchdog.h"

#include <stdbool.h>
#include <stdint.h>

/// How long it may take to be ready [ns]
#define OB_CHILD_LOAD_LIMIT 10000000000U

/// How long others wait for it to load before they are started, too [ns]
#define OB_CHILD_HEAD_START 500000000U

/// How long it may take to die when it is killed [ns]
#define OB_CHILD_KILL_LIMIT 2000000000U

struct ObChildImpl
{
  ObSupervisor* supervisor;
  ObScript*     script;
  ObText*       state;       ///< The last one known; NULL if none
  ObText*       description; ///< NULL if not known
  ObGather      states;      ///< The next one
  ObGather      descriptions;
  ObShown       shown;
  const char*   ports; ///< NULL: parameters are known by their order
  ObLink*       link;
  ObProcess     process;
  ObWatch       death;   ///< The process's pidfd
  ObWatch       control; ///< Our end of the control channel
  ObWatch       errors;  ///< Our end of its error output
  ObOutput      output;
  ObWatchdog    watchdog;
  ObLife        life;
  bool          failed;
  bool          wanting;   ///< Because something was used up for the moment
  bool          overdue;   ///< Was asked where it is instead of being ready
  bool          killed;    ///< Has been sent SIGKILL
  bool          jailed;    ///< Has told of its jail
  bool          listed;    ///< Has named its files
  bool          offline;   ///< Was started to render
  bool          was_late;  ///< Did not keep up at some time
  bool          was_stuck; ///< And got on when it was interrupted
  bool          promoted;  ///< Is to be in the real-time class
  uint64_t      judged;    ///< When its use of the processor last was [ns]
  uint64_t      run;       ///< How long it had run by then [ns]
  uint64_t      hog_until; ///< When it is trusted again with priority [ns]
  int           core;      ///< The only one it is to run on, or OB_NO_CORE
  bool          locked;    ///< Has its segment locked into memory
  ObJail        jail;      ///< Around it; nothing if it has not told
  uint32_t      nominal;
  uint32_t      asked;    ///< ObSave.id of the last question
  uint32_t      answered; ///< ObChunk.id of the last answer
  uint32_t      heard;    ///< Messages since `listened`
  uint64_t      listened; ///< When the present helping began [ns]
  uint64_t      attended; ///< When it last was [ns]
  uint64_t      limit;    ///< When to lose patience with its life [ns]
  uint64_t      resume;   ///< When to listen again after a flood [ns]
  uint64_t      weaned;   ///< When others do not wait for it any more [ns]
  char          title[128];
  char          cause[OB_LINE_MAX];
};

/// Remember why it failed or died, unless that is known already
OB_PRINTF(2, 3)
void
ob_child_set_cause(ObChild* child, const char* format, ...);

/// Prepare what is done when something is heard of it; nothing is opened yet
void
ob_child_init_watches(ObChild* child);

/// Send a signal to its process; one that is to die is given time for it
void
ob_child_signal(ObChild* child, int signal);

/// Remember that it could not be sent something it needs
void
ob_child_fail(ObChild* child, const char* what, ObStatus status);

/// Send a message on its control channel, as ob_message_send(); OB_CLOSED if
/// the channel is not ours any more
ObStatus
ob_child_send(const ObChild* child,
              ObMessageType  type,
              const void*    head,
              uint32_t       head_size,
              const char*    text,
              uint32_t       text_size,
              int            fd);

/// Send it the script, which it reads when Python is up
void
ob_child_load(ObChild* child);

/// Have nobody wait any more until it has loaded
void
ob_child_wean(ObChild* child);

/// Kill a child that cannot be trusted
void
ob_child_condemn(ObChild* child, const char* why);

/**
   Take one message from its control channel and do as it says.

   @return OB_SUCCESS if there may be more; OB_EMPTY; or, with the channel
   closed, another status.
*/
ObStatus
ob_child_take_message(ObChild* child);

/// FILES: send what a script asks for; return whether that was in order
bool
ob_child_take_names(ObChild* child, const uint8_t* payload, uint32_t size);

/// STATE: keep it; return whether that was in order
bool
ob_child_take_state(ObChild* child, const uint8_t* payload, uint32_t size);

/// Look after one that is ready; return when to do so again [ns, as ob_now()]
uint64_t
ob_child_care(ObChild* child);

#endif // OUTBOARD_CHILD_IMPL_H
