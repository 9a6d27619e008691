// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Writing the LV2 output sequence: MIDI and announcements; real-time

#include "lv2_output.h"

#include "mailbox.h"

#include <lv2/atom/util.h>

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/// The body of a patch:Set of one property; its value's text follows
typedef struct
{
  LV2_Atom_Object_Body   object;
  LV2_Atom_Property_Body mark; ///< urn:outboard:announcement, ...
  int32_t                yes;  ///< ... for hosts that pass it to other plugins
  uint32_t               padding1;
  LV2_Atom_Property_Body property; ///< patch:property, ...
  LV2_URID               key;      ///< ... this one
  uint32_t               padding2;
  LV2_Atom_Property_Body value; ///< patch:value
} SetHead;

static_assert(sizeof(SetHead) == 72, "atoms are packed");

OB_REALTIME ObLv2Output
ob_lv2_output_begin(const ObLv2Uris* const   uris,
                    LV2_Atom_Sequence* const buffer)
{
  ObLv2Output output = { uris, buffer, NULL, 0U };
  if (!buffer) {
    return output;
  }

  const uint32_t capacity = buffer->atom.size;
  const uint32_t head     = sizeof(LV2_Atom_Sequence_Body);

  buffer->atom.type = uris->atom_Sequence;
  if (capacity < head) {
    buffer->atom.size = 0U;
    return output;
  }

  buffer->atom.size = head;
  buffer->body.unit = 0U;
  buffer->body.pad  = 0U;
  output.next       = (uint8_t*)(buffer + 1);
  output.room       = capacity - head;
  return output;
}

/// Append an event and return its body to be filled, or NULL if there is no
/// room
OB_REALTIME static uint8_t*
append(ObLv2Output* const output,
       const uint32_t     frame,
       const LV2_URID     type,
       const uint32_t     size)
{
  const uint32_t head = sizeof(LV2_Atom_Event);
  if (output->room < head || size > output->room - head ||
      lv2_atom_pad_size(size) > output->room - head) {
    return NULL;
  }

  LV2_Atom_Event* const event  = (LV2_Atom_Event*)output->next;
  uint8_t* const        body   = output->next + head;
  const uint32_t        padded = lv2_atom_pad_size(size);

  event->time.frames = frame;
  event->body.type   = type;
  event->body.size   = size;
  memset(body + size, 0, padded - size);

  output->sequence->atom.size += head + padded;
  output->next += head + padded;
  output->room -= head + padded;
  return body;
}

OB_REALTIME static ObStatus
write_midi(void* const          handle,
           const uint32_t       frame,
           const uint8_t* const bytes,
           const uint32_t       size)
{
  ObLv2Output* const output = (ObLv2Output*)handle;
  uint8_t* const     body =
    append(output, frame, output->uris->midi_MidiEvent, size);
  if (!body) {
    return OB_FULL;
  }

  memcpy(body, bytes, size);
  return OB_SUCCESS;
}

OB_REALTIME ObSink
ob_lv2_output_sink(ObLv2Output* const output)
{
  const ObSink sink = {
    write_midi, output, output->room, sizeof(LV2_Atom_Event)
  };

  return sink;
}

/// Append a patch:Set of `key` to `text`; return whether there was room
OB_REALTIME static bool
write_set(ObLv2Output* const output,
          const uint32_t     frame,
          const LV2_URID     key,
          const LV2_URID     type,
          const char* const  text,
          const uint32_t     size)
{
  const ObLv2Uris* const uris = output->uris;
  const SetHead          head = {
             .object   = { 0U, uris->patch_Set },
             .mark     = { uris->outboard_announcement,
                           0U,
                           { sizeof(int32_t), uris->atom_Bool } },
             .yes      = 1,
             .property = { uris->patch_property,
                           0U,
                           { sizeof(LV2_URID), uris->atom_URID } },
             .key      = key,
             .value    = { uris->patch_value, 0U, { size + 1U, type } },
  };

  uint8_t* const body =
    append(output, frame, uris->atom_Object, sizeof(head) + size + 1U);
  if (!body) {
    return false;
  }

  memcpy(body, &head, sizeof(head));
  memcpy(body + sizeof(head), text, size);
  body[sizeof(head) + size] = 0U;
  return true;
}

OB_REALTIME uint32_t
ob_lv2_output_announce(ObLv2Output* const     output,
                       const ObNotices* const notices,
                       const uint32_t         properties,
                       const uint32_t         frame)
{
  const ObLv2Uris* const uris = output->uris;
  const struct
  {
    ObLv2Property    bit;
    LV2_URID         key;
    LV2_URID         type;
    const ObMailbox* value;
  } table[] = {
    { OB_LV2_FILE, uris->outboard_file, uris->atom_Path, &notices->current },
    { OB_LV2_MESSAGE,
      uris->outboard_message,
      uris->atom_String,
      &notices->message },
    { OB_LV2_SHOWN, uris->outboard_shown, uris->atom_String, &notices->shown },
  };

  uint32_t left = properties;
  for (uint32_t i = 0U; i < sizeof(table) / sizeof(table[0]); ++i) {
    uint32_t          size = 0U;
    const char* const text = ob_mailbox_text(table[i].value, &size);
    if ((left & (uint32_t)table[i].bit) &&
        write_set(output, frame, table[i].key, table[i].type, text, size)) {
      left &= ~(uint32_t)table[i].bit;
    }
  }

  return left;
}
