// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the fuzzers share: taking an input apart, and what must always hold

#ifndef OUTBOARD_FUZZ_H
#define OUTBOARD_FUZZ_H

#include "log.h"

#include <lv2/urid/urid.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   @file

   Each fuzzer is one file, which says in its first lines how it reads an input.
   What must hold is checked by assert(), by the sanitizers, and by libFuzzer,
   which minds time and memory.
*/

/// Called by libFuzzer with each input
int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

/// Called by libFuzzer at the start
int
LLVMFuzzerInitialize(int* argc, char*** argv);

/// Called by that; a fuzzer that has nothing to prepare has none
__attribute__((weak)) void
fuzz_start(void);

/// Make a folder, once; it is the user's run-time folder from now on, and
/// removed at the end
const char*
fuzz_folder(void);

/// What is left of an input; what is taken behind its end is 0
typedef struct
{
  const uint8_t* next;
  size_t         left; ///< [bytes]
} FuzzInput;

uint8_t
fuzz_u8(FuzzInput* input);

/// The lowest byte first
uint16_t
fuzz_u16(FuzzInput* input);

uint32_t
fuzz_u32(FuzzInput* input);

/// Any number, mostly a small one
double
fuzz_number(FuzzInput* input);

/// Take up to `size` bytes; return how many there were
size_t
fuzz_take(FuzzInput* input, size_t size, const uint8_t** bytes);

/**
   Take up to `size` bytes, and copy them to the heap, so that a sanitizer sees
   whoever reads behind their end.

   @param taken Set to how many there were; may be NULL.
   @return To be freed by the caller.
*/
void*
fuzz_copy(FuzzInput* input, size_t size, size_t* taken);

/// Return the path of a file that holds these bytes, until the next call
const char*
fuzz_file(const void* bytes, size_t size);

/// What is shown to the user cannot control the terminal
void
fuzz_expect_shown(const char* text);

/// A log that expects this of all texts
extern const ObLog fuzz_log;

/// Give each URI a number, from 1 on in the order of asking
extern const LV2_URID_Map fuzz_map;

#endif // OUTBOARD_FUZZ_H
