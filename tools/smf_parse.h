// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Taking Standard MIDI Files apart, whatever is in them; setup

#ifndef OUTBOARD_SMF_PARSE_H
#define OUTBOARD_SMF_PARSE_H

#include "event_text.h"
#include "events.h"
#include "status.h"

#include <stddef.h>
#include <stdint.h>

/**
   @file

   libsmf, which writes our files, is not for reading those of others: it ends
   the process at many a damaged file, and at escapes, which are no damage.
*/

/// The first byte of a metaevent, as it is in a list of events
#define OB_SMF_META 0xFFU

/**
   Take a file of format 0 or 1 apart.

   @param division Set to its ticks per quarter note.
   @param events The events of all tracks are appended, in order, with their
   ticks as frames.  A metaevent is OB_SMF_META, its type, and its data; other
   events are MIDI, but any bytes if they are escaped.  To be cleared by the
   caller in any case.
   @return OB_SUCCESS; OB_CORRUPT and a problem; or OB_NO_MEM.
*/
ObStatus
ob_smf_parse(const uint8_t* bytes,
             size_t         size,
             int*           division,
             ObEvents*      events,
             ObProblem*     problem);

#endif // OUTBOARD_SMF_PARSE_H
