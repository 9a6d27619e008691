// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The child's code in a fuzzer's process: Python, its descriptors, a script

#undef NDEBUG

#include "fuzz_child.h"

#include "control.h"
#include "files.h"
#include "moment.h"
#include "process.h"
#include "profile.h"
#include "python.h"
#include "reply.h"
#include "report.h"
#include "state.h"

#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

int fuzz_host = -1;

void
fuzz_child_open(void)
{
  int sockets[2] = { -1, -1 };

  // Far from the places that they are to take
  assert(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sockets));
  fuzz_host        = fcntl(sockets[0], F_DUPFD_CLOEXEC, 100);
  const int child  = fcntl(sockets[1], F_DUPFD_CLOEXEC, 100);
  const int pidfd  = pidfd_open(getpid(), 0U);
  const int parent = fcntl(pidfd, F_DUPFD_CLOEXEC, 100);
  assert(fuzz_host >= 0 && child >= 0 && parent >= 0);
  close(sockets[0]);
  close(sockets[1]);
  close(pidfd);
  assert(dup2(child, OB_CHILD_CONTROL) == OB_CHILD_CONTROL);
  assert(dup2(parent, OB_CHILD_PARENT) == OB_CHILD_PARENT);
  close(child);
  close(parent);
}

/// Let libFuzzer have the signals that Python has taken
static void
leave_signals(void)
{
  static const int signals[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV };

  for (size_t i = 0U; i < sizeof(signals) / sizeof(signals[0]); ++i) {
    signal(signals[i], SIG_DFL);
  }
}

/// Have Python keep all in memory that sanitizers look through
static void
use_malloc(void)
{
  PyMemAllocatorEx malloc_functions;

  PyMem_GetAllocator(PYMEM_DOMAIN_RAW, &malloc_functions);
  PyMem_SetAllocator(PYMEM_DOMAIN_MEM, &malloc_functions);
  PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &malloc_functions);
}

void
fuzz_child_start(ObScript* const   script,
                 ObSegment* const  segment,
                 const char* const text)
{
  int            fd     = -1;
  ObScriptSource source = { .nominal = 256U,
                            .path    = strdup("/fuzz/script.py"),
                            .text    = strdup(text),
                            .size    = (uint32_t)strlen(text) };

  fuzz_child_open();
  assert(!ob_segment_create(segment, 48000.0, 1U, &fd));
  close(fd);
  use_malloc();
  assert(!ob_python_start(true));
  leave_signals();
  ob_profile_init(segment->header);
  ob_reply_init(segment);
  ob_moment_init(48000.0, source.nominal, false);
  ob_report_start(source.path);
  PyObject* const decoded = ob_script_decode(&source);
  PyObject* const files = decoded ? ob_files_find(decoded, source.path) : NULL;
  if (!files || ob_script_load(script, &source, decoded, files)) {
    PyErr_Print();
    assert(false);
  }

  ob_state_init(script, "", 0U);
  Py_DECREF(decoded);
  ob_control_free(&source);
  ob_moment_set_idle(0U);
}

void
fuzz_child_drain(void)
{
  char bytes[64];

  while (recv(fuzz_host, bytes, sizeof(bytes), MSG_DONTWAIT) >= 0) {
  }
}
