// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Writing the LV2 output sequence: MIDI and announcements; real-time

#ifndef OUTBOARD_LV2_OUTPUT_H
#define OUTBOARD_LV2_OUTPUT_H

#include "attributes.h"
#include "engine.h"
#include "lv2_uris.h"
#include "notice.h"

#include <lv2/atom/atom.h>

#include <stdint.h>

/// Properties that the host can be told, as bits
typedef enum
{
  OB_LV2_FILE    = 1U << 0U, ///< The script's path
  OB_LV2_MESSAGE = 1U << 1U, ///< What the user should know
  OB_LV2_SHOWN   = 1U << 2U  ///< What the script shows
} ObLv2Property;

/// The output port's sequence while run() writes it
typedef struct
{
  const ObLv2Uris*   uris;
  LV2_Atom_Sequence* sequence; ///< The host's
  uint8_t*           next;     ///< Where the next event goes; NULL if nowhere
  uint32_t           room;     ///< Left for events [bytes]
} ObLv2Output;

/**
   Begin an empty sequence in the host's buffer.

   @param buffer What the output port is connected to: an atom whose size is the
   room behind its header (its type means nothing); may be NULL.
*/
OB_REALTIME ObLv2Output
ob_lv2_output_begin(const ObLv2Uris* uris, LV2_Atom_Sequence* buffer);

/// Return where the engine puts its events; valid as long as `output`
OB_REALTIME ObSink
ob_lv2_output_sink(ObLv2Output* output);

/**
   Tell the host properties, as patch:Set.

   Comes last: in a full buffer MIDI goes first.

   @param properties Bits of ObLv2Property.
   @param frame Not before any event that was written.
   @return Those properties for which there was no room.
*/
OB_REALTIME uint32_t
ob_lv2_output_announce(ObLv2Output*     output,
                       const ObNotices* notices,
                       uint32_t         properties,
                       uint32_t         frame);

#endif // OUTBOARD_LV2_OUTPUT_H
