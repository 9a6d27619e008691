// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes the child's loop: requests, the transport, and a script's answers

#undef NDEBUG

#include "fuzz_child.h"

#include "fuzz.h"
#include "loop.h"
#include "message.h"
#include "ports.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

/**
   @file

   An input is a list of records: a byte that is a Step, and what it needs.  One
   process takes all inputs, one after the other, as a child takes requests; so
   each ends what it has begun.
*/

/// What the host can request
typedef enum
{
  STEP_BLOCK,
  STEP_EVENT,
  STEP_TRANSPORT,
  STEP_PARAM,
  STEP_RESET,
  STEP_RESYNC,
  STEP_RECORD,
  STEP_INDEX,
  STEPS
} Step;

/// Room that is left for what ends an input [bytes]
#define RESERVE 4096U

static const char text[] =
  "from outboard import *\n"
  "x = Float('x', 'X', 0, 10)\n"
  "c = Choice('c', 'C', ['a', 'b'])\n"
  "s = Steps('s', 'S', 4, 0, 5)\n"
  "t = Trigger('t', 'T')\n"
  "every(1/2, lambda i: play(60 + i % 12, beats=1/8), swing=x)\n"
  "def on_note_on(note):\n"
  "    note.send(pitch=fold(note.pitch + 7), after_ms=x.value)\n"
  "    play(note.pitch, beats=0.5, after_beats=0.25)\n"
  "    yield beats(0.1)\n"
  "    note.send(velocity=1, at_beat=transport.beat + 1)\n"
  "    yield released(note)\n"
  "    yield grid(1/4, x)\n"
  "    note.send(pitch=0)\n"
  "def on_note_off(note):\n"
  "    log(note, held(), cc(1))\n"
  "def on_cc(event):\n"
  "    event.send(number=event.number ^ 1, after_beats=1)\n"
  "def on_pitch_bend(event):\n"
  "    event.copy(value=event.value // 2).send()\n"
  "def on_sysex(event):\n"
  "    SysEx(event.data).send()\n"
  "def on_event(event):\n"
  "    event.send(after_ms=1)\n"
  "def on_param(param):\n"
  "    show(param.id, param.value)\n"
  "def on_transport(event):\n"
  "    show('bar', event.bar)\n"
  "    if event.reason == 'stop':\n"
  "        panic()\n"
  "def on_reset():\n"
  "    show('held', len(held()))\n";

static ObSegment     segment;
static ObScript      script;
static ObQueueWriter writer;
static uint64_t      frame;
static uint32_t      sequence;

/// The host: it reads whatever comes
static void*
take_replies(void* const unused)
{
  ObQueueIndices* const reply = &segment.header->reply;
  const struct timespec pause = { 0, 1000000 };

  (void)unused;
  for (;;) {
    atomic_store(&reply->read, atomic_load(&reply->written));
    ob_doorbell_ring(&segment.header->room_bell);
    nanosleep(&pause, NULL);
  }

  return NULL;
}

void
fuzz_start(void)
{
  pthread_t host;

  fuzz_child_start(&script, &segment, text);
  assert(!pthread_create(&host, NULL, take_replies, NULL));
  assert(!ob_ports_init("x\nc\n\ns_1\ns_2\nt\nfoo\n"));
}

/// Write a record, unless the queue is full
static void
put(const void* const record, const uint32_t size)
{
  if (ob_queue_room(&writer) > size + RESERVE) {
    ob_queue_write(&writer, (const ObRecord*)record, size, NULL, 0U);
  }
}

static double
within(const double value, const double low, const double high)
{
  return value >= low && value <= high ? value : low;
}

/// A transport such as the engine tells, which lets nothing else pass
static ObTransport
take_transport(FuzzInput* const input)
{
  ObTransport transport = { .numerator   = 1 + fuzz_u8(input) % 32,
                            .denominator = 1 << fuzz_u8(input) % 6U };

  transport.tempo    = within(16.0 * fuzz_number(input), 1.0, 1000.0);
  transport.beat     = within(fuzz_number(input), -1.0e9, 1.0e9);
  transport.speed    = within(fuzz_number(input), -4.0, 4.0);
  transport.elapsed  = (double)frame / 24000.0;
  transport.bar      = (int8_t)fuzz_u8(input);
  transport.bar_beat = fuzz_u8(input) / 16.0;
  transport.flags    = fuzz_u8(input) & (uint32_t)~OB_TRANSPORT_ROLLING;
  if (transport.speed < 0.0 || transport.speed > 0.0) {
    transport.flags |= OB_TRANSPORT_ROLLING;
  }
  return transport;
}

static void
begin_block(FuzzInput* const input)
{
  ObBlock block = { .record = { .type = OB_REQUEST_BLOCK }, .nominal = 256U };

  block.frame     = frame;
  block.frames    = fuzz_u16(input);
  block.sequence  = ++sequence;
  block.transport = take_transport(input);
  put(&block, sizeof(block));
  frame += block.frames / 2U;
}

static void
take_event(FuzzInput* const input)
{
  struct
  {
    ObEvent event;
    uint8_t more[256];
  } any = { .event = { .record = { .type = OB_REQUEST_EVENT } } };

  any.event.record.flags = fuzz_u8(input) & 1U;
  any.event.frame        = frame;
  any.event.order        = fuzz_u8(input);
  any.event.length       = fuzz_u8(input);
  const uint8_t* bytes   = NULL;
  const size_t   taken   = fuzz_take(input, any.event.length, &bytes);
  if (taken) {
    memcpy(any.event.bytes, bytes, taken < 2U ? taken : 2U);
    memcpy(any.more,
           bytes + (taken < 2U ? taken : 2U),
           taken < 2U ? 0U : taken - 2U);
  }
  put(&any, (uint32_t)(sizeof(ObEvent) + taken));
}

static void
change_transport(FuzzInput* const input)
{
  ObTransportChange change = { .record = { .type = OB_REQUEST_TRANSPORT } };

  change.record.flags = fuzz_u8(input) % 4U;
  change.frame        = frame;
  change.transport    = take_transport(input);
  put(&change, sizeof(change));
}

static void
change_param(FuzzInput* const input)
{
  ObParamChange  change = { .record = { .type = OB_REQUEST_PARAM } };
  const uint32_t value  = fuzz_u32(input);

  change.record.flags = fuzz_u8(input) % 4U;
  change.frame        = frame;
  change.index        = fuzz_u8(input);
  memcpy(&change.value, &value, sizeof(value));
  put(&change, sizeof(change));
}

static void
reset(const uint32_t reason, const uint32_t channel)
{
  const ObReset reset = {
    { 0U, OB_REQUEST_RESET, 0U }, frame, reason, channel
  };
  put(&reset, sizeof(reset));
}

static void
resync(FuzzInput* const input)
{
  ObResync any = { .record = { .type = OB_REQUEST_RESYNC } };

  any.record.flags = fuzz_u8(input) % 2U;
  any.frame        = frame;
  any.lost         = fuzz_u8(input);
  for (unsigned i = fuzz_u8(input) % 8U; i; --i) {
    any.velocity[fuzz_u8(input) % 16U][fuzz_u8(input) % 128U] =
      fuzz_u8(input) % 128U;
  }
  put(&any, sizeof(any));
}

/// Any record of any size
static void
take_record(FuzzInput* const input)
{
  union
  {
    ObRecord head;
    uint8_t  bytes[256];
  } any = { .head = { 0U, fuzz_u8(input) % 32U, fuzz_u8(input) } };

  if (any.head.type == OB_REQUEST_BLOCK ||
      any.head.type == OB_REQUEST_TRANSPORT) {
    return; // They tell what the engine has checked
  }

  const uint32_t size  = fuzz_u8(input);
  const uint8_t* bytes = NULL;
  const size_t   taken = fuzz_take(input, size, &bytes);
  if (taken > sizeof(uint64_t) && taken <= sizeof(any) - 16U) {
    memcpy(any.bytes + 8U, &frame, sizeof(frame)); // Time is the host's
    memcpy(any.bytes + 16U, bytes, taken);
  }
  put(&any, size < 16U ? 16U : size);
}

static void
take_step(FuzzInput* const input)
{
  switch ((Step)(fuzz_u8(input) % STEPS)) {
    case STEP_BLOCK:
      begin_block(input);
      break;
    case STEP_EVENT:
      take_event(input);
      break;
    case STEP_TRANSPORT:
      change_transport(input);
      break;
    case STEP_PARAM:
      change_param(input);
      break;
    case STEP_RESET:
      reset(fuzz_u8(input) % 4U, fuzz_u8(input) % 17U);
      break;
    case STEP_RESYNC:
      resync(input);
      break;
    case STEP_RECORD:
      take_record(input);
      break;
    case STEP_INDEX:
      writer.written += fuzz_u16(input);
      break;
    case STEPS:
      break;
  }
}

/// End what was begun, and then the loop
static void
finish(void)
{
  const ObRecord end     = { 0U, UINT16_MAX, 0U };
  FuzzInput      nothing = { NULL, 0U };

  begin_block(&nothing);
  reset(OB_RESET_ALL, 0U);
  ob_queue_write(&writer, &end, sizeof(end), NULL, 0U);
  ob_queue_commit(&writer);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  FuzzInput              input = { data, size };
  ObSegmentHeader* const head  = segment.header;

  atomic_store(&head->request.written, 0U);
  atomic_store(&head->request.read, 0U);
  ob_queue_writer_init(&writer, &head->request, segment.request, OB_QUEUE_SIZE);

  begin_block(&input);
  while (input.left) {
    take_step(&input);
  }
  finish();
  ob_loop_run(&segment, &script);
  fuzz_child_drain();
  return 0;
}
