// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// One child process from its start to its end; supervisor

#include "child.h"

#include "child_impl.h"
#include "doorbell.h"
#include "link.h"
#include "message.h"
#include "output.h"
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/// Messages taken from one child before others get their turn
#define MESSAGES_PER_WAKE 32U

/// Messages taken from one child in a helping: more than a state is cut into
#define MESSAGES_PER_HELPING 128U

static const uint64_t ns_per_s    = 1000000000U;
static const uint64_t load_limit  = 10000000000U; ///< Until ready [ns]
static const uint64_t end_limit   = 200000000U;   ///< Until it is killed [ns]
static const uint64_t last_words  = 1000000000U;  ///< For a traceback [ns]
static const uint64_t flood_pause = 50000000U;    ///< Between two helpings [ns]

void
ob_child_set_cause(ObChild* const child, const char* const format, ...)
{
  va_list arguments;

  if (!child->cause[0]) {
    va_start(arguments, format);
    vsnprintf(child->cause, sizeof(child->cause), format, arguments);
    va_end(arguments);
  }
}

void
ob_child_end(ObChild* const child)
{
  if (child->life < OB_LIFE_ENDING) {
    child->life  = OB_LIFE_ENDING;
    child->limit = ob_now() + end_limit;

    // A copy of the socket in a forked host would keep it open
    shutdown(child->control.fd, SHUT_RDWR);
    ob_supervisor_close(child->supervisor, &child->control);
  }
}

void
ob_child_condemn(ObChild* const child, const char* const why)
{
  ob_child_set_cause(child, "broke the protocol (%s)", why);
  ob_process_signal(&child->process, SIGKILL);
  ob_child_end(child);
}

/// Do not listen for a while to a child that talks too much
static void
listen_in_measure(ObChild* const child)
{
  const uint64_t now = ob_now();

  if (now - child->listened >= flood_pause) {
    child->listened = now;
    child->heard    = 0U;
  }
  if (child->resume == OB_NEVER && (ob_output_exhausted(&child->output) ||
                                    child->heard >= MESSAGES_PER_HELPING)) {
    ob_supervisor_unwatch(child->supervisor, &child->control);
    ob_supervisor_unwatch(child->supervisor, &child->errors);
    child->resume = now + flood_pause;
  }
}

static void
resume_listening(ObChild* const child)
{
  child->resume = OB_NEVER;
  if (child->control.fd >= 0) {
    ob_supervisor_watch(child->supervisor, &child->control);
  }
  if (child->errors.fd >= 0) {
    ob_supervisor_watch(child->supervisor, &child->errors);
  }
}

/// The control channel is readable
static void
on_control(void* const handle)
{
  ObChild* const child = (ObChild*)handle;

  unsigned left = MESSAGES_PER_WAKE;
  while (left && !ob_child_take_message(child)) {
    --left;
    ++child->heard;
  }

  listen_in_measure(child);
}

/// The error output is readable
static void
on_errors(void* const handle)
{
  ObChild* const child = (ObChild*)handle;

  if (ob_output_read(&child->output, child->errors.fd, ob_now()) == OB_CLOSED) {
    ob_supervisor_close(child->supervisor, &child->errors);
  }

  listen_in_measure(child);
}

/// Say how a process ended
static void
describe_death(ObChild* const child, const int status)
{
  if (status == -1) {
    ob_child_set_cause(child,
                       "ended, nobody knows why: the host took its status");
  } else if (WIFSIGNALED(status)) {
    const int         signal = WTERMSIG(status);
    const char* const name   = sigdescr_np(signal);
    ob_child_set_cause(
      child, "died of signal %d (%s)", signal, name ? name : "unknown");
  } else {
    ob_child_set_cause(child, "exited with status %d", WEXITSTATUS(status));
  }
}

/// The process has died: hear its last words
static void
on_death(void* const handle)
{
  ObChild* const child  = (ObChild*)handle;
  unsigned       limit  = 1000U; // Of messages: more than a socket holds
  int            status = 0;

  while (child->control.fd >= 0 && limit-- && !ob_child_take_message(child)) {
  }
  if (child->errors.fd >= 0) {
    ob_output_read(&child->output, child->errors.fd, ob_now());
  }
  ob_output_finish(&child->output, ob_now());

  ob_child_end(child);
  ob_supervisor_close(child->supervisor, &child->errors);
  ob_supervisor_unwatch(child->supervisor, &child->death);
  ob_process_reap(&child->process, &status);
  describe_death(child, status);
  child->life   = OB_LIFE_DEAD;
  child->limit  = OB_NEVER;
  child->resume = OB_NEVER;
  atomic_store(&child->link->dead, true);
}

/// The time is up for its present life
static void
lose_patience(ObChild* const child)
{
  if (child->life == OB_LIFE_ENDING) {
    child->limit = OB_NEVER;
    ob_process_signal(&child->process, SIGKILL);
  } else if (!child->failed) {
    ob_child_set_cause(
      child, "did not load within %u s", (unsigned)(load_limit / ns_per_s));
    child->failed = true;
    child->limit  = ob_now() + last_words;
    ob_process_signal(&child->process, SIGUSR1); // Where it is
  } else {
    ob_child_end(child);
  }
}

uint64_t
ob_child_attend(ObChild* const child)
{
  const uint64_t now = ob_now();

  ob_output_settle(&child->output, now);
  if (now >= child->resume) {
    resume_listening(child);
  }
  if (now >= child->limit) {
    lose_patience(child);
  }

  const uint64_t care =
    child->life == OB_LIFE_READY ? ob_child_care(child) : OB_NEVER;
  const uint64_t due =
    child->limit < child->resume ? child->limit : child->resume;
  return care < due ? care : due;
}

/// Make the control channel and the error output; set the child's ends
static ObStatus
open_channels(ObChild* const child, int* const control, int* const errors)
{
  int sockets[2] = { -1, -1 };
  int pipes[2]   = { -1, -1 };

  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets)) {
    return ob_status_from_errno(errno);
  }

  child->control.fd = sockets[0];
  *control          = sockets[1];
  if (pipe2(pipes, O_CLOEXEC)) {
    return ob_status_from_errno(errno);
  }

  // Only our end: the child may wait in its own time
  child->errors.fd = pipes[0];
  *errors          = pipes[1];
  return fcntl(pipes[0], F_SETFL, O_NONBLOCK) ? ob_status_from_errno(errno)
                                              : OB_SUCCESS;
}

/// Start the process and watch it
static ObStatus
start(ObChild* const child, const ObChildOptions* const options)
{
  int control = -1;
  int errors  = -1;
  int segment = -1;

  ObStatus status =
    ob_link_new(&child->link, options->rate, options->generation, &segment);
  if (!status) {
    status = open_channels(child, &control, &errors);
  }
  if (!status) {
    status = ob_process_spawn(&child->process,
                              options->scriptd,
                              errors,
                              control,
                              segment,
                              ob_supervisor_parent(child->supervisor));
  }

  const int handed[] = { control, errors, segment };
  for (size_t i = 0U; i < sizeof(handed) / sizeof(handed[0]); ++i) {
    if (handed[i] >= 0) {
      close(handed[i]);
    }
  }

  if (!status) {
    child->death.fd = child->process.pidfd;
    status          = ob_supervisor_watch(child->supervisor, &child->death);
  }
  if (!status) {
    status = ob_supervisor_watch(child->supervisor, &child->control);
  }
  if (!status) {
    status = ob_supervisor_watch(child->supervisor, &child->errors);
  }

  return status;
}

ObStatus
ob_child_new(ObChild** const             child,
             ObSupervisor* const         supervisor,
             const ObChildOptions* const options)
{
  ObChild* const self = (ObChild*)malloc(sizeof(ObChild));

  *child = NULL;
  if (!self) {
    return OB_NO_MEM;
  }

  *self = (ObChild){
    .supervisor = supervisor,
    .script     = ob_script_use(options->script),
    .state      = ob_text_use(options->state),
    .ports      = options->ports,
    .offline    = options->offline,
    .process    = { 0, -1 },
    .death      = { -1, on_death, self },
    .control    = { -1, on_control, self },
    .errors     = { -1, on_errors, self },
    .nominal    = options->nominal,
    .limit      = ob_now() + load_limit,
    .resume     = OB_NEVER,
  };
  ob_output_init(&self->output, &options->log, ob_script_name(options->script));

  const ObStatus status = start(self, options);
  if (status) {
    ob_child_free(self);
    return status;
  }

  self->link->script    = options->number;
  self->link->reload    = options->reload;
  self->link->has_knobs = options->script->has_knobs;
  memcpy(self->link->knobs, options->script->knobs, sizeof(self->link->knobs));
  atomic_store(&self->link->offline, options->offline);
  *child = self;
  return OB_SUCCESS;
}

void
ob_child_free(ObChild* const child)
{
  int status = 0;

  if (child) {
    ob_supervisor_close(child->supervisor, &child->control);
    ob_supervisor_close(child->supervisor, &child->errors);
    if (child->process.pid) {
      ob_supervisor_unwatch(child->supervisor, &child->death);
      ob_process_signal(&child->process, SIGKILL);
      ob_process_reap(&child->process, &status);
    }
    ob_link_free(child->link);
    ob_gather_clear(&child->states);
    ob_gather_clear(&child->descriptions);
    ob_text_release(child->state);
    ob_text_release(child->description);
    ob_script_release(child->script);
    free(child);
  }
}

ObLife
ob_child_life(const ObChild* const child)
{
  return child->life;
}

bool
ob_child_failed(const ObChild* const child)
{
  return child->failed;
}

const char*
ob_child_cause(const ObChild* const child)
{
  return child->cause;
}

ObLink*
ob_child_link(ObChild* const child)
{
  return child->link;
}

ObScript*
ob_child_script(const ObChild* const child)
{
  return child->script;
}

ObText*
ob_child_description(const ObChild* const child)
{
  return child->description;
}

ObShown*
ob_child_shown(ObChild* const child)
{
  return &child->shown;
}

const char*
ob_child_title(const ObChild* const child)
{
  return child->title;
}
