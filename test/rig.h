// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// An instance under test: scripts, blocks, what came out and what was logged

#ifndef OUTBOARD_RIG_H
#define OUTBOARD_RIG_H

#include "engine.h"
#include "instance.h"

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// The host's block length [frames]
#define RIG_BLOCK 64U

/// How many times longer than it should something may take on a busy machine
#define RIG_SLOWNESS 6U

/// An instance with its host; one thread drives it
typedef struct
{
  ObInstance*     instance;
  ObControls      controls;
  ObReport        report; ///< After the last block
  char            folder[64];
  char            path[PATH_MAX]; ///< Of the script
  unsigned        note_ons;       ///< That came out so far
  unsigned        note_offs;      ///< That came out so far
  pthread_mutex_t lock;           ///< Of what follows
  char            log[65536];     ///< What was logged, the first part
  size_t          log_size;       ///< [bytes]
  unsigned        lines;          ///< Number of texts logged
} Rig;

/// What a process holds; leaks show in it
typedef struct
{
  unsigned descriptors;
  unsigned threads;
  unsigned children;
  unsigned servers; ///< That children are copied from
} RigHoldings;

/// Create an instance whose child is the program `scriptd`
void
rig_open(Rig* rig, const char* scriptd);

/// Free the instance and its scratch files
void
rig_close(Rig* rig);

/// Write a script's file
void
rig_write(Rig* rig, const char* text);

/// Write a script's file, load it, and wait; return the outcome
ObStatus
rig_load(Rig* rig, const char* text);

/// Run one block, with a note-on if `pitch` is not negative
void
rig_run(Rig* rig, int pitch);

/// Run blocks until the state is shown; return whether it came within
/// RIG_SLOWNESS times `timeout` [ms]
bool
rig_await_state(Rig* rig, ObState state, unsigned timeout);

/// Return whether a script played in the last block, in time or late
bool
rig_plays(const Rig* rig);

/// Run blocks until a script plays; return whether it did so within some
/// seconds
bool
rig_await_playing(Rig* rig);

/// Run blocks until the text was logged; return whether it came within
/// RIG_SLOWNESS times `timeout` [ms]
bool
rig_await_log(Rig* rig, const char* text, unsigned timeout);

/// Return whether something was logged that contains `text`
bool
rig_logged(Rig* rig, const char* text);

/// Return the number of texts that were logged
unsigned
rig_lines(Rig* rig);

/// Forget what was logged
void
rig_clear_log(Rig* rig);

/// Return what the user was last told
const char*
rig_message(Rig* rig);

/// Return what the script shows of its values
const char*
rig_shown(Rig* rig);

/// Return the only child process, or 0 if there is none
pid_t
rig_child(void);

/// Count what this process holds
RigHoldings
rig_holdings(void);

/// Sleep [ms]
void
rig_sleep(unsigned ms);

#endif // OUTBOARD_RIG_H
