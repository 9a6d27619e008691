// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the fault tests have in common: plugins that play, and what came out

#undef NDEBUG

#include "fault_rig.h"

#include "lv2_host.h"
#include "processes.h"

#include <lv2/atom/atom.h>
#include <lv2/midi/midi.h>

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static unsigned
count_entries(const char* const folder)
{
  DIR* const dir   = opendir(folder);
  unsigned   count = 0U;
  assert(dir);
  while (readdir(dir)) {
    ++count;
  }
  closedir(dir);
  return count;
}

RigResources
rig_resources(void)
{
  const Processes processes = processes_look();
  RigResources    resources = {
       .descriptors = count_entries("/proc/self/fd"),
       .threads     = count_entries("/proc/self/task"),
       .children    = processes.scripts,
       .servers     = processes.servers,
  };
  FILE* const maps = fopen("/proc/self/maps", "r");
  char        line[512];
  assert(maps);
  while (fgets(line, sizeof(line), maps)) {
    resources.mappings += strstr(line, "memfd:") != NULL;
  }
  fclose(maps);
  return resources;
}

void
rig_check_resources(const RigResources* const before)
{
  RigResources now = rig_resources();
  for (unsigned i = 0U; i < 100U && memcmp(&now, before, sizeof(now)); ++i) {
    usleep(50000U);
    now = rig_resources();
  }

  if (memcmp(&now, before, sizeof(now))) {
    fprintf(stderr,
            "left over: %u descriptors, %u threads, %u mappings, %u children, "
            "%u servers\n",
            now.descriptors - before->descriptors,
            now.threads - before->threads,
            now.mappings - before->mappings,
            now.children - before->children,
            now.servers - before->servers);
  }
  assert(!memcmp(&now, before, sizeof(now)));
}

RigResources
rig_set_up(const char* const module, const char* const scriptd)
{
  host_open(module, scriptd);
  host_free(host_new(64));
  return rig_resources();
}

void
rig_tear_down(const RigResources* const before)
{
  rig_check_resources(before);
  host_close();
}

pid_t
rig_only_child(void)
{
  // One that died may still be waiting to be reaped, or the next one not there
  Processes processes = processes_look();
  for (unsigned i = 0U; i < 1000U && processes.scripts != 1U; ++i) {
    usleep(10000U);
    processes = processes_look();
  }
  assert(processes.scripts == 1U);
  return processes.script;
}

HostPlugin*
rig_choose(const char* const path, const int32_t nominal)
{
  HostPlugin* const plugin = host_new(nominal);
  plugin->descriptor->activate(plugin->handle);
  host_set_path(plugin, path, LV2_ATOM__Path);
  host_run(plugin, (uint32_t)nominal);
  return plugin;
}

HostPlugin*
rig_play(const char* const name, const char* const text, const int32_t nominal)
{
  char* const       path   = host_write_script(name, text);
  HostPlugin* const plugin = rig_choose(path, nominal);
  host_await(plugin, rig_running);
  free(path);
  return plugin;
}

void
rig_end(HostPlugin* const plugin)
{
  plugin->descriptor->deactivate(plugin->handle);
  host_free(plugin);
  host_clear_log(); // Else the next would wait for lines that are there already
}

static uint64_t
now(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

uint64_t
rig_timed_run(HostPlugin* const plugin, const uint32_t frames)
{
  const uint64_t start = now();
  host_run(plugin, frames);
  return now() - start;
}

unsigned
rig_count(const HostPlugin* const plugin,
          const uint8_t* const    bytes,
          const size_t            size)
{
  const LV2_Atom_Event* event = NULL;
  unsigned              count = 0U;
  while ((event = host_next(plugin, event))) {
    count += event->body.type == host_map(LV2_MIDI__MidiEvent) &&
             event->body.size >= size && !memcmp(event + 1, bytes, size);
  }
  return count;
}

bool
rig_has(const HostPlugin* const plugin,
        const uint8_t           status,
        const uint8_t           first,
        const uint8_t           second)
{
  const uint8_t bytes[3] = { status, first, second };
  return rig_count(plugin, bytes, sizeof(bytes));
}

void
rig_await_log(HostPlugin* const plugin, const char* const text)
{
  for (unsigned i = 0U; i < 10000U && !host_logged(text); ++i) {
    host_run(plugin, 64U);
    usleep(1000U);
  }
  assert(host_logged(text));
}
