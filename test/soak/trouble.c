// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Carries out a plan of faults; setup

#include "trouble_impl.h"

/// A script that rests is chosen again after this time [ms]
static const uint64_t rest = 1500U;

/// How often to look for those [ms]
static const uint64_t look_period = 100U;

/// Values of the status port
enum
{
  status_error   = 3,
  status_stopped = 5
};

bool
trouble_make(Trouble* const trouble, const Fault* const fault)
{
  Slot* const slot = &trouble->victims[fault->victim];

  slot->log.printf(slot, 0U, "FAULT: %s\n", plan_name(fault->kind));
  return !(trouble_acts[fault->kind].loud && slot->quiet) &&
         trouble_acts[fault->kind].make(trouble, slot, fault->value);
}

void
trouble_begin(Trouble* const    trouble,
              Stage* const      stage,
              Slot* const       victims,
              const Plan* const plan)
{
  *trouble = (Trouble){ .stage     = stage,
                        .victims   = victims,
                        .n_victims = plan->victims,
                        .length    = stage->length,
                        .plan      = *plan,
                        .song      = { true, 120.0f } };

  trouble->next = plan_next(&trouble->plan);
  trouble_tell_all(trouble, 0.0);
}

/// Choose scripts again that rest, and let frozen ones go on
static void
look_after(Trouble* const trouble, Slot* const slot)
{
  const bool rests =
    slot->status == status_error || slot->status == status_stopped;
  if (!rests) {
    slot->restless = 0U;
  } else if (!slot->restless) {
    slot->restless = trouble->now;
  } else if (trouble->now - slot->restless > rest) {
    slot_choose(slot, slot->role);
    slot->restless = 0U;
    ++trouble->revived;
  }

  if (slot->thaw && trouble->now >= slot->thaw) {
    trouble_thaw(slot);
  }
}

void
trouble_step(Trouble* const trouble, const uint64_t now)
{
  trouble->now = now;
  while (trouble->next.time <= now) {
    const bool done = trouble_make(trouble, &trouble->next);
    ++*(done ? &trouble->done[trouble->next.kind] : &trouble->missed);
    trouble->next = plan_next(&trouble->plan);
  }

  if (now - trouble->looked >= look_period) {
    trouble->looked = now;
    for (unsigned i = 0U; i < trouble->n_victims; ++i) {
      look_after(trouble, &trouble->victims[i]);
    }
  }
}

void
trouble_pause(Trouble* const trouble)
{
  hog_join(&trouble->hog);
  stage_set_length(trouble->stage, trouble->length);
  for (unsigned i = 0U; i < trouble->n_victims; ++i) {
    trouble_thaw(&trouble->victims[i]);
  }
}
