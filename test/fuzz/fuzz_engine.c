// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes run() with a child that lies in the segment

#undef NDEBUG

#include "engine.h"
#include "fuzz.h"
#include "link.h"
#include "midi.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

/**
   @file

   An input is a list of what happens: a byte that is a Step, and what it needs.
   Whatever the child wrote, once it is dead nothing of it sounds any more.
*/

/// What can happen
typedef enum
{
  STEP_RUN,
  STEP_SEND,
  STEP_CANCEL,
  STEP_RESET,
  STEP_RECORD,
  STEP_SCRIBBLE,
  STEP_INDEX,
  STEP_WORD,
  STEP_CONTROLS,
  STEP_TRANSPORT,
  STEPS
} Step;

#define FRAMES_MAX 128U
#define LINKS_MAX 4U

/// The host, and what came out of it
typedef struct
{
  ObDoorbell    relay;
  ObNotices     notices;
  ObEngine*     engine;
  ObLink*       link;
  ObQueueWriter replies;
  ObControls    controls;
  float         knobs[OB_KNOBS];
  uint64_t      frame; ///< Of the next block
  uint32_t      frames;
  uint32_t      last;
  uint32_t      links;
  bool          on[OB_MIDI_CHANNELS][128];
  bool          pedal[OB_MIDI_CHANNELS][2];
  bool          bent[OB_MIDI_CHANNELS];
} Host;

/// ObSink.write: remember what sounds
static ObStatus
take_output(void* const          handle,
            const uint32_t       frame,
            const uint8_t* const bytes,
            const uint32_t       size)
{
  Host* const    host    = (Host*)handle;
  const uint32_t channel = bytes[0] & 15U;

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
offer(Host* const host)
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

/// Run one block with a message that leaves nothing behind
static void
run(Host* const host, FuzzInput* const input, const uint32_t frames)
{
  static const uint8_t messages[][3] = {
    { 0x80U, 60U, 0U },  { 0xB0U, 1U, 5U },    { 0xB1U, 123U, 0U },
    { 0xB0U, 120U, 0U }, { 0xA0U, 60U, 100U }, { 0xB2U, 121U, 0U },
  };
  const ObSink  full  = { take_output, host, 1U << 20U, 16U };
  const ObSink  small = { take_output, host, 64U, 16U };
  const uint8_t what  = fuzz_u8(input);
  ObSink        sink  = what & 1U ? small : full;

  host->frames = frames;
  host->last   = 0U;
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

/// Write a record as it is
static void
put(Host* const host, const void* const record, const uint32_t size)
{
  ob_queue_write(
    &host->replies, (const ObRecord*)record, size < 8U ? 8U : size, NULL, 0U);
  ob_queue_commit(&host->replies);
}

/// One of few voices, or of those that have a meaning of their own
static uint32_t
take_voice(FuzzInput* const input)
{
  const uint8_t voice = fuzz_u8(input);

  return voice < 0xF0U ? voice : UINT32_C(0xEFFFFFF0) + voice;
}

/// A message that may be right in every way
static void
send(Host* const host, FuzzInput* const input)
{
  ObSend send = { .record = { .type  = OB_REPLY_SEND,
                              .flags = fuzz_u8(input) & 15U } };

  send.frame           = host->frame + (uint64_t)(int16_t)fuzz_u16(input);
  send.beat            = fuzz_number(input);
  send.length          = fuzz_number(input);
  send.voice           = take_voice(input);
  send.order           = fuzz_u8(input);
  send.key             = fuzz_u8(input);
  send.size            = fuzz_u16(input);
  const uint8_t* bytes = NULL;
  const size_t   taken =
    fuzz_take(input, send.size < 4096U ? send.size : 4096U, &bytes);
  memcpy(send.bytes, bytes, taken < 4U ? taken : 4U);
  ob_queue_write(&host->replies,
                 &send.record,
                 sizeof(send),
                 taken > 4U ? bytes + 4U : NULL,
                 taken > 4U ? (uint32_t)taken - 4U : 0U);
  ob_queue_commit(&host->replies);
}

/// Any record of any size, which may not be what it says
static void
record(Host* const host, FuzzInput* const input)
{
  union
  {
    ObRecord head;
    uint8_t  bytes[256];
  } any = { .head = { 0U, fuzz_u8(input) % 32U, fuzz_u8(input) } };

  const uint32_t size  = fuzz_u8(input);
  const uint8_t* bytes = NULL;
  const size_t   taken = fuzz_take(input, size, &bytes);
  if (taken && taken <= sizeof(any) - sizeof(any.head)) {
    memcpy(any.bytes + sizeof(any.head), bytes, taken);
  }

  const uint32_t start = host->replies.offset;
  const uint8_t  lie   = fuzz_u8(input);
  put(host, &any, size);
  if (lie & 1U) {
    const uint32_t said = lie & 2U ? fuzz_u32(input) : fuzz_u8(input) * 8U;
    memcpy(host->replies.data + start, &said, sizeof(said));
  }
}

/// Write over anything the child can reach
static void
scribble(Host* const host, FuzzInput* const input)
{
  uint8_t* const memory = (uint8_t*)host->link->segment.header;
  const uint32_t offset = fuzz_u32(input) % OB_SEGMENT_SIZE;
  const uint32_t room   = OB_SEGMENT_SIZE - offset;
  const uint8_t  size   = fuzz_u8(input);
  const uint8_t* bytes  = NULL;
  const size_t   taken  = fuzz_take(input, size < room ? size : room, &bytes);
  if (taken) {
    memcpy(memory + offset, bytes, taken);
  }
}

/// Lie about what was written or read
static void
move_index(Host* const host, FuzzInput* const input)
{
  ObSegmentHeader* const header = host->link->segment.header;

  switch (fuzz_u8(input) % 4U) {
    case 0U:
      atomic_fetch_add(&header->reply.written, fuzz_u16(input));
      break;
    case 1U:
      atomic_store(&header->reply.written, fuzz_u32(input));
      break;
    case 2U: // As one that keeps up
      atomic_store(&header->request.read,
                   atomic_load(&header->request.written));
      break;
    default:
      atomic_store(&header->request.read, fuzz_u32(input));
      break;
  }
}

/// Say anything in the words of a child, or the right thing
static void
say_word(Host* const host, FuzzInput* const input)
{
  ObSegmentHeader* const header = host->link->segment.header;
  ObChildWords* const    words  = &header->child;

  switch (fuzz_u8(input) % 8U) {
    case 0U:
      atomic_store(&words->done, fuzz_u32(input));
      break;
    case 1U:
      atomic_store(&words->done, atomic_load(&header->host.sequence));
      break;
    case 2U:
      atomic_store(&words->wake_frame, host->frame + fuzz_u16(input));
      break;
    case 3U:
      atomic_store(&words->wake_frame, OB_NO_WAKE);
      break;
    case 4U:
      atomic_store(&words->busy_time, (uint64_t)fuzz_u32(input) << 32U);
      break;
    case 5U:
      atomic_store(&words->dropped, (uint64_t)fuzz_u32(input) << 32U);
      break;
    case 6U:
      atomic_store(&header->host_bell.rings, fuzz_u32(input));
      break;
    default:
      atomic_store(&header->child_bell.sleepers, fuzz_u32(input));
      break;
  }
}

static void
set_controls(Host* const host, FuzzInput* const input)
{
  const uint8_t bits = fuzz_u8(input);

  host->controls.enabled  = !(bits & 1U);
  host->controls.mode     = bits & 2U ? OB_MODE_PIPELINED : OB_MODE_LIVE;
  host->controls.fallback = bits & 4U ? OB_FALLBACK_MUTE : OB_FALLBACK_PASS;
  host->knobs[bits >> 4U] = (float)fuzz_number(input);
  host->link->latency     = bits & 8U ? fuzz_u32(input) : 0U;
  host->link->params      = fuzz_u8(input);
}

static void
tell_transport(Host* const host, FuzzInput* const input)
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
take_step(Host* const host, FuzzInput* const input)
{
  ObReset  reset  = { .record = { .type = OB_REPLY_RESET } };
  ObCancel cancel = { .record = { .type = OB_REPLY_CANCEL } };

  switch ((Step)(fuzz_u8(input) % STEPS)) {
    case STEP_RUN:
      run(host, input, fuzz_u8(input) % FRAMES_MAX);
      break;
    case STEP_SEND:
      send(host, input);
      break;
    case STEP_CANCEL:
      cancel.voice = take_voice(input);
      put(host, &cancel, sizeof(cancel));
      break;
    case STEP_RESET:
      reset.reason  = fuzz_u8(input) % 5U;
      reset.channel = fuzz_u8(input) % 17U;
      reset.frame   = host->frame + (uint64_t)(int8_t)fuzz_u8(input);
      put(host, &reset, sizeof(reset));
      break;
    case STEP_RECORD:
      record(host, input);
      break;
    case STEP_SCRIBBLE:
      scribble(host, input);
      break;
    case STEP_INDEX:
      move_index(host, input);
      break;
    case STEP_WORD:
      say_word(host, input);
      break;
    case STEP_CONTROLS:
      set_controls(host, input);
      break;
    case STEP_TRANSPORT:
      tell_transport(host, input);
      break;
    case STEPS:
      break;
  }
}

/// The child has died: after one block more, nothing of it is left
static void
expect_silence(Host* const host)
{
  FuzzInput nothing = { NULL, 0U };

  if (host->link) {
    atomic_store(&host->link->dead, true);
  }
  host->links            = LINKS_MAX;
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
  Host      host  = { .controls = {
                        .enabled = true, .deadline = 0.01f, .n_values = OB_KNOBS } };
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
