// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Running a golden test through the real plugin; one thread

#ifndef OUTBOARD_CASE_RUN_H
#define OUTBOARD_CASE_RUN_H

#include "case.h"
#include "command.h"
#include "source.h"
#include "status.h"
#include "world.h"

#include <stdbool.h>

/// What the cases of a file are run on; zero-initialised, it can be closed
typedef struct
{
  ObWorld* world;
  ObSource source;
} ObCaseBench;

/// What has become of a case
typedef enum
{
  OB_CASE_PASSED,
  OB_CASE_DIFFERS, ///< From what was expected, and from nothing else
  OB_CASE_FAILED   ///< It could not be run, or went wrong
} ObCaseResult;

/**
   Make a plugin of a preset.

   @return OB_SUCCESS or what is wrong, about which one line was printed.
*/
ObStatus
ob_case_bench_open(ObCaseBench*         bench,
                   const ObEnvironment* environment,
                   const char*          preset);

/// Free what it owns
void
ob_case_bench_close(ObCaseBench* bench);

/**
   Run a case, twice, and print what is wrong with it.

   @param path Of the case's file, to be printed.
   @param updates Whether what differs is not wrong, but news.
   @param actual Set to what came out, as the lines of "out", to be freed; NULL
   if the case failed.
*/
ObCaseResult
ob_case_run(ObCaseBench*  bench,
            const ObCase* item,
            const char*   path,
            bool          updates,
            char**        actual);

#endif // OUTBOARD_CASE_RUN_H
