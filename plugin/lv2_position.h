// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What an LV2 host tells of its transport; real-time

#ifndef OUTBOARD_LV2_POSITION_H
#define OUTBOARD_LV2_POSITION_H

#include "attributes.h"
#include "lv2_uris.h"
#include "record.h"

#include <lv2/atom/atom.h>

/**
   Return a time:Position in our terms.

   @param known The transport as expected, for what the host leaves out.
   @param rate Sample rate [1/s].
   @return Values that are numbers; the engine checks whether they are sensible.
*/
OB_REALTIME ObTransport
ob_lv2_position(const ObLv2Uris*       uris,
                const LV2_Atom_Object* object,
                const ObTransport*     known,
                double                 rate);

#endif // OUTBOARD_LV2_POSITION_H
