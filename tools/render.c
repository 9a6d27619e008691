// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard render: runs a MIDI file through a preset, as a host would; setup

#include "command.h"
#include "host.h"
#include "midi.h"
#include "offline.h"
#include "render_options.h"
#include "roll.h"
#include "setting.h"
#include "song.h"
#include "source.h"
#include "wave.h"
#include "world.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The instrument for those who name none, and where it comes from
#define SYNTH "http://drobilla.net/plugins/mda/EPiano"
#define SYNTH_PACKAGE "mda-lv2"

/// What is made on the way; zero-initialised, it can be cleared
typedef struct
{
  ObWorld* world;
  ObSource source;
  ObHost*  preset;
  ObHost*  synth;
  ObSong   song;
  ObEvents output;
  uint32_t length; ///< [frames]
  ObHealth health;
  ObWave   wave;
} Work;

/// Run the song through the preset
static ObStatus
run_preset(Work* const work, const ObRenderOptions* const options)
{
  const ObHostOptions host = { options->rate,
                               (uint32_t)options->block,
                               stderr };
  work->preset = ob_host_new(work->world, work->source.plugin, &host);
  if (!work->preset) {
    return OB_ERROR;
  }

  if (!ob_settings_apply(work->preset,
                         work->world,
                         work->source.plugin,
                         options->settings,
                         options->n_settings)) {
    return OB_CORRUPT;
  }
  ObStatus status = ob_offline_wait(work->preset);
  if (status) {
    ob_complain("%s: not loaded: %s", options->preset, ob_strerror(status));
    return status;
  }

  size_t        n_moves = 0U;
  ObMove* const moves   = ob_offline_moves(&work->song.tempo, &n_moves);
  const ObTake  take    = { .input   = &work->song.events,
                            .moves   = moves,
                            .n_moves = n_moves,
                            .block   = (uint32_t)options->block,
                            .length  = work->length,
                            .close   = true,
                            .label   = "rendering" };
  status                = moves
                            ? ob_offline_run(work->preset, &take, &work->output, &work->health)
                            : OB_NO_MEM;
  if (status == OB_TIMEOUT) {
    ob_complain("render: gave up: the script is stuck");
  } else if (status) {
    ob_complain("%s: %s", options->preset, ob_strerror(status));
  }
  free(moves);
  return status;
}

/// Play what came out with the instrument
static ObStatus
play(Work* const work, const ObRenderOptions* const options)
{
  const ObHostOptions     host   = { options->rate,
                                     (uint32_t)options->block,
                                     stderr };
  const char* const       uri    = options->synth ? options->synth : SYNTH;
  const LilvPlugin* const plugin = ob_world_find(work->world, uri);
  if (!plugin) {
    ob_complain("%s: there is no such instrument%s",
                uri,
                options->synth ? ""
                               : "; install the package " SYNTH_PACKAGE
                                 ", or choose another with --synth");
    return OB_NO_FILE;
  }

  work->synth = ob_host_new(work->world, plugin, &host);
  return work->synth ? ob_wave_write(options->output,
                                     work->synth,
                                     &host,
                                     &work->output,
                                     work->length,
                                     pow(10.0, options->gain / 20.0),
                                     &work->wave)
                     : OB_ERROR;
}

static ObStatus
draw(const Work* const work, const ObRenderOptions* const options)
{
  LilvNode* const name  = lilv_plugin_get_name(work->source.plugin);
  const char*     slash = strrchr(options->input, '/');
  char*           title = NULL;
  if (asprintf(&title,
               "%s \xC2\xB7 %s",
               lilv_node_as_string(name),
               slash ? slash + 1 : options->input) < 0) {
    title = NULL;
  }

  const ObRoll roll = {
    title ? title : "", &work->song, &work->output, work->length
  };
  const ObStatus status = ob_roll_draw(&roll, options->plot);
  free(title);
  lilv_node_free(name);
  return status;
}

static ObStatus
render(Work* const                  work,
       const ObEnvironment* const   environment,
       const ObRenderOptions* const options)
{
  ObStatus status =
    ob_song_read(options->input, options->rate, options->tempo, &work->song);
  if (status) {
    return status;
  }

  work->length =
    work->song.length + 1U + (uint32_t)llround(options->tail * options->rate);
  work->world = ob_world_new();
  status =
    work->world
      ? ob_source_open(&work->source, environment, work->world, options->preset)
      : OB_NO_MEM;
  if (!status) {
    status = run_preset(work, options);
  }
  if (!status) {
    status = ob_render_ends_with(options->output, ".wav")
               ? play(work, options)
               : ob_song_write(options->output, &work->song, &work->output);
  }
  return !status && options->plot ? draw(work, options) : status;
}

static unsigned
count_notes(const ObEvents* const events)
{
  unsigned count = 0U;
  for (size_t i = 0U; i < events->count; ++i) {
    const ObEvent* const event = &events->events[i];
    count += ob_midi_kind(ob_events_bytes(events, event), event->size) ==
             OB_KIND_NOTE_ON;
  }
  return count;
}

/// Return the peak of the WAV file [dB]
static double
loudness(const Work* const work)
{
  return 20.0 * log10(fmax(work->wave.peak, 1.0e-6));
}

/// Say in a line what has been done, and what is wrong with it
static bool
summarize(const Work* const work, const ObRenderOptions* const options)
{
  const ObEvents* const in     = &work->song.events;
  const ObEvents* const out    = &work->output;
  const ObHealth* const health = &work->health;

  printf("%s: %.2f s, in %u notes in %zu events, out %u notes in %zu events, "
         "%u late",
         options->output,
         (work->wave.frames ? work->wave.frames : work->length) / options->rate,
         count_notes(in),
         in->count,
         count_notes(out),
         out->count,
         health->late);
  if (work->wave.frames) {
    printf(", peak %.1f dB", loudness(work));
  }
  putchar('\n');
  if (work->song.skipped) {
    ob_complain("%s: %u things in it are no MIDI and were left out",
                options->input,
                work->song.skipped);
  }
  if (work->wave.peak > 1.0f) {
    ob_complain("%s: it is too loud and was clipped, try --gain %.0f",
                options->output,
                floor(options->gain - loudness(work)));
  }
  if (health->late || health->dropped) {
    ob_complain("%s: %u events late, %u lost",
                options->preset,
                health->late,
                health->dropped);
    return false;
  }
  return !ob_host_errors(work->preset);
}

static void
clear(Work* const work)
{
  ob_host_free(work->preset);
  ob_host_free(work->synth);
  ob_song_clear(&work->song);
  ob_events_clear(&work->output);
  ob_world_free(work->world);
  ob_source_close(&work->source);
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  ObRenderOptions options;
  Work            work   = { .world = NULL };
  ObExit          result = OB_EXIT_USAGE;
  if (ob_render_options_parse(&options, count, arguments)) {
    const bool good =
      !render(&work, environment, &options) && summarize(&work, &options);
    result = good ? OB_EXIT_GOOD : OB_EXIT_FAILED;
  }
  clear(&work);
  ob_render_options_clear(&options);
  return result;
}

const ObCommand ob_command_render = {
  "render",
  "PRESET INPUT.mid -o OUTPUT [OPTION]...",
  "run a MIDI file through a preset, into a MIDI or WAV file",
  "PRESET is a script, as chord.py, or an installed preset: its name, what "
  "hosts\n"
  "call it, or its URI.\n"
  "It is run as when a host renders: nothing is ever late.  All tracks of "
  "INPUT\n"
  "(format 0 or 1) go through it, at the file's tempo and meter.\n"
  "\n"
  "  -o, --output FILE  what to write: .mid, or .wav, played by an instrument\n"
  "      --set ID=VALUE a parameter of the preset: a number, the label of a\n"
  "                     choice, or on or off; may be repeated\n"
  "      --tempo BPM    play at this tempo instead of the file's\n"
  "      --tail SECONDS go on for so long after the end of INPUT; 2\n"
  "      --synth URI    the LV2 instrument, by URI or name; EPiano of mda-lv2\n"
  "      --gain DB      make what is heard louder or quieter; -9\n"
  "      --plot FILE    draw what goes in and what comes out: .svg or .png\n"
  "      --rate HZ      the sample rate; 48000\n"
  "      --block FRAMES the length of a block; 256, and it should not matter\n"
  "\n"
  "The last line says what was done.  Exit status: 0 if all went well, 1 if "
  "not,\n"
  "2 on wrong usage.\n",
  3,
  run,
};
