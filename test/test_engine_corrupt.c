// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine with a child that lies: each lie ends the child and nothing else

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/// A message that is right in every way
static const ObSend good = { .record = { .type = OB_REPLY_SEND },
                             .voice  = 99U,
                             .size   = 3U,
                             .bytes  = { 0x90U, 70U, 100U } };

/// One way to spoil it; `size` is of the record
typedef struct
{
  const char* name;
  void (*spoil)(ObSend* send, uint32_t* size);
} Lie;

#define LIE(lie, statement)                                                    \
  static void spoil_##lie(ObSend* send, uint32_t* size)                        \
  {                                                                            \
    (void)send;                                                                \
    (void)size;                                                                \
    statement;                                                                 \
  }

LIE(type_of_a_request, send->record.type = OB_REQUEST_BLOCK)
LIE(type_zero, send->record.type = 0U)
LIE(type_unknown, send->record.type = UINT16_MAX)
LIE(short_record, *size = 8U)
LIE(record_without_bytes, *size = 40U)
LIE(anchor, send->record.flags = 3U)
LIE(length_kind, send->record.flags = 12U)
LIE(no_message, send->size = 0U)
LIE(message_beyond_record, send->size = 5U)
LIE(huge_message, send->size = UINT32_MAX)
LIE(message_beyond_limit, send->size = OB_MIDI_MAX + 1U)
LIE(huge_frame, send->frame = UINT64_MAX)
LIE(frame_beyond_limit, send->frame = (UINT64_C(1) << 53U) + 1U)
LIE(nan_beat, send->beat = (double)NAN)
LIE(infinite_beat, send->beat = (double)INFINITY)
LIE(huge_beat, send->beat = -1.0e300)
LIE(nan_length, send->length = (double)NAN)
LIE(negative_length, send->length = -1.0)
LIE(infinite_length, send->length = (double)INFINITY)
LIE(note_without_voice, send->voice = OB_VOICE_NONE)
LIE(voice_of_the_plugin, send->voice = UINT32_MAX)
LIE(no_status, send->bytes[0] = 0x10U)
LIE(bad_status, send->bytes[0] = 0xF4U)
LIE(bad_data, send->bytes[2] = 0x80U)
LIE(short_message, send->size = 2U)
LIE(long_message, send->size = 4U)
LIE(open_sysex, (send->bytes[0] = 0xF0U))
LIE(short_cancel, (send->record.type = OB_REPLY_CANCEL, *size = 8U))
LIE(long_cancel, (send->record.type = OB_REPLY_CANCEL, *size = 24U))
LIE(cancel_of_no_voice,
    (send->record.type = OB_REPLY_CANCEL, *size = 16U, send->frame = 0U))
LIE(long_reset, (send->record.type = OB_REPLY_RESET, *size = 32U))
LIE(reset_reason,
    (send->record.type = OB_REPLY_RESET, *size = 24U, send->beat = -1.0))
LIE(reset_frame,
    (send->record.type = OB_REPLY_RESET, *size = 24U, send->frame = UINT64_MAX))

#define ENTRY(lie)                                                             \
  {                                                                            \
#    lie, spoil_##lie                                                          \
  }

static const Lie lies[] = {
  ENTRY(type_of_a_request),
  ENTRY(type_zero),
  ENTRY(type_unknown),
  ENTRY(short_record),
  ENTRY(record_without_bytes),
  ENTRY(anchor),
  ENTRY(length_kind),
  ENTRY(no_message),
  ENTRY(message_beyond_record),
  ENTRY(huge_message),
  ENTRY(message_beyond_limit),
  ENTRY(huge_frame),
  ENTRY(frame_beyond_limit),
  ENTRY(nan_beat),
  ENTRY(infinite_beat),
  ENTRY(huge_beat),
  ENTRY(nan_length),
  ENTRY(negative_length),
  ENTRY(infinite_length),
  ENTRY(note_without_voice),
  ENTRY(voice_of_the_plugin),
  ENTRY(no_status),
  ENTRY(bad_status),
  ENTRY(bad_data),
  ENTRY(short_message),
  ENTRY(long_message),
  ENTRY(open_sysex),
  ENTRY(short_cancel),
  ENTRY(long_cancel),
  ENTRY(cancel_of_no_voice),
  ENTRY(long_reset),
  ENTRY(reset_reason),
  ENTRY(reset_frame),
};

/// Open with a child that works between blocks; a note of it sounds
static RigChild*
open_sounding(Rig* const rig)
{
  rig_open(rig, RIG_HASTY);
  rig->controls.deadline = 0.01f;
  RigChild* const child  = rig_child_new(RIG_ALL, rig_forward);
  rig_offer(rig, child);
  rig_child_work(child);
  rig_begin(rig, 63U);
  rig_midi(rig, 0U, 0x90U, 60U, 100U);
  rig_midi(rig, 0U, 0xB0U, 64U, 100U);
  rig_finish(rig);
  rig_child_work(child);
  rig_run(rig, 64U, 1U);
  rig_expect(rig, "64:903c64 64:b04064");
  ob_notices_take(&rig->notices);
  return child;
}

/// The child has lied: check that it is found out, and close
static void
close_corrupt(Rig* const rig, RigChild* const child)
{
  rig_begin(rig, 64U);
  rig_midi(rig, 1U, 0xB0U, 1U, 1U);
  rig_finish(rig);
  assert(atomic_load(&child->link->corrupt));
  assert(ob_notices_take(&rig->notices) & OB_NOTICE_LINK);
  rig_run(rig, 64U, 1U);
  rig_expect(rig, "192:803c40 192:b04000");
  assert(ob_engine_collect(rig->engine) == child->link);
  rig_child_free(child);
  rig_close(rig);
}

static void
test_malformed_records(void)
{
  for (uint32_t i = 0U; i < sizeof(lies) / sizeof(lies[0]); ++i) {
    Rig             rig;
    RigChild* const child = open_sounding(&rig);
    ObSend          send  = good;
    uint32_t        size  = sizeof(ObSend);

    fprintf(stderr, "lie: %s\n", lies[i].name);
    lies[i].spoil(&send, &size);
    assert(!ob_queue_write(&child->replies, &send.record, size, NULL, 0U));
    rig_deliver(&rig, child);
    close_corrupt(&rig, child);
  }
}

static void
test_bad_long_message(void)
{
  uint8_t bytes[256];
  memset(bytes, 1, sizeof(bytes));
  bytes[0]   = 0xF0U;
  bytes[255] = 0xF7U;
  bytes[100] = 0x90U;

  Rig             rig;
  RigChild* const child = open_sounding(&rig);
  ObSend          send  = good;
  send.size             = sizeof(bytes);
  send.voice            = OB_VOICE_NONE;
  memcpy(send.bytes, bytes, sizeof(send.bytes));
  rig_reply(child, &send, bytes);
  rig_deliver(&rig, child);
  close_corrupt(&rig, child);
}

static void
test_impossible_record_sizes(void)
{
  static const uint32_t sizes[] = {
    0U, 1U, 7U, 12U, 56U, UINT32_MAX, UINT32_MAX - 7U
  };

  for (uint32_t i = 0U; i < sizeof(sizes) / sizeof(sizes[0]); ++i) {
    Rig             rig;
    RigChild* const child = open_sounding(&rig);
    ObRecord* const at =
      (ObRecord*)(void*)(child->replies.data + child->replies.offset);
    assert(
      !ob_queue_write(&child->replies, &good.record, sizeof(good), NULL, 0U));
    at->size = sizes[i];
    rig_deliver(&rig, child);
    close_corrupt(&rig, child);
  }
}

static void
test_lying_indices(void)
{
  static const uint32_t ahead[] = { 4U, OB_QUEUE_SIZE + 8U, 0x80000000U };

  for (uint32_t i = 0U; i < sizeof(ahead) / sizeof(ahead[0]); ++i) {
    Rig             rig;
    RigChild* const child = open_sounding(&rig);
    atomic_fetch_add(&child->link->segment.header->reply.written, ahead[i]);
    close_corrupt(&rig, child);
  }

  for (uint32_t i = 0U; i < sizeof(ahead) / sizeof(ahead[0]); ++i) {
    Rig             rig;
    RigChild* const child = open_sounding(&rig);
    atomic_fetch_add(&child->link->segment.header->request.read, ahead[i]);
    close_corrupt(&rig, child);
  }
}

static void
test_lying_words_harm_nobody(void)
{
  Rig                 rig;
  RigChild* const     child = open_sounding(&rig);
  ObChildWords* const words = &child->link->segment.header->child;

  for (uint32_t i = 0U; i < 100U; ++i) {
    atomic_store(&words->done, i * 0x11111111U);
    atomic_store(&words->wake_frame, i % 2U ? 0U : UINT64_MAX);
    atomic_store(&words->busy_time, i * UINT64_C(0x0123456789ABCDEF));
    atomic_store(&words->dropped, i * UINT64_C(0x00FEDCBA98765432));
    rig_run(&rig, 64U, 1U);
    assert(rig.report.load >= 0.0f && rig.report.load <= 100.0f);
  }
  assert(rig.report.dropped <= 100U * 1000000U);
  rig_expect(&rig, "");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_good_record_is_good(void)
{
  Rig             rig;
  RigChild* const child = open_sounding(&rig);
  rig_reply(child, &good, NULL);
  rig_deliver(&rig, child);
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "128:904664");
  assert(!atomic_load(&child->link->corrupt));
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

int
main(void)
{
  test_good_record_is_good();
  test_malformed_records();
  test_bad_long_message();
  test_impossible_record_sizes();
  test_lying_indices();
  test_lying_words_harm_nobody();
  return 0;
}
