// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// In the place of jack_run.c where this was built without JACK; setup

#include "complain.h"
#include "jack_run.h"

ObJackRun*
ob_jack_run_new(const ObJackRunOptions* const options)
{
  (void)options;
  ob_complain("this was built without JACK; install its development package "
              "(libjack-jackd2-dev) and build again");
  return NULL;
}

void
ob_jack_run_free(ObJackRun* const run)
{
  (void)run;
}

bool
ob_jack_run_connect(ObJackRun* const run, const char* const port)
{
  (void)run;
  (void)port;
  return false;
}

const char*
ob_jack_run_name(const ObJackRun* const run)
{
  (void)run;
  return "";
}

bool
ob_jack_run_plays(const ObJackRun* const run)
{
  (void)run;
  return false;
}

uint32_t
ob_jack_run_rate(const ObJackRun* const run, uint32_t* const frames)
{
  (void)run;
  *frames = 0U;
  return 0U;
}

const char*
ob_jack_run_shown(ObJackRun* const run)
{
  (void)run;
  return NULL;
}

bool
ob_jack_run_probe(uint32_t* const rate, uint32_t* const frames)
{
  *rate   = 0U;
  *frames = 0U;
  return false;
}
