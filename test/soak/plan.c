// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What goes wrong, when and where: all of it follows from the seed; any thread

#include "plan.h"

#include <stddef.h>
#include <string.h>

static const struct
{
  const char* name;
  uint32_t    weight; ///< How often it comes, compared with the others
} kinds[FAULTS] = {
  [FAULT_KILL]       = { "kill -9", 350U },
  [FAULT_SERVER]     = { "fork server killed", 5U },
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
plan_new(const uint64_t seed,
         const unsigned victims,
         const uint32_t gap,
         const uint32_t only)
{
  return (Plan){ .chance  = chance_new(seed, 0U),
                 .victims = victims,
                 .gap     = gap,
                 .kinds   = only };
}

/// Return how often a kind comes in a plan, compared with the others
static uint32_t
weight_of(const Plan* const plan, const FaultKind kind)
{
  return !plan->kinds || (plan->kinds & (1U << kind)) ? kinds[kind].weight : 0U;
}

Fault
plan_next(Plan* const plan)
{
  uint32_t total = 0U;
  for (unsigned i = 0U; i < FAULTS; ++i) {
    total += weight_of(plan, (FaultKind)i);
  }

  plan->time += chance_below(&plan->chance, 2U * plan->gap + 1U);

  uint32_t  ticket = chance_below(&plan->chance, total);
  FaultKind kind   = FAULT_KILL;
  while (ticket >= weight_of(plan, kind)) {
    ticket -= weight_of(plan, kind++);
  }

  Fault fault  = { .kind = kind, .time = plan->time };
  fault.victim = chance_below(&plan->chance, plan->victims);
  fault.value  = chance_below(&plan->chance, UINT32_MAX);
  return fault;
}

/// Return the kind with a name of `size`, or FAULTS
static FaultKind
find_kind(const char* const name, const size_t size)
{
  FaultKind kind = FAULT_KILL;
  while (kind < FAULTS && (strlen(kinds[kind].name) != size ||
                           strncmp(kinds[kind].name, name, size) != 0)) {
    ++kind;
  }
  return kind;
}

uint32_t
plan_kinds(const char* names)
{
  uint32_t found = 0U;
  for (size_t size = 0U; *names; names += size + (names[size] == ',')) {
    size                 = strcspn(names, ",");
    const FaultKind kind = find_kind(names, size);
    if (kind == FAULTS) {
      return 0U;
    }
    found |= 1U << kind;
  }
  return found;
}

const char*
plan_name(const FaultKind kind)
{
  return kinds[kind].name;
}
