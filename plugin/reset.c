// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Ending what sounds and dropping what is due, when told to; real-time

#include "engine_impl.h"

#include <math.h>

/// What a position change means for the schedule
typedef struct
{
  uint64_t frame;   ///< When it takes effect at the output
  double   slope;   ///< Beats per frame
  bool     stopped; ///< Or located; else the song has looped
} ObBreak;

/// Let a note with a length that begins before the break end with it
OB_REALTIME static void
limit_length(ObPending* const event, const ObBreak* const at)
{
  const double rest = (double)(at->frame - event->frame);
  if ((event->flags & OB_LENGTH_MASK) == OB_LENGTH_BEATS) {
    event->length = ob_position_frames(event->length, at->slope);
    event->flags ^= OB_LENGTH_BEATS | OB_LENGTH_FRAMES;
  }

  event->length = fmin(event->length, rest);
}

OB_REALTIME static ObVerdict
judge_break(ObPending* const event, void* const context)
{
  const ObBreak* const at      = (const ObBreak*)context;
  const ObKind         kind    = ob_midi_kind(event->bytes, event->size);
  const bool           note_on = kind == OB_KIND_NOTE_ON;
  if ((event->flags & OB_ANCHOR_MASK) == OB_ANCHOR_SONG) {
    if (kind != OB_KIND_NOTE_OFF) {
      return OB_VERDICT_DROP; // Its place in the song does not come
    }
  } else if (!at->stopped) {
    return OB_VERDICT_KEEP;
  }

  if ((event->flags & OB_ANCHOR_MASK) == OB_ANCHOR_FRAME &&
      event->frame <= at->frame) {
    if (note_on && (event->flags & OB_LENGTH_MASK)) {
      limit_length(event, at);
    }
    return OB_VERDICT_KEEP;
  }
  if (note_on) {
    return OB_VERDICT_DROP;
  }

  event->frame = at->frame;
  event->order = UINT16_MAX; // Behind what was due before, in order
  event->flags &= (uint16_t)~OB_ANCHOR_MASK;
  return OB_VERDICT_HURRY;
}

/// End what a stop or jump ends
OB_REALTIME static void
apply_break(ObEngine* const engine, const uint64_t due, const bool stopped)
{
  const ObPosition* const position = &engine->position;
  ObBreak                 at       = {
                          .frame   = due,
                          .slope   = position->parts[position->n_parts - 1U].slope,
                          .stopped = stopped,
  };

  ob_schedule_filter(&engine->schedule, judge_break, &at);
}

OB_REALTIME void
ob_reset_position(ObEngine* const engine,
                  const uint32_t  frame,
                  const ObChange  change)
{
  if (ob_change_is_break(change)) {
    apply_break(engine, ob_engine_due(engine, frame), change != OB_CHANGE_LOOP);
  }
}

/// Drop what is due after a channel was reset
OB_REALTIME static ObVerdict
judge_channel(ObPending* const event, void* const context)
{
  const ObResets* const resets  = (const ObResets*)context;
  const uint32_t        channel = event->bytes[0] & 0x0FU;
  const bool            affected =
    event->bytes[0] < 0xF0U && (resets->channels & (1U << channel));
  const bool before = (event->flags & OB_ANCHOR_MASK) == OB_ANCHOR_FRAME &&
                      event->frame <= resets->frames[channel];

  return (affected && !before) ? OB_VERDICT_DROP : OB_VERDICT_KEEP;
}

OB_REALTIME void
ob_reset_channels(ObEngine* const engine)
{
  if (engine->resets.channels) {
    ob_emit_fix_beats(engine, UINT32_MAX);
    ob_schedule_filter(&engine->schedule, judge_channel, &engine->resets);
    engine->resets.channels = 0U;
  }
}

OB_REALTIME void
ob_reset_script(ObEngine* const engine)
{
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    ob_sounding_owe_script(&engine->sounding, channel);
  }

  ob_schedule_init(&engine->schedule);
  engine->reset_due = true;
}

/// What a reload finds out about the schedule
typedef struct
{
  ObEngine* engine;
  ObNoteSet ending; ///< Sounding notes whose end is pending
} ObReload;

/// Return the voice that a note of a former child goes on with
OB_REALTIME static uint32_t
inherited_voice(const ObEngine* const engine, const uint32_t voice)
{
  const uint32_t number = voice & 0x03FFFFFFU;
  const uint32_t turn   = (engine->reloads & 1U) << 26U;

  return voice < OB_VOICE_INHERITED ? OB_VOICE_INHERITED | turn | number
                                    : voice;
}

/// Keep what has or is an end
OB_REALTIME static ObVerdict
judge_reload(ObPending* const event, void* const context)
{
  ObReload* const       reload  = (ObReload*)context;
  const ObEngine* const engine  = reload->engine;
  const uint32_t        channel = event->bytes[0] & 0x0FU;
  const uint32_t        pitch   = event->bytes[1];
  if (event->voice == OB_VOICE_NONE) {
    return OB_VERDICT_KEEP;
  }

  if (ob_midi_kind(event->bytes, event->size) == OB_KIND_NOTE_ON) {
    if (!(event->flags & OB_LENGTH_MASK)) {
      return OB_VERDICT_DROP; // Nobody would end it
    }
  } else if (ob_sounding_voice(&engine->sounding, channel, pitch) ==
             event->voice) {
    ob_note_set_add(&reload->ending, channel, pitch);
  } else {
    return OB_VERDICT_DROP;
  }

  event->voice = inherited_voice(engine, event->voice);
  return OB_VERDICT_KEEP;
}

/// Let a note of the child that is going sound on, if somebody will end it
OB_REALTIME static void
inherit(ObEngine* const       engine,
        const ObReload* const reload,
        const uint32_t        channel,
        const uint32_t        pitch)
{
  ObSounding* const sounding = &engine->sounding;
  const uint32_t    voice    = ob_sounding_voice(sounding, channel, pitch);
  const uint32_t    key      = sounding->keys[channel][pitch];
  const bool ending = ob_note_set_contains(&reload->ending, channel, pitch);
  const bool held   = key && ob_keys_is_down(&engine->keys, key - 1U);
  if (voice == OB_VOICE_NONE || voice == OB_VOICE_PASSED) {
    return;
  }

  if (ending || held) {
    ob_sounding_inherit(
      sounding, channel, pitch, inherited_voice(engine, voice), !ending);
  } else {
    ob_sounding_owe(sounding, channel, pitch);
  }
}

OB_REALTIME void
ob_reset_reload(ObEngine* const engine)
{
  ObReload reload = { .engine = engine };

  ++engine->reloads;
  ob_schedule_filter(&engine->schedule, judge_reload, &reload);
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    for (uint32_t pitch = 0U; pitch < OB_MIDI_PITCHES; ++pitch) {
      inherit(engine, &reload, channel, pitch);
    }
    ob_sounding_owe_held(&engine->sounding, channel);
  }
  ob_keys_orphan(&engine->keys);
}

OB_REALTIME void
ob_reset_key(ObEngine* const engine,
             const uint32_t  frame,
             const uint32_t  channel,
             const uint32_t  pitch)
{
  ObSounding* const sounding = &engine->sounding;
  const uint16_t    key      = ob_record_key(channel, pitch);

  int note = -1;
  while ((note = ob_sounding_take_inherited(sounding, key)) >= 0) {
    const uint32_t  on  = (uint32_t)note / OB_MIDI_PITCHES;
    const uint32_t  at  = (uint32_t)note % OB_MIDI_PITCHES;
    const ObPending end = { .frame = ob_engine_due(engine, frame),
                            .voice = ob_sounding_voice(sounding, on, at),
                            .order = engine->block.order,
                            .size  = 3U,
                            .bytes = {
                              (uint8_t)(0x80U | on), (uint8_t)at, 64U } };
    if (ob_schedule_push(&engine->schedule, &end)) {
      ob_sounding_owe(sounding, on, at);
    }
  }
}

OB_REALTIME void
ob_reset_all(ObEngine* const engine)
{
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    ob_sounding_owe_channel(&engine->sounding, channel);
    ob_keys_clear(&engine->keys, channel);
  }

  engine->dropped += engine->n_passing;
  ob_passing_clear(engine);
  ob_reset_script(engine);
  engine->resets.channels = 0U;
}

OB_REALTIME ObStatus
ob_reset_voice(ObEngine* const engine, const uint32_t voice)
{
  if (!engine->schedule.n_starts) {
    return OB_SUCCESS;
  }
  if (!engine->block.searches) {
    return OB_FULL;
  }

  --engine->block.searches;
  ob_schedule_cancel(&engine->schedule, voice);
  return OB_SUCCESS;
}

/// Return where in the block a frame is: 0 if before it
OB_REALTIME static uint32_t
frame_in_block(const ObEngine* const engine, const uint64_t frame)
{
  const uint64_t after = frame > engine->frame ? frame - engine->frame : 0U;

  return after < UINT32_MAX ? (uint32_t)after : UINT32_MAX;
}

OB_REALTIME void
ob_reset_confirmed(ObEngine* const engine, const ObReset* const reset)
{
  if (reset->reason == OB_RESET_ALL) {
    // An echo of an earlier reset does not count
    engine->deaf = engine->deaf && reset->frame != engine->reset_frame;
    return;
  }

  const uint64_t due = reset->frame + engine->latency;
  if (reset->reason != OB_RESET_CHANNEL) {
    ob_emit_fix_beats(engine, frame_in_block(engine, reset->frame));
    apply_break(engine, due, reset->reason == OB_RESET_STOP);
    return;
  }

  ObResets resets = { .channels = 1U << reset->channel };
  if (due < engine->frame) {
    ob_sounding_owe_script(&engine->sounding, reset->channel);
  } else {
    resets.frames[reset->channel] = due;
  }
  ob_emit_fix_beats(engine, UINT32_MAX);
  ob_schedule_filter(&engine->schedule, judge_channel, &resets);
}
