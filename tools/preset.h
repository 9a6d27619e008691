// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a script says of itself, from its description as JSON; setup

#ifndef OUTBOARD_PRESET_H
#define OUTBOARD_PRESET_H

#include "status.h"
#include "values.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How a parameter's values are to be shown
typedef enum
{
  OB_PORT_FLOAT,
  OB_PORT_INT,
  OB_PORT_BOOL,
  OB_PORT_CHOICE,
  OB_PORT_TRIGGER
} ObPortType;

/// The port of a parameter, or of one step of a parameter that has several
typedef struct
{
  char*         id;      ///< As in an index; owned
  char*         name;    ///< To be shown; owned
  ObPortType    type;    ///< How to show it
  float         low;     ///< Lowest value, finite
  float         high;    ///< Highest value, finite, above low
  float         initial; ///< In between
  bool          logarithmic;
  const char*   unit;    ///< "" if none
  const char*   group;   ///< "" if none
  const json_t* choices; ///< Their labels, if a choice
} ObPresetPort;

/// A script's description; all texts are UTF-8 and "" if there is none
typedef struct
{
  json_t*      json;          ///< What the texts are part of; owned
  char*        name;          ///< The first line, up to its colon; owned
  const char*  summary;       ///< The rest of the first line
  const char*  documentation; ///< The further lines
  const char*  author;
  const char*  license;
  const char*  version;
  const char*  uri;
  const char*  category;
  json_t*      files;   ///< Names of further files, each ob_index_valid_file()
  uint32_t     n_ports; ///< Those that have a place
  uint32_t     n_left;  ///< Those that have none, for there were too many
  ObPresetPort ports[OB_VALUES_MAX];
} ObPreset;

/// Why a description cannot be used
typedef struct
{
  char text[256]; ///< One line
} ObPresetProblem;

/**
   Parse a description.

   @param problem Set on failure.
   @return OB_SUCCESS, and the caller owns `preset`; OB_CORRUPT; or OB_NO_MEM.
*/
ObStatus
ob_preset_parse(ObPreset*        preset,
                const char*      text,
                size_t           size,
                ObPresetProblem* problem);

/// Free what ob_preset_parse() allocated
void
ob_preset_clear(ObPreset* preset);

#endif // OUTBOARD_PRESET_H
