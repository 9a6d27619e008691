// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The command line of outboard render; setup

#ifndef OUTBOARD_RENDER_OPTIONS_H
#define OUTBOARD_RENDER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/// What the command line asks for
typedef struct
{
  const char*  preset;
  const char*  input;
  const char*  output;
  const char*  synth;
  const char*  plot;     ///< NULL for none
  const char** settings; ///< The arguments of --set, "ID=VALUE"; owned
  size_t       n_settings;
  double       tempo; ///< 0 for the file's [quarter notes per minute]
  double       tail;  ///< [s]
  double       rate;  ///< [1/s]
  double       block; ///< [frames]
  double       gain;  ///< Of the instrument [dB]
} ObRenderOptions;

/**
   Parse the arguments, as for ObCommand.run().

   @param options Set in any case, to be cleared by the caller.
   @return False if they are wrong, with a complaint.
*/
bool
ob_render_options_parse(ObRenderOptions* options,
                        int              count,
                        char* const*     arguments);

/// Free what the options own
void
ob_render_options_clear(ObRenderOptions* options);

/// Return whether the name of a file ends in `end`, in small letters or large
bool
ob_render_ends_with(const char* path, const char* end);

#endif // OUTBOARD_RENDER_OPTIONS_H
