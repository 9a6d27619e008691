// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A growing list of MIDI messages of any length, by frame; setup

#ifndef OUTBOARD_EVENTS_H
#define OUTBOARD_EVENTS_H

#include "status.h"

#include <stddef.h>
#include <stdint.h>

/// One message
typedef struct
{
  uint32_t frame;  ///< From the start of the list
  uint32_t size;   ///< Of the message [bytes]
  size_t   offset; ///< Of the message in ObEvents.bytes [bytes]
} ObEvent;

/// A list; zero-initialised, it is empty
typedef struct
{
  ObEvent* events;   ///< Owned by the list, in the order of appending
  size_t   count;    ///< Of events in use
  size_t   capacity; ///< Of events allocated
  uint8_t* bytes;    ///< Owned by the list: all messages
  size_t   used;     ///< Of bytes
  size_t   room;     ///< Of bytes allocated
} ObEvents;

/// Free what a list owns; it is empty then
void
ob_events_clear(ObEvents* events);

/**
   Append a message.

   @return OB_SUCCESS or OB_NO_MEM: nothing was appended.
*/
ObStatus
ob_events_append(ObEvents*      events,
                 uint32_t       frame,
                 const uint8_t* bytes,
                 uint32_t       size);

/// Return the bytes of one of the list's messages; valid until the next change
const uint8_t*
ob_events_bytes(const ObEvents* events, const ObEvent* event);

/// Put the messages in order of frames; those of a frame keep theirs
void
ob_events_sort(ObEvents* events);

#endif // OUTBOARD_EVENTS_H
