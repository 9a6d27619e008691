// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard run: plays a preset live, as a JACK client; setup

#include "command.h"
#include "jack_run.h"
#include "source.h"
#include "world.h"

#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// Between two looks at what the script shows [ns]
#define PERIOD 100000000

/// Longest text that is compared with the next [bytes]
#define SHOWN_SIZE 4096U

/// The command line
typedef struct
{
  const char*  preset;
  const char*  name;     ///< NULL: the preset's
  const char** ports;    ///< To connect with; owned
  const char** settings; ///< "ID=VALUE"; owned
  size_t       n_ports;
  size_t       n_settings;
  bool         pipelined;
} Options;

/// Print the lines of `text` that are not in `before`
static void
print_news(const char* text, const char* const before)
{
  while (*text) {
    const size_t length = strcspn(text, "\n");
    const char*  found  = before;
    bool         known  = false;
    while (*found && !known) {
      const size_t size = strcspn(found, "\n");
      known             = size == length && !memcmp(found, text, size);
      found += size + !!found[size];
    }
    if (!known) {
      printf("%.*s\n", (int)length, text);
    }
    text += length + !!text[length];
  }
  fflush(stdout);
}

/// Say what the script shows until a signal comes or the server goes
static ObExit
watch(ObJackRun* const run, const sigset_t* const signals)
{
  static char           before[SHOWN_SIZE];
  const struct timespec period = { 0, PERIOD };

  for (;;) {
    const int         signal = sigtimedwait(signals, NULL, &period);
    const char* const shown  = ob_jack_run_shown(run);
    if (shown) {
      print_news(shown, before);
      snprintf(before, sizeof(before), "%s", shown);
    }
    if (signal > 0) {
      return OB_EXIT_GOOD;
    }
    if (!ob_jack_run_plays(run)) {
      ob_complain("the JACK server is gone");
      return OB_EXIT_FAILED;
    }
  }
}

/// Play until told to end
static ObExit
play(const Options* const    options,
     ObWorld* const          world,
     const LilvPlugin* const plugin,
     const sigset_t* const   signals)
{
  LilvNode* const        title  = lilv_plugin_get_name(plugin);
  const ObJackRunOptions wanted = {
    .world      = world,
    .plugin     = plugin,
    .name       = options->name ? options->name : lilv_node_as_string(title),
    .settings   = options->settings,
    .n_settings = options->n_settings,
    .pipelined  = options->pipelined,
  };

  ObJackRun* const run    = ob_jack_run_new(&wanted);
  ObExit           result = run ? OB_EXIT_GOOD : OB_EXIT_FAILED;
  for (size_t i = 0U; !result && i < options->n_ports; ++i) {
    if (!ob_jack_run_connect(run, options->ports[i])) {
      result = OB_EXIT_FAILED;
    }
  }
  if (!result) {
    uint32_t       frames = 0U;
    const uint32_t rate   = ob_jack_run_rate(run, &frames);
    printf("%s plays as the JACK client \"%s\", %u frames at %u Hz; Ctrl-C "
           "ends it\n",
           options->preset,
           ob_jack_run_name(run),
           frames,
           rate);
    fflush(stdout);
    result = watch(run, signals);
  }

  ob_jack_run_free(run);
  lilv_node_free(title);
  return result;
}

static ObExit
open_and_play(const ObEnvironment* const environment,
              const Options* const       options)
{
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGHUP);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);

  ObSource       source = { NULL, NULL };
  ObWorld* const world  = ob_world_new();
  ObExit         result = OB_EXIT_FAILED;
  if (!world) {
    ob_complain("%s", ob_strerror(OB_NO_MEM));
  } else {
    // Before there are other threads, which get them blocked
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (!ob_source_open(&source, environment, world, options->preset)) {
      result = play(options, world, source.plugin, &signals);
    }
  }

  ob_source_close(&source);
  ob_world_free(world);
  return result;
}

static bool
parse(Options* const options, const int count, char* const* const arguments)
{
  static const struct option long_options[] = {
    { "name", required_argument, NULL, 'n' },
    { "connect", required_argument, NULL, 'c' },
    { "set", required_argument, NULL, 's' },
    { "pipelined", no_argument, NULL, 'p' },
    { NULL, 0, NULL, 0 },
  };

  int c  = 0;
  optind = 0;
  while ((c = getopt_long(
            count + 1, arguments - 1, "n:c:s:", long_options, NULL)) != -1) {
    switch (c) {
      case 'n':
        options->name = optarg;
        break;
      case 'c':
        options->ports[options->n_ports++] = optarg;
        break;
      case 's':
        options->settings[options->n_settings++] = optarg;
        break;
      case 'p':
        options->pipelined = true;
        break;
      default:
        return false;
    }
  }
  if (optind != count) {
    ob_complain("name one preset, see outboard run --help");
    return false;
  }

  options->preset = arguments[optind - 1];
  return true;
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  const size_t most    = (size_t)count + 1U;
  Options      options = {
         .ports    = (const char**)calloc(most, sizeof(char*)),
         .settings = (const char**)calloc(most, sizeof(char*)),
  };

  ObExit result = OB_EXIT_USAGE;
  if (!options.ports || !options.settings) {
    ob_complain("%s", ob_strerror(OB_NO_MEM));
    result = OB_EXIT_FAILED;
  } else if (parse(&options, count, arguments)) {
    result = open_and_play(environment, &options);
  }

  free(options.ports);
  free(options.settings);
  return result;
}

const ObCommand ob_command_run = {
  "run",
  "PRESET [--name NAME] [--connect PORT]... [--set ID=VALUE]... [--pipelined]",
  "play a preset live, as a JACK client",
  "PRESET is a script (.py), or the name or URI of an installed plugin.  The\n"
  "client has the MIDI ports \"in\" and \"out\".  It plays in the plugin "
  "itself,\n"
  "as in any host: save the script in your editor, and it plays on as "
  "changed;\n"
  "what is wrong with it, and what it shows with show(), is printed.  Ctrl-C\n"
  "ends what sounds, and leaves.\n"
  "\n"
  "  -n, --name NAME     the name of the client; the preset's if not given\n"
  "  -c, --connect PORT  connect the input with a JACK port that gives MIDI, "
  "or\n"
  "                      the output with one that takes it; may be repeated\n"
  "  -s, --set ID=VALUE  set a parameter; may be repeated\n"
  "      --pipelined     never wait for the script: all comes a block later\n"
  "\n"
  "There must be a JACK server, or PipeWire in its place (start with "
  "pw-jack).\n"
  "Exit status: 0 if ended by a signal, 1 on failure or if the server goes\n"
  "away, 2 on wrong usage.\n",
  1,
  run,
};
