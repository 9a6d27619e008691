// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// An engine under test, its output, and children played by the test

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
rig_open(Rig* const rig, const uint32_t nominal)
{
  memset(rig, 0, sizeof(*rig));
  rig->notices.relay = &rig->relay;
  ob_mailbox_init(&rig->notices.path);
  ob_mailbox_init(&rig->notices.current);
  ob_mailbox_init(&rig->notices.message);
  rig->engine = ob_engine_new(RIG_RATE, nominal, &rig->notices);
  rig->out    = (RigEvent*)calloc(RIG_EVENTS, sizeof(RigEvent));
  assert(rig->engine && rig->out);

  rig->controls.enabled  = true;
  rig->controls.deadline = 0.8f;
  rig->controls.values   = rig->knobs;
  rig->controls.n_values = OB_KNOBS;
  rig->room              = 1U << 24U;
  rig->overhead          = 16U;
}

void
rig_close(Rig* const rig)
{
  assert(!ob_engine_detach(rig->engine));
  ob_engine_free(rig->engine);
  free(rig->out);
}

void
rig_begin(Rig* const rig, const uint32_t frames)
{
  rig->frames = frames;
  rig->last   = 0U;
  rig->were   = rig->controls;
  memcpy(rig->knobs_were, rig->knobs, sizeof(rig->knobs));
  ob_engine_begin(rig->engine, frames, &rig->controls);
}

void
rig_midi(Rig* const     rig,
         const uint32_t frame,
         const uint8_t  a,
         const uint8_t  b,
         const uint8_t  c)
{
  const uint8_t bytes[3] = { a, b, c };
  const bool    two      = (a & 0xE0U) == 0xC0U;
  const bool    one      = a >= 0xF8U;

  ob_engine_midi(rig->engine, frame, bytes, one ? 1U : two ? 2U : 3U);
}

void
rig_sysex(Rig* const rig, const uint32_t frame, const uint32_t size)
{
  static uint8_t bytes[OB_MIDI_MAX];

  memset(bytes, 0x55, sizeof(bytes));
  bytes[0]         = 0xF0U;
  bytes[size - 1U] = 0xF7U;
  ob_engine_midi(rig->engine, frame, bytes, size);
}

void
rig_locate(Rig* const     rig,
           const uint32_t frame,
           const double   beat,
           const double   tempo,
           const double   speed,
           const int64_t  song)
{
  const ObTransport transport = { .tempo       = tempo,
                                  .beat        = beat,
                                  .speed       = speed,
                                  .frame       = song,
                                  .numerator   = 4,
                                  .denominator = 4 };

  ob_engine_transport(rig->engine, frame, &transport);
}

/// ObSink.write
static ObStatus
keep_output(void* const          handle,
            const uint32_t       frame,
            const uint8_t* const bytes,
            const uint32_t       size)
{
  Rig* const rig = (Rig*)handle;

  assert(frame < rig->frames && frame >= rig->last);
  assert(rig->n_out < RIG_EVENTS);
  rig->last             = frame;
  RigEvent* const event = &rig->out[rig->n_out++];
  event->frame          = rig->frame + frame;
  event->size           = size;
  event->sum            = 0U;
  memset(event->bytes, 0, sizeof(event->bytes));
  for (uint32_t i = 0U; i < size; ++i) {
    event->sum += bytes[i];
    if (i < sizeof(event->bytes)) {
      event->bytes[i] = bytes[i];
    }
  }
  return OB_SUCCESS;
}

void
rig_finish(Rig* const rig)
{
  ObSink         sink = { .write    = keep_output,
                          .handle   = rig,
                          .room     = rig->room,
                          .overhead = rig->overhead };
  const ObReport was  = rig->report;

  ob_engine_finish(rig->engine, &sink);
  rig->frame += rig->frames;
  rig->report = ob_engine_report(rig->engine);
  assert(rig->report.misses >= was.misses && rig->report.late >= was.late &&
         rig->report.dropped >= was.dropped);
}

/// Let a block pass if nothing is to be done in it, as a front does
static bool
rest(Rig* const rig, const uint32_t frames)
{
  const ObControls* const now = &rig->controls;
  const ObControls* const was = &rig->were;
  const bool              same =
    now->enabled == was->enabled && now->freewheel == was->freewheel &&
    now->mode == was->mode && now->fallback == was->fallback &&
    now->n_values == was->n_values && now->plain == was->plain &&
    !memcmp(&now->deadline, &was->deadline, sizeof(now->deadline)) &&
    !memcmp(rig->knobs, rig->knobs_were, sizeof(rig->knobs));
  if (!same || !ob_engine_rest(rig->engine, frames)) {
    return false;
  }

  rig->frame += frames;
  ++rig->n_rests;
  return true;
}

void
rig_run(Rig* const rig, const uint32_t frames, const uint32_t blocks)
{
  for (uint32_t i = 0U; i < blocks; ++i) {
    if (!rest(rig, frames)) {
      rig_begin(rig, frames);
      rig_finish(rig);
    }
  }
}

void
rig_deliver(Rig* const rig, RigChild* const child)
{
  rig_commit(child);
  ob_engine_alert(rig->engine); // Else it may be at rest
}

void
rig_kill(Rig* const rig, const RigChild* const child)
{
  atomic_store(&child->link->dead, true);
  ob_engine_alert(rig->engine);
}

void
rig_forget(Rig* const rig)
{
  rig->n_out = 0U;
}

void
rig_expect(Rig* const rig, const char* const text)
{
  char   actual[4096] = "";
  size_t size         = 0U;
  for (uint32_t i = 0U; i < rig->n_out && size < sizeof(actual) - 64U; ++i) {
    const RigEvent* const event = &rig->out[i];

    size += (size_t)sprintf(
      actual + size, "%s%" PRIu64 ":", i ? " " : "", event->frame);
    for (uint32_t j = 0U; j < event->size && j < 3U; ++j) {
      size += (size_t)sprintf(actual + size, "%02x", event->bytes[j]);
    }
  }

  if (strcmp(actual, text)) {
    fprintf(stderr, "expected: %s\n  actual: %s\n", text, actual);
    assert(!"other output");
  }
  rig_forget(rig);
}

int
rig_count_sounding(const Rig* const rig)
{
  static bool on[16][128];

  int count = 0;
  memset(on, 0, sizeof(on));
  for (uint32_t i = 0U; i < rig->n_out; ++i) {
    const uint8_t* const bytes   = rig->out[i].bytes;
    const uint8_t        status  = bytes[0] & 0xF0U;
    const uint8_t        channel = bytes[0] & 0x0FU;
    bool* const          note    = &on[channel][bytes[1] & 0x7FU];
    if (status == 0x90U && bytes[2]) {
      assert(!*note);
      *note = true;
      ++count;
    } else if ((status == 0x80U || status == 0x90U) && *note) {
      *note = false;
      --count;
    }
  }

  return count;
}
