// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Status codes, the one error convention of the project; any thread

#include "status.h"

#include <errno.h>

const char*
ob_strerror(const ObStatus status)
{
  switch (status) {
    case OB_SUCCESS:
      return "success";
    case OB_EMPTY:
      return "nothing to read";
    case OB_FULL:
      return "no room";
    case OB_TIMEOUT:
      return "timed out";
    case OB_CLOSED:
      return "the other side is gone";
    case OB_CORRUPT:
      return "the other side broke the protocol";
    case OB_BAD_ARG:
      return "bad argument";
    case OB_BAD_VERSION:
      return "the other side is of another version";
    case OB_NO_MEM:
      return "out of memory";
    case OB_NO_FILE:
      return "no such file";
    case OB_NO_ACCESS:
      return "not permitted";
    case OB_NOT_REGULAR:
      return "not a regular file";
    case OB_TOO_BIG:
      return "too big";
    case OB_LIMIT:
      return "too many open files or processes";
    case OB_NO_PROGRAM:
      return "not a program for this system";
    case OB_ERROR:
      break;
  }
  return "failed";
}

ObStatus
ob_status_from_errno(const int error)
{
  switch (error) {
    case 0:
      return OB_SUCCESS;
    case EAGAIN:
      return OB_EMPTY;
    case ENOBUFS:
      return OB_FULL;
    case ETIMEDOUT:
      return OB_TIMEOUT;
    case EPIPE:
    case ECONNRESET:
    case ESRCH:
      return OB_CLOSED;
    case EINVAL:
      return OB_BAD_ARG;
    case ENOMEM:
      return OB_NO_MEM;
    case ENOENT:
    case ENOTDIR:
      return OB_NO_FILE;
    case EACCES:
    case EPERM:
      return OB_NO_ACCESS;
    case EISDIR:
      return OB_NOT_REGULAR;
    case EMSGSIZE:
    case EFBIG:
    case E2BIG:
      return OB_TOO_BIG;
    case ENOEXEC:
    case ELIBBAD:
      return OB_NO_PROGRAM;
    case EMFILE:
    case ENFILE:
    case ENOSPC:       // What a user may watch
    case ETOOMANYREFS: // Descriptors on their way
      return OB_LIMIT;
    default:
      return OB_ERROR;
  }
}
