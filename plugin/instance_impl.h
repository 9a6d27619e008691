// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The inside of an instance, for the files that make it up; setup, supervisor

#ifndef OUTBOARD_INSTANCE_IMPL_H
#define OUTBOARD_INSTANCE_IMPL_H

#include "instance.h"
#include "log.h"
#include "player.h"
#include "reload.h"
#include "script.h"
#include "supervisor.h"
#include "text.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct ObInstanceImpl
{
  ObSupervisor* supervisor;
  ObClient      client;
  ObNotices     notices;
  ObEngine*     engine;
  ObPlayer*     player; ///< The supervisor's, but for its making
  ObReload      reload; ///< The supervisor's, but for its making
  uint32_t      taken;  ///< Number of the choice that plays; the supervisor's
  uint32_t      asked;  ///< Number of the last save seen; the supervisor's
  char*         scriptd;
  char*         ports;    ///< NULL: the generic plugin
  char*         name;     ///< What the front calls it
  uint32_t      number;   ///< Unique in the process, from 1
  uint64_t      profiled; ///< Since when [ns]; 0: not; the supervisor's
  ObLog         log;

  pthread_mutex_t lock;    ///< Of what follows; held briefly
  pthread_cond_t  settled; ///< A choice has loaded or failed, or a save is done
  ObScript*       chosen;  ///< What to save; NULL if none
  ObText*         state;   ///< Of it, to save; NULL if none
  ObText*         about;   ///< What the last that loaded says of itself
  uint32_t        choices; ///< Number of the last choice
  uint32_t        choice;  ///< Number of the last that has loaded or failed
  uint32_t        saves;   ///< Number of the last save
  uint32_t        saved;   ///< Number of the last whose state is known
  ObStatus        outcome; ///< Of that choice
  ObDescription   description;
  bool            edited; ///< The last choice is another edition of the former
  bool            known;  ///< The engine knows what its knobs are compared with
  bool            leaving;
};

/**
   Make a script the one to play; setup and supervisor.

   @param script Taken over; NULL for none.
   @param edited It is another edition of the one that plays; dropped if the
   user has chosen something else meanwhile; supervisor.
*/
void
ob_instance_choose(ObInstance* instance, ObScript* script, bool edited);

/// Read what is to be played and choose it; as ob_instance_load()
ObStatus
ob_instance_choose_saved(ObInstance* instance, const ObSaved* saved);

/// See to an instance, as ObClient says; supervisor
bool
ob_instance_attend(void* handle, uint64_t* due);

/// Answer a question of the command line, as ObClient says; supervisor
void
ob_instance_answer(void* handle, ObQuestion* question);

/**
   Read the script's file once more, changed or not; supervisor.

   @param path Do so only if this is its path; NULL: in any case.
   @return Whether it could be read.
*/
bool
ob_instance_read_again(ObInstance* instance, const char* path);

#endif // OUTBOARD_INSTANCE_IMPL_H
