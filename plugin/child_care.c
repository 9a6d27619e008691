// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The care of a child that is ready: watchdog and priority; supervisor

#include "child_impl.h"
#include "doorbell.h"
#include "link.h"
#include "log.h"
#include "priority.h"
#include "process.h"
#include "seat.h"
#include "segment.h"
#include "supervisor.h"
#include "watchdog.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

static const uint64_t ns_per_s    = 1000000000U;
static const uint64_t idle_period = 250000000U; ///< Between two looks [ns]

/// How long a script may not get on with its work [s]
static const unsigned live_patience    = 1U;
static const unsigned offline_patience = 10U;

/// Over this time it is judged how much a trusted child runs, and for so long a
/// hog is not trusted [ns]
static const uint64_t judged_time  = 1000000000U;
static const uint64_t penalty_time = 30000000000U;

/// Say and do what the watchdog wants
static void
take_step(ObChild* const child, const ObStep step, const unsigned seconds)
{
  const ObLog* const log  = &child->output.log;
  const char* const  name = child->output.name;

  switch (step) {
    case OB_STEP_NONE:
      break;
    case OB_STEP_RECOVERED:
      ob_log(log, OB_LOG_WARNING, "%s is no longer stuck", name);
      child->was_stuck = true;
      break;
    case OB_STEP_TRACEBACK:
      ob_log(log,
             OB_LOG_WARNING,
             "%s has been stuck for %u s; this is where it is:",
             name,
             seconds);
      ob_child_signal(child, SIGUSR1);
      break;
    case OB_STEP_INTERRUPT:
      ob_log(log, OB_LOG_WARNING, "%s is being interrupted", name);
      ob_child_signal(child, SIGUSR2);
      break;
    case OB_STEP_AGAIN:
      ob_log(log, OB_LOG_WARNING, "%s is being interrupted again", name);
      ob_child_signal(child, SIGUSR2);
      break;
    case OB_STEP_KILL:
      ob_log(log, OB_LOG_ERROR, "%s is still stuck and is killed", name);
      ob_child_set_cause(child, "was stuck for more than %u s", seconds);
      ob_child_signal(child, SIGKILL);
      break;
  }
}

/// See whether it gets on with its work
static void
look_after(ObChild* const child)
{
  ObSegmentHeader* const header = child->link->segment.header;
  const bool patient = atomic_load(&child->link->offline) && !child->was_stuck;
  const unsigned seconds = patient ? offline_patience : live_patience;
  const uint32_t resting = atomic_load(&header->child.resting);

  // What it does unasked counts as work, or it could be stuck in it for ever
  const ObWork work = { atomic_load(&header->host.sequence) + (resting & 1U),
                        atomic_load(&header->child.done),
                        atomic_load(&header->child.progress) + resting,
                        child->asked,
                        child->answered };

  take_step(
    child,
    ob_watchdog_look(&child->watchdog, &work, seconds * ns_per_s, ob_now()),
    seconds);
}

/// Return whether the process has not ended: a host that reaps all may soon
/// have another one of its number
static bool
is_there(const ObChild* const child)
{
  return !ob_process_signal(&child->process, 0);
}

/// Return how long a process has run so far, or 0 if that is not known [ns]
static uint64_t
run_time(const pid_t pid)
{
  clockid_t       clock = 0;
  struct timespec time  = { 0, 0 };

  return clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &time)
           ? 0U
           : (uint64_t)time.tv_sec * ns_per_s + (uint64_t)time.tv_nsec;
}

/// See whether a child at real-time priority leaves the processor to others,
/// for what it tells of its work need not be true
static void
judge_use(ObChild* const child)
{
  const uint64_t now    = ob_now();
  const uint64_t passed = now - child->judged;
  if (passed < judged_time) {
    return;
  }

  const uint64_t run = run_time(child->process.pid);
  if (!child->offline && run > child->run + passed / 4U * 3U &&
      ob_priority_is_real_time(child->process.pid)) {
    child->hog_until = now + penalty_time;
    ob_log(&child->output.log,
           OB_LOG_WARNING,
           "%s takes a processor for itself, so it has no real-time priority "
           "for %u s",
           child->output.name,
           (unsigned)(penalty_time / ns_per_s));
  }
  child->judged = now;
  child->run    = run;
}

/// Give a trusted child real-time priority, and take it from others and from
/// one that may be holding a processor; tell the user of the first time that it
/// was not trusted
static void
set_class(ObChild* const child)
{
  const bool late    = atomic_load(&child->link->distrusted);
  const bool promote = !late && !ob_watchdog_stalled(&child->watchdog) &&
                       ob_now() >= child->hog_until &&
                       ob_priority_host_is_above();

  if (late && !child->was_late) {
    child->was_late = true;
    ob_log(&child->output.log,
           OB_LOG_WARNING,
           "%s does not keep up: what it sends comes late",
           child->output.name);
  }

  if (promote != child->promoted && is_there(child)) {
    // The flag can be set by anyone, but cleared only by the privileged
    const int                policy     = promote ? SCHED_FIFO : SCHED_OTHER;
    const struct sched_param parameters = { promote ? OB_PRIORITY_CHILD : 0 };
    const int                refused    = sched_setscheduler(
      child->process.pid, policy | SCHED_RESET_ON_FORK, &parameters);

    child->promoted = promote;
    if (promote && ob_supervisor_first()) {
      ob_log(&child->output.log,
             OB_LOG_NOTE,
             "Real-time priority for scripts: %s",
             refused ? "not permitted" : "yes");
    }
  }
}

/// Say what of the jail holds; that all does only of one that plays live
static void
tell_jail(const ObChild* const child)
{
  const ObSegmentHeader* const header = child->link->segment.header;
  const bool                   is_live =
    atomic_load(&header->host.sequence) && !atomic_load(&child->link->offline);

  if (!(child->jail.parts & OB_JAIL_OFF) &&
      (is_live || !ob_jail_is_full(&child->jail))) {
    ob_supervisor_tell_jail(&child->output.log, &child->jail);
  }
}

/// Let a child that is trusted run on the core of the thread that waits for it
static void
set_core(ObChild* const child)
{
  // Others' scripts, whom it could not evade there, might be in its way
  const bool may  = child->promoted && ob_supervisor_has_one(child->supervisor);
  const int  core = may ? atomic_load(&child->link->core) : OB_NO_CORE;
  if (core == child->core || !is_there(child)) {
    return;
  }

  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (core != OB_NO_CORE) {
    CPU_SET((unsigned)core, &cores);
  } else if (sched_getaffinity(0, sizeof(cores), &cores)) {
    return; // More cores than we know how to name
  }

  // Not being allowed to is no harm
  sched_setaffinity(child->process.pid, sizeof(cores), &cores);
  child->core = core;
}

uint64_t
ob_child_care(ObChild* const child)
{
  if (atomic_load(&child->link->corrupt)) {
    ob_child_condemn(child, "an impossible record in its queue");
    return OB_NEVER;
  }

  if (!child->locked || !child->link->segment.locked) {
    ob_supervisor_warn_unlocked(&child->output.log);
  }
  tell_jail(child);
  look_after(child);
  judge_use(child);
  set_class(child);
  set_core(child);
  return ob_now() + (ob_watchdog_outstanding(&child->watchdog)
                       ? OB_WATCHDOG_PERIOD
                       : idle_period);
}

ObStatus
ob_child_trace(ObChild* const child)
{
  ob_output_renew(&child->output, ob_now());
  ob_log(&child->output.log,
         OB_LOG_NOTE,
         "%s is asked where it is:",
         child->output.name);
  return ob_process_signal(&child->process, SIGUSR1);
}
