// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The host's values for the script's parameters; real-time

#include "values.h"

#include <math.h>
#include <string.h>

/// Hosts may store a knob's position less exactly than they give it
static const float rounding = 1.0e-5f;

OB_REALTIME static uint64_t
bit_of(const uint32_t index)
{
  return UINT64_C(1) << (index % 64U);
}

OB_REALTIME static bool
differ(const float a, const float b)
{
  return a < b || a > b;
}

/// Return a value as it is to be used
OB_REALTIME static float
checked(const ObValues* const values, const uint32_t index, const float value)
{
  if (!isfinite(value)) {
    return values->values[index];
  }

  return values->plain ? value : fmaxf(fminf(value, 1.0f), 0.0f);
}

OB_REALTIME void
ob_values_take(ObValues* const    values,
               const float* const from,
               const uint32_t     count,
               const bool         plain)
{
  const bool first = !values->count;
  if (count && count == values->count && plain == values->plain &&
      !memcmp(from, values->values, count * sizeof(from[0]))) {
    return; // As in most blocks
  }

  values->plain = plain;
  values->count = count < OB_VALUES_MAX ? count : OB_VALUES_MAX;
  for (uint32_t i = 0U; i < values->count; ++i) {
    const float value = checked(values, i, from[i]);
    if (differ(value, values->values[i])) {
      values->values[i] = value;
      values->moved[i / 64U] |= bit_of(i);
      values->unsent[i / 64U] |= bit_of(i);
      values->initial[i / 64U] &= ~bit_of(i);
    }
  }

  if (first && !plain) { // What a host starts with was not moved by anybody
    memset(values->moved, 0, sizeof(values->moved));
    memset(values->unsent, 0, sizeof(values->unsent));
  }
}

OB_REALTIME void
ob_values_refer(ObValues* const values, const ObLink* const link)
{
  memset(values->moved, 0, sizeof(values->moved));
  for (uint32_t i = 0U; i < OB_KNOBS; ++i) {
    const float reference =
      link->has_knobs ? link->knobs[i] : values->values[i];

    atomic_store_explicit(
      &values->reference[i], reference, memory_order_relaxed);
    if (fabsf(values->values[i] - reference) > rounding) {
      values->moved[0] |= bit_of(i);
    }
  }
}

OB_REALTIME void
ob_values_resend(ObValues* const values)
{
  memcpy(values->unsent, values->moved, sizeof(values->unsent));
  if (values->plain) {
    for (uint32_t i = 0U; i < values->count; ++i) {
      values->unsent[i / 64U] |= bit_of(i);
    }
  }

  memcpy(values->initial, values->unsent, sizeof(values->initial));
}

OB_REALTIME uint32_t
ob_values_next(const ObValues* const values)
{
  for (uint32_t word = 0U; word < OB_VALUES_MAX / 64U; ++word) {
    if (values->unsent[word]) {
      return word * 64U + (uint32_t)__builtin_ctzll(values->unsent[word]);
    }
  }

  return OB_VALUES_MAX;
}

OB_REALTIME bool
ob_values_is_initial(const ObValues* const values, const uint32_t index)
{
  return values->initial[index / 64U] & bit_of(index);
}

OB_REALTIME void
ob_values_sent(ObValues* const values, const uint32_t index)
{
  values->unsent[index / 64U] &= ~bit_of(index);
  values->initial[index / 64U] &= ~bit_of(index);
}
