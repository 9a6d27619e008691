// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Reading a script's files, which may be anything; supervisor and setup

#include "file.h"

#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

char*
ob_file_absolute(const char* const path)
{
  // Without a working folder, a relative path leads nowhere in any case
  char* const folder = path[0] == '/' ? NULL : getcwd(NULL, 0U);
  char*       result = NULL;

  const int size =
    asprintf(&result, "%s%s%s", folder ? folder : "", folder ? "/" : "", path);
  free(folder);
  return size < 0 ? NULL : result;
}

const char*
ob_file_complaint(const ObStatus status)
{
  switch (status) {
    case OB_NO_FILE:
      return "there is no such file";
    case OB_NO_ACCESS:
      return "the file may not be read";
    case OB_NOT_REGULAR:
      return "this is not a regular file";
    case OB_EMPTY:
      return "the file is empty";
    case OB_TOO_BIG:
      return "the file is larger than 1 MiB, too big for a script";
    case OB_ERROR:
      return "the file cannot be read";
    default:
      return ob_strerror(status);
  }
}

/// Open a regular file of a fitting size
static ObStatus
open_file(const int         folder,
          const char* const path,
          const int         flags,
          int* const        fd)
{
  struct stat info;
  const int   follow = flags & O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0;

  // To be opened does something to many a device and pipe already
  if (!fstatat(folder, path, &info, follow) && !S_ISREG(info.st_mode)) {
    return OB_NOT_REGULAR;
  }

  *fd =
    openat(folder, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | flags);
  if (*fd < 0) {
    return ob_status_from_errno(errno);
  }

  ObStatus status = OB_SUCCESS;
  if (fstat(*fd, &info)) {
    status = ob_status_from_errno(errno);
  } else if (!S_ISREG(info.st_mode)) {
    status = OB_NOT_REGULAR;
  } else if (info.st_size > (off_t)OB_SCRIPT_MAX) {
    status = OB_TOO_BIG;
  }

  if (status) {
    close(*fd);
  }

  return status;
}

/// Read to the end, which may have moved since the file was opened
static ObStatus
read_all(const int fd, char* const bytes, const size_t room, size_t* const size)
{
  *size = 0U;
  while (*size < room) {
    const ssize_t n = read(fd, bytes + *size, room - *size);
    if (n < 0 && errno != EINTR) {
      return ob_status_from_errno(errno);
    }
    if (n == 0) {
      return OB_SUCCESS;
    }
    if (n > 0) {
      *size += (size_t)n;
    }
  }

  return OB_TOO_BIG;
}

/// Read a file relative to a folder, or to the working one
static ObStatus
read_file(const int         folder,
          const char* const path,
          const int         flags,
          ObText** const    text)
{
  const size_t room = OB_SCRIPT_MAX + 1U;
  size_t       size = 0U;
  int          fd   = -1;

  *text           = NULL;
  ObStatus status = open_file(folder, path, flags, &fd);
  if (status) {
    return status;
  }

  char* const buffer = (char*)malloc(room);
  status             = buffer ? read_all(fd, buffer, room, &size) : OB_NO_MEM;
  close(fd);
  if (!status) {
    *text  = ob_text_new(buffer, size);
    status = *text ? OB_SUCCESS : OB_NO_MEM;
  }

  free(buffer);
  return status;
}

ObStatus
ob_file_read(const char* const path, ObText** const text)
{
  const ObStatus status = read_file(AT_FDCWD, path, 0, text);

  if (!status && !(*text)->size) {
    ob_text_release(*text);
    *text = NULL;
    return OB_EMPTY;
  }

  return status;
}

ObStatus
ob_file_read_in(const char* const folder,
                const char* const name,
                ObText** const    text)
{
  *text        = NULL;
  const int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    return ob_status_from_errno(errno);
  }

  const ObStatus status = read_file(fd, name, O_NOFOLLOW, text);
  close(fd);
  return status;
}
