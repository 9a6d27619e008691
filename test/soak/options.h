// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the soak's command line says; setup

#ifndef OUTBOARD_SOAK_OPTIONS_H
#define OUTBOARD_SOAK_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/// Numbers of instances: at least one bystander and two victims
#define OPTIONS_FEWEST 3U
#define OPTIONS_MOST 64U

typedef struct
{
  double      minutes;
  double      movement; ///< Between two recoveries [s]
  uint64_t    seed;
  unsigned    instances;
  uint32_t    gap;   ///< Between two faults, on average [ms]
  uint32_t    kinds; ///< Of faults, see plan_new()
  unsigned    plan;  ///< Only print so many faults of the plan
  const char* json;  ///< Path of the file to write, or NULL
  bool        help;
  const char* module;
  const char* scriptd;
  const char* presets; ///< Folder
  const char* scripts; ///< Folder
} Options;

/// One instance in so many is a bystander, the others are victims
#define OPTIONS_BYSTANDERS 3U

/// How to use the program
extern const char options_usage[];

/// Return whether the arguments make sense
bool
options_read(Options* options, int argc, char** argv);

#endif // OUTBOARD_SOAK_OPTIONS_H
