// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// How each kind of fault is made; setup

#include "trouble_impl.h"

#include "../processes.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/// Number of the controller that tells the villain what to do
#define DEED_CONTROL 119U

/// Fork servers that are killed: the plugin starts only so many again, and
/// there is to be one until the end
static const uint64_t most_servers = 2U;

static void
set(Slot* const slot, const uint32_t port, const float value)
{
  const Command command = { .kind   = COMMAND_SET,
                            .number = port,
                            .value  = value };
  slot_tell(slot, &command);
}

static bool
kill_child(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)value;
  const bool sounding = slot->open;
  if (!slot_signal(slot, SIGKILL)) {
    return false;
  }

  slot->thaw = 0U;
  trouble->sounding += sounding;
  return true;
}

static bool
kill_server(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  const Processes processes = processes_look();

  (void)slot;
  (void)value;
  return processes.server && trouble->done[FAULT_SERVER] < most_servers &&
         !kill(processes.server, SIGKILL);
}

static bool
freeze(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  slot->thaw = trouble->now + 50U + value % 3000U;
  return slot_signal(slot, SIGSTOP);
}

void
trouble_thaw(Slot* const slot)
{
  slot->thaw = 0U;
  slot_signal(slot, SIGCONT);
}

/// The villain nearest to the one meant does it
static bool
misbehave(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  const Command  command = { .kind   = COMMAND_CONTROL,
                             .number = DEED_CONTROL,
                             .value  = (float)(value % 128U) };
  const unsigned first   = (unsigned)(slot - trouble->victims);
  for (unsigned i = 0U; i < trouble->n_victims; ++i) {
    Slot* const other = &trouble->victims[(first + i) % trouble->n_victims];
    if (other->role->guilty && !other->quiet) {
      slot_tell(other, &command);
      return true;
    }
  }
  return false;
}

static bool
choose(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  Chance chance = chance_new(value, 0U);

  (void)trouble;
  slot_choose(slot, role_of_chance(&chance));
  return true;
}

static bool
edit(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  char end[64];

  (void)trouble;
  snprintf(end, sizeof(end), "\n# %u\n", (unsigned)value);
  slot_write(slot, slot->role, end);
  return true;
}

/// As some editors do: the old file is put aside, a new one takes its name
static bool
replace(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  char path[128];
  char aside[140];
  slot_path(slot, slot->role, path);
  snprintf(aside, sizeof(aside), "%s~", path);

  return !rename(path, aside) && edit(trouble, slot, value);
}

static bool
spoil(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)trouble;
  slot_write(slot, slot->role, value % 2U ? "\ndef broken(:\n" : "\n1 / 0\n");
  return true;
}

static bool
delete_file(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  char path[128];

  (void)trouble;
  (void)value;
  slot_path(slot, slot->role, path);
  return !unlink(path);
}

static bool
save(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)trouble;
  (void)value;
  slot_save(slot);
  return true;
}

static bool
restore(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)trouble;
  (void)value;
  return slot_restore(slot);
}

static bool
bypass(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)trouble;
  set(slot, PORT_ENABLED, value % 2U ? 1.0f : 0.0f);
  return true;
}

static bool
change_mode(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)trouble;
  set(slot, PORT_MODE, (float)(value % 2U));
  return true;
}

static bool
change_fallback(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)trouble;
  set(slot, PORT_FALLBACK, (float)(value % 2U));
  return true;
}

static bool
change_deadline(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)trouble;
  set(slot, PORT_DEADLINE, (float)(5U + value % 46U));
  return true;
}

static bool
turn_knob(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)trouble;
  set(slot, PORT_KNOB1 + value % 16U, (float)(value % 101U) / 100.0f);
  return true;
}

static bool
panic(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  const Command command = { .kind   = COMMAND_CONTROL,
                            .number = value % 2U ? 120U : 123U };

  (void)trouble;
  slot_tell(slot, &command);
  return true;
}

static bool
flood(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  const Command command = { .kind   = COMMAND_FLOOD,
                            .number = 3U * (value % 1000U) };

  (void)trouble;
  slot_tell(slot, &command);
  return true;
}

static bool
cramp(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  static const uint32_t rooms[] = { 2048U, 8192U, 65536U, HOST_ROOM };
  const Command command = { .kind = COMMAND_ROOM, .number = rooms[value % 4U] };

  (void)trouble;
  slot_tell(slot, &command);
  return true;
}

/// A villain is left out: a host that waits for it has nothing to promise
static bool
render(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  if (slot->role->guilty || (slot->former && slot->former->guilty)) {
    return false;
  }

  Chance chance = chance_new(value, 0U);
  trouble_thaw(slot);
  stage_take(trouble->stage, slot);
  slot_reactivate(slot, 0U);
  slot->plugin->controls[PORT_FREEWHEEL] = 1.0f;
  for (uint32_t blocks = 50U + chance_below(&chance, 150U); blocks; --blocks) {
    slot_run(slot, 80U + chance_below(&chance, 177U), NULL);
  }
  slot->plugin->controls[PORT_FREEWHEEL] = 0.0f;
  slot_reactivate(slot, 0U);
  stage_give(trouble->stage, slot);
  return true;
}

static bool
reactivate(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  stage_take(trouble->stage, slot);
  slot_reactivate(slot, value % 50U);
  stage_give(trouble->stage, slot);
  return true;
}

static void
tell_song(const Trouble* const trouble, Slot* const slot, const double beat)
{
  const Command command = { .kind  = COMMAND_POSITION,
                            .value = trouble->song.playing ? 1.0f : 0.0f,
                            .tempo = trouble->song.tempo,
                            .beat  = beat };
  slot_tell(slot, &command);
}

static bool
renew(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  stage_take(trouble->stage, slot);
  slot_empty(slot);
  slot_fill(slot, trouble->stage->length);
  tell_song(trouble, slot, 0.0);
  choose(trouble, slot, value);
  stage_give(trouble->stage, slot);
  return true;
}

static bool
quieten(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  const bool lasts = slot->role->lasts || (slot->former && slot->former->lasts);
  const Command command = { .kind  = COMMAND_QUIET,
                            .value = lasts ? 1.0f : 0.0f };

  (void)trouble;
  (void)value;
  slot->quiet = QUIET_ASKED;
  slot_tell(slot, &command);
  return true;
}

void
trouble_tell_all(const Trouble* const trouble, const double beat)
{
  for (unsigned i = 0U; i < trouble->stage->n_slots; ++i) {
    tell_song(trouble, &trouble->stage->slots[i], beat);
  }
}

static bool
locate(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)slot;
  trouble_tell_all(trouble, value % 64U);
  return true;
}

static bool
change_tempo(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)slot;
  trouble->song.tempo = (float)(90U + value % 111U);
  trouble_tell_all(trouble, NAN);
  return true;
}

static bool
halt(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)slot;
  (void)value;
  trouble->song.playing = !trouble->song.playing;
  trouble_tell_all(trouble, NAN);
  return true;
}

static bool
change_length(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)slot;
  stage_set_length(trouble->stage, 64U << value % 5U);
  return true;
}

static bool
burn_core(Trouble* const trouble, Slot* const slot, const uint32_t value)
{
  (void)slot;
  return hog_start(&trouble->hog, 50U + value % 450U);
}

const Act trouble_acts[FAULTS] = {
  [FAULT_KILL]       = { kill_child, false },
  [FAULT_SERVER]     = { kill_server, false },
  [FAULT_FREEZE]     = { freeze, false },
  [FAULT_DEED]       = { misbehave, false },
  [FAULT_CHOOSE]     = { choose, true },
  [FAULT_EDIT]       = { edit, false },
  [FAULT_REPLACE]    = { replace, false },
  [FAULT_BREAK]      = { spoil, false },
  [FAULT_DELETE]     = { delete_file, false },
  [FAULT_SAVE]       = { save, false },
  [FAULT_RESTORE]    = { restore, true },
  [FAULT_BYPASS]     = { bypass, true },
  [FAULT_MODE]       = { change_mode, false },
  [FAULT_FALLBACK]   = { change_fallback, false },
  [FAULT_DEADLINE]   = { change_deadline, false },
  [FAULT_KNOB]       = { turn_knob, false },
  [FAULT_PANIC]      = { panic, false },
  [FAULT_FLOOD]      = { flood, true },
  [FAULT_CRAMP]      = { cramp, false },
  [FAULT_RENDER]     = { render, true },
  [FAULT_REACTIVATE] = { reactivate, true },
  [FAULT_RENEW]      = { renew, true },
  [FAULT_QUIET]      = { quieten, true },
  [FAULT_LOCATE]     = { locate, false },
  [FAULT_TEMPO]      = { change_tempo, false },
  [FAULT_HALT]       = { halt, false },
  [FAULT_LENGTH]     = { change_length, false },
  [FAULT_HOG]        = { burn_core, false },
};
