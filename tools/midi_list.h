// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// MIDI messages with the frames they belong to, and their text form; any thread

#ifndef OUTBOARD_MIDI_LIST_H
#define OUTBOARD_MIDI_LIST_H

#include "attributes.h"
#include "status.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/**
   @file

   As text, a message is a line: its frame in decimal, then its bytes in
   hexadecimal, for example "4800 90 3c 64".  Empty lines and what follows a
   '#' are ignored.
*/

/// Longest message in a list [bytes]
#define OB_MIDI_LIST_BYTES 120U

/// One message
typedef struct
{
  uint32_t frame;                     ///< From the start of the list
  uint32_t size;                      ///< [bytes]
  uint8_t  bytes[OB_MIDI_LIST_BYTES]; ///< The whole message
} ObMidiEvent;

/// A list of fixed capacity
typedef struct
{
  ObMidiEvent* events;   ///< Owned by the list
  size_t       count;    ///< Of events in use
  size_t       capacity; ///< Of events allocated
} ObMidiList;

/**
   Allocate room for `capacity` messages and touch it.

   @return OB_SUCCESS or OB_NO_MEM.
*/
ObStatus
ob_midi_list_init(ObMidiList* list, size_t capacity);

/// Free what ob_midi_list_init() allocated
void
ob_midi_list_clear(ObMidiList* list);

/**
   Append one message.

   @return OB_SUCCESS; OB_FULL; or OB_TOO_BIG: nothing was appended.
*/
OB_REALTIME ObStatus
ob_midi_list_append(ObMidiList*    list,
                    uint32_t       frame,
                    const uint8_t* bytes,
                    size_t         size);

/**
   Append the messages in `file`, which are in order of frames.

   @param line Set to the number of the last line read, from 1.
   @return OB_SUCCESS; OB_CORRUPT if the line makes no sense or is out of order;
   OB_FULL; or OB_TOO_BIG.
*/
ObStatus
ob_midi_list_read(ObMidiList* list, FILE* file, unsigned* line);

/// Write all messages; return OB_SUCCESS or OB_ERROR
ObStatus
ob_midi_list_write(const ObMidiList* list, FILE* file);

#endif // OUTBOARD_MIDI_LIST_H
