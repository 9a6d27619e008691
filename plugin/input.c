// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the host's messages go: to the script, or past it; real-time

#include "engine_impl.h"

/// Return whether the script answers a kind of message
OB_REALTIME static bool
answers(const ObEngine* const engine, const ObKind kind)
{
  return engine->controls.enabled && ob_engine_has_child(engine) &&
         (engine->routes & (1U << kind));
}

/// Return whether a kind of message that the script does not answer passes
OB_REALTIME static bool
passes(const ObEngine* const engine, const ObKind kind)
{
  return !engine->controls.enabled || ob_engine_has_child(engine) ||
         engine->controls.fallback == OB_FALLBACK_PASS ||
         !(engine->routes & (1U << kind));
}

/// Return a frame that is inside the block and not before the last one
OB_REALTIME static uint32_t
placed(const ObEngine* const engine, const uint32_t frame)
{
  const uint32_t last = engine->block.frames ? engine->block.frames - 1U : 0U;
  const uint32_t at   = frame < last ? frame : last;

  return at > engine->position.at ? at : engine->position.at;
}

/// Tell the script of a message; return whether it could be told
OB_REALTIME static bool
tell(ObEngine* const      engine,
     const uint32_t       frame,
     const uint8_t* const bytes,
     const uint32_t       size,
     const uint16_t       flags)
{
  // After one that was missed, all are, up to the resync: else it would bring
  // back values that are older than those delivered meanwhile
  if (engine->keys.stale ||
      ob_request_event(engine, frame, bytes, size, flags)) {
    ob_keys_miss(&engine->keys, bytes, size);
    return false;
  }

  return true;
}

/// Let the script know of a message that it does not answer
OB_REALTIME static void
inform(ObEngine* const      engine,
       const uint32_t       frame,
       const uint8_t* const bytes,
       const uint32_t       size)
{
  if (ob_engine_has_child(engine)) {
    tell(engine, frame, bytes, size, OB_EVENT_PASSED);
  }
}

/// Ask the script; return whether it could be asked
OB_REALTIME static bool
ask(ObEngine* const      engine,
    const uint32_t       frame,
    const uint8_t* const bytes,
    const uint32_t       size)
{
  const bool told = tell(engine, frame, bytes, size, 0U);

  engine->dropped += told ? 0U : 1U;
  return told;
}

OB_REALTIME static void
take_note_on(ObEngine* const      engine,
             const uint32_t       frame,
             const uint8_t* const bytes)
{
  ObKeyOwner owner = OB_KEY_MUTED;
  if (answers(engine, OB_KIND_NOTE_ON)) {
    owner = ask(engine, frame, bytes, 3U) ? OB_KEY_SCRIPT : OB_KEY_MUTED;
  } else if (passes(engine, OB_KIND_NOTE_ON)) {
    owner =
      ob_passing_add(engine, frame, bytes, 3U) ? OB_KEY_PASSED : OB_KEY_MUTED;
    inform(engine, frame, bytes, 3U);
  }

  const uint32_t   channel = bytes[0] & 0x0FU;
  const ObKeyOwner former =
    ob_keys_press(&engine->keys, channel, bytes[1], bytes[2], owner);
  if (former == OB_KEY_PASSED && owner != OB_KEY_PASSED) {
    // Struck again without a release: the release will not pass any more
    const uint8_t off[3] = { (uint8_t)(0x80U | channel), bytes[1], 64U };
    ob_passing_add(engine, frame, off, sizeof(off));
  }
}

OB_REALTIME static void
take_note_off(ObEngine* const      engine,
              const uint32_t       frame,
              const uint8_t* const bytes)
{
  const uint32_t   channel = bytes[0] & 0x0FU;
  const ObKeyOwner owner   = ob_keys_release(&engine->keys, channel, bytes[1]);

  ob_reset_key(engine, frame, channel, bytes[1]);
  if (owner != OB_KEY_PASSED && answers(engine, OB_KIND_NOTE_OFF)) {
    ask(engine, frame, bytes, 3U);
    return;
  }

  // What passed on its way down passes on its way up, whoever answers by now
  if (owner == OB_KEY_PASSED ||
      (owner == OB_KEY_UP && passes(engine, OB_KIND_NOTE_OFF))) {
    ob_passing_add(engine, frame, bytes, 3U);
  }
  inform(engine, frame, bytes, 3U);
}

/// CC 120 or 123: everything on the channel ends, and the message passes
OB_REALTIME static void
take_channel_reset(ObEngine* const      engine,
                   const uint32_t       frame,
                   const uint8_t* const bytes)
{
  const uint32_t channel = bytes[0] & 0x0FU;

  ob_keys_clear(&engine->keys, channel);
  if (!ob_passing_add(engine, frame, bytes, 3U)) {
    ob_sounding_owe_channel(&engine->sounding, channel);
  }
  if (!(engine->resets.channels & (1U << channel))) {
    engine->resets.channels |= 1U << channel;
    engine->resets.frames[channel] = ob_engine_due(engine, frame);
  }

  if (ob_engine_has_child(engine)) {
    const ObReset reset = { .record  = { .type = OB_REQUEST_RESET },
                            .frame   = engine->frame + frame,
                            .reason  = OB_RESET_CHANNEL,
                            .channel = channel };
    if (ob_request_record(engine, &reset.record, sizeof(reset))) {
      ob_reset_script(engine); // Too much rather than too little
    }
    engine->block.asks = true;
  }
}

OB_REALTIME static void
take_other(ObEngine* const      engine,
           const uint32_t       frame,
           const uint8_t* const bytes,
           const uint32_t       size)
{
  const ObKind kind     = ob_midi_kind(bytes, size);
  const bool   answered = answers(engine, kind);

  // As with keys: a pedal that passed on its way down passes on its way up
  if ((!answered && passes(engine, kind)) ||
      ob_keys_lets_go(&engine->keys, bytes, size)) {
    ob_passing_add(engine, frame, bytes, size);
    ob_keys_pass(&engine->keys, bytes, size);
  }

  if (answered) {
    ask(engine, frame, bytes, size);
  } else if (kind == OB_KIND_CC) {
    inform(engine, frame, bytes, size); // Scripts may ask for its value
  }
}

OB_REALTIME void
ob_engine_midi(ObEngine* const      engine,
               const uint32_t       frame,
               const uint8_t* const bytes,
               const uint32_t       size)
{
  if (size > OB_MIDI_MAX || !ob_midi_valid(bytes, size)) {
    ++engine->dropped;
    return;
  }

  const uint32_t at = placed(engine, frame);
  ob_engine_send_values(engine);
  ob_position_advance(&engine->position, at);
  if (engine->block.order < UINT16_MAX - 1U) {
    ++engine->block.order;
  }

  const ObKind kind = ob_midi_kind(bytes, size);
  if (kind == OB_KIND_NOTE_ON) {
    take_note_on(engine, at, bytes);
  } else if (kind == OB_KIND_NOTE_OFF) {
    take_note_off(engine, at, bytes);
  } else if (kind == OB_KIND_CC && (bytes[1] == OB_CC_ALL_SOUND_OFF ||
                                    bytes[1] == OB_CC_ALL_NOTES_OFF)) {
    take_channel_reset(engine, at, bytes);
  } else {
    take_other(engine, at, bytes, size);
  }
}

/// Return whether the script must know at once how the transport changed
OB_REALTIME static bool
wants_transport(const ObEngine* const engine)
{
  if (!ob_engine_has_child(engine)) {
    return false;
  }

  // A task may be due earlier than it has announced
  const uint64_t wake = atomic_load_explicit(
    &engine->link->segment.header->child.wake_frame, memory_order_relaxed);
  return wake != OB_NO_WAKE || ob_engine_defines(engine, OB_ON_TRANSPORT);
}

OB_REALTIME void
ob_engine_transport(ObEngine* const          engine,
                    const uint32_t           frame,
                    const ObTransport* const transport)
{
  const uint32_t at = placed(engine, frame);
  if (at) {
    ob_engine_send_values(engine);
  }
  ob_position_advance(&engine->position, at);
  ob_emit_fix_beats(engine, at); // What is due before keeps its place

  const ObChange change = ob_position_tell(&engine->position, transport);
  ob_reset_position(engine, at, change);

  // A block bears its first position; only later ones need a record
  const bool     wanted = change && wants_transport(engine);
  const bool     ends   = ob_change_is_break(change);
  const bool     known  = !at && !engine->block.open && !ends;
  const uint16_t flags  = !ends                      ? 0U
                          : change == OB_CHANGE_LOOP ? OB_RESET_LOOP
                                                     : OB_RESET_STOP;
  if (ob_engine_has_child(engine) && change && (wanted || !known)) {
    const ObTransportChange record = {
      .record    = { .type = OB_REQUEST_TRANSPORT, .flags = flags },
      .frame     = engine->frame + at,
      .transport = ob_request_transport(engine, &engine->position.now),
    };
    ob_request_record(engine, &record.record, sizeof(record));
    engine->block.asks |= wanted;
  }
}

OB_REALTIME const ObTransport*
ob_engine_position(ObEngine* const engine, const uint32_t frame)
{
  ob_position_advance(&engine->position, placed(engine, frame));

  return &engine->position.now;
}
