// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The memory that a plugin instance shares with its child; setup and supervisor

#include "segment.h"

#include "memfd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/// Return a new memfd of the segment's size that cannot change size, or -1
static int
sealed_memory(void)
{
  const int fd = ob_memfd_create("outboard");
  if (fd < 0) {
    return -1;
  }

  if (ftruncate(fd, OB_SEGMENT_SIZE) ||
      fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) {
    const int error = errno;
    close(fd);
    errno = error;
    return -1;
  }

  return fd;
}

/// Map the segment, its pages present and, if permitted, locked
static ObStatus
map(ObSegment* const segment, const int fd)
{
  void* const memory = mmap(NULL,
                            OB_SEGMENT_SIZE,
                            PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_POPULATE,
                            fd,
                            0);
  if (memory == MAP_FAILED) {
    return ob_status_from_errno(errno);
  }

  uint8_t* const data = (uint8_t*)memory + OB_SEGMENT_DATA;
  segment->header     = (ObSegmentHeader*)memory;
  segment->request    = data;
  segment->reply      = data + OB_QUEUE_SIZE;
  segment->locked     = !mlock(memory, OB_SEGMENT_SIZE);
  return OB_SUCCESS;
}

ObStatus
ob_segment_create(ObSegment* const segment,
                  const double     rate,
                  const uint32_t   generation,
                  int* const       fd)
{
  *segment = (ObSegment){ NULL, NULL, NULL, false };
  *fd      = sealed_memory();
  if (*fd < 0) {
    return ob_status_from_errno(errno);
  }

  const ObStatus status = map(segment, *fd);
  if (status) {
    close(*fd);
    *fd = -1;
    return status;
  }

  ObSegmentHeader* const header = segment->header;
  header->magic                 = OB_SEGMENT_MAGIC;
  header->version               = OB_ABI_VERSION;
  header->size                  = OB_SEGMENT_SIZE;
  header->generation            = generation;
  header->rate                  = rate;
  atomic_init(&header->child.wake_frame, OB_NO_WAKE);
  return OB_SUCCESS;
}

ObStatus
ob_segment_open(ObSegment* const segment, const int fd)
{
  *segment = (ObSegment){ NULL, NULL, NULL, false };

  struct stat info;
  if (fstat(fd, &info)) {
    return ob_status_from_errno(errno);
  }
  if (info.st_size != (off_t)OB_SEGMENT_SIZE) {
    return OB_BAD_VERSION;
  }

  const ObStatus status = map(segment, fd);
  if (status) {
    return status;
  }

  const ObSegmentHeader* const header = segment->header;
  if (header->magic != OB_SEGMENT_MAGIC) {
    ob_segment_close(segment);
    return OB_CORRUPT;
  }
  if (header->version != OB_ABI_VERSION || header->size != OB_SEGMENT_SIZE) {
    ob_segment_close(segment);
    return OB_BAD_VERSION;
  }

  return OB_SUCCESS;
}

void
ob_segment_close(ObSegment* const segment)
{
  if (segment->header) {
    munmap(segment->header, OB_SEGMENT_SIZE);
    *segment = (ObSegment){ NULL, NULL, NULL, false };
  }
}
