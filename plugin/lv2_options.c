// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The block length that an LV2 host tells by option, or shows; setup, real-time

#include "lv2_options.h"

/// The guess for a host that has told nothing yet [frames]
static const int32_t usual = 1024;

/// The longest block that a host is believed to want [frames]
static const int32_t believable = 65536;

void
ob_lv2_block_length_init(ObLv2BlockLength* const length)
{
  length->nominal = usual;
  length->longest = 0U;
}

/// Take over one of the two options that tell a length
static uint32_t
take(ObLv2BlockLength* const         length,
     const ObLv2Uris* const          uris,
     const LV2_Options_Option* const option)
{
  if (option->type != uris->atom_Int || option->size != sizeof(int32_t) ||
      !option->value) {
    return LV2_OPTIONS_ERR_BAD_VALUE;
  }

  const int32_t frames = *(const int32_t*)option->value;
  if (frames < 1 || frames > believable) {
    return LV2_OPTIONS_ERR_BAD_VALUE;
  }

  // The maximum is only a guess until the first block
  if (option->key == uris->bufsz_nominalBlockLength) {
    length->nominal = frames;
    length->longest = UINT32_MAX;
  } else if (length->longest < UINT32_MAX) {
    length->nominal = frames;
    length->longest = 0U;
  }

  return LV2_OPTIONS_SUCCESS;
}

uint32_t
ob_lv2_block_length_set(ObLv2BlockLength* const   length,
                        const ObLv2Uris* const    uris,
                        const LV2_Options_Option* options)
{
  uint32_t status = LV2_OPTIONS_SUCCESS;

  for (; options && options->key; ++options) {
    if (options->context != LV2_OPTIONS_INSTANCE) {
      status |= LV2_OPTIONS_ERR_BAD_SUBJECT;
    } else if (options->key == uris->bufsz_nominalBlockLength ||
               options->key == uris->bufsz_maxBlockLength) {
      status |= take(length, uris, options);
    } else {
      status |= LV2_OPTIONS_ERR_BAD_KEY;
    }
  }

  return status;
}

uint32_t
ob_lv2_block_length_get(const ObLv2BlockLength* const length,
                        const ObLv2Uris* const        uris,
                        LV2_Options_Option*           options)
{
  uint32_t status = LV2_OPTIONS_SUCCESS;

  for (; options && options->key; ++options) {
    if (options->context != LV2_OPTIONS_INSTANCE) {
      status |= LV2_OPTIONS_ERR_BAD_SUBJECT;
    } else if (options->key == uris->bufsz_nominalBlockLength) {
      options->size  = sizeof(length->nominal);
      options->type  = uris->atom_Int;
      options->value = &length->nominal;
    } else {
      status |= LV2_OPTIONS_ERR_BAD_KEY;
    }
  }

  return status;
}

OB_REALTIME bool
ob_lv2_block_length_see(ObLv2BlockLength* const length, const uint32_t frames)
{
  if (frames <= length->longest || frames > (uint32_t)believable) {
    return false;
  }

  length->longest = frames;
  length->nominal = (int32_t)frames;
  return true;
}
