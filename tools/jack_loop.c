// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Plays MIDI to a JACK port and records another; setup, its clients real-time

#include "jack_loop.h"

#include "attributes.h"

#include <jack/jack.h>
#include <jack/midiport.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

/// Cycles before frame 0, for the graph to settle after connecting
#define LEAD_CYCLES 32U

/// How often to look whether something has happened [ms]
#define POLL_TIME 10U

/// How much longer than its length a recording may take [ms]
#define STALL_TIME 10000U

/// One client with its one port; while a run lasts, its callback's alone
typedef struct
{
  jack_client_t* client;
  jack_port_t*   port;
  bool           rolling;    ///< Has had a cycle in this run
  uint32_t       next_frame; ///< When the next cycle should begin
  uint32_t       gaps;       ///< How often it did not
} Side;

/// Where a run is; each step is made by one thread only
typedef enum
{
  PHASE_IDLE,
  PHASE_ARMED,   ///< Set by the main thread
  PHASE_ROLLING, ///< Set by the sender: `start` is valid
  PHASE_DONE     ///< Set by the recorder
} Phase;

struct ObJackLoopImpl
{
  Side              sender;
  Side              recorder;
  const ObMidiList* input;
  ObMidiList*       output;
  size_t            played; ///< Index of the next input message; the sender's
  uint32_t          lost;   ///< The recorder's
  uint32_t          start;  ///< JACK's time at frame 0
  uint32_t          frames; ///< Length of the recording
  _Atomic Phase     phase;
  _Atomic bool      closed; ///< The server went away
};

/// Return the cycle's position and count it if it does not follow the last
static int32_t
begin_cycle(Side* const side, const uint32_t start, const uint32_t frames)
{
  const uint32_t now = jack_last_frame_time(side->client);
  side->gaps += side->rolling && now != side->next_frame;
  side->rolling    = true;
  side->next_frame = now + frames;
  return (int32_t)(now - start);
}

/// Real-time
static int
send(const jack_nframes_t frames, void* const handle)
{
  ObJackLoop* const loop   = (ObJackLoop*)handle;
  void* const       buffer = jack_port_get_buffer(loop->sender.port, frames);
  jack_midi_clear_buffer(buffer);

  Phase phase = atomic_load(&loop->phase);
  if (phase == PHASE_ARMED) {
    loop->start =
      jack_last_frame_time(loop->sender.client) + LEAD_CYCLES * frames;
    phase = PHASE_ROLLING;
    atomic_store(&loop->phase, phase);
  }
  if (phase != PHASE_ROLLING) {
    return 0;
  }

  const int32_t position = begin_cycle(&loop->sender, loop->start, frames);
  while (loop->played < loop->input->count) {
    const ObMidiEvent* const event  = &loop->input->events[loop->played];
    const int64_t            offset = (int64_t)event->frame - position;
    if (offset >= (int64_t)frames) {
      break;
    }
    jack_midi_event_write(buffer,
                          offset < 0 ? 0 : (jack_nframes_t)offset,
                          event->bytes,
                          event->size);
    ++loop->played;
  }
  return 0;
}

/// Real-time; runs after send() and what is between them in the same cycle
static int
record(const jack_nframes_t frames, void* const handle)
{
  ObJackLoop* const loop = (ObJackLoop*)handle;
  if (atomic_load(&loop->phase) != PHASE_ROLLING) {
    return 0;
  }

  void* const    buffer   = jack_port_get_buffer(loop->recorder.port, frames);
  const int32_t  position = begin_cycle(&loop->recorder, loop->start, frames);
  const uint32_t count    = jack_midi_get_event_count(buffer);
  for (uint32_t i = 0; i < count; ++i) {
    jack_midi_event_t event;
    if (jack_midi_event_get(&event, buffer, i)) {
      ++loop->lost;
      continue;
    }
    const int64_t frame = (int64_t)position + event.time;
    if (frame >= 0 && frame < (int64_t)loop->frames) {
      loop->lost += !!ob_midi_list_append(
        loop->output, (uint32_t)frame, event.buffer, event.size);
    }
  }

  if (position >= 0 && (uint32_t)position >= loop->frames) {
    atomic_store(&loop->phase, PHASE_DONE);
  }
  return 0;
}

static void
on_shutdown(void* const handle)
{
  atomic_store(&((ObJackLoop*)handle)->closed, true);
}

static void
pause_thread(const unsigned ms)
{
  const struct timespec time = { ms / 1000U, (long)(ms % 1000U) * 1000000L };
  nanosleep(&time, NULL);
}

static void
ignore_message(const char* const message)
{
  (void)message;
}

ObStatus
ob_jack_loop_await_server(const unsigned timeout)
{
  jack_set_error_function(ignore_message);
  jack_set_info_function(ignore_message);
  jack_client_t* client = NULL;
  for (unsigned waited = 0;
       !(client = jack_client_open("probe", JackNoStartServer, NULL));
       waited += POLL_TIME) {
    if (waited >= timeout) {
      return OB_TIMEOUT;
    }
    pause_thread(POLL_TIME);
  }
  jack_client_close(client);
  return OB_SUCCESS;
}

static ObStatus
open_side(Side* const               side,
          const char* const         name,
          const char* const         port,
          const unsigned long       flags,
          const JackProcessCallback process,
          ObJackLoop* const         loop)
{
  side->client = jack_client_open(name, JackNoStartServer, NULL);
  if (!side->client) {
    return OB_ERROR;
  }

  side->port =
    jack_port_register(side->client, port, JACK_DEFAULT_MIDI_TYPE, flags, 0);
  jack_on_shutdown(side->client, on_shutdown, loop);
  return !side->port ||
             jack_set_process_callback(side->client, process, loop) ||
             jack_activate(side->client)
           ? OB_ERROR
           : OB_SUCCESS;
}

ObJackLoop*
ob_jack_loop_new(const ObMidiList* const input, ObMidiList* const output)
{
  ObJackLoop* const loop = (ObJackLoop*)calloc(1, sizeof(ObJackLoop));
  if (!loop) {
    return NULL;
  }

  loop->input  = input;
  loop->output = output;
  if (open_side(&loop->sender, "player", "out", JackPortIsOutput, send, loop) ||
      open_side(
        &loop->recorder, "recorder", "in", JackPortIsInput, record, loop)) {
    ob_jack_loop_free(loop);
    return NULL;
  }
  return loop;
}

void
ob_jack_loop_free(ObJackLoop* const loop)
{
  if (!loop) {
    return;
  }
  if (loop->recorder.client) {
    jack_client_close(loop->recorder.client);
  }
  if (loop->sender.client) {
    jack_client_close(loop->sender.client);
  }
  free(loop);
}

uint32_t
ob_jack_loop_rate(const ObJackLoop* const loop)
{
  return jack_get_sample_rate(loop->sender.client);
}

ObStatus
ob_jack_loop_connect(ObJackLoop* const loop,
                     const char* const to,
                     const char* const from,
                     const unsigned    timeout)
{
  jack_client_t* const client = loop->sender.client;
  for (unsigned waited = 0;
       !jack_port_by_name(client, to) || !jack_port_by_name(client, from);
       waited += POLL_TIME) {
    if (waited >= timeout) {
      return OB_TIMEOUT;
    }
    pause_thread(POLL_TIME);
  }

  return jack_connect(client, jack_port_name(loop->sender.port), to) ||
             jack_connect(client, from, jack_port_name(loop->recorder.port))
           ? OB_ERROR
           : OB_SUCCESS;
}

ObStatus
ob_jack_loop_run(ObJackLoop* const       loop,
                 const uint32_t          frames,
                 ObJackLoopResult* const result)
{
  loop->output->count    = 0;
  loop->played           = 0;
  loop->lost             = 0;
  loop->frames           = frames;
  loop->sender.rolling   = false;
  loop->sender.gaps      = 0;
  loop->recorder.rolling = false;
  loop->recorder.gaps    = 0;
  atomic_store(&loop->phase, PHASE_ARMED);

  const uint64_t length = 1000ULL * frames / ob_jack_loop_rate(loop);
  for (uint64_t waited = 0; atomic_load(&loop->phase) != PHASE_DONE;
       waited += POLL_TIME) {
    if (atomic_load(&loop->closed)) {
      return OB_CLOSED;
    }
    if (waited >= length + STALL_TIME) {
      return OB_TIMEOUT;
    }
    pause_thread(POLL_TIME);
  }

  result->gaps = loop->sender.gaps + loop->recorder.gaps;
  result->lost = loop->lost;
  return OB_SUCCESS;
}
