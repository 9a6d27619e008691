// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The host's values for the script's parameters; real-time

#ifndef OUTBOARD_VALUES_H
#define OUTBOARD_VALUES_H

#include "attributes.h"
#include "link.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// Most values, in a preset's own plugin
#define OB_VALUES_MAX 256U

/**
   The values of the last block, and what the script knows of them.

   In a preset's own plugin they are the parameters' values, whatever the
   script's own defaults.  In the generic plugin they are knobs, and act only
   once they differ from their reference: the value they had when the script
   came, or when the session was saved with it.
*/
typedef struct
{
  uint32_t count;
  bool     plain; ///< The parameters' own values; else 0 to 1 of their range
  float    values[OB_VALUES_MAX];
  uint64_t moved[OB_VALUES_MAX / 64U];   ///< Those that act
  uint64_t unsent[OB_VALUES_MAX / 64U];  ///< Those the child must be told of
  uint64_t initial[OB_VALUES_MAX / 64U]; ///< Of these: nobody changed them now
  _Atomic float reference[OB_KNOBS];     ///< Read by setup threads as well
} ObValues;

/// Take the values of a block over; those that are no number stay as they were
OB_REALTIME void
ob_values_take(ObValues* values, const float* from, uint32_t count, bool plain);

/// Another script came: nothing was moved since, but for what `link` says
OB_REALTIME void
ob_values_refer(ObValues* values, const ObLink* link);

/// A new child came: tell it all that acts
OB_REALTIME void
ob_values_resend(ObValues* values);

/// Return the index of a value to be told of, or OB_VALUES_MAX
OB_REALTIME uint32_t
ob_values_next(const ObValues* values);

/// Return whether nobody changed that value: a new child has to know it
OB_REALTIME bool
ob_values_is_initial(const ObValues* values, uint32_t index);

/// The child has been told of that value
OB_REALTIME void
ob_values_sent(ObValues* values, uint32_t index);

#endif // OUTBOARD_VALUES_H
