// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The LV2 front: its descriptor and an instance's life; setup and real-time

#include "attributes.h"
#include "engine.h"
#include "instance.h"
#include "lv2_input.h"
#include "lv2_options.h"
#include "lv2_output.h"
#include "lv2_state.h"
#include "lv2_uris.h"
#include "mailbox.h"
#include "notice.h"

#include <lv2/core/lv2.h>
#include <lv2/core/lv2_util.h>
#include <lv2/log/log.h>
#include <lv2/options/options.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>

#include <dlfcn.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Ports by index, as in the Turtle
typedef enum
{
  PORT_IN,
  PORT_OUT,
  PORT_ENABLED,
  PORT_FREEWHEEL,
  PORT_LATENCY,
  PORT_MODE,
  PORT_DEADLINE,
  PORT_FALLBACK,
  PORT_KNOB1,
  PORT_STATUS = PORT_KNOB1 + OB_KNOBS,
  PORT_LOAD,
  PORT_MISSES,
  PORT_LATE,
  PORT_DROPPED,
  PORTS
} Port;

typedef struct
{
  ObInstance*        instance;
  ObEngine*          engine;
  ObNotices*         notices;
  const LV2_Log_Log* log; ///< NULL if the host has none
  ObLv2Uris          uris;
  ObLv2BlockLength   length;
  uint32_t           untold; ///< Bits of ObLv2Property still to be announced
  void*              ports[PORTS]; ///< By Port; NULL if not connected
  float              values[OB_KNOBS];
} Plugin;

/// Write a line to the host's log; setup and supervisor
static void
write_log(void* const handle, const ObLogLevel level, const char* const text)
{
  const Plugin* const plugin  = (const Plugin*)handle;
  const LV2_URID      types[] = { [OB_LOG_NOTE]    = plugin->uris.log_Note,
                                  [OB_LOG_WARNING] = plugin->uris.log_Warning,
                                  [OB_LOG_ERROR]   = plugin->uris.log_Error };

  if (plugin->log) {
    plugin->log->printf(
      plugin->log->handle, types[level], "outboard: %s\n", text);
  } else {
    fprintf(stderr, "outboard: %s\n", text);
  }
}

/// Return the path of the child's program, beside this binary; NULL on failure
static char*
find_scriptd(void)
{
  static const char program[] = "outboard-scriptd";

  // The bundle's path may be that of a preset without a binary of its own
  Dl_info info = { NULL, NULL, NULL, NULL };
  if (!dladdr(program, &info)) {
    return NULL;
  }

  const char* const slash  = strrchr(info.dli_fname, '/');
  const int         folder = slash ? (int)(slash + 1 - info.dli_fname) : 0;
  char*             path   = NULL;

  return asprintf(&path, "%.*s%s", folder, info.dli_fname, program) < 0 ? NULL
                                                                        : path;
}

/// Set a plugin up whose URIs are mapped; return whether that succeeded
static bool
set_up(Plugin* const                   plugin,
       const double                    rate,
       const LV2_Feature* const* const features)
{
  char* const scriptd = find_scriptd();
  if (!scriptd) {
    return false;
  }

  plugin->log = (const LV2_Log_Log*)lv2_features_data(features, LV2_LOG__log);
  ob_lv2_block_length_init(&plugin->length);
  ob_lv2_block_length_set(&plugin->length,
                          &plugin->uris,
                          (const LV2_Options_Option*)lv2_features_data(
                            features, LV2_OPTIONS__options));

  const ObInstanceOptions options = {
    rate, (uint32_t)plugin->length.nominal, scriptd, write_log, plugin
  };

  plugin->instance = ob_instance_new(&options);
  free(scriptd);
  if (!plugin->instance) {
    return false;
  }

  plugin->engine  = ob_instance_engine(plugin->instance);
  plugin->notices = ob_instance_notices(plugin->instance);
  return true;
}

static LV2_Handle
instantiate(const LV2_Descriptor* const     descriptor,
            const double                    rate,
            const char* const               bundle_path,
            const LV2_Feature* const* const features)
{
  (void)descriptor;
  (void)bundle_path;

  // Without the map, the host's log cannot be used either
  const LV2_URID_Map* const map =
    (const LV2_URID_Map*)lv2_features_data(features, LV2_URID__map);
  Plugin* const plugin = (Plugin*)calloc(1U, sizeof(Plugin));
  if (!plugin || !map || ob_lv2_uris_init(&plugin->uris, map)) {
    fprintf(stderr, "outboard: the host does not map URIs\n");
    free(plugin);
    return NULL;
  }

  if (!set_up(plugin, rate, features)) {
    free(plugin);
    return NULL;
  }

  return plugin;
}

static void
cleanup(const LV2_Handle handle)
{
  Plugin* const plugin = (Plugin*)handle;

  ob_instance_free(plugin->instance);
  free(plugin);
}

static void
activate(const LV2_Handle handle)
{
  ob_instance_activate(((Plugin*)handle)->instance);
}

static void
deactivate(const LV2_Handle handle)
{
  ob_instance_deactivate(((Plugin*)handle)->instance);
}

OB_REALTIME static void
connect_port(const LV2_Handle handle, const uint32_t port, void* const data)
{
  if (port < PORTS) {
    ((Plugin*)handle)->ports[port] = data;
  }
}

/// Return an input port's value; `normal` if it has none
OB_REALTIME static float
control(const Plugin* const plugin,
        const unsigned      port,
        const float         normal,
        const float         lowest,
        const float         highest)
{
  const float* const data  = (const float*)plugin->ports[port];
  const float        value = data ? *data : normal;

  return isnan(value)      ? normal
         : value < lowest  ? lowest
         : value > highest ? highest
                           : value;
}

OB_REALTIME static ObControls
read_controls(Plugin* const plugin)
{
  for (unsigned i = 0U; i < OB_KNOBS; ++i) {
    plugin->values[i] = control(plugin, PORT_KNOB1 + i, 0.5f, 0.0f, 1.0f);
  }

  const bool pipelined = control(plugin, PORT_MODE, 0.0f, 0.0f, 1.0f) >= 0.5f;
  const bool mute = control(plugin, PORT_FALLBACK, 0.0f, 0.0f, 1.0f) >= 0.5f;

  const ObControls controls = {
    .enabled   = control(plugin, PORT_ENABLED, 1.0f, 0.0f, 1.0f) > 0.0f,
    .freewheel = control(plugin, PORT_FREEWHEEL, 0.0f, 0.0f, 1.0f) > 0.0f,
    .mode      = pipelined ? OB_MODE_PIPELINED : OB_MODE_LIVE,
    .fallback  = mute ? OB_FALLBACK_MUTE : OB_FALLBACK_PASS,
    .deadline  = control(plugin, PORT_DEADLINE, 20.0f, 1.0f, 80.0f) / 100.0f,
    .values    = plugin->values,
    .n_values  = OB_KNOBS,
  };

  return controls;
}

OB_REALTIME static void
write_output(const Plugin* const plugin, const Port port, const float value)
{
  float* const data = (float*)plugin->ports[port];
  if (data) {
    *data = value;
  }
}

OB_REALTIME static void
write_report(const Plugin* const plugin)
{
  const ObReport report = ob_engine_report(plugin->engine);

  write_output(plugin, PORT_LATENCY, (float)report.latency);
  write_output(plugin, PORT_STATUS, (float)report.state);
  write_output(plugin, PORT_LOAD, report.load * 100.0f);
  write_output(plugin, PORT_MISSES, (float)report.misses);
  write_output(plugin, PORT_LATE, (float)report.late);
  write_output(plugin, PORT_DROPPED, (float)report.dropped);
}

/// Note which properties changed and were asked for
OB_REALTIME static void
collect_announcements(Plugin* const plugin, const uint32_t wanted)
{
  plugin->untold |= wanted;
  if (ob_mailbox_fetch(&plugin->notices->current)) {
    plugin->untold |= OB_LV2_FILE;
  }
  if (ob_mailbox_fetch(&plugin->notices->message)) {
    plugin->untold |= OB_LV2_MESSAGE;
  }
}

OB_REALTIME static void
run(const LV2_Handle handle, const uint32_t frames)
{
  Plugin* const    plugin   = (Plugin*)handle;
  ObEngine* const  engine   = plugin->engine;
  const ObControls controls = read_controls(plugin);

  if (ob_lv2_block_length_see(&plugin->length, frames)) {
    ob_engine_set_nominal(engine, frames);
  }

  ob_engine_begin(engine, frames, &controls);
  const uint32_t wanted =
    ob_lv2_input_read(&plugin->uris,
                      (const LV2_Atom_Sequence*)plugin->ports[PORT_IN],
                      engine,
                      plugin->notices);

  ObLv2Output output = ob_lv2_output_begin(
    &plugin->uris, (LV2_Atom_Sequence*)plugin->ports[PORT_OUT]);
  ObSink sink = ob_lv2_output_sink(&output);
  ob_engine_finish(engine, &sink);

  collect_announcements(plugin, wanted);
  if (plugin->untold) {
    plugin->untold = ob_lv2_output_announce(
      &output, plugin->notices, plugin->untold, frames ? frames - 1U : 0U);
  }

  write_report(plugin);
}

static LV2_State_Status
save(const LV2_Handle                handle,
     const LV2_State_Store_Function  store,
     const LV2_State_Handle          state,
     const uint32_t                  flags,
     const LV2_Feature* const* const features)
{
  Plugin* const plugin = (Plugin*)handle;

  (void)flags;
  return ob_lv2_state_save(
    plugin->instance, &plugin->uris, store, state, features);
}

static LV2_State_Status
restore(const LV2_Handle                  handle,
        const LV2_State_Retrieve_Function retrieve,
        const LV2_State_Handle            state,
        const uint32_t                    flags,
        const LV2_Feature* const* const   features)
{
  Plugin* const plugin = (Plugin*)handle;

  (void)flags;
  return ob_lv2_state_restore(
    plugin->instance, &plugin->uris, retrieve, state, features);
}

static uint32_t
get_options(const LV2_Handle handle, LV2_Options_Option* const options)
{
  const Plugin* const plugin = (const Plugin*)handle;

  return ob_lv2_block_length_get(&plugin->length, &plugin->uris, options);
}

static uint32_t
set_options(const LV2_Handle handle, const LV2_Options_Option* const options)
{
  Plugin* const  plugin = (Plugin*)handle;
  const uint32_t status =
    ob_lv2_block_length_set(&plugin->length, &plugin->uris, options);

  ob_engine_set_nominal(plugin->engine, (uint32_t)plugin->length.nominal);
  return status;
}

static const void*
extension_data(const char* const uri)
{
  static const LV2_State_Interface   state   = { save, restore };
  static const LV2_Options_Interface options = { get_options, set_options };

  if (!strcmp(uri, LV2_STATE__interface)) {
    return &state;
  }

  return strcmp(uri, LV2_OPTIONS__interface) ? NULL : &options;
}

static const LV2_Descriptor*
get_plugin(const LV2_Lib_Handle handle, const uint32_t index)
{
  static const LV2_Descriptor plugin = {
    OB_LV2_PLUGIN_URI, instantiate, connect_port,  activate, run,
    deactivate,        cleanup,     extension_data
  };

  (void)handle;
  return index ? NULL : &plugin;
}

static void
close_library(const LV2_Lib_Handle handle)
{
  (void)handle;
}

LV2_SYMBOL_EXPORT const LV2_Lib_Descriptor*
lv2_lib_descriptor(const char* const               bundle_path,
                   const LV2_Feature* const* const features)
{
  static const LV2_Lib_Descriptor library = {
    NULL, sizeof(LV2_Lib_Descriptor), close_library, get_plugin
  };

  (void)bundle_path;
  (void)features;
  return &library;
}
