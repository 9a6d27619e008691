// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Hosts that instantiate, connect, activate and run in odd ways

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "odd_host.h"

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/options/options.h>
#include <lv2/parameters/parameters.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Instantiate, run a little with nothing connected, clean up
static bool
instantiates(const double                    rate,
             const char* const               bundle,
             const LV2_Feature* const* const features)
{
  const LV2_Descriptor* const descriptor = host_descriptor();
  const LV2_Handle            handle =
    descriptor->instantiate(descriptor, rate, bundle, features);
  if (!handle) {
    return false;
  }

  descriptor->activate(handle);
  descriptor->run(handle, 64U);
  descriptor->run(handle, 0U);
  descriptor->deactivate(handle);
  descriptor->cleanup(handle);
  return true;
}

static void
test_rates(void)
{
  static const double good[] = { 8000.0, 44100.0, 192000.0, 768000.0 };
  static const double bad[]  = { 0.0,     -0.0,     -48000.0, NAN, -INFINITY,
                                 DBL_MAX, INFINITY, DBL_MIN,  0.5, 1e10 };

  const LV2_Feature        map        = { LV2_URID__map, host_urid_map() };
  const LV2_Feature        log        = { LV2_LOG__log, host_log() };
  const LV2_Feature* const features[] = { &map, &log, NULL };
  for (unsigned i = 0U; i < COUNT(good); ++i) {
    assert(instantiates(good[i], host_folder(), features));
  }
  assert(!host_logged("could not start"));
  for (unsigned i = 0U; i < COUNT(bad); ++i) {
    assert(!instantiates(bad[i], host_folder(), features));
  }
  assert(host_logged("could not start: bad argument"));
}

static void
test_bundle_paths(void)
{
  static const char* const paths[] = { NULL, "", ".", "/nonexistent/", "a/b" };

  const LV2_Feature        map        = { LV2_URID__map, host_urid_map() };
  const LV2_Feature* const features[] = { &map, NULL };
  for (unsigned i = 0U; i < COUNT(paths); ++i) {
    assert(instantiates(48000.0, paths[i], features));
  }
}

static LV2_URID
map_nothing(LV2_URID_Map_Handle handle, const char* const uri)
{
  (void)handle;
  (void)uri;
  return 0U;
}

static void
test_features(void)
{
  LV2_URID_Map      nothing     = { NULL, map_nothing };
  const LV2_Feature map         = { LV2_URID__map, host_urid_map() };
  const LV2_Feature map_nothing = { LV2_URID__map, &nothing };
  const LV2_Feature empty_map   = { LV2_URID__map, NULL };
  const LV2_Feature empty_log   = { LV2_LOG__log, NULL };
  const LV2_Feature no_options  = { LV2_OPTIONS__options, NULL };
  const LV2_Feature foreign     = { "urn:foreign", NULL };

  const LV2_Feature* const without[] = { &foreign, &empty_log, NULL };
  const LV2_Feature* const empty[]   = { &empty_map, NULL };
  const LV2_Feature* const refused[] = { &map_nothing, NULL };
  const LV2_Feature* const twice[]   = { &foreign,    &map, &empty_log,
                                         &no_options, &map, &empty_log,
                                         &foreign,    NULL };
  assert(!instantiates(48000.0, host_folder(), without));
  assert(!instantiates(48000.0, host_folder(), empty));
  assert(!instantiates(48000.0, host_folder(), refused));
  assert(instantiates(48000.0, host_folder(), twice));
}

static const LV2_Options_Interface*
options_of(const HostPlugin* const plugin)
{
  return (const LV2_Options_Interface*)plugin->descriptor->extension_data(
    LV2_OPTIONS__interface);
}

/// Options at instantiation and later: each field is wrong in turn
static void
test_options(void)
{
  static const int32_t     lengths[] = { 64, 0, -1, INT32_MIN, INT32_MAX };
  static const float       real      = 64.0f;
  const LV2_URID           nominal = host_map(LV2_BUF_SIZE__nominalBlockLength);
  const LV2_URID           longest = host_map(LV2_BUF_SIZE__maxBlockLength);
  const LV2_URID           type    = host_map(LV2_ATOM__Int);
  const LV2_URID           other   = host_map(LV2_ATOM__Float);
  const LV2_URID           rate    = host_map(LV2_PARAMETERS__sampleRate);
  const LV2_Options_Option end     = { LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, NULL };
  const LV2_Options_Option all[]   = {
      { LV2_OPTIONS_INSTANCE, 0, nominal, 4, type, &lengths[1] },
      { LV2_OPTIONS_INSTANCE, 0, nominal, 4, type, &lengths[2] },
      { LV2_OPTIONS_INSTANCE, 0, longest, 4, type, &lengths[3] },
      { LV2_OPTIONS_INSTANCE, 0, longest, 4, type, &lengths[4] },
      { LV2_OPTIONS_INSTANCE, 0, nominal, 4, type, NULL },
      { LV2_OPTIONS_INSTANCE, 0, nominal, 0, type, &lengths[0] },
      { LV2_OPTIONS_INSTANCE, 0, nominal, 8, type, &lengths[0] },
      { LV2_OPTIONS_INSTANCE, 0, nominal, 4, other, &real },
      { LV2_OPTIONS_INSTANCE, 0, nominal, 4, 0, &lengths[0] },
      { LV2_OPTIONS_INSTANCE, 0, rate, 4, other, &real },
      { LV2_OPTIONS_PORT, 99U, nominal, 4, type, &lengths[0] },
      { LV2_OPTIONS_BLANK, 0, nominal, 4, type, &lengths[0] },
      end,
  };

  const LV2_Feature        map         = { LV2_URID__map, host_urid_map() };
  const LV2_Feature        with        = { LV2_OPTIONS__options, (void*)all };
  const LV2_Feature* const features[]  = { &map, &with, NULL };
  HostPlugin* const        plugin      = host_new_with(features);
  LV2_Options_Option       question[2] = { all[0], end };
  assert(plugin);

  const LV2_Options_Interface* const options = options_of(plugin);
  assert(!options->set(plugin->handle, NULL));
  assert(!options->get(plugin->handle, NULL));
  for (unsigned i = 0U; i + 1U < COUNT(all); ++i) {
    const LV2_Options_Option one[2] = { all[i], end };
    assert(options->set(plugin->handle, one) != LV2_OPTIONS_SUCCESS);
  }

  // None of them was believed, so the usual guess still holds
  assert(!options->get(plugin->handle, question));
  assert(*(const int32_t*)question[0].value == 1024);
  host_free(plugin);
}

/// The order of a host that has lost its head
static void
test_order(void)
{
  Odd                         odd;
  const LV2_Descriptor* const descriptor = host_descriptor();

  odd_begin_octave(&odd);
  const LV2_Handle handle = odd.plugin->handle;
  descriptor->activate(handle);
  odd_check_sane(&odd, odd_on[1] + 12U);
  descriptor->deactivate(handle);
  descriptor->deactivate(handle);
  odd_check_sane(&odd, odd_on[1] + 12U);
  descriptor->activate(handle);
  descriptor->activate(handle);
  odd_check_sane(&odd, odd_on[1] + 12U);
  odd_end(&odd);

  // Never activated
  const LV2_Feature        map        = { LV2_URID__map, host_urid_map() };
  const LV2_Feature* const features[] = { &map, NULL };
  memset(&odd, 0, sizeof(odd));
  odd.plugin = host_new_with(features);
  odd_check_sane(&odd, odd_on[1]);
  host_free(odd.plugin);
}

/// Blocks of any length, as nobody ever promised
static void
test_lengths(void)
{
  static const uint32_t lengths[] = { 0U,     1U,          65535U,     65536U,
                                      65537U, 0x7FFFFFFFU, UINT32_MAX, 0U };
  Odd                   odd;

  odd_begin_octave(&odd);
  for (unsigned mode = 0U; mode < 2U; ++mode) {
    for (unsigned i = 0U; i < COUNT(lengths); ++i) {
      host_midi(odd.plugin, lengths[i] ? lengths[i] - 1U : 0, odd_on);
      odd_run(&odd, lengths[i]);
      host_midi(odd.plugin, 0, odd_off);
      odd_run(&odd, lengths[i]);
      odd_check_sane(&odd, odd_on[1] + 12U);
    }
    odd.plugin->controls[PORT_FREEWHEEL] = 0.0f;
    odd_render(&odd);
  }
  odd_end(&odd);
}

/// Every control has every value there is in floating point
static void
test_controls(void)
{
  static const float values[] = { NAN,     -NAN,     INFINITY, -INFINITY,
                                  FLT_MAX, -FLT_MAX, FLT_MIN,  FLT_TRUE_MIN,
                                  -0.0f,   0.5f,     1e9f,     -1.0f };
  Odd                odd;

  odd_begin_octave(&odd);
  for (unsigned port = PORT_ENABLED; port < PORT_STATUS; ++port) {
    const float normal = odd.plugin->controls[port];
    for (unsigned i = 0U; i < COUNT(values) && port != PORT_FREEWHEEL; ++i) {
      odd.plugin->controls[port] = values[i];
      host_midi(odd.plugin, 0, odd_on);
      odd_run(&odd, 64U);
      host_midi(odd.plugin, 0, odd_off);
      odd_run(&odd, 64U);
    }
    odd.plugin->controls[port] = normal;
    odd_run(&odd, 64U);
    odd_check_sane(&odd, odd_on[1] + 12U);
  }

  for (unsigned port = PORT_STATUS; port < PORTS; ++port) {
    assert(isfinite(odd.plugin->controls[port]));
  }
  odd_end(&odd);
}

/// Ports that are elsewhere in every block
static void
test_moving_ports(void)
{
  Odd odd;

  odd_begin_octave(&odd);
  for (unsigned i = 0U; i < 64U; ++i) {
    HostPlugin* const before = odd.plugin;
    HostPlugin* const after  = (HostPlugin*)malloc(sizeof(HostPlugin));
    assert(after);
    memcpy(after, before, sizeof(HostPlugin));
    memset(before, 0xA5, sizeof(float) * PORTS + sizeof(before->in.sequence));
    free(before);

    for (uint32_t port = PORT_ENABLED; port < PORTS; ++port) {
      after->descriptor->connect_port(
        after->handle, port, &after->controls[port]);
    }
    after->descriptor->connect_port(after->handle, PORT_IN, &after->in);
    after->descriptor->connect_port(after->handle, PORT_OUT, &after->out);
    host_begin(after);
    odd.plugin = after;
    odd_check_sane(&odd, odd_on[1] + 12U);
  }
  odd_end(&odd);
}

/// Input and output are the same memory: allowed unless lv2:inPlaceBroken
static void
test_in_place(void)
{
  Odd odd;

  odd_begin(&odd);
  HostPlugin* const           plugin     = odd.plugin;
  const LV2_Descriptor* const descriptor = plugin->descriptor;
  for (unsigned i = 0U; i < 100U; ++i) {
    host_midi(plugin, 1, odd_on);
    host_midi(plugin, 2, odd_off);
    descriptor->connect_port(plugin->handle, PORT_OUT, &plugin->in);
    descriptor->connect_port(
      plugin->handle, PORT_STATUS, &plugin->controls[PORT_ENABLED]);
    plugin->controls[PORT_ENABLED] = 1.0f;
    descriptor->run(plugin->handle, 64U);
    memcpy(&plugin->out, &plugin->in, sizeof(plugin->in.atom) + 256U);
    assert(host_midi_count(plugin) == 2U);
    assert(rig_has(plugin, odd_on[0], odd_on[1], odd_on[2]));
    host_begin(plugin);
  }
  odd_end(&odd);
}

/// Any port may be missing, at any time
static void
test_missing_ports(void)
{
  Odd odd;

  odd_begin_octave(&odd);
  HostPlugin* const           plugin     = odd.plugin;
  const LV2_Descriptor* const descriptor = plugin->descriptor;
  for (uint32_t port = PORT_IN; port < PORTS; ++port) {
    void* const place = port == PORT_IN    ? (void*)&plugin->in
                        : port == PORT_OUT ? (void*)&plugin->out
                                           : (void*)&plugin->controls[port];
    descriptor->connect_port(plugin->handle, port, NULL);
    host_midi(plugin, 0, odd_on);
    descriptor->run(plugin->handle, 64U);
    host_begin(plugin);
    descriptor->run(plugin->handle, 64U);
    descriptor->connect_port(plugin->handle, port, place);
    host_midi(plugin, 0, odd_off);
    odd_run(&odd, 64U);
    host_await(plugin, rig_running); // Freewheel ended or began
    odd_check_sane(&odd, odd_on[1] + 12U);
  }

  for (uint32_t port = PORTS; port < PORTS + 300U; ++port) {
    descriptor->connect_port(plugin->handle, port, &plugin->in);
  }
  descriptor->connect_port(plugin->handle, UINT32_MAX, &plugin->in);
  odd_check_sane(&odd, odd_on[1] + 12U);
  odd_end(&odd);
}

static void
test_extensions(void)
{
  static const char* const foreign[] = { "", "urn:foreign", LV2_STATE__state };
  const LV2_Descriptor* const descriptor = host_descriptor();

  for (unsigned i = 0U; i < COUNT(foreign); ++i) {
    assert(!descriptor->extension_data(foreign[i]));
  }
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  host_open(argv[1], argv[2]);

  test_rates();
  test_bundle_paths();
  test_features();
  test_options();
  test_order();
  test_lengths();
  test_controls();
  test_moving_ports();
  test_in_place();
  test_missing_ports();
  test_extensions();

  host_close();
  return 0;
}
