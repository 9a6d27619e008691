// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of texts that come in parts, from children that lie

#undef NDEBUG

#include "gather.h"
#include "message.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static ObGather gather;
static ObText*  text;

/// Take a part with `bytes`; return whether it was in order
static bool
take(const ObChunk chunk, const char* const bytes)
{
  uint8_t      payload[64];
  const size_t size = strlen(bytes);

  memcpy(payload, &chunk, sizeof(chunk));
  memcpy(payload + sizeof(chunk), bytes, size);
  ob_text_release(text);
  const ObStatus status =
    ob_gather_take(&gather, payload, (uint32_t)(sizeof(chunk) + size), &text);
  assert(!text == (status != OB_SUCCESS));
  return status != OB_CORRUPT;
}

static void
expect(const char* const whole, const uint32_t id)
{
  assert(text && !strcmp(text->bytes, whole) && text->size == strlen(whole));
  assert(gather.id == id && !gather.text);
}

static void
test_parts(void)
{
  assert(take((ObChunk){ 7U, 5U, 0U, 5U }, "whole"));
  expect("whole", 7U);

  assert(take((ObChunk){ 8U, 6U, 0U, 2U }, "th") && !text);
  assert(take((ObChunk){ 8U, 6U, 2U, 3U }, "ree") && !text);
  assert(take((ObChunk){ 8U, 6U, 5U, 1U }, "!") && text);
  expect("three!", 8U);

  assert(take((ObChunk){ 0U, 0U, 0U, 0U }, ""));
  expect("", 0U);
}

/// The child could not send the rest, and begins anew
static void
test_another_beginning(void)
{
  assert(take((ObChunk){ 1U, 6U, 0U, 2U }, "no") && !text);
  assert(take((ObChunk){ 2U, 4U, 0U, 2U }, "ye") && !text);
  assert(take((ObChunk){ 2U, 4U, 2U, 2U }, "s!"));
  expect("yes!", 2U);
}

/// Check that a part is refused after the first two bytes of four
static void
expect_refusal(const ObChunk chunk, const char* const bytes)
{
  assert(take((ObChunk){ 3U, 4U, 0U, 2U }, "ab") && !text);
  assert(!take(chunk, bytes) && !text);
  assert(!take((ObChunk){ 3U, 4U, 2U, 2U }, "cd") && !text);
}

static void
test_lies(void)
{
  expect_refusal((ObChunk){ 3U, 4U, 2U, 3U }, "cde");  // Beyond the end
  expect_refusal((ObChunk){ 3U, 4U, 2U, 3U }, "cd");   // Another size
  expect_refusal((ObChunk){ 3U, 4U, 2U, 1U }, "cd");   // Another size
  expect_refusal((ObChunk){ 3U, 4U, 1U, 2U }, "cd");   // A step back
  expect_refusal((ObChunk){ 3U, 4U, 3U, 1U }, "d");    // A gap
  expect_refusal((ObChunk){ 4U, 4U, 2U, 2U }, "cd");   // Another text
  expect_refusal((ObChunk){ 3U, 9U, 2U, 2U }, "cd");   // Another total
  expect_refusal((ObChunk){ 3U, 4U, ~0U, 2U }, "cd");  // Far off
  expect_refusal((ObChunk){ 3U, 4U, 2U, ~15U }, "cd"); // Sums that wrap
  expect_refusal((ObChunk){ 3U, OB_STATE_MAX + 1U, 0U, 2U }, "ab");
  expect_refusal((ObChunk){ 3U, 1U, 0U, 2U }, "ab");

  assert(ob_gather_take(&gather, (const uint8_t*)"short", 5U, &text) ==
         OB_CORRUPT);
  assert(!take((ObChunk){ 0U, 1U, 1U, 0U }, "")); // Nothing was begun
}

int
main(void)
{
  test_parts();
  test_another_beginning();
  test_lies();
  ob_text_release(text);
  ob_gather_clear(&gather);
  return 0;
}
