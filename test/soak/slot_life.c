// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Makes and removes the instance in a slot, and what else hosts do outside the
// audio thread; setup

#undef NDEBUG

#include "slot.h"

#include "../lv2_host.h"

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/options/options.h>
#include <lv2/state/state.h>

#include <assert.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/// Room for commands that the audio thread has not seen yet [bytes]
static const size_t queue_size = 64U * sizeof(Command);

/// Count what a line of the plugin's log tells
static void
notice(Slot* const slot, const char* const line)
{
  static const char said[] = "soak pid ";

  const char* const pid = strstr(line, said);
  if (pid) {
    slot->pid = atoi(pid + strlen(said));
    ++slot->tally.children;
  }
  slot->tally.restarts += strstr(line, "it is started again") != NULL;
  slot->tally.broken += strstr(line, "broke the protocol") != NULL;
}

/// Called by the supervisor, and by set-up
static int
log_vprintf(LV2_Log_Handle    handle,
            const LV2_URID    type,
            const char* const format,
            va_list           args)
{
  Slot* const     slot = (Slot*)handle;
  struct timespec now;
  char            line[4096];

  (void)type;
  clock_gettime(CLOCK_MONOTONIC, &now);
  const int size = vsnprintf(line, sizeof(line), format, args);
  notice(slot, line);
  fprintf(stderr,
          "%ld.%03ld %u %s: %s",
          (long)now.tv_sec,
          now.tv_nsec / 1000000L,
          slot->number,
          slot->role ? slot->role->name : "-",
          line);
  return size;
}

static int
log_printf(LV2_Log_Handle    handle,
           const LV2_URID    type,
           const char* const format,
           ...)
{
  va_list args;
  va_start(args, format);
  const int size = log_vprintf(handle, type, format, args);
  va_end(args);
  return size;
}

void
slot_init(Slot* const    slot,
          const unsigned number,
          const bool     bystander,
          const Chance   chance)
{
  slot->number    = number;
  slot->bystander = bystander;
  slot->chance    = chance;
  slot->musician  = musician_new(chance, bystander);
  slot->commands  = jack_ringbuffer_create(queue_size);
  slot->log       = (LV2_Log_Log){ slot, log_printf, log_vprintf };
  assert(slot->commands);
  snprintf(slot->folder, sizeof(slot->folder), "%s/%u", host_folder(), number);
  assert(!mkdir(slot->folder, 0700));
}

void
slot_clear(Slot* const slot)
{
  storage_clear(&slot->storage);
  jack_ringbuffer_free(slot->commands);
}

void
slot_fill(Slot* const slot, const uint32_t length)
{
  slot->plugin   = host_new_logging((int32_t)length, &slot->log);
  slot->waiting  = slot->bystander;
  slot->restless = 0U;
  slot->thaw     = 0U;
  slot->pid      = 0;
  memset(slot->seen, 0, sizeof(slot->seen));
  ear_forget(&slot->ear);
  slot->musician.down = 0U;
  slot->plugin->descriptor->activate(slot->plugin->handle);
}

void
slot_empty(Slot* const slot)
{
  slot->plugin->descriptor->deactivate(slot->plugin->handle);
  host_free(slot->plugin);
  slot->plugin = NULL;
  jack_ringbuffer_reset(slot->commands);
  slot->quiet = QUIET_OFF;
}

void
slot_reactivate(Slot* const slot, const unsigned ms)
{
  slot->plugin->descriptor->deactivate(slot->plugin->handle);
  usleep(1000U * ms);
  slot->plugin->descriptor->activate(slot->plugin->handle);
  ear_forget(&slot->ear);
  slot->musician.down = 0U;
}

void
slot_set_length(Slot* const slot, const uint32_t frames)
{
  const int32_t            length    = (int32_t)frames;
  const LV2_Options_Option options[] = {
    { LV2_OPTIONS_INSTANCE,
      0U,
      host_map(LV2_BUF_SIZE__nominalBlockLength),
      sizeof(length),
      host_map(LV2_ATOM__Int),
      &length },
    { LV2_OPTIONS_INSTANCE, 0U, 0U, 0U, 0U, NULL }
  };
  const LV2_Options_Interface* const interface =
    (const LV2_Options_Interface*)slot->plugin->descriptor->extension_data(
      LV2_OPTIONS__interface);

  assert(!interface->set(slot->plugin->handle, options));
}

void
slot_path(const Slot* const slot, const Role* const role, char path[128])
{
  snprintf(path, 128U, "%s/%s.py", slot->folder, role->name);
}

void
slot_write(const Slot* const slot,
           const Role* const role,
           const char* const end)
{
  char path[128];
  slot_path(slot, role, path);

  FILE* const file = fopen(path, "we");
  assert(file);
  fputs(role->text, file);
  fputs(end, file);
  fclose(file);
}

void
slot_choose(Slot* const slot, const Role* const role)
{
  Command command = { .kind = COMMAND_CHOOSE };

  slot->former = slot->role;
  slot->role   = role;
  slot_write(slot, role, "");
  slot_path(slot, role, command.path);
  slot_tell(slot, &command);
}

static const LV2_State_Interface*
state_of(const Slot* const slot)
{
  return (const LV2_State_Interface*)slot->plugin->descriptor->extension_data(
    LV2_STATE__interface);
}

void
slot_save(Slot* const slot)
{
  storage_clear(&slot->storage);
  slot->stored = NULL;
  if (!state_of(slot)->save(
        slot->plugin->handle, storage_store, &slot->storage, 0U, NULL)) {
    slot->stored = slot->role;
  }
}

bool
slot_restore(Slot* const slot)
{
  if (!slot->stored) {
    return false;
  }

  slot->former = slot->role;
  slot->role   = slot->stored;
  assert(!state_of(slot)->restore(
    slot->plugin->handle, storage_retrieve, &slot->storage, 0U, NULL));
  return true;
}

/// Return whether a process is a child of ours: its number may be another's
static bool
is_ours(const int pid)
{
  char path[64];
  int  parent = 0;
  snprintf(path, sizeof(path), "/proc/%d/stat", pid);

  FILE* const file = pid ? fopen(path, "re") : NULL;
  if (file) {
    if (fscanf(file, "%*d (%*[^)]) %*c %d", &parent) != 1) {
      parent = 0;
    }
    fclose(file);
  }
  return parent == getpid();
}

bool
slot_signal(Slot* const slot, const int number)
{
  const int pid = slot->pid;

  return is_ours(pid) && !kill(pid, number);
}

void
slot_tell_losses(Slot* const slot, const bool excused)
{
  const uint64_t dropped = slot->tally.dropped - slot->dropped;
  const uint64_t late    = slot->tally.late - slot->late;
  if (dropped || late) {
    slot->log.printf(slot,
                     0U,
                     "LOSS: %" PRIu64 " dropped, %" PRIu64 " late%s\n",
                     dropped,
                     late,
                     excused ? ", no core left" : "");
    slot->dropped += dropped;
    slot->late += late;
    slot->tally.excused += excused ? dropped : 0U;
  }
}
