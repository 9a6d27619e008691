// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Plays MIDI through a JACK client and writes down what comes back; setup

#include "complain.h"
#include "events.h"
#include "jack_loop.h"
#include "midi_list.h"
#include "song.h"
#include "status.h"
#include "tempo.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/// Messages in a list: minutes of music
#define LIST_CAPACITY 16384U

/// How long to wait for the server or the ports [ms]
#define WAIT_TIMEOUT 10000U

/// Ticks per quarter note in a MIDI file, before they are divided
#define DIVISION 480

/// Exit status
typedef enum
{
  EXIT_GOOD   = 0, ///< Recorded
  EXIT_FAILED = 1, ///< Not recorded
  EXIT_USAGE  = 2, ///< Wrong arguments
  EXIT_GAP    = 3  ///< Recorded, but the server skipped time: try again
} Exit;

typedef struct
{
  const char* to;     ///< Port to play to
  const char* from;   ///< Port to record
  const char* input;  ///< Path of the text to play
  const char* output; ///< Path of the text to write, or NULL
  const char* midi;   ///< Path of the MIDI file to write, or NULL
  uint32_t    length; ///< Of the recording, 0: half a second more [frames]
  bool        wait;   ///< Only wait for the server
  bool        help;
} Options;

static const char usage[] =
  "Usage: jack_player [OPTION]... --to PORT --from PORT INPUT\n"
  "       jack_player --wait\n"
  "Play the MIDI messages in INPUT to one JACK port, each at its frame, and\n"
  "record what comes from another.  Or just wait for the JACK server.\n"
  "\n"
  "  -t, --to CLIENT:PORT    where to play; waited for\n"
  "  -f, --from CLIENT:PORT  what to record; waited for\n"
  "  -o, --output FILE       write what was recorded as text\n"
  "  -m, --midi FILE         write it as a Standard MIDI File as well\n"
  "  -l, --length FRAMES     stop then (default half a second after the "
  "input)\n"
  "  -w, --wait              return once the server is there\n"
  "  -h, --help              show this help and exit\n"
  "\n"
  "In text, a message is a line: its frame, then its bytes in hexadecimal.\n"
  "Exit status: 0 if recorded, 3 if recorded but JACK skipped time meanwhile,\n"
  "1 on failure, 2 on wrong usage.\n";

static int
fail(const char* const what, const char* const why)
{
  ob_complain("%s: %s", what, why);
  return EXIT_FAILED;
}

static int
read_input(const char* const path, ObMidiList* const list)
{
  FILE* const file = fopen(path, "re");
  if (!file) {
    return fail(path, "cannot be opened");
  }

  unsigned       line = 0;
  const ObStatus st   = ob_midi_list_read(list, file, &line);
  fclose(file);
  if (st) {
    ob_complain("%s:%u: %s", path, line, ob_strerror(st));
    return EXIT_FAILED;
  }
  return EXIT_GOOD;
}

static int
write_output(const char* const path, const ObMidiList* const list)
{
  FILE* const file = fopen(path, "we");
  if (!file) {
    return fail(path, "cannot be created");
  }

  const ObStatus st = ob_midi_list_write(list, file);
  return fclose(file) || st ? fail(path, "cannot be written") : EXIT_GOOD;
}

static int
write_midi(const char* const path, const ObMidiList* const list, double rate)
{
  ObSong   song   = { .division = DIVISION };
  ObEvents events = { .count = 0U };

  ObStatus st = ob_tempo_init(&song.tempo, rate, OB_TEMPO_USUAL);
  for (size_t i = 0U; !st && i < list->count; ++i) {
    const ObMidiEvent* const event = &list->events[i];
    st = ob_events_append(&events, event->frame, event->bytes, event->size);
  }
  if (!st) {
    st = ob_song_write(path, &song, &events);
  }

  ob_events_clear(&events);
  ob_song_clear(&song);
  return st ? fail(path, ob_strerror(st)) : EXIT_GOOD;
}

/// Record and write the files
static int
perform(const Options* const    options,
        ObJackLoop* const       loop,
        const ObMidiList* const input,
        const ObMidiList* const output)
{
  ObStatus st =
    ob_jack_loop_connect(loop, options->to, options->from, WAIT_TIMEOUT);
  if (st) {
    ob_complain(
      "connecting %s and %s: %s", options->to, options->from, ob_strerror(st));
    return EXIT_FAILED;
  }

  const uint32_t last =
    input->count ? input->events[input->count - 1U].frame : 0U;
  const uint32_t length =
    options->length ? options->length : last + ob_jack_loop_rate(loop) / 2U;
  ObJackLoopResult result = { 0U, 0U };
  if ((st = ob_jack_loop_run(loop, length, &result))) {
    return fail("recording", ob_strerror(st));
  }
  if (options->output && write_output(options->output, output)) {
    return EXIT_FAILED;
  }
  if (options->midi &&
      write_midi(options->midi, output, ob_jack_loop_rate(loop))) {
    return EXIT_FAILED;
  }
  if (result.lost) {
    return fail("recording", "some messages did not fit");
  }
  return result.gaps ? EXIT_GAP : EXIT_GOOD;
}

static int
run(const Options* const options)
{
  ObMidiList  input  = { NULL, 0U, 0U };
  ObMidiList  output = { NULL, 0U, 0U };
  ObJackLoop* loop   = NULL;
  int         status = EXIT_FAILED;
  if (ob_midi_list_init(&input, LIST_CAPACITY) ||
      ob_midi_list_init(&output, LIST_CAPACITY)) {
    status = fail("recording", ob_strerror(OB_NO_MEM));
  } else if (!(status = read_input(options->input, &input))) {
    loop   = ob_jack_loop_new(&input, &output);
    status = loop ? perform(options, loop, &input, &output)
                  : fail("JACK", "no server, or it refuses us");
  }

  ob_jack_loop_free(loop);
  ob_midi_list_clear(&output);
  ob_midi_list_clear(&input);
  return status;
}

/// Return whether the arguments make sense
static bool
parse(Options* const options, const int argc, char** const argv)
{
  static const struct option long_options[] = {
    { "to", required_argument, NULL, 't' },
    { "from", required_argument, NULL, 'f' },
    { "output", required_argument, NULL, 'o' },
    { "midi", required_argument, NULL, 'm' },
    { "length", required_argument, NULL, 'l' },
    { "wait", no_argument, NULL, 'w' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
  };

  int c = 0;
  while ((c = getopt_long(argc, argv, "t:f:o:m:l:wh", long_options, NULL)) !=
         -1) {
    switch (c) {
      case 't':
        options->to = optarg;
        break;
      case 'f':
        options->from = optarg;
        break;
      case 'o':
        options->output = optarg;
        break;
      case 'm':
        options->midi = optarg;
        break;
      case 'l':
        options->length = (uint32_t)strtoul(optarg, NULL, 10);
        break;
      case 'w':
        options->wait = true;
        break;
      case 'h':
        options->help = true;
        break;
      default:
        return false;
    }
  }
  options->input = argv[optind];
  return options->wait || options->help ||
         (options->to && options->from && optind + 1 == argc);
}

int
main(int argc, char** argv)
{
  Options options = { 0 };
  if (!parse(&options, argc, argv)) {
    fputs(usage, stderr);
    return EXIT_USAGE;
  }
  if (options.help) {
    fputs(usage, stdout);
    return EXIT_GOOD;
  }
  if (options.wait) {
    return ob_jack_loop_await_server(WAIT_TIMEOUT) ? EXIT_FAILED : EXIT_GOOD;
  }
  return run(&options);
}
