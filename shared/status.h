// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Status codes, the one error convention of the project; any thread

#ifndef OUTBOARD_STATUS_H
#define OUTBOARD_STATUS_H

/// What became of a call; zero is success
typedef enum
{
  OB_SUCCESS,     ///< Done
  OB_EMPTY,       ///< Nothing to read
  OB_FULL,        ///< No room: nothing was written
  OB_TIMEOUT,     ///< The deadline passed first
  OB_CLOSED,      ///< The other side is gone
  OB_CORRUPT,     ///< The other side broke the protocol
  OB_BAD_ARG,     ///< An argument is out of its range
  OB_BAD_VERSION, ///< The other side speaks another version
  OB_NO_MEM,      ///< Out of memory
  OB_NO_FILE,     ///< No such file
  OB_NO_ACCESS,   ///< Not permitted
  OB_NOT_REGULAR, ///< Not a regular file
  OB_TOO_BIG,     ///< Larger than the limit
  OB_NO_PROGRAM,  ///< Not a program for this system
  OB_LIMIT,       ///< Too many open files or processes
  OB_ERROR        ///< Any other failure
} ObStatus;

/// Returns a short lower-case text for a status; never NULL, not to be freed
const char*
ob_strerror(ObStatus status);

/// Returns the status for a value of errno
ObStatus
ob_status_from_errno(int error);

#endif // OUTBOARD_STATUS_H
