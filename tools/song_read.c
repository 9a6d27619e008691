// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Reading songs from Standard MIDI Files; setup

#include "song.h"

#include "complain.h"
#include "grow.h"
#include "midi.h"
#include "smf_parse.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/// Largest file [bytes], and longest song [frames]: what can be counted
#define FILE_MAX (64U * 1024U * 1024U)
#define LENGTH_MAX (UINT32_MAX / 2U)

/// Read at once [bytes]
#define READ_SIZE 65536U

/// Metaevents that matter, and where their data begins
enum
{
  META_TEMPO  = 0x51,
  META_METER  = 0x58,
  META_HEADER = 2
};

void
ob_song_clear(ObSong* const song)
{
  ob_tempo_clear(&song->tempo);
  ob_events_clear(&song->events);
}

/// Read up to the end; return the bytes, to be freed, or NULL and errno
static uint8_t*
read_to_end(FILE* const file, size_t* const size)
{
  uint8_t* bytes = NULL;
  size_t   room  = 0U;
  size_t   read  = 0U;

  *size = 0U;
  do {
    uint8_t* const moved =
      (uint8_t*)ob_grow(bytes, &room, *size + READ_SIZE, 1U);
    if (!moved) {
      free(bytes);
      return NULL;
    }
    bytes = moved;
    read  = fread(bytes + *size, 1U, READ_SIZE, file);
    *size += read;
  } while (read && *size <= FILE_MAX);

  if (ferror(file) || *size > FILE_MAX) {
    const int error = ferror(file) ? errno : EFBIG;
    free(bytes);
    errno = error;
    return NULL;
  }
  return bytes;
}

/// Read a whole file; return as read_to_end()
static uint8_t*
read_bytes(const char* const path, size_t* const size)
{
  FILE* const    file  = fopen(path, "re");
  uint8_t* const bytes = file ? read_to_end(file, size) : NULL;
  const int      error = errno;
  if (file) {
    fclose(file);
  }
  errno = error;
  return bytes;
}

/// Take over tempo and meter; others do not matter
static ObStatus
add_meta(ObSong* const        song,
         const uint8_t* const bytes,
         const uint32_t       size,
         const double         beat,
         const bool           own_tempo)
{
  const uint8_t* const data   = bytes + META_HEADER;
  const uint32_t       length = size - META_HEADER;

  ObStatus status = OB_SUCCESS;
  if (bytes[1] == META_TEMPO && length >= 3U && own_tempo) {
    const double us = (double)(data[0] << 16U | data[1] << 8U | data[2]);
    status =
      us > 0.0 ? ob_tempo_set(&song->tempo, beat, 60.0e6 / us) : OB_BAD_ARG;
  } else if (bytes[1] == META_METER && length >= 2U) {
    status = data[1] < 8U
               ? ob_tempo_set_meter(&song->tempo, beat, data[0], 1 << data[1])
               : OB_BAD_ARG;
  }

  // A tempo or meter out of all reason is not worth refusing a song
  song->skipped += status == OB_BAD_ARG;
  return status == OB_BAD_ARG ? OB_SUCCESS : status;
}

static ObStatus
add_event(ObSong* const         song,
          const ObEvents* const all,
          const ObEvent* const  event,
          const bool            own_tempo)
{
  const uint8_t* const bytes = ob_events_bytes(all, event);
  const double         beat  = (double)event->frame / song->division;
  const double         frame = round(ob_tempo_frame(&song->tempo, beat));
  if (frame > LENGTH_MAX) {
    return OB_TOO_BIG;
  }

  song->length = (uint32_t)frame;
  if (bytes[0] == OB_SMF_META && event->size >= META_HEADER) {
    return add_meta(song, bytes, event->size, beat, own_tempo);
  }
  if (!ob_midi_valid(bytes, event->size)) {
    ++song->skipped;
    return OB_SUCCESS;
  }
  return ob_events_append(&song->events, song->length, bytes, event->size);
}

static ObStatus
parse(ObSong* const        song,
      const uint8_t* const bytes,
      const size_t         size,
      const bool           own_tempo,
      ObProblem* const     problem)
{
  ObEvents all    = { .count = 0U };
  ObStatus status = ob_smf_parse(bytes, size, &song->division, &all, problem);
  for (size_t i = 0U; !status && i < all.count; ++i) {
    status = add_event(song, &all, &all.events[i], own_tempo);
  }
  ob_events_clear(&all);
  return status == OB_TOO_BIG ? ob_problem(problem, "longer than 12 hours")
                              : status;
}

ObStatus
ob_song_read(const char* const path,
             const double      rate,
             const double      tempo,
             ObSong* const     song)
{
  *song             = (ObSong){ .length = 0U };
  size_t    size    = 0U;
  ObProblem problem = { "" };
  ObStatus  status =
    ob_tempo_init(&song->tempo, rate, tempo > 0.0 ? tempo : OB_TEMPO_USUAL);
  uint8_t* const bytes = read_bytes(path, &size);
  if (!bytes) {
    status = ob_status_from_errno(errno);
  }
  if (!status) {
    status = parse(song, bytes, size, tempo <= 0.0, &problem);
  }
  if (status) {
    ob_complain(
      "%s: %s", path, problem.text[0] ? problem.text : ob_strerror(status));
  }
  free(bytes);
  return status;
}
