// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Running MIDI through a preset as a host does that renders; one thread

#include "offline.h"

#include "progress.h"

#include <lv2/core/lv2.h>

#include <math.h>
#include <stdlib.h>
#include <time.h>

/// How often to look whether the script is loaded, and how often at most
static const struct timespec glance      = { 0, 1000000 };
static const unsigned        glances_max = 20000U;

/// Values of the plugin's port "status" that pass by themselves
enum
{
  STATUS_LOADING    = 0,
  STATUS_RUNNING    = 1,
  STATUS_RESTARTING = 4
};

/// A run, and how far it is
typedef struct
{
  ObHost*       host;
  const ObTake* take;
  ObEvents*     output;
  uint32_t      frame; ///< First one of the block
  uint32_t      latency;
  size_t        event; ///< Next one in the input
  size_t        move;  ///< Next one
  size_t        turn;  ///< Next one
} Run;

ObMove*
ob_offline_moves(const ObTempoMap* const tempo, size_t* const count)
{
  ObMove* const moves = (ObMove*)calloc(tempo->count, sizeof(ObMove));
  *count              = moves ? tempo->count : 0U;
  for (size_t i = 0U; i < *count; ++i) {
    // A frame is where it is told, which may be a bit before or after
    const ObTempoChange* const change = &tempo->changes[i];
    const double               frame  = round(change->frame);
    const double               early =
      (change->frame - frame) * change->tempo / (60.0 * tempo->rate);

    ObPosition position = ob_tempo_position(tempo, change->frame);
    position.beat -= early;
    position.bar_beat = fmax(0.0, position.bar_beat - early);
    moves[i]          = (ObMove){ (uint32_t)frame, position, true };
  }
  return moves;
}

static float
read_control(ObHost* const host, const char* const symbol)
{
  const float* const value = ob_host_control(host, symbol);
  return value ? *value : 0.0f;
}

static void
set_designated(ObHost* const     host,
               const char* const designation,
               const float       value)
{
  float* const control = ob_host_designated(host, designation);
  if (control) {
    *control = value;
  }
}

ObStatus
ob_offline_wait(ObHost* const host)
{
  const float* const status = ob_host_control(host, "status");
  set_designated(host, LV2_CORE__freeWheeling, 1.0f);
  if (!status) {
    return OB_SUCCESS; // It loads nothing
  }

  for (unsigned i = 0U; i < glances_max; ++i) {
    ob_host_run(host, 0U);
    if (*status == STATUS_RUNNING) {
      return OB_SUCCESS;
    }
    if (*status != STATUS_LOADING && *status != STATUS_RESTARTING) {
      return OB_ERROR;
    }
    nanosleep(&glance, NULL);
  }
  return OB_TIMEOUT;
}

/// Return how many frames the block is to have
static uint32_t
block_length(const Run* const run, const uint32_t end)
{
  const ObTake* const take   = run->take;
  uint32_t            frames = take->block - run->frame % take->block;
  if (frames > end - run->frame) {
    frames = end - run->frame;
  }

  // A port changes at the first frame of a block
  if (run->turn < take->n_turns &&
      take->turns[run->turn].frame - run->frame < frames) {
    frames = take->turns[run->turn].frame - run->frame;
  }
  return frames;
}

/// Put what happens up to `end` into the block; return OB_SUCCESS or OB_FULL
static ObStatus
fill(Run* const run, const uint32_t end)
{
  const ObTake* const   take  = run->take;
  const ObEvents* const input = take->input;

  ObStatus status = OB_SUCCESS;
  while (!status) {
    const ObEvent* const event =
      run->event < input->count && input->events[run->event].frame < end
        ? &input->events[run->event]
        : NULL;
    const ObMove* const move =
      run->move < take->n_moves && take->moves[run->move].frame < end
        ? &take->moves[run->move]
        : NULL;
    if (move && (!event || move->frame <= event->frame)) {
      ++run->move;
      status = ob_host_position(run->host,
                                move->frame - run->frame,
                                move->frame,
                                &move->position,
                                move->playing);
    } else if (event) {
      ++run->event;
      status = ob_host_midi(run->host,
                            event->frame - run->frame,
                            ob_events_bytes(input, event),
                            event->size);
    } else {
      break;
    }
  }
  return status;
}

/// Take what has come out
static ObStatus
collect(const Run* const run)
{
  const LV2_Atom_Event* event  = NULL;
  ObStatus              status = OB_SUCCESS;
  while (!status && (event = ob_host_next(run->host, event))) {
    const uint32_t frame = run->frame + (uint32_t)event->time.frames;
    status               = ob_events_append(run->output,
                              frame < run->latency ? 0U : frame - run->latency,
                              (const uint8_t*)(event + 1),
                              event->body.size);
  }
  return status;
}

static void
turn(Run* const run)
{
  const ObTake* const take = run->take;
  for (;
       run->turn < take->n_turns && take->turns[run->turn].frame <= run->frame;
       ++run->turn) {
    ob_host_set(
      run->host, take->turns[run->turn].port, take->turns[run->turn].value);
  }
}

ObStatus
ob_offline_run(ObHost* const       host,
               const ObTake* const take,
               ObEvents* const     output,
               ObHealth* const     health)
{
  const float* const latency = ob_host_designated(host, LV2_CORE__latency);

  Run run            = { .host = host, .take = take, .output = output };
  run.latency        = latency ? (uint32_t)*latency : 0U;
  const uint32_t end = take->length + run.latency;

  ObStatus status = OB_SUCCESS;
  while (!status && run.frame < end) {
    turn(&run);
    const uint32_t frames = block_length(&run, end);
    status                = fill(&run, run.frame + frames);
    if (!status) {
      ob_host_run(host, frames);
      status = collect(&run);
    }
    if (!status && read_control(host, "misses") > 0.0f) {
      status = OB_TIMEOUT;
    }
    run.frame += frames;
    ob_progress(take->label, run.frame, end);
  }

  if (!status && take->close) {
    set_designated(host, LV2_CORE__enabled, 0.0f);
    ob_host_run(host, take->block);
    status = collect(&run);
  }
  *health = (ObHealth){ run.latency,
                        (unsigned)read_control(host, "late"),
                        (unsigned)read_control(host, "dropped") };
  return status;
}
