// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the subcommands of outboard have in common; setup

#ifndef OUTBOARD_COMMAND_H
#define OUTBOARD_COMMAND_H

#include "complain.h"

#include <stdbool.h>

/// Exit status
typedef enum
{
  OB_EXIT_GOOD   = 0,
  OB_EXIT_FAILED = 1, ///< What was asked for did not succeed
  OB_EXIT_USAGE  = 2  ///< It was not clear what was asked for
} ObExit;

/// What every subcommand gets to know
typedef struct
{
  const char* scriptd; ///< Path of the child's program
} ObEnvironment;

/// One subcommand
typedef struct
{
  const char* name;
  const char* arguments; ///< For its usage line
  const char* summary;   ///< One line, for the list
  const char* help;      ///< The rest, lines with their ends
  int         minimum;   ///< Of arguments

  /// Do it; `arguments` is what follows the name, which is at -1, and a NULL
  ObExit (*run)(const ObEnvironment* environment,
                int                  count,
                char* const*         arguments);
} ObCommand;

/// outboard check
extern const ObCommand ob_command_check;

/// outboard doctor
extern const ObCommand ob_command_doctor;

/// outboard install
extern const ObCommand ob_command_install;

/// outboard list
extern const ObCommand ob_command_list;

/// outboard log
extern const ObCommand ob_command_log;

/// outboard new
extern const ObCommand ob_command_new;

/// outboard profile
extern const ObCommand ob_command_profile;

/// outboard reload
extern const ObCommand ob_command_reload;

/// outboard remove
extern const ObCommand ob_command_remove;

/// outboard render
extern const ObCommand ob_command_render;

/// outboard reset
extern const ObCommand ob_command_reset;

/// outboard run
extern const ObCommand ob_command_run;

/// outboard test
extern const ObCommand ob_command_test;

/// outboard top
extern const ObCommand ob_command_top;

/// outboard trace
extern const ObCommand ob_command_trace;

#endif // OUTBOARD_COMMAND_H
