// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// How the child ends, for whoever reads its wait status; any thread

#ifndef OUTBOARD_EXIT_H
#define OUTBOARD_EXIT_H

/// Exit statuses of outboard-scriptd
typedef enum
{
  OB_EXIT_HOST_GONE = 0, ///< The host died or closed the control channel
  OB_EXIT_USAGE     = 2, ///< Not started by the plugin
  OB_EXIT_SYSTEM    = 3, ///< Python or the system refused what is needed
  OB_EXIT_PROTOCOL  = 4, ///< The host broke the protocol
  OB_EXIT_SCRIPT    = 5 ///< The script did not load; OB_MESSAGE_FAILED was sent
} ObExit;

#endif // OUTBOARD_EXIT_H
