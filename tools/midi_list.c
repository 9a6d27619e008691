// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// MIDI messages with the frames they belong to, and their text form; any thread

#include "midi_list.h"

#include "midi.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// Longest line of text: a frame and the longest message [bytes]
#define LINE_SIZE 512

ObStatus
ob_midi_list_init(ObMidiList* const list, const size_t capacity)
{
  list->count    = 0;
  list->capacity = capacity;
  list->events   = (ObMidiEvent*)malloc(capacity * sizeof(ObMidiEvent));
  if (!list->events) {
    return OB_NO_MEM;
  }

  // So that a real-time thread takes no page fault
  memset(list->events, 0xFF, capacity * sizeof(ObMidiEvent));
  return OB_SUCCESS;
}

void
ob_midi_list_clear(ObMidiList* const list)
{
  free(list->events);
  *list = (ObMidiList){ NULL, 0, 0 };
}

OB_REALTIME ObStatus
ob_midi_list_append(ObMidiList* const    list,
                    const uint32_t       frame,
                    const uint8_t* const bytes,
                    const size_t         size)
{
  if (size > OB_MIDI_LIST_BYTES) {
    return OB_TOO_BIG;
  }
  if (list->count == list->capacity) {
    return OB_FULL;
  }

  ObMidiEvent* const event = &list->events[list->count++];
  event->frame             = frame;
  event->size              = (uint32_t)size;
  memcpy(event->bytes, bytes, size);
  return OB_SUCCESS;
}

static bool
is_blank(const char* text)
{
  while (isspace((unsigned char)*text)) {
    ++text;
  }
  return !*text;
}

/// Read a number in [0, limit] and move `text` behind it
static ObStatus
read_number(const char** const  text,
            const int           base,
            const unsigned long limit,
            unsigned long*      number)
{
  char* end = NULL;
  errno     = 0;
  *number   = strtoul(*text, &end, base);
  if (end == *text || errno || *number > limit) {
    return OB_CORRUPT;
  }
  *text = end;
  return OB_SUCCESS;
}

static ObStatus
read_event(ObMidiList* const list, const char* text)
{
  unsigned long frame = 0;
  ObStatus      st    = read_number(&text, 10, UINT32_MAX, &frame);

  uint8_t bytes[OB_MIDI_LIST_BYTES];
  size_t  size = 0;
  while (!st && !is_blank(text)) {
    unsigned long byte = 0;
    if (size == OB_MIDI_LIST_BYTES) {
      return OB_TOO_BIG;
    }
    st            = read_number(&text, 16, UINT8_MAX, &byte);
    bytes[size++] = (uint8_t)byte;
  }

  if (st || !ob_midi_valid(bytes, (uint32_t)size) ||
      (list->count && frame < list->events[list->count - 1].frame)) {
    return OB_CORRUPT;
  }
  return ob_midi_list_append(list, (uint32_t)frame, bytes, size);
}

ObStatus
ob_midi_list_read(ObMidiList* const list,
                  FILE* const       file,
                  unsigned* const   line)
{
  char text[LINE_SIZE];
  *line = 0;
  while (fgets(text, sizeof(text), file)) {
    ++*line;
    text[strcspn(text, "#")] = '\0';
    const ObStatus st = is_blank(text) ? OB_SUCCESS : read_event(list, text);
    if (st) {
      return st;
    }
  }
  return ferror(file) ? OB_ERROR : OB_SUCCESS;
}

ObStatus
ob_midi_list_write(const ObMidiList* const list, FILE* const file)
{
  for (size_t i = 0; i < list->count; ++i) {
    const ObMidiEvent* const event = &list->events[i];
    fprintf(file, "%" PRIu32, event->frame);
    for (uint32_t b = 0; b < event->size; ++b) {
      fprintf(file, " %02x", event->bytes[b]);
    }
    fputc('\n', file);
  }
  return fflush(file) || ferror(file) ? OB_ERROR : OB_SUCCESS;
}
