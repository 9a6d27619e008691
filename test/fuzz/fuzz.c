// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the fuzzers share: taking an input apart, and what must always hold

#undef NDEBUG

#include "fuzz.h"

#include <assert.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/// Where inputs that break something go, unless the arguments say otherwise:
/// not into the current folder
static char prefix[] = "-artifact_prefix=" FUZZ_FOUND "/" FUZZ_NAME "-";

static char folder[48];

int
LLVMFuzzerInitialize(int* const argc, char*** const argv)
{
  static char** more;
  const size_t  count = (size_t)*argc;

  more = (char**)calloc(count + 2U, sizeof(char*));
  assert(more);
  more[0] = (*argv)[0];
  more[1] = prefix;
  memcpy(more + 2, *argv + 1, (count - 1U) * sizeof(char*));
  *argv = more;
  ++*argc;
  mkdir(FUZZ_FOUND, S_IRWXU | S_IRWXG | S_IRWXO);

  if (fuzz_start) {
    fuzz_start();
  }
  return 0;
}

static int
remove_entry(const char* const        path,
             const struct stat* const status,
             const int                type,
             struct FTW* const        place)
{
  (void)status;
  (void)type;
  (void)place;
  return remove(path);
}

static void
remove_folder(void)
{
  nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char*
fuzz_folder(void)
{
  const char* const place = getenv("TMPDIR");
  const int         length =
    snprintf(folder, sizeof(folder), "%s/fuzz-XXXXXX", place ? place : "/tmp");

  assert(length > 0 && (size_t)length < sizeof(folder) && mkdtemp(folder));
  assert(!atexit(remove_folder));
  assert(!setenv("XDG_RUNTIME_DIR", folder, 1));
  return folder;
}

size_t
fuzz_take(FuzzInput* const input, const size_t size, const uint8_t** bytes)
{
  const size_t taken = size < input->left ? size : input->left;

  *bytes = input->next;
  if (taken) { // Nothing may not even be added to nowhere
    input->next += taken;
    input->left -= taken;
  }
  return taken;
}

uint8_t
fuzz_u8(FuzzInput* const input)
{
  const uint8_t* bytes = NULL;

  return fuzz_take(input, 1U, &bytes) ? *bytes : 0U;
}

uint16_t
fuzz_u16(FuzzInput* const input)
{
  const unsigned low = fuzz_u8(input);

  return (uint16_t)(low | (unsigned)fuzz_u8(input) << 8U);
}

uint32_t
fuzz_u32(FuzzInput* const input)
{
  const uint32_t low = fuzz_u16(input);

  return low | (uint32_t)fuzz_u16(input) << 16U;
}

double
fuzz_number(FuzzInput* const input)
{
  const uint16_t word = fuzz_u16(input);
  if (word != 0xFFFFU) {
    return (int16_t)word / 256.0;
  }

  const uint64_t low  = fuzz_u32(input);
  const uint64_t bits = low | (uint64_t)fuzz_u32(input) << 32U;
  double         any  = 0.0;
  memcpy(&any, &bits, sizeof(any));
  return any;
}

void*
fuzz_copy(FuzzInput* const input, const size_t size, size_t* const taken)
{
  const uint8_t* bytes = NULL;
  const size_t   n     = fuzz_take(input, size, &bytes);
  void* const    copy  = malloc(n ? n : 1U);

  assert(copy);
  if (n) {
    memcpy(copy, bytes, n);
  }
  if (taken) {
    *taken = n;
  }
  return copy;
}

const char*
fuzz_file(const void* const bytes, const size_t size)
{
  static char path[64];
  static int  fd = -1;

  if (fd < 0) {
    fd = memfd_create("fuzz", MFD_CLOEXEC);
    assert(fd >= 0);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
  }

  assert(!ftruncate(fd, 0));
  assert(pwrite(fd, bytes, size, 0) == (ssize_t)size);
  return path;
}

void
fuzz_expect_shown(const char* const text)
{
  for (const char* c = text; *c; ++c) {
    const unsigned char byte = (unsigned char)*c;
    assert((byte >= 0x20U || byte == '\n' || byte == '\t') && byte != 0x7FU);
    assert(byte != 0xC2U || (unsigned char)c[1] >= 0xA0U);
  }
}

static void
expect_line(void* const handle, const ObLogLevel level, const char* const text)
{
  (void)handle;
  assert(level <= OB_LOG_ERROR);
  fuzz_expect_shown(text);
}

const ObLog fuzz_log = { expect_line, NULL, NULL };

static LV2_URID
map(const LV2_URID_Map_Handle handle, const char* const uri)
{
  static char*    uris[64];
  static LV2_URID count;

  (void)handle;
  for (LV2_URID i = 0U; i < count; ++i) {
    if (!strcmp(uris[i], uri)) {
      return i + 1U;
    }
  }

  assert(count < 64U);
  uris[count] = strdup(uri);
  return ++count;
}

const LV2_URID_Map fuzz_map = { NULL, map };
