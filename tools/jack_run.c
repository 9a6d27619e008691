// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A host of one plugin as a JACK client with MIDI in and out; setup and
// real-time

#include "jack_run.h"

#include "complain.h"
#include "host.h"
#include "jack_transport.h"
#include "mailbox.h"
#include "midi.h"
#include "setting.h"

#include <jack/jack.h>
#include <jack/midiport.h>
#include <lv2/core/lv2.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// Cycles in which what has ended gets out, Pipelined included
#define LAST_CYCLES 4U

/// How long to wait for them [ms]
#define LAST_WAIT 1000U

struct ObJackRunImpl
{
  jack_client_t* client;
  jack_port_t*   in;
  jack_port_t*   out;
  ObHost*        host;
  LV2_URID       shown_property;
  float*         enabled;   ///< The plugin's port, or NULL
  float*         freewheel; ///< The plugin's port, or NULL
  bool           active;

  // The process callback's own
  ObJackTransport transport;
  unsigned        remaining; ///< Cycles until `left`

  _Atomic bool     leaving; ///< End what sounds
  _Atomic bool     left;    ///< That is out
  _Atomic bool     closed;  ///< The server went away
  _Atomic bool     renders; ///< JACK freewheels
  _Atomic uint32_t lost;    ///< Messages that JACK had no room for
  ObMailbox        shown;
};

/// Hand JACK's messages to the plugin; real-time
static void
read_input(const ObJackRun* const run, const uint32_t frames)
{
  void* const    buffer = jack_port_get_buffer(run->in, frames);
  const uint32_t count  = jack_midi_get_event_count(buffer);

  for (uint32_t i = 0U; i < count; ++i) {
    jack_midi_event_t event;
    if (!jack_midi_event_get(&event, buffer, i)) {
      ob_host_midi(run->host, event.time, event.buffer, (uint32_t)event.size);
    }
  }
}

/// End what the script and the player have sounding; real-time
static void
silence(const ObJackRun* const run)
{
  if (run->enabled) {
    *run->enabled = 0.0f;
  }

  for (unsigned channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    const uint8_t status  = (uint8_t)(0xB0U | channel);
    const uint8_t pedal[] = { status, OB_CC_SUSTAIN, 0U };
    const uint8_t notes[] = { status, OB_CC_ALL_NOTES_OFF, 0U };
    ob_host_midi(run->host, 0U, pedal, sizeof(pedal));
    ob_host_midi(run->host, 0U, notes, sizeof(notes));
  }
}

/// Hand the plugin's messages to JACK; real-time
static void
write_output(ObJackRun* const run, void* const buffer)
{
  const LV2_Atom_Event* event = NULL;

  while ((event = ob_host_next(run->host, event))) {
    if (jack_midi_event_write(buffer,
                              (jack_nframes_t)event->time.frames,
                              (const jack_midi_data_t*)(event + 1),
                              event->body.size)) {
      atomic_fetch_add_explicit(&run->lost, 1U, memory_order_relaxed);
    }
  }
}

/// Pass on what the script shows; real-time
static void
take_shown(ObJackRun* const run)
{
  const char* const text = ob_host_property(run->host, run->shown_property);

  if (text) {
    ob_mailbox_write(
      &run->shown, text, (uint32_t)strnlen(text, OB_TEXT_SIZE - 1U));
  }
}

/// One cycle; real-time
static int
process(const jack_nframes_t frames, void* const handle)
{
  ObJackRun* const run    = (ObJackRun*)handle;
  void* const      buffer = jack_port_get_buffer(run->out, frames);

  jack_midi_clear_buffer(buffer);
  if (atomic_load(&run->left)) {
    return 0;
  }

  if (run->freewheel) {
    *run->freewheel = atomic_load(&run->renders) ? 1.0f : 0.0f;
  }
  ob_jack_transport_tell(&run->transport, run->client, run->host, frames);
  if (!atomic_load(&run->leaving)) {
    read_input(run, frames);
  } else if (!run->remaining) {
    run->remaining = LAST_CYCLES;
    silence(run);
  }

  ob_host_run(run->host, frames);
  write_output(run, buffer);
  take_shown(run);
  if (run->remaining && !--run->remaining) {
    atomic_store(&run->left, true);
  }
  return 0;
}

static int
on_buffer_size(const jack_nframes_t frames, void* const handle)
{
  ob_host_set_block(((ObJackRun*)handle)->host, frames);
  return 0;
}

static void
on_freewheel(const int starting, void* const handle)
{
  atomic_store(&((ObJackRun*)handle)->renders, starting != 0);
}

static void
on_shutdown(void* const handle)
{
  atomic_store(&((ObJackRun*)handle)->closed, true);
}

/// JACK tells everything twice, and what it tells is told here better
static void
ignore_message(const char* const message)
{
  (void)message;
}

/// Connect to the server that runs; NULL if there is none
static jack_client_t*
open_client(const char* const name)
{
  jack_set_error_function(ignore_message);
  jack_set_info_function(ignore_message);
  return jack_client_open(name, JackNoStartServer, NULL);
}

bool
ob_jack_run_probe(uint32_t* const rate, uint32_t* const frames)
{
  jack_client_t* const client = open_client("outboard-doctor");
  if (!client) {
    return false;
  }

  *rate   = jack_get_sample_rate(client);
  *frames = jack_get_buffer_size(client);
  jack_client_close(client);
  return true;
}

/// Make the plugin's instance
static bool
make_host(ObJackRun* const run, const ObJackRunOptions* const options)
{
  const ObHostOptions host = {
    .rate  = (double)jack_get_sample_rate(run->client),
    .block = jack_get_buffer_size(run->client),
    .log   = stderr,
  };

  run->host = ob_host_new(options->world, options->plugin, &host);
  if (!run->host) {
    return false;
  }

  float* const mode   = ob_host_control(run->host, "mode");
  run->enabled        = ob_host_designated(run->host, LV2_CORE__enabled);
  run->freewheel      = ob_host_designated(run->host, LV2_CORE__freeWheeling);
  run->shown_property = ob_world_urid(options->world, "urn:outboard:shown");
  if (mode && options->pipelined) {
    *mode = 1.0f;
  }
  return ob_settings_apply(run->host,
                           options->world,
                           options->plugin,
                           options->settings,
                           options->n_settings);
}

/// Register with the server; return whether that succeeded
static bool
enter(ObJackRun* const run)
{
  jack_client_t* const client = run->client;

  run->in = jack_port_register(
    client, "in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput, 0);
  run->out = jack_port_register(
    client, "out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0);
  run->active = run->in && run->out &&
                !jack_set_process_callback(client, process, run) &&
                !jack_set_buffer_size_callback(client, on_buffer_size, run) &&
                !jack_set_freewheel_callback(client, on_freewheel, run) &&
                !jack_activate(client);
  if (!run->active) {
    ob_complain("JACK does not let us in");
  }

  return run->active;
}

ObJackRun*
ob_jack_run_new(const ObJackRunOptions* const options)
{
  ObJackRun* const run = (ObJackRun*)calloc(1U, sizeof(ObJackRun));
  if (!run) {
    ob_complain("%s", ob_strerror(OB_NO_MEM));
    return NULL;
  }

  ob_mailbox_init(&run->shown);
  run->client = open_client(options->name);
  if (!run->client) {
    ob_complain("there is no JACK server, or it does not let us in; start one, "
                "or set JACK_DEFAULT_SERVER to its name");
    free(run);
    return NULL;
  }

  jack_on_shutdown(run->client, on_shutdown, run);
  if (!make_host(run, options) || !enter(run)) {
    ob_jack_run_free(run);
    return NULL;
  }
  return run;
}

/// Wait until what sounds has ended, if the server still runs
static void
await_silence(ObJackRun* const run)
{
  const struct timespec ms = { 0, 1000000 };

  atomic_store(&run->leaving, true);
  for (unsigned i = 0U;
       i < LAST_WAIT && !atomic_load(&run->left) && !atomic_load(&run->closed);
       ++i) {
    nanosleep(&ms, NULL);
  }
}

void
ob_jack_run_free(ObJackRun* const run)
{
  if (!run) {
    return;
  }

  if (run->active) {
    await_silence(run);
  }
  jack_client_close(run->client);
  ob_host_free(run->host);

  const uint32_t lost = atomic_load(&run->lost);
  if (lost) {
    ob_complain("JACK had no room for %u messages", lost);
  }
  free(run);
}

/// Complain of a port that is not there, and say which are
static void
complain_of_port(const ObJackRun* const run, const char* const name)
{
  const char** const ports =
    jack_get_ports(run->client, NULL, JACK_DEFAULT_MIDI_TYPE, 0U);

  ob_complain("--connect %s: there is no such MIDI port; there are:", name);
  for (const char** port = ports; port && *port; ++port) {
    const jack_port_t* const found = jack_port_by_name(run->client, *port);
    if (found && !jack_port_is_mine(run->client, found)) {
      fprintf(stderr, "  %s\n", *port);
    }
  }
  jack_free(ports);
}

bool
ob_jack_run_connect(ObJackRun* const run, const char* const port)
{
  const jack_port_t* const other = jack_port_by_name(run->client, port);
  if (!other || strcmp(jack_port_type(other), JACK_DEFAULT_MIDI_TYPE) != 0) {
    complain_of_port(run, port);
    return false;
  }

  const bool gives = jack_port_flags(other) & JackPortIsOutput;
  const int  error =
    gives ? jack_connect(run->client, port, jack_port_name(run->in))
           : jack_connect(run->client, jack_port_name(run->out), port);
  if (error) {
    ob_complain("--connect %s: JACK refuses the connection", port);
  }
  return !error;
}

const char*
ob_jack_run_name(const ObJackRun* const run)
{
  return jack_get_client_name(run->client);
}

bool
ob_jack_run_plays(const ObJackRun* const run)
{
  return !atomic_load(&run->closed);
}

uint32_t
ob_jack_run_rate(const ObJackRun* const run, uint32_t* const frames)
{
  *frames = jack_get_buffer_size(run->client);
  return jack_get_sample_rate(run->client);
}

const char*
ob_jack_run_shown(ObJackRun* const run)
{
  uint32_t size = 0U;

  return ob_mailbox_fetch(&run->shown) ? ob_mailbox_text(&run->shown, &size)
                                       : NULL;
}
