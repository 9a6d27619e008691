// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes what an LV2 host tells in run(): the input sequence, and its options

#undef NDEBUG

#include "engine.h"
#include "fuzz.h"
#include "lv2_input.h"
#include "lv2_options.h"
#include "lv2_uris.h"
#include "mailbox.h"
#include "midi.h"
#include "notice.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/**
   @file

   An input begins with a byte.  If it is odd, an option follows: what it is,
   its size, its type, and its value.  The rest is the body of a sequence, whose
   types are numbered as in fuzz_map.
*/

static ObLv2Uris uris;

void
fuzz_start(void)
{
  assert(!ob_lv2_uris_init(&uris, &fuzz_map));
  // Else the corpus and its dictionary are to be translated
  assert(uris.time_speed == 41U);
}

static void
tell_option(FuzzInput* const input)
{
  const LV2_URID     keys[]  = { uris.bufsz_nominalBlockLength,
                                 uris.bufsz_maxBlockLength,
                                 1U };
  ObLv2BlockLength   length  = { 0, 0U };
  LV2_Options_Option told[2] = {
    { LV2_OPTIONS_INSTANCE, 0U, 0U, 0U, 0U, NULL },
    { LV2_OPTIONS_INSTANCE, 0U, 0U, 0U, 0U, NULL }
  };
  size_t size = 0U;

  ob_lv2_block_length_init(&length);
  told[0].key       = keys[fuzz_u8(input) % 3U];
  told[0].size      = fuzz_u8(input) % 9U;
  told[0].type      = fuzz_u8(input) % 2U ? uris.atom_Int : fuzz_u8(input);
  void* const value = fuzz_copy(input, told[0].size, &size);
  told[0].size      = (uint32_t)size;
  told[0].value     = value;
  ob_lv2_block_length_set(&length, &uris, told);
  assert(length.nominal > 0);
  ob_lv2_block_length_get(&length, &uris, told);
  ob_lv2_block_length_see(&length, fuzz_u32(input));
  assert(length.nominal > 0);
  free(value);
}

/// ObSink.write
static ObStatus
take_output(void* const          handle,
            const uint32_t       frame,
            const uint8_t* const bytes,
            const uint32_t       size)
{
  assert(frame < *(const uint32_t*)handle);
  assert(ob_midi_valid(bytes, size));
  return OB_SUCCESS;
}

/// A sequence in memory that ends where it does
static LV2_Atom_Sequence*
make_sequence(FuzzInput* const input)
{
  const size_t             size = input->left;
  LV2_Atom_Sequence* const bytes =
    (LV2_Atom_Sequence*)malloc(sizeof(LV2_Atom_Sequence) + size);

  assert(bytes);
  bytes->atom.type = uris.atom_Sequence;
  bytes->atom.size = (uint32_t)(sizeof(LV2_Atom_Sequence_Body) + size);
  bytes->body.unit = 0U;
  bytes->body.pad  = 0U;
  if (size) {
    memcpy(bytes + 1, input->next, size);
  }
  return bytes;
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  static ObDoorbell  relay;
  static ObNotices   notices = { .relay = &relay };
  const ObLv2Subject subject = { 1000U, false };
  FuzzInput          input   = { data, size };
  uint32_t           frames  = 256U;

  if (fuzz_u8(&input) % 2U) {
    tell_option(&input);
  }

  ObEngine* const  engine          = ob_engine_new(48000.0, 256U, &notices);
  float            knobs[OB_KNOBS] = { 0.0f };
  const ObControls controls        = {
           .enabled = true, .deadline = 0.2f, .values = knobs, .n_values = OB_KNOBS
  };
  LV2_Atom_Sequence* const sequence = make_sequence(&input);
  ObSink                   sink     = { take_output, &frames, 1U << 20U, 16U };
  for (unsigned i = 0U; i < 2U; ++i) {
    ob_engine_begin(engine, frames, &controls);
    ob_lv2_input_read(&uris, &subject, sequence, engine, &notices);
    ob_engine_finish(engine, &sink);
  }

  uint32_t length = 0U;
  ob_mailbox_fetch(&notices.path);
  assert(strlen(ob_mailbox_text(&notices.path, &length)) <= length);
  ob_engine_free(engine);
  free(sequence);
  return 0;
}
