// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the host offers to its plugin; setup, the log by any thread

#include "host_impl.h"

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/midi/midi.h>
#include <lv2/parameters/parameters.h>
#include <lv2/patch/patch.h>
#include <lv2/state/state.h>
#include <lv2/time/time.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

bool
ob_host_uris_init(ObHostUris* const uris, ObWorld* const world)
{
  const struct
  {
    LV2_URID*   urid;
    const char* uri;
  } table[] = {
    { &uris->atom_Float, LV2_ATOM__Float },
    { &uris->atom_Int, LV2_ATOM__Int },
    { &uris->atom_Object, LV2_ATOM__Object },
    { &uris->atom_Sequence, LV2_ATOM__Sequence },
    { &uris->atom_String, LV2_ATOM__String },
    { &uris->log_Error, LV2_LOG__Error },
    { &uris->log_Trace, LV2_LOG__Trace },
    { &uris->log_Warning, LV2_LOG__Warning },
    { &uris->midi_MidiEvent, LV2_MIDI__MidiEvent },
    { &uris->patch_Set, LV2_PATCH__Set },
    { &uris->patch_property, LV2_PATCH__property },
    { &uris->patch_value, LV2_PATCH__value },
    { &uris->time_Position, LV2_TIME__Position },
    { &uris->time_bar, LV2_TIME__bar },
    { &uris->time_barBeat, LV2_TIME__barBeat },
    { &uris->time_beat, LV2_TIME__beat },
    { &uris->time_beatUnit, LV2_TIME__beatUnit },
    { &uris->time_beatsPerBar, LV2_TIME__beatsPerBar },
    { &uris->time_beatsPerMinute, LV2_TIME__beatsPerMinute },
    { &uris->time_frame, LV2_TIME__frame },
    { &uris->time_speed, LV2_TIME__speed },
  };

  for (size_t i = 0U; i < sizeof(table) / sizeof(table[0]); ++i) {
    *table[i].urid = ob_world_urid(world, table[i].uri);
    if (!*table[i].urid) {
      return false;
    }
  }
  return true;
}

static int
log_vprintf(const LV2_Log_Handle handle,
            const LV2_URID       type,
            const char* const    format,
            va_list              args)
{
  ObHost* const host = (ObHost*)handle;
  if (type == host->uris.log_Trace) {
    return 0;
  }
  if (type == host->uris.log_Error) {
    atomic_fetch_add(&host->errors, 1U);
  }
  return vfprintf(host->options.log, format, args);
}

static int
log_printf(const LV2_Log_Handle handle,
           const LV2_URID       type,
           const char* const    format,
           ...)
{
  va_list args;
  va_start(args, format);
  const int result = log_vprintf(handle, type, format, args);
  va_end(args);
  return result;
}

static LV2_Options_Option
option(ObHost* const     host,
       const char* const uri,
       const uint32_t    size,
       const LV2_URID    type,
       const void* const value)
{
  const LV2_Options_Option option = {
    LV2_OPTIONS_INSTANCE, 0U, ob_world_urid(host->world, uri), size, type, value
  };
  return option;
}

void
ob_host_features_init(ObHost* const host)
{
  ObHostFeatures* const features = &host->features;
  const LV2_URID        integer  = host->uris.atom_Int;

  features->log           = (LV2_Log_Log){ host, log_printf, log_vprintf };
  features->block         = (int32_t)host->options.block;
  features->sequence_size = (int32_t)OB_HOST_ROOM;
  features->rate          = (float)host->options.rate;

  const LV2_Options_Option options[] = {
    option(
      host, LV2_BUF_SIZE__nominalBlockLength, 4U, integer, &features->block),
    option(host, LV2_BUF_SIZE__maxBlockLength, 4U, integer, &features->block),
    option(
      host, LV2_BUF_SIZE__sequenceSize, 4U, integer, &features->sequence_size),
    option(host,
           LV2_PARAMETERS__sampleRate,
           4U,
           host->uris.atom_Float,
           &features->rate),
    { LV2_OPTIONS_INSTANCE, 0U, 0U, 0U, 0U, NULL },
  };
  memcpy(features->options, options, sizeof(options));

  const LV2_Feature list[] = {
    { LV2_URID__map, ob_world_map(host->world) },
    { LV2_URID__unmap, ob_world_unmap(host->world) },
    { LV2_LOG__log, &features->log },
    { LV2_OPTIONS__options, features->options },
    { LV2_BUF_SIZE__boundedBlockLength, NULL },
    { LV2_WORKER__schedule, &host->worker.schedule },
    { LV2_STATE__threadSafeRestore, NULL },
  };
  const size_t count = sizeof(list) / sizeof(list[0]);
  memcpy(features->features, list, sizeof(list));
  for (size_t i = 0U; i < count; ++i) {
    features->list[i] = &features->features[i];
  }
  features->list[count] = NULL;
}

static bool
offers(const ObHost* const host, const char* const uri)
{
  // A promise of the plugin's that asks nothing of the host
  if (!strcmp(uri, LV2_CORE__hardRTCapable)) {
    return true;
  }

  for (const LV2_Feature* const* i = host->features.list; *i; ++i) {
    if (!strcmp((*i)->URI, uri)) {
      return true;
    }
  }
  return false;
}

const char*
ob_host_missing_feature(const ObHost* const host)
{
  LilvNodes* const needed  = lilv_plugin_get_required_features(host->plugin);
  const char*      missing = NULL;
  LILV_FOREACH(nodes, i, needed)
  {
    const char* const uri = lilv_node_as_uri(lilv_nodes_get(needed, i));
    if (!missing && !offers(host, uri)) {
      missing = uri; // The world's, which outlives the list
    }
  }
  lilv_nodes_free(needed);
  return missing;
}
