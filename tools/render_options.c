// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The command line of outboard render; setup

#include "render_options.h"

#include "command.h"
#include "options.h"
#include "tempo.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

bool
ob_render_ends_with(const char* const text, const char* const end)
{
  const size_t length     = strlen(text);
  const size_t end_length = strlen(end);
  return length > end_length && !strcasecmp(text + length - end_length, end);
}

/// An option that is a number
typedef struct
{
  int         letter;
  const char* name;
  double      low;
  double      high;
  size_t      offset; ///< In ObRenderOptions
} NumberOption;

static const NumberOption number_options[] = {
  { 't',
    "--tempo",
    OB_TEMPO_MIN,
    OB_TEMPO_MAX,
    offsetof(ObRenderOptions, tempo) },
  { 'T', "--tail", 0.0, 600.0, offsetof(ObRenderOptions, tail) },
  { 'r', "--rate", 8000.0, 384000.0, offsetof(ObRenderOptions, rate) },
  { 'b', "--block", 1.0, 8192.0, offsetof(ObRenderOptions, block) },
  { 'g', "--gain", -60.0, 60.0, offsetof(ObRenderOptions, gain) },
};

static bool
parse_option(ObRenderOptions* const options, const int letter)
{
  switch (letter) {
    case 'o':
      options->output = optarg;
      return true;
    case 'S':
      options->synth = optarg;
      return true;
    case 'p':
      options->plot = optarg;
      return true;
    case 's':
      options->settings[options->n_settings++] = optarg;
      return true;
    default:
      break;
  }
  for (size_t i = 0U; i < sizeof(number_options) / sizeof(number_options[0]);
       ++i) {
    const NumberOption* const option = &number_options[i];
    if (option->letter == letter) {
      double* const number = (double*)((char*)options + option->offset);
      return ob_option_number(
        option->name, optarg, option->low, option->high, number);
    }
  }
  return false;
}

/// Return whether the files asked for are of a kind that can be made
static bool
check(const ObRenderOptions* const options)
{
  if (!options->output || !options->input) {
    ob_complain("usage: outboard render %s", ob_command_render.arguments);
    return false;
  }
  if (!ob_render_ends_with(options->output, ".mid") &&
      !ob_render_ends_with(options->output, ".wav")) {
    ob_complain("render: %s: what is written ends in .mid or .wav",
                options->output);
    return false;
  }
  if (options->plot && !ob_render_ends_with(options->plot, ".svg") &&
      !ob_render_ends_with(options->plot, ".png")) {
    ob_complain("render: %s: what is drawn ends in .svg or .png",
                options->plot);
    return false;
  }
  return true;
}

bool
ob_render_options_parse(ObRenderOptions* const options,
                        const int              count,
                        char* const* const     arguments)
{
  static const struct option names[] = {
    { "output", required_argument, NULL, 'o' },
    { "set", required_argument, NULL, 's' },
    { "synth", required_argument, NULL, 'S' },
    { "plot", required_argument, NULL, 'p' },
    { "tempo", required_argument, NULL, 't' },
    { "tail", required_argument, NULL, 'T' },
    { "rate", required_argument, NULL, 'r' },
    { "block", required_argument, NULL, 'b' },
    { "gain", required_argument, NULL, 'g' },
    { NULL, 0, NULL, 0 },
  };

  *options = (ObRenderOptions){
    .settings = (const char**)calloc((size_t)count + 1U, sizeof(char*)),
    .tail     = 2.0,
    .rate     = 48000.0,
    .block    = 256.0,
    .gain     = -9.0,
  };
  if (!options->settings) {
    ob_complain("render: out of memory");
    return false;
  }

  int c  = 0;
  optind = 0; // As it was never used
  while ((c = getopt_long(count + 1, arguments - 1, "o:", names, NULL)) != -1) {
    if (c == '?' || !parse_option(options, c)) {
      return false;
    }
  }
  if (optind + 2 == count + 1) {
    options->preset = arguments[optind - 1];
    options->input  = arguments[optind];
  }
  return check(options);
}

void
ob_render_options_clear(ObRenderOptions* const options)
{
  free(options->settings);
  options->settings = NULL;
}
