// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The plugins that are measured: ours with a script, and a filter written in C

#undef NDEBUG

#include "player.h"

#include "bench.h"
#include "doorbell.h"
#include "lv2_host.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/urid/urid.h>

#include <assert.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

static const char filter_uri[] =
  "http://gareus.org/oss/lv2/midifilter#miditranspose";

const char player_no_filter[] =
  "the package x42-plugins, whose midifilter is the peer, is not installed";

/// Ports of the filter
enum
{
  FILTER_CONTROLS  = 2,
  FILTER_TRANSPOSE = 4,
  FILTER_PORTS     = 6
};

/// The answer must not be given up before the block is over [%]
static const float longest_deadline = 80.0f;

HostPlugin*
player_choose(const char* const path, const uint32_t frames, const float mode)
{
  HostPlugin* const plugin = host_new((int32_t)frames);

  plugin->controls[PORT_MODE]     = mode;
  plugin->controls[PORT_DEADLINE] = longest_deadline;
  plugin->descriptor->activate(plugin->handle);
  host_set_path(plugin, path, LV2_ATOM__Path);
  player_run(plugin, frames);
  host_begin(plugin);
  return plugin;
}

HostPlugin*
player_start(const char* const path, const uint32_t frames, const float mode)
{
  HostPlugin* const plugin = player_choose(path, frames, mode);
  player_await(plugin, frames);
  return plugin;
}

void
player_await(HostPlugin* const plugin, const uint32_t frames)
{
  static const uint64_t patience = 20000000000U; // [ns]
  static const uint64_t glance   = 50000U;       // [ns]

  const uint64_t start = ob_now();
  while (plugin->controls[PORT_STATUS] != player_running) {
    assert(ob_now() - start < patience);
    player_run(plugin, frames);
    bench_sleep_until(ob_now() + glance);
  }
}

/// Return the filter's descriptor, or NULL
static const LV2_Descriptor*
find_filter(void)
{
  void* const             library = dlopen(bench.filter, RTLD_NOW);
  LV2_Descriptor_Function function;
  if (!library) {
    return NULL;
  }
  *(void**)&function = dlsym(library, "lv2_descriptor");
  if (!function) {
    return NULL;
  }

  const LV2_Descriptor* descriptor = NULL;
  for (uint32_t i = 0U; (descriptor = function(i)); ++i) {
    if (!strcmp(descriptor->URI, filter_uri)) {
      break;
    }
  }
  return descriptor;
}

HostPlugin*
player_filter(void)
{
  const LV2_Feature        map        = { LV2_URID__map, host_urid_map() };
  const LV2_Feature* const features[] = { &map, NULL };
  HostPlugin* const        plugin = (HostPlugin*)calloc(1U, sizeof(HostPlugin));

  plugin->descriptor = find_filter();
  if (!plugin->descriptor) {
    free(plugin);
    return NULL;
  }
  plugin->handle = plugin->descriptor->instantiate(
    plugin->descriptor, BENCH_RATE, "", features);
  assert(plugin->handle);

  for (uint32_t i = FILTER_CONTROLS; i < FILTER_PORTS; ++i) {
    plugin->descriptor->connect_port(plugin->handle, i, &plugin->controls[i]);
  }
  plugin->descriptor->connect_port(plugin->handle, PORT_IN, &plugin->in);
  plugin->descriptor->connect_port(plugin->handle, PORT_OUT, &plugin->out);
  plugin->controls[FILTER_TRANSPOSE] = 12.0f;
  plugin->room                       = HOST_ROOM;
  lv2_atom_forge_init(&plugin->forge, host_urid_map());
  host_begin(plugin);
  if (plugin->descriptor->activate) {
    plugin->descriptor->activate(plugin->handle);
  }
  return plugin;
}

void
player_end(HostPlugin* const plugin)
{
  if (plugin && plugin->descriptor->deactivate) {
    plugin->descriptor->deactivate(plugin->handle);
  }
  if (plugin) {
    host_free(plugin);
  }
}

uint64_t
player_run(HostPlugin* const plugin, const uint32_t frames)
{
  plugin->out.atom.size = plugin->room;
  plugin->out.atom.type = 0U;

  const uint64_t start = ob_now();
  plugin->descriptor->run(plugin->handle, frames);
  return ob_now() - start;
}

void
player_notes(HostPlugin* const plugin,
             const unsigned    block,
             const unsigned    count,
             const uint8_t     pitch)
{
  host_begin(plugin);
  for (unsigned i = 0U; i < count; ++i) {
    const unsigned note     = block * count + i;
    const uint8_t  status   = note % 2U ? 0x80U : 0x90U;
    const uint8_t  bytes[3] = { status, pitch, 100 };
    host_midi(plugin, i, bytes);
  }
}
