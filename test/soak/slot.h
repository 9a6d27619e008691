// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A place for an instance, which is played, heard and measured there

#ifndef OUTBOARD_SOAK_SLOT_H
#define OUTBOARD_SOAK_SLOT_H

#include "../lv2_plugin.h"
#include "../lv2_storage.h"
#include "chance.h"
#include "ear.h"
#include "musician.h"
#include "role.h"
#include "trace.h"
#include "watch.h"

#include <jack/ringbuffer.h>
#include <lv2/log/log.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// What the next block is to begin with
typedef enum
{
  COMMAND_CHOOSE,   ///< The script at `path`
  COMMAND_SET,      ///< Port `number` to `value`
  COMMAND_CONTROL,  ///< Controller `number` to `value`
  COMMAND_POSITION, ///< The song is at `beat`, at `tempo` and speed `value`
  COMMAND_FLOOD,    ///< So many messages: `number`
  COMMAND_ROOM,     ///< So much room for output: `number` [bytes]
  COMMAND_QUIET     ///< See Quiet; bypassed meanwhile if `value`
} CommandKind;

typedef struct
{
  CommandKind kind;
  uint32_t    number;
  float       value;
  float       tempo;
  double      beat;
  char        path[128];
} Command;

/// The player has stopped, so what sounds must end
typedef enum
{
  QUIET_OFF,   ///< He plays
  QUIET_ASKED, ///< He is going to stop
  QUIET_ON     ///< He waits until nothing has sounded for a while
} Quiet;

/// What is counted; written by who runs the instance, read by all
typedef struct
{
  _Atomic uint64_t blocks;   ///< Run in real time
  _Atomic uint64_t held;     ///< Of them, those within the deadline
  _Atomic uint64_t overruns; ///< Of them, those far beyond it, by own fault
  _Atomic uint64_t worst;    ///< Longest time in run() for a block [ns]
  _Atomic uint64_t own;      ///< The same without waiting for a core [ns]
  _Atomic uint64_t offline;  ///< Blocks run while freewheeling
  _Atomic uint64_t messages; ///< That came out
  _Atomic uint64_t misses;   ///< By the plugin's ports
  _Atomic uint64_t late;
  _Atomic uint64_t dropped;
  _Atomic uint64_t excused;  ///< Dropped while others had all cores
  _Atomic uint64_t checks;   ///< How often all had to end
  _Atomic uint64_t stuck;    ///< What did not
  _Atomic uint64_t children; ///< Processes that said their number
  _Atomic uint64_t restarts; ///< Deaths that were followed by a restart
  _Atomic uint64_t broken;   ///< Children that broke the protocol
} Tally;

/// A place, and what is in it
typedef struct
{
  unsigned number;
  bool     bystander; ///< Nothing must ever happen to it
  bool     pipelined; ///< It is in Pipelined mode, at least at first
  char     folder[64];

  // Whose they are depends on `live`: the audio thread's, or set-up's
  HostPlugin* plugin;
  Ear         ear;
  Traces      traces;
  Musician    musician;
  Chance      chance;
  uint32_t    quiet_frames;  ///< Since the player stopped
  uint32_t    silent_frames; ///< Since the last sound ended
  float       seen[PORTS];   ///< Values of counting ports
  bool        waiting;       ///< For its script, before it is played

  // Shared
  _Atomic bool       live; ///< The audio thread runs it
  _Atomic Quiet      quiet;
  _Atomic int        status; ///< As of its last block
  _Atomic unsigned   open;   ///< What sounds at its output
  _Atomic int        pid;    ///< Of its script's process, 0: not known
  jack_ringbuffer_t* commands;
  Tally              tally;

  // Set-up's
  _Atomic(const Role*) role;   ///< What was chosen last; the log names it
  const Role*          former; ///< Before that; it may still play
  Storage              storage;
  const Role*          stored; ///< What plays in the stored session, or NULL
  uint64_t    restless; ///< Since when its script does not play [ms], 0: plays
  uint64_t    thaw;     ///< When its frozen process goes on [ms], 0: not frozen
  uint64_t    dropped;  ///< What is in the log of it
  uint64_t    late;     ///< The same
  LV2_Log_Log log;
} Slot;

/// Tell the audio thread something; setup
void
slot_tell(Slot* slot, const Command* command);

/// Run a block, in real time if there is a watch; whoever has the slot
void
slot_run(Slot* slot, uint32_t frames, Watch* watch);

/// Set up an empty slot; setup
void
slot_init(Slot* slot, unsigned number, bool bystander, Chance chance);

/// Free what an empty slot has; setup
void
slot_clear(Slot* slot);

/// Put an active instance into an empty slot; setup
void
slot_fill(Slot* slot, uint32_t length);

/// Remove the instance, which the audio thread has no more; setup
void
slot_empty(Slot* slot);

/// Deactivate the instance, which the audio thread has no more, for `ms`; setup
void
slot_reactivate(Slot* slot, unsigned ms);

/// Tell the instance a new block length, while it is not run; setup
void
slot_set_length(Slot* slot, uint32_t frames);

/// Write a role's script to the slot's folder; setup
void
slot_write(const Slot* slot, const Role* role, const char* end);

/// Set `path` to where a role's script is in the slot's folder; setup
void
slot_path(const Slot* slot, const Role* role, char path[128]);

/// Choose a role's script; setup
void
slot_choose(Slot* slot, const Role* role);

/// Save the session; setup
void
slot_save(Slot* slot);

/// Restore the saved session; return whether there is one; setup
bool
slot_restore(Slot* slot);

/// Log what was lost or late since the last time; setup
void
slot_tell_losses(Slot* slot, bool excused);

/// Send a signal to the script's process; return whether there is one; setup
bool
slot_signal(Slot* slot, int number);

#endif // OUTBOARD_SOAK_SLOT_H
