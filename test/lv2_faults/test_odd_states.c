// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Sessions that hold anything, and hosts that store and restore in odd ways

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "lv2_storage.h"
#include "odd_host.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/state/state.h>

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Values that are larger than any session's [bytes]
#define HUGE_SIZE (100U * 1024U * 1024U)

static const LV2_Feature* const nothing[] = { NULL };

static char* huge_value;

/// One way in which a host gives back a property
typedef struct
{
  const char* what;
  const char* value; ///< NULL: none; else of `size` bytes
  size_t      size;
  bool        foreign; ///< Of a type that it never had
} Damage;

/// A host that damages one property of a session
typedef struct
{
  Storage       storage;
  const char*   uri;
  const Damage* damage;
} Damaged;

/// Values that no session should have: texts, and what texts are not
static const Damage damages[] = {
  { "absent", NULL, 0U, false },
  { "no data, but a size", NULL, 77U, false },
  { "empty", "", 0U, false },
  { "only a NUL", "", 1U, false },
  { "without a NUL", "xyz", 3U, false },
  { "a NUL within", "x = 1\0y", 8U, false },
  { "only NULs", "\0\0\0\0\0\0\0\0", 8U, false },
  { "not UTF-8", "\xFF\xFE\x80\xC0\xAF", 6U, false },
  { "half a character", "x\xE2\x82", 4U, false },
  { "not JSON", "{[", 3U, false },
  { "not an object", "[1, 2]", 7U, false },
  { "too deep", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 41U, false },
  { "a lie",
    "a.py\0\xFF\xFF\xFF\xFF"
    "x",
    10U,
    false },
  { "a file above", "../a.py\0\1\0\0\0x", 13U, false },
  { "a vector of odd size", "\4\0\0\0\1\0\0\0xxxxxxxxxxxx", 20U, false },
  { "a line break", "/tmp/\n.py", 10U, false },
  { "a folder", "/", 2U, false },
  { "a device", "/dev/zero", 10U, false },
  { "of another type", "xyz", 4U, true },
};

static const void*
retrieve_damaged(LV2_State_Handle handle,
                 const uint32_t   key,
                 size_t* const    size,
                 uint32_t* const  type,
                 uint32_t* const  flags)
{
  Damaged* const      damaged = (Damaged*)handle;
  Storage* const      storage = &damaged->storage;
  const Damage* const damage  = damaged->damage;
  const void* const   sound = storage_retrieve(storage, key, size, type, flags);

  *flags = 0U;
  if (key != host_map(damaged->uri)) {
    return sound;
  }

  *type = damage->foreign ? host_map("urn:foreign") : *type;
  *size = damage->size;
  free(storage->lent);
  storage->lent = NULL;
  if (damage->value == huge_value) {
    return huge_value; // Too large to be copied each time
  }

  if (damage->value) { // In memory of exactly that size
    storage->lent = malloc(damage->size ? damage->size : 1U);
    memcpy(storage->lent, damage->value, damage->size);
  }
  return storage->lent;
}

/// Wait until the script has loaded or failed
static void
await_end(Odd* const odd)
{
  float status = rig_loading;
  for (unsigned i = 0U; i < 10000U; ++i) {
    odd_run(odd, 64U);
    status = odd->plugin->controls[PORT_STATUS];
    if (status == rig_running || status == rig_error || status == rig_stopped) {
      return;
    }
    usleep(1000U);
  }
  fprintf(stderr, "status %g\n", (double)status);
  assert(!"neither loaded nor failed");
}

/// Restore a session of which one property is damaged
static void
restore_damaged(const Storage* const session,
                const char* const    uri,
                const Damage* const  damage)
{
  const bool is_text  = !strcmp(uri, "urn:outboard:text");
  const bool is_state = !strcmp(uri, "urn:outboard:state");
  Damaged    damaged  = { *session, uri, damage };
  Storage    saved    = { .count = 0U };
  Odd        odd;

  odd_begin(&odd);
  assert(!odd_state(&odd)->restore(
    odd.plugin->handle, retrieve_damaged, &damaged, 0U, NULL));
  free(damaged.storage.lent);
  if (is_text || is_state) { // Of the others the child knows nothing
    await_end(&odd);
  }

  // Whatever became of it, it can be saved, and the end come at any time
  assert(!odd_state(&odd)->save(
    odd.plugin->handle, storage_store, &saved, 0U, nothing));
  storage_clear(&saved);
  odd_end(&odd);
}

static void
test_damaged(void)
{
  Storage session = { .count = 0U };
  Odd     odd;

  odd_make_session(&session);
  huge_value = (char*)malloc(HUGE_SIZE);
  assert(huge_value);
  memset(huge_value, 'x', HUGE_SIZE);
  const Damage huge = { "huge", huge_value, HUGE_SIZE, false };
  for (unsigned i = 0U; i < ODD_URIS; ++i) {
    for (unsigned j = 0U; j < COUNT(damages); ++j) {
      restore_damaged(&session, odd_uris[i], &damages[j]);
    }
    restore_damaged(&session, odd_uris[i], &huge);
  }

  // One instance for all, and the last it gets is whole
  odd_begin(&odd);
  for (unsigned j = 0U; j < COUNT(damages); ++j) {
    Damaged damaged = { session, odd_uris[j % ODD_URIS], &damages[j] };
    assert(!odd_state(&odd)->restore(
      odd.plugin->handle, retrieve_damaged, &damaged, 0U, NULL));
    free(damaged.storage.lent);
    odd_run(&odd, 64U);
  }
  odd_restore(&odd, &session);
  odd_render(&odd);
  odd_check_sane(&odd, odd_on[1] + 12U);
  odd_end(&odd);

  free(huge_value);
  storage_clear(&session);
}

/// The files of a script, cut at every byte: all or nothing
static void
test_cut_files(void)
{
  static const char script[] = "from outboard import *\n"
                               "FILES = ['a.txt', 'b.txt']\n"
                               "text = (here / 'a.txt').read_text()\n";
  static const char files[]  = "a.txt\0\3\0\0\0abcb.txt\0\0\0\0\0";
  Storage           session  = { .count = 0U };
  Odd               odd;

  odd_begin(&odd);
  for (size_t size = 1U; size < sizeof(files); ++size) {
    storage_put(
      &session, odd_uris[1], LV2_ATOM__String, script, sizeof(script));
    storage_put(&session, odd_uris[3], LV2_ATOM__Chunk, files, size);
    odd_restore(&odd, &session);
    storage_clear(&session);
    await_end(&odd);
  }
  odd_end(&odd);
}

/// A host that cannot store one of the properties
typedef struct
{
  unsigned bad; ///< Number of the property
  unsigned count;
} Refusal;

static LV2_State_Status
refuse_one(LV2_State_Handle  handle,
           const uint32_t    key,
           const void* const value,
           const size_t      size,
           const uint32_t    type,
           const uint32_t    flags)
{
  Refusal* const refusal = (Refusal*)handle;

  assert(key && value && size && type && flags);
  return refusal->count++ == refusal->bad ? LV2_STATE_ERR_NO_PROPERTY
                                          : LV2_STATE_SUCCESS;
}

/// The host is told that the session is not whole, and gets what else there is
static void
test_store_fails(void)
{
  Storage  session = { .count = 0U };
  Refusal  refusal = { UINT32_MAX, 0U };
  unsigned whole   = 0U;
  Odd      odd;

  odd_make_session(&session);
  odd_begin(&odd);
  odd_restore(&odd, &session);
  host_await(odd.plugin, rig_running);

  const LV2_State_Interface* const state = odd_state(&odd);
  assert(!state->save(odd.plugin->handle, refuse_one, &refusal, 0U, nothing));
  whole = refusal.count;
  assert(whole > 2U);
  for (unsigned bad = 0U; bad < whole; ++bad) {
    refusal = (Refusal){ bad, 0U };
    assert(state->save(odd.plugin->handle, refuse_one, &refusal, 0U, nothing) ==
           LV2_STATE_ERR_NO_PROPERTY);
    assert(refusal.count == whole);
  }
  odd_end(&odd);
  storage_clear(&session);
}

static char*
map_to_nothing(LV2_State_Map_Path_Handle handle, const char* const path)
{
  (void)handle;
  assert(path);
  return NULL;
}

static char*
map_to_empty(LV2_State_Map_Path_Handle handle, const char* const path)
{
  (void)handle;
  assert(path);
  return strdup("");
}

/// A path that is longer than any file's
static char*
map_to_huge(LV2_State_Map_Path_Handle handle, const char* const path)
{
  char* const huge = (char*)malloc(100000U);

  (void)handle;
  assert(path && huge);
  memset(huge, '/', 100000U);
  huge[99999] = '\0';
  return huge;
}

/// Paths that hosts map to nothing of use; all without freePath
static void
test_maps(void)
{
  LV2_State_Map_Path maps[] = {
    { NULL, map_to_nothing, map_to_nothing },
    { NULL, map_to_empty, map_to_empty },
    { NULL, map_to_huge, map_to_huge },
  };
  Storage session = { .count = 0U };
  Odd     odd;

  odd_make_session(&session);
  odd_begin(&odd);
  for (unsigned i = 0U; i < COUNT(maps); ++i) {
    const LV2_Feature        feature    = { LV2_STATE__mapPath, &maps[i] };
    const LV2_Feature        empty      = { LV2_STATE__freePath, NULL };
    const LV2_Feature* const features[] = { &feature, &empty, NULL };
    Storage                  saved      = { .count = 0U };

    // The text plays, wherever the file is
    assert(!odd_state(&odd)->restore(
      odd.plugin->handle, storage_retrieve, &session, 0U, features));
    odd_render(&odd);
    odd_check_sane(&odd, odd_on[1] + 12U);

    // So it does if the path cannot be stored
    odd_restore(&odd, &session);
    host_await(odd.plugin, rig_running);
    const LV2_State_Status status = odd_state(&odd)->save(
      odd.plugin->handle, storage_store, &saved, 0U, features);
    assert(status == (i ? LV2_STATE_SUCCESS : LV2_STATE_ERR_UNKNOWN));
    assert(storage_find(&saved, odd_uris[1]));
    storage_clear(&saved);
  }
  odd_end(&odd);
  storage_clear(&session);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  host_open(argv[1], argv[2]);

  test_damaged();
  test_cut_files();
  test_store_fails();
  test_maps();

  host_close();
  return 0;
}
