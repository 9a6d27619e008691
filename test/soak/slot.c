// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Plays, hears and measures the instance in a slot; whoever has it, mostly the
// audio thread

#undef NDEBUG

#include "slot.h"

#include "../lv2_host.h"

#include <lv2/midi/midi.h>

#include <stdio.h>

/// Sample rate of everything here [1/s]
static const uint32_t rate = 48000U;

/// How much longer than the deadline a block in run() may be, without what it
/// waited for a core [ns]
static const uint64_t allowance = 10000000U;

/// How long nothing may sound before a quiet player plays again [s]
static const uint32_t silence = 1U;

/// By when it must be silent: echoes have their time, stuck scripts theirs [s]
static const uint32_t patience = 30U;

/// One block in so many is run in parts, as hosts do for automation
static const uint32_t splitting = 16U;

/// What the status port shows of a script that plays
static const int status_running = 1;

void
slot_tell(Slot* const slot, const Command* const command)
{
  if (jack_ringbuffer_write_space(slot->commands) >= sizeof(*command)) {
    jack_ringbuffer_write(
      slot->commands, (const char*)command, sizeof(*command));
  }
}

static void
obey(Slot* const slot, const Command* const command)
{
  HostPlugin* const plugin = slot->plugin;
  switch (command->kind) {
    case COMMAND_CHOOSE:
      host_set_path(plugin, command->path, LV2_ATOM__Path);
      break;
    case COMMAND_SET:
      plugin->controls[command->number] = command->value;
      break;
    case COMMAND_CONTROL:
      musician_control(
        plugin, 0U, (uint8_t)command->number, (uint8_t)command->value);
      break;
    case COMMAND_POSITION:
      host_position(plugin, 0, command->value, command->tempo, command->beat);
      break;
    case COMMAND_FLOOD:
      musician_flood(&slot->musician, plugin, command->number);
      break;
    case COMMAND_ROOM:
      plugin->room = command->number;
      break;
    case COMMAND_QUIET:
      musician_end(&slot->musician, plugin);
      plugin->controls[PORT_ENABLED] = command->value != 0.0f ? 0.0f : 1.0f;
      slot->quiet_frames             = 0U;
      slot->silent_frames            = 0U;
      slot->quiet                    = QUIET_ON;
      break;
  }
}

static void
obey_all(Slot* const slot)
{
  Command command;
  while (jack_ringbuffer_read_space(slot->commands) >= sizeof(command)) {
    jack_ringbuffer_read(slot->commands, (char*)&command, sizeof(command));
    obey(slot, &command);
  }
}

static void
listen(Slot* const slot)
{
  const LV2_URID        midi  = host_map(LV2_MIDI__MidiEvent);
  const LV2_Atom_Event* event = NULL;
  while ((event = host_next(slot->plugin, event))) {
    if (event->body.type == midi) {
      ear_hear(&slot->ear, (const uint8_t*)(event + 1), event->body.size);
      ++slot->tally.messages;
    }
  }
  slot->open = slot->ear.open;
}

/// Add up by how much a counting port has grown
static void
follow(Slot* const slot, const unsigned port, _Atomic uint64_t* const sum)
{
  const float now = slot->plugin->controls[port];
  if (now > slot->seen[port]) {
    *sum += (uint64_t)(now - slot->seen[port]);
  }
  slot->seen[port] = now;
}

static void
report_stuck(Slot* const slot)
{
  char text[512];
  ear_describe(&slot->ear, text, sizeof(text));
  slot->log.printf(slot, 0U, "STUCK: %u:%s\n", slot->ear.open, text);
  traces_print(&slot->traces);
}

/// The player has stopped: look whether everything else does, too
static void
observe_silence(Slot* const slot, const uint32_t frames)
{
  slot->quiet_frames += frames;
  slot->silent_frames = slot->ear.open ? 0U : slot->silent_frames + frames;
  if (slot->silent_frames < silence * rate &&
      slot->quiet_frames < patience * rate) {
    return;
  }

  if (slot->ear.open) {
    report_stuck(slot);
    slot->tally.stuck += slot->ear.open;
    ear_forget(&slot->ear);
  }
  ++slot->tally.checks;
  slot->plugin->controls[PORT_ENABLED] = 1.0f;
  slot->quiet                          = QUIET_OFF;
}

static void
keep_worst(_Atomic uint64_t* const worst, const uint64_t time)
{
  if (time > *worst) {
    *worst = time;
  }
}

/// Judge the time that a block took
static void
judge(Slot* const    slot,
      const uint32_t frames,
      const uint64_t time,
      Watch* const   watch)
{
  Tally* const   tally = &slot->tally;
  const double   block = 1.0e9 * frames / rate;
  const double   share = (double)slot->plugin->controls[PORT_DEADLINE] / 100.0;
  const uint64_t limit = (uint64_t)(share * block);

  ++tally->blocks;
  tally->held += time <= limit;
  keep_worst(&tally->worst, time);
  const uint64_t own = time > limit ? watch_own(watch, time) : time;
  keep_worst(&tally->own, own);
  tally->overruns += own > limit + allowance;
}

/// Return how much of what is left of a block to run at once
static uint32_t
choose_part(Slot* const slot, const uint32_t left, const bool split)
{
  return split ? chance_below(&slot->chance, left + 1U) : left;
}

void
slot_run(Slot* const slot, const uint32_t frames, Watch* const watch)
{
  const bool split =
    !slot->bystander && !chance_below(&slot->chance, splitting);

  uint64_t time = 0U;
  obey_all(slot);
  for (uint32_t done = 0U; done < frames;) {
    const uint32_t part = choose_part(slot, frames - done, split);
    if (slot->quiet != QUIET_ON && !slot->waiting && part) {
      musician_play(&slot->musician, slot->plugin, part);
    }
    traces_keep_input(&slot->traces, slot->plugin);
    if (watch) {
      watch_start(watch);
    }
    host_run(slot->plugin, part);
    time += watch ? watch_time(watch) : 0U;
    traces_keep_output(&slot->traces, slot->plugin);
    listen(slot);
    done += part;
  }

  if (watch) {
    judge(slot, frames, time, watch);
  } else {
    ++slot->tally.offline;
  }
  slot->status = (int)slot->plugin->controls[PORT_STATUS];
  slot->waiting &= slot->status != status_running;
  follow(slot, PORT_MISSES, &slot->tally.misses);
  follow(slot, PORT_LATE, &slot->tally.late);
  follow(slot, PORT_DROPPED, &slot->tally.dropped);
  if (slot->quiet == QUIET_ON) {
    observe_silence(slot, frames);
  }
}
