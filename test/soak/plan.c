// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What goes wrong, when and where: all of it follows from the seed; any thread

#include "plan.h"

static const struct
{
  const char* name;
  uint32_t    weight; ///< How often it comes, compared with the others
} kinds[FAULTS] = {
  [FAULT_KILL]       = { "kill -9", 350U },
  [FAULT_FREEZE]     = { "SIGSTOP", 20U },
  [FAULT_DEED]       = { "misdeed of a script", 150U },
  [FAULT_CHOOSE]     = { "other script", 60U },
  [FAULT_EDIT]       = { "file edited", 40U },
  [FAULT_REPLACE]    = { "file replaced", 20U },
  [FAULT_BREAK]      = { "file broken", 20U },
  [FAULT_DELETE]     = { "file deleted", 15U },
  [FAULT_SAVE]       = { "session saved", 30U },
  [FAULT_RESTORE]    = { "session restored", 25U },
  [FAULT_BYPASS]     = { "bypass", 40U },
  [FAULT_MODE]       = { "mode", 30U },
  [FAULT_FALLBACK]   = { "fallback", 20U },
  [FAULT_DEADLINE]   = { "deadline", 20U },
  [FAULT_KNOB]       = { "knob", 60U },
  [FAULT_PANIC]      = { "all notes off", 15U },
  [FAULT_FLOOD]      = { "flood of input", 15U },
  [FAULT_CRAMP]      = { "room for output", 10U },
  [FAULT_RENDER]     = { "freewheeling", 15U },
  [FAULT_REACTIVATE] = { "reactivation", 20U },
  [FAULT_RENEW]      = { "new instance", 20U },
  [FAULT_QUIET]      = { "player stops", 30U },
  [FAULT_LOCATE]     = { "locate or loop", 20U },
  [FAULT_TEMPO]      = { "tempo", 10U },
  [FAULT_HALT]       = { "stop or start", 15U },
  [FAULT_LENGTH]     = { "block length", 5U },
  [FAULT_HOG]        = { "busy core", 15U },
};

Plan
plan_new(const uint64_t seed, const unsigned victims, const uint32_t gap)
{
  return (
    Plan){ .chance = chance_new(seed, 0U), .victims = victims, .gap = gap };
}

Fault
plan_next(Plan* const plan)
{
  uint32_t total = 0U;
  for (unsigned i = 0U; i < FAULTS; ++i) {
    total += kinds[i].weight;
  }

  plan->time += chance_below(&plan->chance, 2U * plan->gap + 1U);

  uint32_t  ticket = chance_below(&plan->chance, total);
  FaultKind kind   = FAULT_KILL;
  while (ticket >= kinds[kind].weight) {
    ticket -= kinds[kind++].weight;
  }

  Fault fault  = { .kind = kind, .time = plan->time };
  fault.victim = chance_below(&plan->chance, plan->victims);
  fault.value  = chance_below(&plan->chance, UINT32_MAX);
  return fault;
}

const char*
plan_name(const FaultKind kind)
{
  return kinds[kind].name;
}
