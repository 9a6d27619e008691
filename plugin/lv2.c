// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The LV2 front: an instance's life; setup and real-time

#include "attributes.h"
#include "engine.h"
#include "instance.h"
#include "lv2_input.h"
#include "lv2_library.h"
#include "lv2_options.h"
#include "lv2_output.h"
#include "lv2_places.h"
#include "lv2_ports.h"
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

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// An instance; what every block looks at comes first, see ObLv2Ports
typedef struct
{
  ObEngine*        engine;
  ObLv2BlockLength length;
  uint32_t         heard;  ///< Rings of ObNotices.news
  uint32_t         untold; ///< Bits of ObLv2Property still to be announced
  ObLv2Uris        uris;
  ObLv2Ports       ports;

  ObInstance*        instance;
  ObNotices*         notices;
  const LV2_Log_Log* log; ///< NULL if the host has none
  ObLv2Subject       subject;
  char*              script; ///< Path of a preset's script; NULL if any
} Plugin;

static const char out_of_memory[] = "Outboard could not start: out of memory";

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

/// Create the instance; return whether that succeeded
static bool
create(Plugin* const     plugin,
       const double      rate,
       const char* const ids,
       const char* const name)
{
  const char* const scriptd = ob_lv2_scriptd();
  if (!scriptd) {
    write_log(plugin, OB_LOG_ERROR, out_of_memory);
    return false;
  }

  const ObInstanceOptions options = {
    .rate       = rate,
    .nominal    = (uint32_t)plugin->length.nominal,
    .scriptd    = scriptd,
    .log        = write_log,
    .log_handle = plugin,
    .ports      = ids,
    .name       = name,
  };

  plugin->instance = ob_instance_new(&options);
  if (!plugin->instance) {
    return false;
  }

  plugin->engine  = ob_instance_engine(plugin->instance);
  plugin->notices = ob_instance_notices(plugin->instance);
  return true;
}

/// Load a preset's script, that it does not is shown like that of others;
/// return whether there was memory
static bool
load(Plugin* const plugin, const char* const path)
{
  // A link leads to where its author edits it, and its further files are
  char* const real = realpath(path, NULL);

  plugin->script = real ? real : strdup(path);
  if (!plugin->script) {
    write_log(plugin, OB_LOG_ERROR, out_of_memory);
    return false;
  }

  const ObSaved script = { .path = plugin->script };
  ob_instance_load(plugin->instance, &script);
  return true;
}

static void
free_plugin(Plugin* const plugin)
{
  ob_instance_free(plugin->instance);
  free(plugin->script);
  free(plugin);
}

/// Set a plugin up whose URIs are mapped; return whether that succeeded
static bool
set_up(Plugin* const                   plugin,
       const ObLv2Kind* const          kind,
       const double                    rate,
       const LV2_Feature* const* const features)
{
  plugin->log = (const LV2_Log_Log*)lv2_features_data(features, LV2_LOG__log);
  ob_lv2_ports_init(&plugin->ports, &kind->ports);
  ob_lv2_block_length_init(&plugin->length);
  ob_lv2_block_length_set(&plugin->length,
                          &plugin->uris,
                          (const LV2_Options_Option*)lv2_features_data(
                            features, LV2_OPTIONS__options));

  return create(plugin, rate, kind->ids, kind->descriptor.URI) &&
         (!kind->script || load(plugin, kind->script));
}

static LV2_Handle
instantiate(const LV2_Descriptor* const     descriptor,
            const double                    rate,
            const char* const               bundle_path,
            const LV2_Feature* const* const features)
{
  (void)bundle_path; // The library has read what is in it

  // Without the map, the host's log cannot be used either
  const LV2_URID_Map* const map =
    (const LV2_URID_Map*)lv2_features_data(features, LV2_URID__map);
  Plugin* const plugin = (Plugin*)calloc(1U, sizeof(Plugin));
  if (!plugin || !map || ob_lv2_uris_init(&plugin->uris, map)) {
    fprintf(stderr,
            "outboard: %s\n",
            plugin ? "the host does not map URIs" : out_of_memory);
    free(plugin);
    return NULL;
  }

  const ObLv2Kind* const kind = (const ObLv2Kind*)descriptor;
  plugin->subject.plugin      = map->map(map->handle, descriptor->URI);
  plugin->subject.fixed       = kind->script;
  if (!set_up(plugin, kind, rate, features)) {
    free_plugin(plugin);
    return NULL;
  }

  return plugin;
}

static void
cleanup(const LV2_Handle handle)
{
  free_plugin((Plugin*)handle);
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
  ob_lv2_ports_connect(&((Plugin*)handle)->ports, port, data);
}

/// Note which properties changed and were asked for
OB_REALTIME static void
collect_announcements(Plugin* const plugin, const uint32_t wanted)
{
  plugin->untold |= wanted;
  if (!ob_notices_heard(plugin->notices, &plugin->heard)) {
    return;
  }

  if (ob_mailbox_fetch(&plugin->notices->current)) {
    plugin->untold |= OB_LV2_FILE;
  }
  if (ob_mailbox_fetch(&plugin->notices->message)) {
    plugin->untold |= OB_LV2_MESSAGE;
  }
  if (ob_mailbox_fetch(&plugin->notices->shown)) {
    plugin->untold |= OB_LV2_SHOWN;
  }
}

/// Begin the output; only after the input was read, for they may be one buffer
OB_REALTIME static ObLv2Output
begin_output(const Plugin* const plugin)
{
  return ob_lv2_output_begin(&plugin->uris, plugin->ports.out);
}

/// Run a block in which there is something to do
OB_REALTIME static void
play(Plugin* const                  plugin,
     const uint32_t                 frames,
     const LV2_Atom_Sequence* const input)
{
  ObEngine* const engine = plugin->engine;
  ob_lv2_ports_read(&plugin->ports);
  ob_engine_begin(engine, frames, &plugin->ports.controls);
  const uint32_t wanted = ob_lv2_input_read(
    &plugin->uris, &plugin->subject, input, engine, plugin->notices);

  ObLv2Output output = begin_output(plugin);
  ObSink      sink   = ob_lv2_output_sink(&output);
  ob_engine_finish(engine, &sink);

  collect_announcements(plugin, wanted);
  if (plugin->untold) {
    plugin->untold = ob_lv2_output_announce(
      &output, plugin->notices, plugin->untold, frames ? frames - 1U : 0U);
  }

  const ObReport report = ob_engine_report(engine);
  ob_lv2_ports_show(&plugin->ports, &report);
}

OB_REALTIME static void
run(const LV2_Handle handle, const uint32_t frames)
{
  Plugin* const                  plugin = (Plugin*)handle;
  const LV2_Atom_Sequence* const input  = plugin->ports.in;
  if (ob_lv2_block_length_see(&plugin->length, frames)) {
    ob_engine_set_nominal(plugin->engine, frames);
  }

  if (plugin->untold || ob_lv2_ports_changed(&plugin->ports) ||
      !ob_lv2_input_is_empty(&plugin->uris, input) ||
      !ob_engine_rest(plugin->engine, frames)) {
    play(plugin, frames, input);
  } else {
    begin_output(plugin);
  }
  ob_lv2_ports_write(&plugin->ports);
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
    plugin->instance, plugin->script, &plugin->uris, store, state, features);
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
    plugin->instance, plugin->script, &plugin->uris, retrieve, state, features);
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

LV2_Descriptor
ob_lv2_descriptor(const char* const uri)
{
  return (LV2_Descriptor){ uri, instantiate, connect_port, activate,
                           run, deactivate,  cleanup,      extension_data };
}
