// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// How a child process is started and what it leaves; supervisor

#include "child_impl.h"
#include "doorbell.h"
#include "link.h"
#include "process.h"
#include "seat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

/// Make the control channel and the error output; set the child's ends
static ObStatus
open_channels(ObChild* const child, int* const control, int* const errors)
{
  int sockets[2] = { -1, -1 };
  int pipes[2]   = { -1, -1 };

  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets)) {
    return ob_status_from_errno(errno);
  }

  ob_watch_set(&child->control, sockets[0]);
  *control = sockets[1];
  if (pipe2(pipes, O_CLOEXEC)) {
    return ob_status_from_errno(errno);
  }

  // Only our end: the child may wait in its own time
  ob_watch_set(&child->errors, pipes[0]);
  *errors = pipes[1];
  return fcntl(pipes[0], F_SETFL, O_NONBLOCK) ? ob_status_from_errno(errno)
                                              : OB_SUCCESS;
}

/// Watch all that can be heard of it
static ObStatus
watch(ObChild* const child)
{
  ObWatches* const watches = ob_supervisor_watches(child->supervisor);

  ob_watch_set(&child->death, child->process.pidfd);
  ObStatus status = ob_watches_add(watches, &child->death);
  if (!status) {
    status = ob_watches_add(watches, &child->control);
  }

  return status ? status : ob_watches_add(watches, &child->errors);
}

/// Start the process and watch it
static ObStatus
start(ObChild* const child, const ObChildOptions* const options)
{
  int control = -1;
  int errors  = -1;
  int segment = -1;

  // Not kept: the host might close it, and the number become another file's
  const int parent = pidfd_open(getpid(), 0U);
  ObStatus  status =
    parent < 0
       ? ob_status_from_errno(errno)
       : ob_link_new(&child->link, options->rate, options->generation, &segment);
  if (!status) {
    status = open_channels(child, &control, &errors);
  }

  const int handed[OB_CHILD_HANDED] = { errors, control, segment, parent };
  if (!status) {
    status = ob_nursery_spawn(ob_supervisor_nursery(child->supervisor),
                              &child->process,
                              options->scriptd,
                              handed);
  }
  for (size_t i = 0U; i < OB_CHILD_HANDED; ++i) {
    if (handed[i] >= 0) {
      close(handed[i]);
    }
  }

  return status ? status : watch(child);
}

/// Make a child and start its process; OB_TIMEOUT as of ob_nursery_spawn()
static ObStatus
make(ObChild** const             child,
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
    .core       = OB_NO_CORE,
    .script     = ob_script_use(options->script),
    .state      = ob_text_use(options->state),
    .ports      = options->ports,
    .offline    = options->offline,
    .process    = { 0, -1 },
    .attended   = ob_now(),
    .nominal    = options->nominal,
    .limit      = ob_now() + OB_CHILD_LOAD_LIMIT,
    .resume     = OB_NEVER,
    .weaned     = OB_NEVER,
  };
  ob_child_init_watches(self);
  ob_output_init(&self->output, &options->log, ob_script_name(options->script));

  const ObStatus status = start(self, options);
  if (status) {
    ob_child_free(self);
    return status;
  }

  ob_nursery_enter(ob_supervisor_nursery(supervisor));
  self->weaned          = ob_now() + OB_CHILD_HEAD_START;
  self->link->script    = options->number;
  self->link->reload    = options->reload;
  self->link->has_knobs = options->script->has_knobs;
  memcpy(self->link->knobs, options->script->knobs, sizeof(self->link->knobs));
  atomic_store(&self->link->offline, options->offline);
  ob_child_load(self);
  *child = self;
  return OB_SUCCESS;
}

ObStatus
ob_child_new(ObChild** const             child,
             ObSupervisor* const         supervisor,
             const ObChildOptions* const options)
{
  const ObStatus status = make(child, supervisor, options);

  // The server that did not answer is not asked this time
  return status == OB_TIMEOUT ? make(child, supervisor, options) : status;
}

void
ob_child_wean(ObChild* const child)
{
  if (child->weaned != OB_NEVER) {
    child->weaned = OB_NEVER;
    ob_nursery_leave(ob_supervisor_nursery(child->supervisor));
  }
}

void
ob_child_free(ObChild* const child)
{
  if (child) {
    ob_supervisor_close(child->supervisor, &child->control);
    ob_supervisor_close(child->supervisor, &child->errors);
    if (child->process.pid) { // It was started, but cannot be watched
      ob_watches_remove(ob_supervisor_watches(child->supervisor),
                        &child->death);
      ob_process_kill(&child->process);
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
