// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the player holds, and what the script missed

#undef NDEBUG

#include "keys.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

static ObKeys keys;

static void
miss(const uint8_t a, const uint8_t b, const uint8_t c)
{
  const uint8_t bytes[3] = { a, b, c };

  ob_keys_miss(&keys, bytes, (a & 0xE0U) == 0xC0U ? 2U : 3U);
}

static void
test_keys_remember_their_owner(void)
{
  ob_keys_init(&keys);
  assert(ob_keys_release(&keys, 0U, 60U) == OB_KEY_UP);
  assert(ob_keys_press(&keys, 0U, 60U, 99U, OB_KEY_PASSED) == OB_KEY_UP);
  assert(ob_keys_press(&keys, 0U, 60U, 98U, OB_KEY_SCRIPT) == OB_KEY_PASSED);
  ob_keys_press(&keys, 15U, 127U, 1U, OB_KEY_MUTED);
  assert(keys.velocity[0][60] == 98U && keys.velocity[15][127] == 1U);
  assert(ob_keys_release(&keys, 0U, 60U) == OB_KEY_SCRIPT);
  assert(ob_keys_release(&keys, 0U, 60U) == OB_KEY_UP);
  assert(ob_keys_release(&keys, 15U, 127U) == OB_KEY_MUTED);
  assert(!keys.velocity[0][60] && !keys.velocity[15][127]);
}

static void
test_only_the_scripts_keys_are_orphaned(void)
{
  ob_keys_init(&keys);
  ob_keys_press(&keys, 1U, 60U, 99U, OB_KEY_PASSED);
  ob_keys_press(&keys, 1U, 61U, 99U, OB_KEY_SCRIPT);
  ob_keys_orphan(&keys);
  assert(keys.velocity[1][61] == 99U); // It is down all the same
  assert(ob_keys_release(&keys, 1U, 60U) == OB_KEY_PASSED);
  assert(ob_keys_release(&keys, 1U, 61U) == OB_KEY_MUTED);
}

static void
test_channels_are_cleared_alone(void)
{
  ob_keys_init(&keys);
  ob_keys_press(&keys, 1U, 60U, 99U, OB_KEY_PASSED);
  ob_keys_press(&keys, 2U, 60U, 99U, OB_KEY_PASSED);
  ob_keys_clear(&keys, 1U);
  assert(!keys.velocity[1][60]);
  assert(ob_keys_release(&keys, 1U, 60U) == OB_KEY_UP);
  assert(ob_keys_release(&keys, 2U, 60U) == OB_KEY_PASSED);
}

static void
test_latest_values_are_made_up_for(void)
{
  static const uint8_t expected[][3] = {
    { 0xB0U, 0U, 5U },       { 0xB0U, 127U, 6U }, { 0xE0U, 0x7FU, 0x7FU },
    { 0xD0U, 8U, 0U },       { 0xC0U, 9U, 0U },   { 0xBFU, 64U, 127U },
    { 0xEFU, 0x00U, 0x40U },
  };

  ob_keys_init(&keys);
  miss(0xB0U, 127U, 1U);
  miss(0xBFU, 64U, 127U);
  miss(0xB0U, 127U, 6U);
  miss(0xB0U, 0U, 5U);
  miss(0xE0U, 0x7FU, 0x7FU);
  miss(0xEFU, 0x00U, 0x40U);
  miss(0xC0U, 9U, 0U);
  miss(0xD0U, 8U, 0U);
  miss(0x90U, 1U, 1U);
  miss(0x80U, 1U, 1U);
  miss(0xA0U, 1U, 1U);
  assert(keys.stale && keys.lost == 11U);

  for (uint32_t i = 0U; i < sizeof(expected) / sizeof(expected[0]); ++i) {
    uint8_t        bytes[3] = { 0U, 0U, 0U };
    const uint32_t size     = ob_keys_take_missed(&keys, bytes);
    assert(size == ((expected[i][0] & 0xE0U) == 0xC0U ? 2U : 3U));
    assert(!memcmp(bytes, expected[i], size));
  }
  uint8_t bytes[3];
  assert(!ob_keys_take_missed(&keys, bytes));
}

static void
test_sysex_is_only_counted(void)
{
  static const uint8_t sysex[] = { 0xF0U, 1U, 2U, 3U, 0xF7U };
  static const uint8_t clock[] = { 0xF8U };
  uint8_t              bytes[3];

  ob_keys_init(&keys);
  ob_keys_miss(&keys, sysex, sizeof(sysex));
  ob_keys_miss(&keys, clock, sizeof(clock));
  assert(keys.lost == 2U && keys.stale);
  assert(!ob_keys_take_missed(&keys, bytes));
}

int
main(void)
{
  test_keys_remember_their_owner();
  test_only_the_scripts_keys_are_orphaned();
  test_channels_are_cleared_alone();
  test_latest_values_are_made_up_for();
  test_sysex_is_only_counted();
  return 0;
}
