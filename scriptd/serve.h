// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The fork server: copies of a process in which Python is up; interpreter

#ifndef OUTBOARD_SERVE_H
#define OUTBOARD_SERVE_H

#include "status.h"

/**
   Make copies of this process, one for each request.

   Returns only in the copies, each a child of the host's with the descriptors
   it is handed at the places of ObChildFd, and in a session of its own.

   @return OB_SUCCESS in a copy; or, in the server, why it ends: OB_CLOSED if
   the host is gone, OB_CORRUPT or OB_ERROR.
*/
ObStatus
ob_serve(void);

#endif // OUTBOARD_SERVE_H
