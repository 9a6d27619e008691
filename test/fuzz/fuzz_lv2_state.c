// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes what an LV2 host restores: the properties of a session

#undef NDEBUG

#include "fuzz.h"
#include "instance.h"
#include "lv2_state.h"
#include "lv2_uris.h"
#include "mailbox.h"
#include "saved_impl.h"
#include "script.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/**
   @file

   An input is a list of properties: their number below, their type, two bytes
   that are their size, and their value.  What is loaded from them is stored,
   and must be the same when it is loaded again.
*/

#define PROPERTIES 5U

/// A property of a session
typedef struct
{
  LV2_URID type; ///< 0: there is none
  size_t   size;
  void*    value;
} Property;

/// A session in a host's memory; ours is the first thing that is loaded
typedef struct
{
  Property  properties[PROPERTIES];
  unsigned  loads;
  ObScript* script;
  ObText*   state;
  bool      has_knobs;
  float     knobs[OB_KNOBS];
} Session;

static ObLv2Uris uris;
static Session   session;

void
fuzz_start(void)
{
  assert(!ob_lv2_uris_init(&uris, &fuzz_map));
}

static unsigned
index_of(const LV2_URID key)
{
  const LV2_URID keys[PROPERTIES] = { uris.outboard_file,
                                      uris.outboard_text,
                                      uris.outboard_state,
                                      uris.outboard_files,
                                      uris.outboard_knobs };

  unsigned i = 0U;
  while (keys[i] != key) {
    ++i;
    assert(i < PROPERTIES);
  }
  return i;
}

static const void*
retrieve(const LV2_State_Handle handle,
         const uint32_t         key,
         size_t* const          size,
         uint32_t* const        type,
         uint32_t* const        flags)
{
  const Property* const property =
    &((Session*)handle)->properties[index_of(key)];
  if (!property->type) {
    return NULL; // With size and type untouched
  }

  *size  = property->size;
  *type  = property->type;
  *flags = 0U;
  return property->value;
}

static void
set_property(Property* const   property,
             const LV2_URID    type,
             const void* const value,
             const size_t      size)
{
  free(property->value);
  property->type  = type;
  property->size  = size;
  property->value = malloc(size ? size : 1U);
  assert(property->value);
  if (size) {
    memcpy(property->value, value, size);
  }
}

static LV2_State_Status
store(const LV2_State_Handle handle,
      const uint32_t         key,
      const void* const      value,
      const size_t           size,
      const uint32_t         type,
      const uint32_t         flags)
{
  (void)flags;
  set_property(
    &((Session*)handle)->properties[index_of(key)], type, value, size);
  return LV2_STATE_SUCCESS;
}

/// Instead of that of instance.c: keep it without a child
ObStatus
ob_instance_load(ObInstance* const instance, const ObSaved* const saved)
{
  ObStatus status = OB_SUCCESS;
  ObSaved  copy   = *saved;

  assert(!instance && (saved->path || saved->text));
  assert(saved->n_files <= OB_FILES_MAX);
  for (uint32_t i = 0U; i < saved->n_files; ++i) {
    assert(strlen(saved->files[i].name) <= OB_FILE_NAME_MAX);
    assert(!strchr(saved->files[i].name, '/'));
  }

  // A path is for the file system: nothing is to be read from it here
  assert(!copy.path || strlen(copy.path) < OB_TEXT_SIZE);
  copy.path = NULL;
  ob_script_release(session.script);
  ob_text_release(session.state);
  session.script    = ob_script_new(&copy, &fuzz_log, &status);
  session.state     = ob_text_use(session.script->state);
  session.has_knobs = saved->has_knobs;
  memcpy(session.knobs, saved->knobs, sizeof(session.knobs));
  ++session.loads;
  return status;
}

/// Instead of that of instance.c
ObStatus
ob_instance_save(ObInstance* const instance, ObSaved** const saved)
{
  (void)instance;
  *saved = ob_saved_new(
    session.script, session.state, session.has_knobs ? session.knobs : NULL);
  return *saved ? OB_SUCCESS : OB_NO_MEM;
}

static void
restore(void)
{
  assert(!ob_lv2_state_restore(NULL, NULL, &uris, retrieve, &session, NULL));
}

/// Store what was loaded and load it again
static void
expect_same(void)
{
  ObScript* const script = ob_script_use(session.script);
  ObText* const   state  = ob_text_use(session.state);
  const bool      knobs  = session.has_knobs;

  for (unsigned i = 0U; i < PROPERTIES; ++i) {
    session.properties[i].type = 0U;
  }
  assert(!ob_lv2_state_save(NULL, NULL, &uris, store, &session, NULL));

  const unsigned loads = session.loads;
  restore();
  if (script->text && script->text->size) {
    assert(session.loads == loads + 1U);
    assert(ob_text_equal(session.script->text, script->text));
    assert(!state || !state->size || ob_text_equal(session.state, state));
    assert(session.has_knobs == knobs);
  }
  ob_script_release(script);
  ob_text_release(state);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  FuzzInput input = { data, size };
  while (input.left) {
    const unsigned i     = fuzz_u8(&input) % PROPERTIES;
    const LV2_URID type  = fuzz_u8(&input);
    const uint16_t want  = fuzz_u16(&input);
    const uint8_t* bytes = NULL;
    const size_t   taken = fuzz_take(&input, want, &bytes);
    set_property(&session.properties[i], type, bytes, taken);
  }

  restore();
  if (session.script) {
    expect_same();
  }

  for (unsigned i = 0U; i < PROPERTIES; ++i) {
    free(session.properties[i].value);
  }
  ob_script_release(session.script);
  ob_text_release(session.state);
  session = (Session){ .loads = 0U };
  return 0;
}
