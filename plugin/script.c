// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A script as the user chose it: its path and its text; supervisor and setup

#include "script.h"

#include "memfd.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Return why a file is no script, to go after its path
static const char*
complaint(const ObStatus status)
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
open_file(const char* const path, int* const fd)
{
  *fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (*fd < 0) {
    // A socket, or a device without a driver
    return errno == ENXIO ? OB_NOT_REGULAR : ob_status_from_errno(errno);
  }

  struct stat info;
  ObStatus    status = OB_SUCCESS;
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
read_all(const int fd, char* const text, const size_t room, size_t* const size)
{
  *size = 0U;
  while (*size < room) {
    const ssize_t n = read(fd, text + *size, room - *size);
    if (n < 0 && errno != EINTR) {
      return ob_status_from_errno(errno);
    }
    if (n == 0) {
      return *size ? OB_SUCCESS : OB_EMPTY;
    }
    if (n > 0) {
      *size += (size_t)n;
    }
  }

  return OB_TOO_BIG;
}

ObStatus
ob_script_read(const char* const path, char** const text, size_t* const size)
{
  const size_t room = OB_SCRIPT_MAX + 1U;
  int          fd   = -1;

  *text = NULL;
  *size = 0U;

  ObStatus status = open_file(path, &fd);
  if (status) {
    return status;
  }

  char* const buffer = (char*)malloc(room + 1U);
  status             = buffer ? read_all(fd, buffer, room, size) : OB_NO_MEM;
  close(fd);
  if (status) {
    free(buffer);
    *size = 0U;
    return status;
  }

  buffer[*size]       = '\0';
  char* const trimmed = (char*)realloc(buffer, *size + 1U);
  *text               = trimmed ? trimmed : buffer;
  return OB_SUCCESS;
}

/// Set the text to a copy of what a session stored
static ObStatus
take_stored(ObScript* const script, const char* const text, const size_t size)
{
  if (size > OB_SCRIPT_MAX) {
    return OB_TOO_BIG;
  }

  script->text = strndup(text, size);
  script->size = script->text ? strlen(script->text) : 0U;
  return script->text ? OB_SUCCESS : OB_NO_MEM;
}

/// Find the script's text
static ObStatus
find_text(ObScript* const    script,
          const char* const  stored,
          const size_t       size,
          const ObLog* const log)
{
  if (!script->path[0]) {
    return stored ? take_stored(script, stored, size) : OB_NO_FILE;
  }

  const ObStatus status =
    ob_script_read(script->path, &script->text, &script->size);

  if (status && stored) {
    ob_log(log,
           OB_LOG_WARNING,
           "%s: %s; using the text stored in the session",
           script->path,
           complaint(status));
    return take_stored(script, stored, size);
  }

  if (!status && stored &&
      (size != script->size || memcmp(stored, script->text, size) != 0)) {
    ob_log(log,
           OB_LOG_WARNING,
           "%s has changed since the session was saved; using the file",
           script->path);
  }

  return status;
}

ObScript*
ob_script_new(const char* const  path,
              const char* const  text,
              const size_t       size,
              const ObLog* const log,
              ObStatus* const    status)
{
  ObScript* const script = (ObScript*)calloc(1U, sizeof(ObScript));

  *status = OB_NO_MEM;
  if (!script) {
    return NULL;
  }

  atomic_init(&script->users, 1U);
  script->path = strdup(path ? path : "");
  if (!script->path) {
    ob_script_release(script);
    return NULL;
  }

  *status = find_text(script, text, size, log);
  if (*status &&
      asprintf(&script->problem, "%s: %s", script->path, complaint(*status)) <
        0) {
    script->problem = NULL;
    ob_script_release(script);
    return NULL;
  }

  return script;
}

ObScript*
ob_script_use(ObScript* const script)
{
  if (script) {
    atomic_fetch_add_explicit(&script->users, 1U, memory_order_relaxed);
  }

  return script;
}

void
ob_script_release(ObScript* const script)
{
  if (script && atomic_fetch_sub_explicit(
                  &script->users, 1U, memory_order_acq_rel) == 1U) {
    free(script->path);
    free(script->text);
    free(script->problem);
    free(script);
  }
}

/// Write the whole text to a descriptor
static int
write_text(const ObScript* const script, const int fd)
{
  size_t done = 0U;

  while (done < script->size) {
    const ssize_t n = write(fd, script->text + done, script->size - done);
    if (n < 0) {
      return -1;
    }
    done += (size_t)n;
  }

  return 0;
}

int
ob_script_memory(const ObScript* const script)
{
  const int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  const int fd    = ob_memfd_create("outboard-script");

  if (fd >= 0 && (write_text(script, fd) || fcntl(fd, F_ADD_SEALS, seals))) {
    const int error = errno;
    close(fd);
    errno = error;
    return -1;
  }

  return fd;
}

const char*
ob_script_name(const ObScript* const script)
{
  const char* const slash = strrchr(script->path, '/');
  const char* const name  = slash ? slash + 1 : script->path;

  return name[0] ? name : "script";
}
