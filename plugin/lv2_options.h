// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The block length that an LV2 host tells by option, or shows; setup, real-time

#ifndef OUTBOARD_LV2_OPTIONS_H
#define OUTBOARD_LV2_OPTIONS_H

#include "attributes.h"
#include "lv2_uris.h"

#include <lv2/options/options.h>

#include <stdbool.h>
#include <stdint.h>

/// What is known of the host's block length
typedef struct
{
  int32_t  nominal; ///< The usual length, told or guessed [frames]
  uint32_t longest; ///< Block seen, UINT32_MAX if the host has told [frames]
} ObLv2BlockLength;

/// Begin with a guess; setup
void
ob_lv2_block_length_init(ObLv2BlockLength* length);

/**
   Take over what the host tells; setup.

   @param options Ends with a zeroed option; may be NULL.
   @return Bits of LV2_Options_Status.
*/
uint32_t
ob_lv2_block_length_set(ObLv2BlockLength*         length,
                        const ObLv2Uris*          uris,
                        const LV2_Options_Option* options);

/// Tell the host, likewise; values point into `length`; setup
uint32_t
ob_lv2_block_length_get(const ObLv2BlockLength* length,
                        const ObLv2Uris*        uris,
                        LV2_Options_Option*     options);

/// Look at a block's length; return whether that changed what is known
OB_REALTIME bool
ob_lv2_block_length_see(ObLv2BlockLength* length, uint32_t frames);

#endif // OUTBOARD_LV2_OPTIONS_H
