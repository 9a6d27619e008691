// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the tests of commands that look into hosts have in common

#ifndef OUTBOARD_TEST_INSPECT_RIG_H
#define OUTBOARD_TEST_INSPECT_RIG_H

#include "attributes.h"
#include "lv2_plugin.h"

#include <jansson.h>

/// A script called Octave, which has nothing to do by itself
extern const char inspect_octave[];

/// A script called Busy, which goes on and on, but gets on: it is not stuck
extern const char inspect_busy[];

/// What a command has printed, and its exit status
typedef struct
{
  char text[65536];
  int  status;
} Inspection;

/// Make a run-time folder for hosts and commands; `program` is the command
void
inspect_open(const char* program);

/// Check that nothing is left in the run-time folder, and remove it
void
inspect_close(void);

/// Return the folder that sockets are in
const char*
inspect_folder(void);

/// Run a command while an instance plays on; `plugin` may be NULL
OB_PRINTF(3, 4)
void
inspect_run(HostPlugin* plugin,
            Inspection* inspection,
            const char* format,
            ...);

/// Return what outboard top tells, an array to be released
json_t*
inspect_top(HostPlugin* plugin);

/// Return how many sockets there are
unsigned
inspect_count_sockets(void);

#endif // OUTBOARD_TEST_INSPECT_RIG_H
