// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// An instance under test: scripts, blocks, what came out and what was logged

#undef NDEBUG

#include "rig.h"

#include "processes.h"

#include "doorbell.h"
#include "mailbox.h"
#include "notice.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void
take_log(void* const handle, const ObLogLevel level, const char* const text)
{
  static const char* const levels[] = { "note", "warning", "error" };
  Rig* const               rig      = (Rig*)handle;

  if (getenv("RIG_VERBOSE")) {
    fprintf(stderr, "%s: %s\n", levels[level], text);
  }
  pthread_mutex_lock(&rig->lock);
  const int n = snprintf(rig->log + rig->log_size,
                         sizeof(rig->log) - rig->log_size,
                         "%s: %s\n",
                         levels[level],
                         text);
  if (rig->log_size + (size_t)n < sizeof(rig->log)) {
    rig->log_size += (size_t)n;
  }
  ++rig->lines;
  pthread_mutex_unlock(&rig->lock);
}

void
rig_open(Rig* const rig, const char* const scriptd)
{
  memset(rig, 0, sizeof(*rig));
  pthread_mutex_init(&rig->lock, NULL);
  rig->controls.enabled  = true;
  rig->controls.deadline = 0.2f;

  snprintf(rig->folder, sizeof(rig->folder), "/tmp/outboard-rig-XXXXXX");
  assert(mkdtemp(rig->folder));
  snprintf(rig->path, sizeof(rig->path), "%s/script.py", rig->folder);

  const ObInstanceOptions options = { .rate       = 48000.0,
                                      .nominal    = RIG_BLOCK,
                                      .scriptd    = scriptd,
                                      .log        = take_log,
                                      .log_handle = rig };
  rig->instance                   = ob_instance_new(&options);
  assert(rig->instance);
}

void
rig_close(Rig* const rig)
{
  ob_instance_free(rig->instance);
  unlink(rig->path);
  assert(!rmdir(rig->folder));
  pthread_mutex_destroy(&rig->lock);
}

void
rig_write(Rig* const rig, const char* const text)
{
  FILE* const file = fopen(rig->path, "w");
  assert(file && fputs(text, file) >= 0 && !fclose(file));
}

ObStatus
rig_load(Rig* const rig, const char* const text)
{
  rig_write(rig, text);
  assert(
    !ob_instance_load(rig->instance, &(const ObSaved){ .path = rig->path }));
  return ob_instance_wait(rig->instance, 20000U, NULL);
}

static ObStatus
count_event(void* const          handle,
            const uint32_t       frame,
            const uint8_t* const bytes,
            const uint32_t       size)
{
  Rig* const rig = (Rig*)handle;

  assert(frame < RIG_BLOCK && size);
  rig->note_ons += (bytes[0] & 0xF0U) == 0x90U && bytes[2];
  rig->note_offs +=
    (bytes[0] & 0xF0U) == 0x80U || ((bytes[0] & 0xF0U) == 0x90U && !bytes[2]);
  return OB_SUCCESS;
}

void
rig_run(Rig* const rig, const int pitch)
{
  ObEngine* const engine = ob_instance_engine(rig->instance);
  ObSink          sink   = { count_event, rig, 65536U, 16U };

  ob_engine_begin(engine, RIG_BLOCK, &rig->controls);
  if (pitch >= 0) {
    const uint8_t bytes[] = { 0x90U, (uint8_t)pitch, 100U };
    ob_engine_midi(engine, 0U, bytes, sizeof(bytes));
  }
  ob_engine_finish(engine, &sink);
  rig->report = ob_engine_report(engine);
}

void
rig_sleep(const unsigned ms)
{
  const struct timespec time = { ms / 1000U, (long)(ms % 1000U) * 1000000L };
  nanosleep(&time, NULL);
}

/// Return until when something is waited for that should come within `timeout`
static uint64_t
end_of(const unsigned timeout)
{
  return ob_now() + RIG_SLOWNESS * timeout * UINT64_C(1000000);
}

bool
rig_await_state(Rig* const rig, const ObState state, const unsigned timeout)
{
  const uint64_t end = end_of(timeout);

  do {
    rig_run(rig, -1);
    if (rig->report.state == state) {
      return true;
    }
    rig_sleep(1U);
  } while (ob_now() < end);

  return false;
}

bool
rig_plays(const Rig* const rig)
{
  return rig->report.state == OB_STATE_RUNNING ||
         rig->report.state == OB_STATE_LATE;
}

bool
rig_await_playing(Rig* const rig)
{
  const uint64_t end = end_of(5000U);

  do {
    rig_run(rig, -1);
    if (rig_plays(rig)) {
      return true;
    }
    rig_sleep(1U);
  } while (ob_now() < end);

  return false;
}

bool
rig_await_log(Rig* const rig, const char* const text, const unsigned timeout)
{
  const uint64_t end = end_of(timeout);

  while (!rig_logged(rig, text)) {
    if (ob_now() >= end) {
      fprintf(stderr, "'%s' was not logged but:\n%s", text, rig->log);
      return false;
    }
    rig_run(rig, -1);
    rig_sleep(1U);
  }

  return true;
}

bool
rig_logged(Rig* const rig, const char* const text)
{
  pthread_mutex_lock(&rig->lock);
  const bool found = strstr(rig->log, text);
  pthread_mutex_unlock(&rig->lock);
  return found;
}

unsigned
rig_lines(Rig* const rig)
{
  pthread_mutex_lock(&rig->lock);
  const unsigned lines = rig->lines;
  pthread_mutex_unlock(&rig->lock);
  return lines;
}

void
rig_clear_log(Rig* const rig)
{
  pthread_mutex_lock(&rig->lock);
  rig->log[0]   = '\0';
  rig->log_size = 0U;
  rig->lines    = 0U;
  pthread_mutex_unlock(&rig->lock);
}

static const char*
latest(ObMailbox* const mailbox)
{
  uint32_t size = 0U;

  ob_mailbox_fetch(mailbox);
  return ob_mailbox_text(mailbox, &size);
}

const char*
rig_message(Rig* const rig)
{
  return latest(&ob_instance_notices(rig->instance)->message);
}

const char*
rig_shown(Rig* const rig)
{
  return latest(&ob_instance_notices(rig->instance)->shown);
}

pid_t
rig_child(void)
{
  // A fork server that only starts looks like a script, too
  Processes processes = processes_look();
  for (unsigned i = 0U; i < 1000U && processes.scripts > 1U; ++i) {
    rig_sleep(10U);
    processes = processes_look();
  }
  assert(processes.scripts <= 1U);
  return processes.script;
}

static unsigned
count_entries(const char* const path)
{
  DIR* const folder = opendir(path);
  unsigned   count  = 0U;

  while (readdir(folder)) {
    ++count;
  }
  closedir(folder);
  return count;
}

RigHoldings
rig_holdings(void)
{
  const Processes   processes = processes_look();
  const RigHoldings holdings  = { count_entries("/proc/self/fd"),
                                  count_entries("/proc/self/task"),
                                  processes.scripts,
                                  processes.servers };
  return holdings;
}
