// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes run() with a child that lies in the segment

#undef NDEBUG

#include "fuzz_engine.h"

#include <assert.h>
#include <unistd.h>

/**
   @file

   An input is a list of what happens: a byte that is a FuzzStep, and what it
   needs.  Whatever the child wrote, once it is dead nothing of it sounds any
   more.
*/

#define FRAMES_MAX 128U
#define LINKS_MAX 4U

/// ObSink.write: remember what sounds
static ObStatus
take_output(void* const          handle,
            const uint32_t       frame,
            const uint8_t* const bytes,
            const uint32_t       size)
{
  FuzzHost* const host    = (FuzzHost*)handle;
  const uint32_t  channel = bytes[0] & 15U;

  assert(frame >= host->last && (frame < host->frames || !frame));
  assert(ob_midi_valid(bytes, size));
  host->last = frame;
  switch (ob_midi_kind(bytes, size)) {
    case OB_KIND_NOTE_ON:
      host->on[channel][bytes[1]] = true;
      break;
    case OB_KIND_NOTE_OFF:
      host->on[channel][bytes[1]] = false;
      break;
    case OB_KIND_CC:
      if (bytes[1] == OB_CC_SUSTAIN || bytes[1] == OB_CC_SOSTENUTO) {
        host->pedal[channel][bytes[1] == OB_CC_SUSTAIN] = bytes[2] >= 64U;
      }
      break;
    case OB_KIND_PITCH_BEND:
      host->bent[channel] = bytes[1] != 0U || bytes[2] != 64U;
      break;
    default:
      break;
  }

  return OB_SUCCESS;
}

/// Give the engine a child that answers to everything
static void
offer(FuzzHost* const host)
{
  int fd = -1;

  if (host->links++ < LINKS_MAX) {
    assert(!ob_link_new(&host->link, 48000.0, host->links, &fd));
    close(fd);
    host->link->routes = UINT32_MAX;
    host->link->script = host->links / 2U;
    host->link->reload = host->links % 2U;
    ob_queue_writer_init(&host->replies,
                         &host->link->segment.header->reply,
                         host->link->segment.reply,
                         OB_QUEUE_SIZE);
    assert(!ob_engine_offer(host->engine, host->link));
  }
}

/// Let a block pass if nothing is to be done in it, as a front does
static bool
rest(FuzzHost* const host, const uint32_t frames)
{
  if (!host->same || !ob_engine_rest(host->engine, frames)) {
    return false;
  }

  host->frame += frames;
  return true;
}

/// Run one block, maybe with a message that leaves nothing behind
static void
run(FuzzHost* const host, FuzzInput* const input, const uint32_t frames)
{
  static const uint8_t messages[][3] = {
    { 0x80U, 60U, 0U },  { 0xB0U, 1U, 5U },    { 0xB1U, 123U, 0U },
    { 0xB0U, 120U, 0U }, { 0xA0U, 60U, 100U }, { 0xB2U, 121U, 0U },
  };
  const ObSink  full  = { take_output, host, 1U << 20U, 16U };
  const ObSink  small = { take_output, host, 64U, 16U };
  const uint8_t what  = fuzz_u8(input);
  ObSink        sink  = what & 1U ? small : full;
  if (!(what & 2U) && rest(host, frames)) {
    return;
  }

  host->frames = frames;
  host->last   = 0U;
  host->same   = true;
  ob_engine_begin(host->engine, frames, &host->controls);
  if (what & 2U) {
    ob_engine_midi(host->engine,
                   what >> 5U,
                   messages[(what >> 2U) % 6U],
                   sizeof(messages[0]));
  }
  ob_engine_finish(host->engine, &sink);
  host->frame += frames;

  ob_notices_take(&host->notices);
  ObLink* const back = ob_engine_collect(host->engine);
  if (back) {
    assert(back == host->link);
    host->link = NULL;
    ob_link_free(back);
    offer(host);
  }
}

static void
set_controls(FuzzHost* const host, FuzzInput* const input)
{
  const uint8_t bits = fuzz_u8(input);

  host->same              = false;
  host->controls.enabled  = !(bits & 1U);
  host->controls.mode     = bits & 2U ? OB_MODE_PIPELINED : OB_MODE_LIVE;
  host->controls.fallback = bits & 4U ? OB_FALLBACK_MUTE : OB_FALLBACK_PASS;
  host->knobs[bits >> 4U] = (float)fuzz_number(input);
  host->link->latency     = bits & 8U ? fuzz_u32(input) : 0U;
  host->link->params      = fuzz_u8(input);
}

static void
tell_transport(FuzzHost* const host, FuzzInput* const input)
{
  ObTransport transport = { .numerator = 4, .denominator = 4 };

  transport.tempo = fuzz_number(input);
  transport.beat  = fuzz_number(input);
  transport.speed = fuzz_number(input);
  transport.frame = fuzz_u16(input);
  host->frames    = 1U;
  host->last      = 0U;
  ob_engine_begin(host->engine, 1U, &host->controls);
  ob_engine_transport(host->engine, 0U, &transport);
  ObSink sink = { take_output, host, 1U << 20U, 16U };
  ob_engine_finish(host->engine, &sink);
  ++host->frame;
}

static void
take_step(FuzzHost* const host, FuzzInput* const input)
{
  const FuzzStep step = (FuzzStep)(fuzz_u8(input) % STEPS);

  switch (step) {
    case STEP_RUN:
      run(host, input, fuzz_u8(input) % FRAMES_MAX);
      break;
    case STEP_CONTROLS:
      set_controls(host, input);
      break;
    case STEP_TRANSPORT:
      tell_transport(host, input);
      break;
    default:
      fuzz_lie(host, step, input);
      break;
  }
}

/// The child has died: after one block more, nothing of it is left
static void
expect_silence(FuzzHost* const host)
{
  FuzzInput nothing = { NULL, 0U };

  if (host->link) {
    atomic_store(&host->link->dead, true);
    ob_engine_alert(host->engine);
  }
  host->links            = LINKS_MAX;
  host->same             = false;
  host->controls.enabled = true;
  run(host, &nothing, FRAMES_MAX);
  run(host, &nothing, FRAMES_MAX);
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    assert(!host->bent[channel]);
    assert(!host->pedal[channel][0] && !host->pedal[channel][1]);
    for (uint32_t pitch = 0U; pitch < 128U; ++pitch) {
      assert(!host->on[channel][pitch]);
    }
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  FuzzHost host = {
    .controls = { .enabled = true, .deadline = 0.01f, .n_values = OB_KNOBS }
  };
  FuzzInput input = { data, size };

  host.controls.values = host.knobs;
  host.notices.relay   = &host.relay;
  host.engine          = ob_engine_new(48000.0, 64U, &host.notices);
  assert(host.engine);
  offer(&host);

  while (input.left && host.link) {
    take_step(&host, &input);
  }
  expect_silence(&host);

  for (ObLink* link = NULL; (link = ob_engine_detach(host.engine));) {
    ob_link_free(link);
  }
  ob_engine_free(host.engine);
  return 0;
}
