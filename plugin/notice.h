// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What run() leaves for the supervisor, and what it gets back; real-time

#ifndef OUTBOARD_NOTICE_H
#define OUTBOARD_NOTICE_H

#include "attributes.h"
#include "doorbell.h"
#include "mailbox.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// Bits of what the supervisor should look at
typedef enum
{
  OB_NOTICE_PATH  = 1U << 0U, ///< A path is in the mailbox `path`
  OB_NOTICE_FRESH = 1U << 1U, ///< Freewheel began or ended: start afresh
  OB_NOTICE_LINK  = 1U << 2U, ///< A link came back, broke, or changed trust
  OB_NOTICE_RESET = 1U << 3U  ///< The user asked for a new start
} ObNotice;

/// One instance's letter box
typedef struct
{
  _Atomic uint32_t bits;    ///< ObNotice
  ObDoorbell*      news;    ///< Of the engine: rung for what was left for run()
  ObDoorbell*      relay;   ///< Of the process-wide relay; never NULL
  ObMailbox        path;    ///< To the supervisor: the script the host chose
  ObMailbox        current; ///< From the supervisor: the script in use
  ObMailbox        message; ///< From the supervisor: what to tell the user
  ObMailbox        shown;   ///< From the supervisor: what the script shows
} ObNotices;

/// Leave word for the supervisor; audio thread
OB_REALTIME void
ob_notices_post(ObNotices* notices, ObNotice notice);

/// Take all bits; supervisor
uint32_t
ob_notices_take(ObNotices* notices);

/// Leave a text for run() in one of the mailboxes; supervisor
void
ob_notices_leave(ObNotices*  notices,
                 ObMailbox*  mailbox,
                 const char* text,
                 uint32_t    size);

/// Return whether something may have been left since `heard`, which is updated;
/// real-time
OB_REALTIME bool
ob_notices_heard(const ObNotices* notices, uint32_t* heard);

#endif // OUTBOARD_NOTICE_H
