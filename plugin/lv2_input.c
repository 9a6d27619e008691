// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Reading the LV2 input sequence: MIDI, positions, properties; real-time

#include "lv2_input.h"

#include "lv2_atoms.h"
#include "lv2_output.h"
#include "lv2_position.h"
#include "mailbox.h"

#include <stddef.h>

/// What matters of a patch:Get or patch:Set
typedef struct
{
  LV2_URID        subject;  ///< 0 if none
  LV2_URID        property; ///< 0 if none
  const LV2_Atom* value;    ///< NULL if none
  bool            foreign;  ///< Another instance announces what it has
} Patch;

OB_REALTIME static Patch
read_patch(const ObLv2Uris* const uris, const LV2_Atom_Object* const object)
{
  Patch       patch  = { 0U, 0U, NULL, false };
  ObLv2Cursor cursor = ob_lv2_properties(object);

  const LV2_Atom_Property_Body* item = NULL;
  while ((item = (const LV2_Atom_Property_Body*)ob_lv2_next(&cursor))) {
    if (item->key == uris->patch_subject) {
      patch.subject = ob_lv2_urid(uris, &item->value);
    } else if (item->key == uris->patch_property) {
      patch.property = ob_lv2_urid(uris, &item->value);
    } else if (item->key == uris->patch_value) {
      patch.value = &item->value;
    } else if (item->key == uris->outboard_announcement) {
      patch.foreign = true;
    }
  }

  return patch;
}

/// Pass a script's path on to the supervisor
OB_REALTIME static void
set_property(const ObLv2Uris* const    uris,
             const ObLv2Subject* const subject,
             const Patch* const        patch,
             ObNotices* const          notices)
{
  if (patch->property != uris->outboard_file || !patch->value ||
      subject->fixed) {
    return;
  }

  uint32_t          size = 0U;
  const char* const path = ob_lv2_text(uris, patch->value, &size);
  if (path && !ob_mailbox_write(&notices->path, path, size)) {
    ob_notices_post(notices, OB_NOTICE_PATH);
  }
}

/// Return which properties a patch:Get asks for
OB_REALTIME static uint32_t
wanted_properties(const ObLv2Uris* const uris, const Patch* const patch)
{
  if (!patch->property) {
    return OB_LV2_FILE | OB_LV2_MESSAGE | OB_LV2_SHOWN;
  }
  if (patch->property == uris->outboard_file) {
    return OB_LV2_FILE;
  }

  if (patch->property == uris->outboard_message) {
    return OB_LV2_MESSAGE;
  }

  return patch->property == uris->outboard_shown ? OB_LV2_SHOWN : 0U;
}

/// Handle a patch message; return which properties it asks for
OB_REALTIME static uint32_t
read_message(const ObLv2Uris* const       uris,
             const ObLv2Subject* const    subject,
             const LV2_Atom_Object* const object,
             ObNotices* const             notices)
{
  const Patch patch = read_patch(uris, object);
  if (patch.foreign || (patch.subject && patch.subject != subject->plugin)) {
    return 0U;
  }

  if (object->body.otype == uris->patch_Set) {
    set_property(uris, subject, &patch, notices);
    return 0U;
  }

  return wanted_properties(uris, &patch);
}

/// Return an event's frame; the engine takes care of those behind the block
OB_REALTIME static uint32_t
frame_of(const LV2_Atom_Event* const event)
{
  const int64_t frame = event->time.frames;

  return frame < 0 ? 0U : frame > UINT32_MAX ? UINT32_MAX : (uint32_t)frame;
}

/// Return an atom as a position, or NULL if it is none
OB_REALTIME static const LV2_Atom_Object*
as_position(const ObLv2Uris* const uris, const LV2_Atom* const atom)
{
  const LV2_Atom_Object* const object = ob_lv2_object(uris, atom);

  return (object && object->body.otype == uris->time_Position) ? object : NULL;
}

/**
   Tell the engine the positions among the next events that share a frame.

   Some hosts write a position behind the notes it is meant for.
*/
OB_REALTIME static void
tell_positions(const ObLv2Uris* const uris,
               ObLv2Cursor            cursor,
               const uint32_t         frame,
               ObEngine* const        engine)
{
  const LV2_Atom_Event* event = NULL;
  while ((event = (const LV2_Atom_Event*)ob_lv2_next(&cursor)) &&
         frame_of(event) == frame) {
    const LV2_Atom_Object* const object = as_position(uris, &event->body);
    if (object) {
      const ObTransport transport =
        ob_lv2_position(uris,
                        object,
                        ob_engine_position(engine, frame),
                        ob_engine_rate(engine));
      ob_engine_transport(engine, frame, &transport);
    }
  }
}

OB_REALTIME bool
ob_lv2_input_is_empty(const ObLv2Uris* const         uris,
                      const LV2_Atom_Sequence* const sequence)
{
  return !sequence || sequence->atom.type != uris->atom_Sequence ||
         sequence->atom.size <
           sizeof(LV2_Atom_Sequence_Body) + sizeof(LV2_Atom_Event);
}

OB_REALTIME uint32_t
ob_lv2_input_read(const ObLv2Uris* const         uris,
                  const ObLv2Subject* const      subject,
                  const LV2_Atom_Sequence* const sequence,
                  ObEngine* const                engine,
                  ObNotices* const               notices)
{
  if (!sequence || sequence->atom.type != uris->atom_Sequence) {
    return 0U;
  }

  uint32_t    wanted = 0U;
  uint32_t    frame  = 0U;
  ObLv2Cursor before = ob_lv2_events(sequence);
  tell_positions(uris, before, frame, engine);

  // The unit is not looked at: a host leaves it uninitialised
  const LV2_Atom_Event* event  = NULL;
  ObLv2Cursor           cursor = before;
  for (; (event = (const LV2_Atom_Event*)ob_lv2_next(&cursor));
       before = cursor) {
    const LV2_Atom* const        atom   = &event->body;
    const LV2_Atom_Object* const object = ob_lv2_object(uris, atom);
    if (frame_of(event) != frame) {
      frame = frame_of(event);
      tell_positions(uris, before, frame, engine);
    }

    if (atom->type == uris->midi_MidiEvent) {
      ob_engine_midi(engine, frame, (const uint8_t*)(atom + 1), atom->size);
    } else if (object && (object->body.otype == uris->patch_Set ||
                          object->body.otype == uris->patch_Get)) {
      wanted |= read_message(uris, subject, object, notices);
    }
  }

  return wanted;
}
