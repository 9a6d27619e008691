// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Songs in Standard MIDI Files; setup

#ifndef OUTBOARD_SONG_H
#define OUTBOARD_SONG_H

#include "events.h"
#include "status.h"
#include "tempo.h"

#include <stdint.h>

/// A song; zero-initialised, it can be cleared
typedef struct
{
  int        division; ///< Of the file [ticks per quarter note]
  ObTempoMap tempo;
  ObEvents   events;  ///< The messages of all tracks, in order
  uint32_t   length;  ///< Until the last track ends [frames]
  uint32_t   skipped; ///< What was in the file and is no message
} ObSong;

/// Free what a song owns
void
ob_song_clear(ObSong* song);

/**
   Read a file of format 0 or 1.

   @param rate Sample rate that frames are to be counted at [1/s].
   @param tempo Instead of the file's own tempo; 0 to keep that.
   @param song Set; to be cleared by the caller whatever is returned.
   @return OB_SUCCESS or what is wrong, about which one line was printed.
*/
ObStatus
ob_song_read(const char* path, double rate, double tempo, ObSong* song);

/**
   Write `events` as one track, with the tempo and meter of `song`.

   The song's ticks are divided as finely as the format can, so that frames
   survive; what is at the frame of one of the song's own ticks gets that tick.

   @return OB_SUCCESS or what is wrong, about which one line was printed.
*/
ObStatus
ob_song_write(const char* path, const ObSong* song, const ObEvents* events);

#endif // OUTBOARD_SONG_H
