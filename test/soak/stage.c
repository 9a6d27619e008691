// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The JACK client that runs all slots, one after the other; real-time, setup

#include "stage.h"

#include <unistd.h>

/// Real-time
static int
process(const jack_nframes_t frames, void* const handle)
{
  Stage* const stage = (Stage*)handle;
  if (!stage->watched) {
    stage->watched = true;
    watch_open(&stage->watch);
  }

  watch_settle(&stage->watch);
  for (unsigned i = 0U; i < stage->n_slots; ++i) {
    if (stage->slots[i].live) {
      slot_run(&stage->slots[i], frames, &stage->watch);
    }
  }
  ++stage->cycles;
  return 0;
}

/// Called while process() is not
static int
change_length(const jack_nframes_t frames, void* const handle)
{
  Stage* const stage = (Stage*)handle;

  stage->length = frames;
  for (unsigned i = 0U; i < stage->n_slots; ++i) {
    if (stage->slots[i].live) {
      slot_set_length(&stage->slots[i], frames);
    }
  }
  return 0;
}

static int
count_xrun(void* const handle)
{
  ++((Stage*)handle)->xruns;
  return 0;
}

static void
note_shutdown(void* const handle)
{
  ((Stage*)handle)->closed = true;
}

bool
stage_open(Stage* const stage, Slot* const slots, const unsigned n_slots)
{
  stage->slots   = slots;
  stage->n_slots = n_slots;
  stage->client  = jack_client_open("soak", JackNoStartServer, NULL);
  if (!stage->client) {
    return false;
  }

  jack_on_shutdown(stage->client, note_shutdown, stage);
  stage->length = jack_get_buffer_size(stage->client);
  return !jack_set_process_callback(stage->client, process, stage) &&
         !jack_set_buffer_size_callback(stage->client, change_length, stage) &&
         !jack_set_xrun_callback(stage->client, count_xrun, stage) &&
         !jack_activate(stage->client);
}

void
stage_close(Stage* const stage)
{
  if (stage->client) {
    jack_client_close(stage->client);
    watch_close(&stage->watch);
  }
}

void
stage_give(Stage* const stage, Slot* const slot)
{
  (void)stage;
  slot->live = true;
}

void
stage_take(Stage* const stage, Slot* const slot)
{
  // The cycle that goes on may have seen that it was live, the next does not
  slot->live           = false;
  const uint32_t start = stage->cycles;
  while (stage->cycles - start < 2U && !stage->closed) {
    usleep(500U);
  }
}

void
stage_set_length(Stage* const stage, const uint32_t frames)
{
  jack_set_buffer_size(stage->client, frames);
}
