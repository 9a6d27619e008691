// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard-scriptd: the process in which a script runs; interpreter

#include <Python.h>

#include "assignment.h"
#include "chunks.h"
#include "control.h"
#include "describe.h"
#include "exit.h"
#include "files.h"
#include "forkserver.h"
#include "loop.h"
#include "moment.h"
#include "output.h"
#include "param.h"
#include "ports.h"
#include "process.h"
#include "profile.h"
#include "python.h"
#include "reply.h"
#include "report.h"
#include "sandbox.h"
#include "script.h"
#include "segment.h"
#include "serve.h"
#include "state.h"
#include "task.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Return whether the plugin's descriptors are there
static bool
started_by_plugin(const bool serves)
{
  return fcntl(OB_CHILD_CONTROL, F_GETFD) >= 0 &&
         (serves || fcntl(OB_CHILD_SEGMENT, F_GETFD) >= 0) &&
         fcntl(OB_CHILD_PARENT, F_GETFD) >= 0;
}

/// End the process at once: neither Python nor libc has anything to save
_Noreturn static void
leave(const ObExit status)
{
  fflush(stderr);
  _exit((int)status);
}

/// Say on standard error what does not work, and leave
_Noreturn static void
fail(const ObExit status, const char* const what, const ObStatus why)
{
  fprintf(stderr, "outboard-scriptd: %s: %s\n", what, ob_strerror(why));
  leave(status);
}

/// Leave if a step did not succeed
static void
need(const ObStatus status, const char* const what)
{
  if (status == OB_CLOSED) {
    leave(OB_EXIT_HOST_GONE);
  } else if (status == OB_CORRUPT || status == OB_BAD_VERSION) {
    fail(OB_EXIT_PROTOCOL, what, status);
  } else if (status) {
    fail(OB_EXIT_SYSTEM, what, status);
  }
}

/// Tell the host why the script did not load
static void
send_failure(void)
{
  PyObject* const text  = ob_report_load();
  const char*     bytes = text ? PyBytes_AS_STRING(text) : "out of memory";
  const size_t    size  = text ? (size_t)PyBytes_GET_SIZE(text) : strlen(bytes);
  const size_t    most  = OB_MESSAGE_MAX - sizeof(ObMessage);

  ob_control_send(
    OB_MESSAGE_FAILED, NULL, 0U, bytes, (uint32_t)(size < most ? size : most));
}

/// Say that the user has asked for what there is not
static void
warn_of_wish(void)
{
  const char* const wish = ob_sandbox_unknown_wish();
  char              text[256];

  if (wish) {
    snprintf(text,
             sizeof(text),
             OB_JAIL_VARIABLE "=%.64s is not known, only off is: the sandbox "
                              "is on",
             wish);
    ob_output_log(OB_LOG_WARNING, text, strlen(text), true);
  }
}

/// Jail the process, in which nothing of the script has been looked at yet: so
/// what it says of its jail is true
static void
confine(const ObSegment* const segment, const ObScriptSource* const source)
{
  need(ob_sandbox_limit_files(source->is_file ? source->path : NULL),
       "cannot be kept from files");
  need(ob_control_start(&segment->header->child_bell), "no control thread");
  need(ob_sandbox_limit_calls(), "cannot be kept from system calls");
  need(ob_control_send(
         OB_MESSAGE_JAIL, ob_sandbox_jail(), sizeof(ObJail), NULL, 0U),
       "cannot tell of its jail");
  warn_of_wish();
}

/// Run the script that the host has sent; return its description, or NULL with
/// an exception set
static PyObject*
run(ObScript* const script, const ObScriptSource* const source)
{
  PyObject* const text  = ob_script_decode(source);
  PyObject* const files = text ? ob_files_find(text, source->path) : NULL;
  if (!files) {
    return NULL;
  }

  const ObStatus status = ob_files_fetch(files);
  if (status == OB_NO_FILE || status == OB_ERROR) {
    ob_assignment_blame(text, source->path, "FILES");
    return NULL;
  }

  need(status, "the script's files did not arrive");
  ob_control_listen();
  PyObject* const description =
    ob_script_load(script, source, text, files) ? NULL : ob_describe(script);
  if (!description && script->suspect) {
    ob_assignment_blame(text, source->path, script->suspect);
  }

  Py_DECREF(text);
  return description;
}

/// Load the script the host sends; return its description
static PyObject*
load(ObScript* const script, const ObSegment* const segment)
{
  ObScriptSource source;

  need(ob_control_wait_load(&source), "the script did not arrive");
  ob_moment_init(segment->header->rate, source.nominal, source.offline);
  ob_report_start(source.path);
  confine(segment, &source);

  PyObject* const description = run(script, &source);
  if (!description) {
    send_failure();
    leave(OB_EXIT_SCRIPT);
  }

  ob_moment_set_latency(script->latency_ms);
  need(ob_ports_init(source.ports), "no ports");
  ob_state_init(script, source.state, source.state_size);
  ob_control_free(&source);
  if (!script->defined && !ob_task_count()) {
    static const char text[] = "the script defines no callbacks, so all passes";
    ob_output_log(OB_LOG_WARNING, text, sizeof(text) - 1U, true);
  }

  return description;
}

/// Tell the host all there is to know of the script; takes over the reference
static ObStatus
send_description(PyObject* const description)
{
  ObChunks chunks = { 0 };

  ob_chunks_begin(&chunks, OB_MESSAGE_DESCRIPTION, 0U, description);
  return ob_chunks_finish(&chunks);
}

/// Tell the host what the script is like
static ObStatus
send_ready(const ObScript* const script)
{
  const uint32_t size  = (uint32_t)strlen(script->name);
  const ObReady  ready = { script->defined,
                           script->routes,
                           ob_param_count(),
                           ob_moment()->latency,
                           size };

  return ob_control_send(
    OB_MESSAGE_READY, &ready, sizeof(ready), script->name, size);
}

/// Take what has been loaded out of every garbage collection to come
static void
freeze(void)
{
  PyObject* const gc     = PyImport_ImportModule("gc");
  PyObject* const result = gc ? PyObject_CallMethod(gc, "freeze", NULL) : NULL;

  Py_XDECREF(result);
  Py_XDECREF(gc);
  PyErr_Clear();
}

int
main(const int argc, char** const argv)
{
  static ObSegment segment;
  static ObScript  script;

  if (argc == 2 && !strcmp(argv[1], "--version")) {
    printf("outboard-scriptd %s (Python %s)\n", OB_VERSION, PY_VERSION);
    return EXIT_SUCCESS;
  }

  const bool serves = argc == 2 && !strcmp(argv[1], OB_FORKSERVER_ARGUMENT);
  if ((argc > 1 && !serves) || !started_by_plugin(serves)) {
    fprintf(stderr,
            "outboard-scriptd: the Outboard plugin starts this program; "
            "it does nothing by itself\n");
    return OB_EXIT_USAGE;
  }

  ob_sandbox_prepare();
  need(ob_sandbox_enter(), "cannot confine the process");
  need(ob_python_start(serves || ob_sandbox_is_blind()), "no Python");
  if (serves) {
    freeze();
    need(ob_serve(), "cannot serve");    // From here on it is a copy
    memset(argv[1], 0, strlen(argv[1])); // Which no listing takes for a server
    need(ob_sandbox_enter(), "cannot confine the process");
  }
  need(ob_segment_open(&segment, OB_CHILD_SEGMENT), "no shared memory");
  close(OB_CHILD_SEGMENT); // Or it could be mapped as code
  ob_reply_init(&segment);
  ob_profile_init(segment.header);
  need(ob_control_hello(PY_VERSION_HEX, segment.locked), "cannot say hello");

  PyObject* const description = load(&script, &segment);
  ob_moment_set_idle(0U);
  freeze();
  need(send_description(description), "cannot describe the script");
  need(send_ready(&script), "cannot say that the script is ready");

  ob_loop_run(&segment, &script);
  fail(OB_EXIT_PROTOCOL, "the request queue is unreadable", OB_CORRUPT);
}
