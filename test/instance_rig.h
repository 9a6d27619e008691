// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the tests of instances have in common: a rig in which a script plays

#ifndef OUTBOARD_TEST_INSTANCE_RIG_H
#define OUTBOARD_TEST_INSTANCE_RIG_H

#include "rig.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ThreadSanitizer does not follow a fork of a process with threads, and holds
// back a signal until its process waits for something
#if defined(__SANITIZE_THREAD__)
#  define THREAD_SANITIZED 1
#else
#  define THREAD_SANITIZED 0
#endif

/// A test and what it is called
typedef struct
{
  const char* name;
  void (*run)(void);
} InstanceTest;

/// A script that plays each note an octave higher
extern const char instance_octave[];

/// Path of the child's program
extern const char* instance_scriptd;

/// The rig of the present test
extern Rig rig;

/// Open the rig, without a script
void
instance_open(void);

/// Open the rig, with `text` playing
void
instance_play(const char* text);

/// Close the rig
void
instance_close(void);

/// Check that a key is answered by one note-on
void
instance_expect_answer(void);

/// Check that what would be saved is a script at `path` with this text
void
instance_expect_saved(const char* path, const char* text);

/// Return the time [ms]
uint64_t
instance_now(void);

/// Run tests with the program in `argv`, each without a leak; return for main()
int
instance_run(int argc, char** argv, const InstanceTest* tests, size_t count);

#endif // OUTBOARD_TEST_INSTANCE_RIG_H
