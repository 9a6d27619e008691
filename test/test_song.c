// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of songs: their MIDI files, good and bad, and where their beats are

#undef NDEBUG

#include "complain.h"
#include "events.h"
#include "song.h"
#include "tempo.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RATE 48000.0

/// A file's bytes, which may have NULs
#define FILE_OF(text) (text), sizeof(text) - 1U

/// Parts of files: a header of format, tracks and 96 ticks a quarter; an end
#define HEADER(format, tracks) "MThd\0\0\0\6\0" format "\0" tracks "\0\140"
#define END "\0\xff\x2f\0"

static char     complaint[512];
static unsigned complaints;
static char     folder[] = "/tmp/outboard-song-XXXXXX";

/// What the program would print
void
ob_complain(const char* const format, ...)
{
  va_list args;
  va_start(args, format);
  vsnprintf(complaint, sizeof(complaint), format, args);
  va_end(args);
  ++complaints;
}

static const char*
path_of(const char* const name)
{
  static char path[128];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  return path;
}

static void
write_file(const char* const name, const char* const bytes, const size_t size)
{
  FILE* const file = fopen(path_of(name), "we");
  assert(file);
  assert(fwrite(bytes, 1U, size, file) == size);
  assert(!fclose(file));
}

static ObStatus
read_song(const char* const bytes, const size_t size, ObSong* const song)
{
  complaints = 0U;
  write_file("song.mid", bytes, size);
  return ob_song_read(path_of("song.mid"), RATE, 0.0, song);
}

/// The file is refused, with one line that has `words` in it
static void
expect_refused(const char* const bytes,
               const size_t      size,
               const char* const words)
{
  ObSong song;
  assert(read_song(bytes, size, &song));
  assert(complaints == 1U);
  assert(strstr(complaint, "song.mid: "));
  assert(strstr(complaint, words));
  ob_song_clear(&song);
}

static void
test_bad_files(void)
{
  static const struct
  {
    const char* bytes;
    size_t      size;
    const char* words;
  } files[] = {
    { FILE_OF(""), "not a Standard MIDI File" },
    { FILE_OF("some text, and nothing else"), "not a Standard MIDI File" },
    { FILE_OF("MThd\0\0\0\6\0\0\0"), "not a Standard MIDI File" },
    { FILE_OF("MThd\xff\xff\xff\xff\0\0\0\1\0\140"), "not a Standard" },
    { FILE_OF(HEADER("\2", "\1")), "format 2" },
    { FILE_OF("MThd\0\0\0\6\0\0\0\1\xe7\x28"), "time code" },
    { FILE_OF("MThd\0\0\0\6\0\0\0\1\0\0"), "no ticks" },
    { FILE_OF(HEADER("\0", "\0")), "no tracks" },
    { FILE_OF(HEADER("\0", "\1")), "too early" },
    { FILE_OF(HEADER("\1", "\2") "MTrk\0\0\0\4" END), "too early" },
    { FILE_OF(HEADER("\0", "\1") "MTrk\x7f\xff\xff\xff\0\x90\x3c"), "early" },
    { FILE_OF(HEADER("\0", "\1") "MTrk\0\0\0\3\0\x90\x3c"), "too early" },
    { FILE_OF(HEADER("\0", "\1") "MTrk\0\0\0\1\0"), "too early" },
    { FILE_OF(HEADER("\0", "\1") "MTrk\0\0\0\2\0\xff"), "too early" },
    { FILE_OF(HEADER("\0", "\1") "MTrk\0\0\0\5\0\xff\x51\x7f\1"), "too early" },
    { FILE_OF(HEADER("\0", "\1") "MTrk\0\0\0\5\0\xf0\x7f\1\1"), "too early" },
    { FILE_OF(HEADER("\0", "\1") "MTrk\0\0\0\3\0\x3c\x40"), "begins with 3c" },
    { FILE_OF(HEADER("\0", "\1") "MTrk\0\0\0\2\0\xf8"), "begins with f8" },
    { FILE_OF(HEADER("\0", "\1") "MTrk\0\0\0\4\0\x90\x3c\x90"), "complete" },
    { FILE_OF(HEADER("\0", "\1") "MTrk\0\0\0\5\xff\xff\xff\xff\xff"),
      "no end" },
    { FILE_OF("MThd\0\0\0\6\0\0\0\1\0\1MTrk\0\0\0\7\xff\xff\xff\x7f\x90\x3c\1"),
      "12 hours" },
  };

  for (size_t i = 0U; i < sizeof(files) / sizeof(files[0]); ++i) {
    expect_refused(files[i].bytes, files[i].size, files[i].words);
  }
}

static void
test_missing_file(void)
{
  ObSong song;
  complaints = 0U;
  assert(ob_song_read(path_of("missing.mid"), RATE, 0.0, &song) == OB_NO_FILE);
  assert(complaints == 1U);
  ob_song_clear(&song);

  assert(ob_song_read(folder, RATE, 0.0, &song) == OB_NOT_REGULAR);
  ob_song_clear(&song);
}

/// The song's message `index` is at `frame`, with these bytes
static void
expect_event(const ObSong* const song,
             const size_t        index,
             const uint32_t      frame,
             const char* const   bytes,
             const uint32_t      size)
{
  const ObEvents* const events = &song->events;
  assert(index < events->count);
  assert(events->events[index].frame == frame);
  assert(events->events[index].size == size);
  assert(!memcmp(ob_events_bytes(events, &events->events[index]), bytes, size));
}

static void
test_odd_but_good_files(void)
{
  ObSong song;

  // Running status, a note-on of velocity 0, no end of track
  assert(!read_song(FILE_OF(HEADER("\0", "\1") "MTrk\0\0\0\7"
                                               "\0\x90\x3c\x64\140\x3c\0"),
                    &song));
  assert(song.events.count == 2U && song.length == 24000U);
  expect_event(&song, 1U, 24000U, "\x90\x3c\0", 3U);
  ob_song_clear(&song);

  // A sysex in two parts, an escape that is no message, a foreign chunk
  assert(!read_song(FILE_OF("MThd\0\0\0\6\0\0\0\1\0\140XXXX\0\0\0\1?"
                            "MTrk\0\0\0\22\0\xf0\2\x7d\1\140\xf7\2\2\xf7"
                            "\0\xf7\1\x40" END),
                    &song));
  assert(song.events.count == 1U && song.skipped == 1U);
  expect_event(&song, 0U, 24000U, "\xf0\x7d\1\2\xf7", 5U);
  ob_song_clear(&song);

  // A tempo of 0 and a meter of 0 are left out
  assert(!read_song(FILE_OF(HEADER("\0", "\1") "MTrk\0\0\0\23"
                                               "\0\xff\x51\3\0\0\0"
                                               "\0\xff\x58\4\0\2\30\10" END),
                    &song));
  assert(song.skipped == 2U && song.tempo.count == 1U);
  ob_song_clear(&song);
}

/// Two tracks; 3/4 at 120, then 2/4 at 60 from beat 3 on
static const char changing[] =
  HEADER("\1", "\2") "MTrk\0\0\0\34"
                     "\0\xff\x58\4\3\2\30\10"
                     "\x82\40\xff\x51\3\x0f\x42\x40"
                     "\0\xff\x58\4\2\2\30\10" END "MTrk\0\0\0\25"
                     "\0\x90\x3c\x64\1\x90\x40\x32\x82\37\x80\x3c\x40"
                     "\140\x80\x40\x40" END;

static void
test_tempo_and_meter(void)
{
  ObSong song;
  assert(!read_song(changing, sizeof(changing) - 1U, &song));
  assert(song.division == 96);
  assert(song.events.count == 4U);
  expect_event(&song, 0U, 0U, "\x90\x3c\x64", 3U);
  expect_event(&song, 1U, 250U, "\x90\x40\x32", 3U);
  expect_event(&song, 2U, 72000U, "\x80\x3c\x40", 3U);
  expect_event(&song, 3U, 120000U, "\x80\x40\x40", 3U);

  const ObPosition before = ob_tempo_position(&song.tempo, 48000.0);
  assert(before.bar == 0 && fabs(before.bar_beat - 2.0) < 1e-9);
  assert(before.numerator == 3 && before.tempo == 120.0);
  const ObPosition after = ob_tempo_position(&song.tempo, 72000.0);
  assert(after.bar == 1 && fabs(after.bar_beat) < 1e-9);
  assert(after.numerator == 2 && after.tempo == 60.0);
  assert(fabs(ob_tempo_next_bar(&song.tempo, 3.5) - 5.0) < 1e-9);
  ob_song_clear(&song);

  // Another tempo instead, but the same meter
  assert(!ob_song_read(path_of("song.mid"), RATE, 60.0, &song));
  expect_event(&song, 2U, 144000U, "\x80\x3c\x40", 3U);
  assert(ob_tempo_position(&song.tempo, 144000.0).numerator == 2);
  ob_song_clear(&song);
}

/// What is written can be read again, at the same frames, and the same beats
static void
test_round_trip(void)
{
  ObSong song;
  ObSong again;
  assert(!read_song(changing, sizeof(changing) - 1U, &song));

  // A large sysex, between two ticks of the song but on a finer one
  static uint8_t sysex[65536];
  sysex[0]                  = 0xF0U;
  sysex[sizeof(sysex) - 1U] = 0xF7U;
  assert(!ob_events_append(&song.events, 120044U, sysex, sizeof(sysex)));

  assert(!ob_song_write(path_of("again.mid"), &song, &song.events));
  assert(!ob_song_read(path_of("again.mid"), RATE, 0.0, &again));
  assert(again.events.count == song.events.count);
  assert(again.division % song.division == 0);
  for (size_t i = 0U; i < song.events.count; ++i) {
    const ObEvent* const event = &song.events.events[i];
    expect_event(&again,
                 i,
                 event->frame,
                 (const char*)ob_events_bytes(&song.events, event),
                 event->size);
  }
  assert(again.tempo.count == 2U);
  assert(again.tempo.changes[1].beat == 3.0);
  assert(again.tempo.changes[1].numerator == 2);
  ob_song_clear(&again);
  ob_song_clear(&song);
}

/// A song of a day's beats has coarser ticks, but is written
static void
test_long_pause(void)
{
  static const char slow[] = "MThd\0\0\0\6\0\0\0\1\0\1MTrk\0\0\0\12"
                             "\x84\xf2\0\x90\x3c\x64" END;

  ObSong song;
  ObSong again;
  assert(!read_song(slow, sizeof(slow) - 1U, &song));
  assert(song.length == 80128U * 24000U);
  assert(!ob_song_write(path_of("again.mid"), &song, &song.events));
  assert(!ob_song_read(path_of("again.mid"), RATE, 0.0, &again));
  expect_event(&again, 0U, song.length, "\x90\x3c\x64", 3U);
  ob_song_clear(&again);
  ob_song_clear(&song);
}

static void
test_cannot_be_written(void)
{
  ObSong song;
  assert(!read_song(changing, sizeof(changing) - 1U, &song));
  assert(ob_song_write("/nowhere/song.mid", &song, &song.events));
  assert(complaints == 1U && strstr(complaint, "/nowhere/song.mid: No such"));
  ob_song_clear(&song);
}

int
main(void)
{
  assert(mkdtemp(folder));
  test_bad_files();
  test_missing_file();
  test_odd_but_good_files();
  test_tempo_and_meter();
  test_round_trip();
  test_long_pause();
  test_cannot_be_written();
  unlink(path_of("song.mid"));
  unlink(path_of("again.mid"));
  assert(!rmdir(folder));
  return 0;
}
