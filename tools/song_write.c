// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Writing Standard MIDI Files; setup

#include "song.h"

#include "complain.h"
#include "midi.h"
#include "smf_log.h"

#include <smf.h>

#include <errno.h>
#include <math.h>
#include <string.h>

/// The format's finest division [ticks per quarter note]
#define DIVISION_MAX 0x7FFF

/// The longest pause the format can have [ticks]
static const double ticks_max = 0x0FFFFFFF;

/// A file being written
typedef struct
{
  const ObSong* song;
  smf_track_t*  track;
  int           fineness; ///< Ticks per tick of the song
  unsigned      left_out; ///< Messages that have no place in a file
} Writer;

/// Return the tick at a frame; one of the song's own if that is at the frame
static int
tick_at(const Writer* const writer, const uint32_t frame)
{
  const ObSong* const song   = writer->song;
  const double        beat   = ob_tempo_beat(&song->tempo, frame);
  const double        coarse = round(beat * song->division);
  const double exact = ob_tempo_frame(&song->tempo, coarse / song->division);

  return llround(exact) == frame
           ? (int)coarse * writer->fineness
           : (int)lround(beat * song->division * writer->fineness);
}

static ObStatus
add(const Writer* const  writer,
    const int            tick,
    const uint8_t* const bytes,
    const size_t         size)
{
  // libsmf copies the bytes, but does not say const
  smf_event_t* const event =
    smf_event_new_from_pointer((void*)(uintptr_t)bytes, (int)size);
  if (!event) {
    return OB_NO_MEM;
  }
  smf_track_add_event_pulses(writer->track, event, tick);
  return OB_SUCCESS;
}

/// Write what a change changes; all of it if there is none before
static ObStatus
add_change(const Writer* const        writer,
           const ObTempoChange* const change,
           const ObTempoChange* const before)
{
  const int tick =
    (int)lround(change->beat * writer->song->division) * writer->fineness;
  const unsigned us      = (unsigned)lround(60.0e6 / change->tempo);
  const uint8_t  tempo[] = {
     0xFF, 0x51, 3, (uint8_t)(us >> 16U), (uint8_t)(us >> 8U), (uint8_t)us
  };
  const uint8_t meter[] = { 0xFF,
                            0x58,
                            4,
                            (uint8_t)change->numerator,
                            (uint8_t)lround(log2(change->denominator)),
                            24,
                            8 };

  ObStatus status = OB_SUCCESS;
  if (!before || change->bar_line > before->bar_line ||
      change->numerator != before->numerator ||
      change->denominator != before->denominator) {
    status = add(writer, tick, meter, sizeof(meter));
  }
  if (!status && (!before || change->tempo != before->tempo)) {
    status = add(writer, tick, tempo, sizeof(tempo));
  }
  return status;
}

/// Write a message; clock and the like have no place in a file
static ObStatus
add_message(Writer* const         writer,
            const ObEvents* const events,
            const ObEvent* const  event)
{
  const uint8_t* const bytes = ob_events_bytes(events, event);
  if (ob_midi_kind(bytes, event->size) == OB_KIND_RAW) {
    ++writer->left_out;
    return OB_SUCCESS;
  }
  return add(writer, tick_at(writer, event->frame), bytes, event->size);
}

/// Write changes and messages in order: libsmf is slow at sorting
static ObStatus
add_all(Writer* const writer, const ObEvents* const events)
{
  const ObTempoMap* const map    = &writer->song->tempo;
  size_t                  change = 0U;
  ObStatus                status = OB_SUCCESS;
  for (size_t i = 0U; !status && i <= events->count; ++i) {
    const ObEvent* const event = i < events->count ? &events->events[i] : NULL;
    for (; !status && change < map->count &&
           (!event || map->changes[change].frame <= event->frame);
         ++change) {
      status = add_change(writer,
                          &map->changes[change],
                          change ? &map->changes[change - 1U] : NULL);
    }
    if (!status && event) {
      status = add_message(writer, events, event);
    }
  }
  return status;
}

/// Return how much finer ticks can be than those of the song; 0 if it is too
/// long
static int
find_fineness(const ObSong* const song, const ObEvents* const events)
{
  const uint32_t last =
    events->count ? events->events[events->count - 1U].frame : 0U;
  const uint32_t end = last > song->length ? last : song->length;
  const double   ticks =
    (ob_tempo_beat(&song->tempo, end) + 1.0) * song->division;

  return (int)fmin(DIVISION_MAX / song->division, ticks_max / ticks);
}

ObStatus
ob_song_write(const char* const     path,
              const ObSong* const   song,
              const ObEvents* const events)
{
  const int fineness = find_fineness(song, events);
  if (!fineness) {
    ob_complain("%s: too many beats for a MIDI file", path);
    return OB_TOO_BIG;
  }

  ObSmfLog log;
  ob_smf_log_begin(&log);

  smf_t* const smf    = smf_new();
  Writer       writer = { song, smf ? smf_track_new() : NULL, fineness, 0U };
  ObStatus     status = OB_NO_MEM;
  errno               = 0;
  if (writer.track) {
    smf_add_track(smf, writer.track);
    status =
      smf_set_ppqn(smf, song->division * fineness) ? OB_ERROR : OB_SUCCESS;
  }
  if (!status) {
    status = add_all(&writer, events);
  }
  if (!status && smf_save(smf, path)) {
    status = OB_ERROR;
  }
  const int error = errno;
  if (smf) {
    smf_delete(smf);
  }
  ob_smf_log_end(&log);
  if (writer.left_out) {
    ob_complain("%s: %u system messages have no place in a MIDI file",
                path,
                writer.left_out);
  }
  if (status) {
    ob_complain("%s: %s", path, error ? strerror(error) : log.first);
  }
  return status;
}
