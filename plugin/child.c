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

#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/// Messages taken from one child before others get their turn
#define MESSAGES_PER_WAKE 32U

/// Messages taken from one child in a helping: more than a state is cut into
#define MESSAGES_PER_HELPING 128U

static const uint64_t ns_per_s      = 1000000000U;
static const uint64_t end_limit     = 200000000U;  ///< Until it is killed [ns]
static const uint64_t last_words    = 1000000000U; ///< For a traceback [ns]
static const uint64_t rest_of_words = 50000000U;  ///< After the first ones [ns]
static const uint64_t flood_pause   = 50000000U;  ///< Between two helpings [ns]
static const uint64_t regain_wait   = 250000000U; ///< Between two tries [ns]

/// Not attended for longer, and it was us who were stopped [ns]
static const uint64_t longest_sleep = 4U * OB_WATCHES_PERIOD;

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
ob_child_signal(ObChild* const child, const int signal)
{
  if (signal == SIGKILL && !child->killed) {
    child->killed = true;
    child->limit  = ob_now() + OB_CHILD_KILL_LIMIT;
  }

  if (ob_watch_holds(&child->death)) {
    ob_process_signal(&child->process, signal);
  }
}

void
ob_child_end(ObChild* const child)
{
  ob_child_wean(child);
  if (child->life < OB_LIFE_ENDING) {
    child->life = OB_LIFE_ENDING;
    if (!child->killed) {
      child->limit = ob_now() + end_limit;
    }

    // A copy of the socket in a forked host would keep it open
    if (ob_watch_holds(&child->control)) {
      shutdown(child->control.fd, SHUT_RDWR);
    }
    ob_supervisor_close(child->supervisor, &child->control);
  }
}

void
ob_child_condemn(ObChild* const child, const char* const why)
{
  ob_child_set_cause(child, "broke the protocol (%s)", why);
  ob_child_signal(child, SIGKILL);
  ob_child_end(child);
}

/// Listen to a child, or do not
static void
set_listening(const ObChild* const child, const bool wanted)
{
  ObWatches* const watches = ob_supervisor_watches(child->supervisor);

  ob_watches_pause(watches, &child->control, !wanted);
  ob_watches_pause(watches, &child->errors, !wanted);
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
    set_listening(child, false);
    child->resume = now + flood_pause;
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
  if (child->overdue && !child->failed) {
    child->limit = ob_now() + rest_of_words;
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

/// There is nothing more to come from it
static void
bury(ObChild* const child)
{
  int status = -1;

  ob_output_finish(&child->output, ob_now());
  ob_child_end(child);
  ob_supervisor_close(child->supervisor, &child->errors);
  ob_watches_remove(ob_supervisor_watches(child->supervisor), &child->death);
  if (ob_watch_holds(&child->death)) {
    ob_process_reap(&child->process, &status);
  }
  child->process  = (ObProcess){ 0, -1 };
  child->death.fd = -1;
  describe_death(child, status);
  child->failed |= child->overdue;
  child->life   = OB_LIFE_DEAD;
  child->limit  = OB_NEVER;
  child->resume = OB_NEVER;
  atomic_store(&child->link->dead, true);
}

/// The process has died: hear its last words
static void
on_death(void* const handle)
{
  ObChild* const child = (ObChild*)handle;
  unsigned       limit = 1000U; // Of messages: more than a socket holds

  while (ob_watch_holds(&child->control) && limit-- &&
         !ob_child_take_message(child)) {
  }
  if (ob_watch_holds(&child->errors)) {
    ob_output_read(&child->output, child->errors.fd, ob_now());
  }
  bury(child);
}

/// The host has closed the control channel
static void
on_control_loss(void* const handle)
{
  ObChild* const child = (ObChild*)handle;

  child->control.fd = -1;
  ob_child_set_cause(child, "the host has closed its control channel");
  ob_child_signal(child, SIGKILL);
  ob_child_end(child);
}

/// The host has closed the error output
static void
on_errors_loss(void* const handle)
{
  ObChild* const child = (ObChild*)handle;

  child->errors.fd = -1;
  ob_log(&child->output.log,
         OB_LOG_WARNING,
         "%s: the host has closed its error output, so there will be no "
         "tracebacks of hangs and crashes",
         child->output.name);
}

/// Watch for its death again
static void
regain(ObChild* const child)
{
  const ObStatus status = ob_process_regain(&child->process);

  ob_watch_set(&child->death, child->process.pidfd);
  if (status == OB_CLOSED) {
    bury(child);
  } else if (!status && ob_watches_add(ob_supervisor_watches(child->supervisor),
                                       &child->death)) {
    close(child->death.fd);
    child->death.fd = -1;
  } else if (!status && child->killed) {
    ob_process_signal(&child->process, SIGKILL); // It may have missed that
  }
}

/// The host has closed the pidfd
static void
on_death_loss(void* const handle)
{
  ObChild* const child = (ObChild*)handle;

  child->death.fd = -1;
  regain(child);
}

void
ob_child_init_watches(ObChild* const child)
{
  child->control = (ObWatch){
    .fd = -1, .ready = on_control, .lost = on_control_loss, .handle = child
  };
  child->errors = (ObWatch){
    .fd = -1, .ready = on_errors, .lost = on_errors_loss, .handle = child
  };
  child->death = (ObWatch){
    .fd = -1, .ready = on_death, .lost = on_death_loss, .handle = child
  };
}

/// The time is up for its present life
static void
lose_patience(ObChild* const child)
{
  if (child->killed) {
    // It sleeps in the kernel, or a debugger holds it
    ob_child_set_cause(child, "did not die when it was killed");
    bury(child);
  } else if (child->life == OB_LIFE_ENDING) {
    ob_child_signal(child, SIGKILL);
  } else if (!child->overdue) {
    ob_child_set_cause(child,
                       "did not load within %u s",
                       (unsigned)(OB_CHILD_LOAD_LIMIT / ns_per_s));
    child->overdue = true;
    child->limit   = ob_now() + last_words;
    ob_child_signal(child, SIGUSR1); // Where it is
  } else {
    child->failed = true;
    ob_child_end(child);
  }
}

/// Time in which nobody ran is not held against it
static void
forgive_sleep(ObChild* const child, const uint64_t now)
{
  const uint64_t passed = now - child->attended;

  child->attended = now;
  if (passed > longest_sleep && child->limit != OB_NEVER) {
    child->limit += passed;
  }
}

uint64_t
ob_child_attend(ObChild* const child)
{
  const uint64_t now = ob_now();

  forgive_sleep(child, now);
  ob_output_settle(&child->output, now);
  if (now >= child->resume) {
    child->resume = OB_NEVER;
    set_listening(child, true);
  }
  if (child->process.pid && child->death.fd < 0) {
    regain(child);
  }
  if (now >= child->weaned) {
    ob_child_wean(child);
  }
  if (now >= child->limit) {
    lose_patience(child);
  }

  const uint64_t care =
    child->life == OB_LIFE_READY ? ob_child_care(child) : OB_NEVER;
  const uint64_t due =
    child->limit < child->resume ? child->limit : child->resume;
  const uint64_t next = care < due ? care : due;
  return child->process.pid && child->death.fd < 0 ? now + regain_wait : next;
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

bool
ob_child_wants(const ObChild* const child)
{
  return child->wanting;
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

pid_t
ob_child_pid(const ObChild* const child)
{
  return child->process.pid;
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

const ObJail*
ob_child_jail(const ObChild* const child)
{
  return &child->jail;
}
