// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Reading the LV2 input sequence: MIDI, positions, properties; real-time

#ifndef OUTBOARD_LV2_INPUT_H
#define OUTBOARD_LV2_INPUT_H

#include "attributes.h"
#include "engine.h"
#include "lv2_uris.h"
#include "notice.h"

#include <lv2/atom/atom.h>

#include <stdbool.h>
#include <stdint.h>

/// Whom the host's questions and requests are for
typedef struct
{
  LV2_URID plugin; ///< Its URI
  bool     fixed;  ///< Its script cannot be changed
} ObLv2Subject;

/// Return whether a sequence, which may be NULL, has no event
OB_REALTIME bool
ob_lv2_input_is_empty(const ObLv2Uris* uris, const LV2_Atom_Sequence* sequence);

/**
   Hand everything in a sequence to the engine, or to the supervisor.

   Only the sequence's own size is believed.  What is malformed is left out, and
   after an event that exceeds the sequence reading ends.

   @param sequence What the input port is connected to; may be NULL.
   @return Bits of ObLv2Property: what the host asked for.
*/
OB_REALTIME uint32_t
ob_lv2_input_read(const ObLv2Uris*         uris,
                  const ObLv2Subject*      subject,
                  const LV2_Atom_Sequence* sequence,
                  ObEngine*                engine,
                  ObNotices*               notices);

#endif // OUTBOARD_LV2_INPUT_H
