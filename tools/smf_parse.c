// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Taking Standard MIDI Files apart, whatever is in them; setup

#include "smf_parse.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// Sizes of what begins a chunk, and of the header's data [bytes]
#define CHUNK_HEAD 8U
#define HEADER_SIZE 6U

/// A number of variable length has at most so many bytes
#define VARIABLE_MAX 4U

/// Ticks that can be counted
#define TICKS_MAX UINT32_MAX

/// What the bytes of a track begin with
enum
{
  SYSEX  = 0xF0, ///< A message, or its first part
  ESCAPE = 0xF7  ///< Its other parts, or any bytes
};

/// Bytes that are being read
typedef struct
{
  const uint8_t* bytes;
  size_t         size; ///< Of what is left [bytes]
  ObProblem*     problem;
} Reader;

/// A track that is being read
typedef struct
{
  Reader    reader;
  ObEvents* events;
  uint32_t  tick;
  uint8_t   running;    ///< The status that may be left out; 0 if none
  uint8_t*  sysex;      ///< Parts of a message, with room for all of the track
  size_t    sysex_size; ///< 0 if there is none unfinished
} Track;

static ObStatus
ends_early(const Reader* const reader)
{
  return ob_problem(reader->problem, "damaged: it ends too early");
}

/// Take `count` bytes; return where they are, or NULL
static const uint8_t*
take(Reader* const reader, const size_t count)
{
  const uint8_t* const bytes = reader->bytes;
  if (count > reader->size) {
    return NULL;
  }
  reader->bytes += count;
  reader->size -= count;
  return bytes;
}

/// Return a number of `count` bytes, the highest first
static uint32_t
number_of(const uint8_t* const bytes, const unsigned count)
{
  uint32_t number = 0U;
  for (unsigned i = 0U; i < count; ++i) {
    number = number << 8U | bytes[i];
  }
  return number;
}

/// Take a number of variable length
static ObStatus
take_number(Reader* const reader, uint32_t* const number)
{
  *number = 0U;
  for (unsigned i = 0U; i < VARIABLE_MAX; ++i) {
    const uint8_t* const byte = take(reader, 1U);
    if (!byte) {
      return ends_early(reader);
    }
    *number = *number << 7U | (*byte & 0x7FU);
    if (*byte < 0x80U) {
      return OB_SUCCESS;
    }
  }
  return ob_problem(reader->problem, "damaged: a number has no end");
}

/// Take a length and as many bytes
static ObStatus
take_data(Reader* const         reader,
          const uint8_t** const data,
          uint32_t* const       size)
{
  const ObStatus status = take_number(reader, size);
  if (status) {
    return status;
  }
  *data = take(reader, *size);
  return *data ? OB_SUCCESS : ends_early(reader);
}

static ObStatus
read_meta(Track* const track, bool* const last)
{
  static const uint8_t end_of_track = 0x2F;

  const uint8_t* const type = take(&track->reader, 1U);
  const uint8_t*       data = NULL;
  uint32_t             size = 0U;
  if (!type) {
    return ends_early(&track->reader);
  }

  ObStatus status = take_data(&track->reader, &data, &size);
  *last           = *type == end_of_track;

  // Other texts and the like need not be kept whole
  uint8_t        event[16] = { OB_SMF_META, *type };
  const uint32_t room      = sizeof(event) - 2U;
  const uint32_t kept      = size < room ? size : room;
  if (!status) {
    memcpy(event + 2, data, kept);
    status = ob_events_append(track->events, track->tick, event, 2U + kept);
  }
  return status;
}

/// Read a system exclusive message, or a part of it
static ObStatus
read_sysex(Track* const track, const uint8_t begin)
{
  const uint8_t* data   = NULL;
  uint32_t       size   = 0U;
  const ObStatus status = take_data(&track->reader, &data, &size);
  if (status) {
    return status;
  }
  if (begin == ESCAPE && !track->sysex_size) {
    return size ? ob_events_append(track->events, track->tick, data, size)
                : OB_SUCCESS;
  }

  if (begin == SYSEX) {
    track->sysex[0]   = SYSEX;
    track->sysex_size = 1U;
  }
  memcpy(track->sysex + track->sysex_size, data, size);
  track->sysex_size += size;
  if (track->sysex[track->sysex_size - 1U] != ESCAPE) {
    return OB_SUCCESS; // Another part follows
  }

  const uint32_t whole = (uint32_t)track->sysex_size;
  track->sysex_size    = 0U;
  return ob_events_append(track->events, track->tick, track->sysex, whole);
}

/// Read a message on a channel, whose status is known
static ObStatus
read_message(Track* const track)
{
  const unsigned       type  = track->running & 0xF0U;
  const uint32_t       count = type == 0xC0U || type == 0xD0U ? 1U : 2U;
  const uint8_t* const data  = take(&track->reader, count);
  if (!data) {
    return ends_early(&track->reader);
  }
  if (data[0] > 0x7FU || data[count - 1U] > 0x7FU) {
    return ob_problem(track->reader.problem,
                      "damaged: a message is not complete");
  }

  const uint8_t event[] = { track->running, data[0], data[count - 1U] };
  return ob_events_append(track->events, track->tick, event, 1U + count);
}

static ObStatus
read_event(Track* const track, bool* const last)
{
  uint32_t ticks  = 0U;
  ObStatus status = take_number(&track->reader, &ticks);
  if (status) {
    return status;
  }
  if (ticks > TICKS_MAX - track->tick) {
    return ob_problem(track->reader.problem, "too long");
  }
  track->tick += ticks;

  const uint8_t* const byte = track->reader.size ? track->reader.bytes : NULL;
  if (!byte) {
    return ends_early(&track->reader);
  }
  if (*byte >= 0x80U) {
    take(&track->reader, 1U);
  }
  if (*byte == OB_SMF_META) {
    return read_meta(track, last);
  }
  if (*byte == SYSEX || *byte == ESCAPE) {
    return read_sysex(track, *byte);
  }
  if (*byte >= 0x80U && *byte < SYSEX) {
    track->running = *byte;
  } else if (*byte >= 0x80U || !track->running) {
    return ob_problem(
      track->reader.problem, "damaged: no event begins with %02x", *byte);
  }
  return read_message(track);
}

static ObStatus
read_track(const uint8_t* const bytes,
           const size_t         size,
           ObEvents* const      events,
           ObProblem* const     problem)
{
  Track track = { .reader = { bytes, size, problem }, .events = events };
  track.sysex = (uint8_t*)malloc(size + 1U);

  ObStatus status = track.sysex ? OB_SUCCESS : OB_NO_MEM;
  bool     last   = false;
  while (!status && !last && track.reader.size) {
    status = read_event(&track, &last);
  }
  free(track.sysex);
  return status;
}

/// Take a chunk; return where its data is, or NULL
static const uint8_t*
take_chunk(Reader* const reader, const uint8_t** const name, size_t* const size)
{
  *name = take(reader, CHUNK_HEAD);
  if (!*name) {
    return NULL;
  }
  *size = number_of(*name + 4, 4U);
  return take(reader, *size);
}

/// Read the header; return the number of tracks
static ObStatus
read_header(Reader* const reader, int* const division, unsigned* const tracks)
{
  const uint8_t*       name = NULL;
  size_t               size = 0U;
  const uint8_t* const data = take_chunk(reader, &name, &size);
  if (!data || memcmp(name, "MThd", 4U) || size < HEADER_SIZE) {
    return ob_problem(reader->problem, "not a Standard MIDI File");
  }

  *tracks   = number_of(data + 2, 2U);
  *division = (int)number_of(data + 4, 2U);
  if (number_of(data, 2U) > 1U) {
    return ob_problem(reader->problem,
                      "of format 2, whose tracks are songs of their own; only "
                      "0 and 1 can be read");
  }
  if (*division > INT16_MAX) {
    return ob_problem(reader->problem,
                      "timed by time code (SMPTE); only beats can be read");
  }
  return *division && *tracks
           ? OB_SUCCESS
           : ob_problem(reader->problem,
                        "damaged: no %s",
                        *division ? "tracks" : "ticks per beat");
}

ObStatus
ob_smf_parse(const uint8_t* const bytes,
             const size_t         size,
             int* const           division,
             ObEvents* const      events,
             ObProblem* const     problem)
{
  Reader   reader = { bytes, size, problem };
  unsigned tracks = 0U;
  ObStatus status = read_header(&reader, division, &tracks);
  while (!status && tracks) {
    const uint8_t*       name   = NULL;
    size_t               length = 0U;
    const uint8_t* const data   = take_chunk(&reader, &name, &length);
    if (!data) {
      return ends_early(&reader);
    }
    if (!memcmp(name, "MTrk", 4U)) { // There may be others
      --tracks;
      status = read_track(data, length, events, problem);
    }
  }

  // Those of a tick stay in the order of tracks
  ob_events_sort(events);
  return status;
}
