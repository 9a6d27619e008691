// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Children that lie in the shared memory while run() runs, and one that plays

#undef NDEBUG

#include "midi.h"
#include "rig.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/// Liars in a row, and how long each is listened to [blocks]
#define LIARS 12U
#define BLOCKS 300U

/// Liars at most, if few of the first ones were found out
#define MOST_LIARS (5U * LIARS)

/// Blocks in which an innocent instance may be looked at alone
#define WINDOW 20U

/// What run() may take of the processor, however slow sanitizers are [ns]
static const uint64_t most_work = 20000000U;

static const uint64_t block_time = 1333333U; ///< [ns]

/// An instance, and what sounds behind it
typedef struct
{
  Rig      rig;
  bool     on[OB_MIDI_CHANNELS][128];
  bool     pedal[OB_MIDI_CHANNELS][2];
  bool     bent[OB_MIDI_CHANNELS];
  uint64_t work;      ///< Most that one run() took of the processor [ns]
  char     path[128]; ///< Of the child's program
} Track;

static Track liar;
static Track innocent;
static char* program;
static char  folder[] = "/tmp/outboard-liar-XXXXXX";

/// ObSink.write: remember what sounds
static ObStatus
listen(void* const          handle,
       const uint32_t       frame,
       const uint8_t* const bytes,
       const uint32_t       size)
{
  Track* const   track   = (Track*)handle;
  const uint32_t channel = bytes[0] & 15U;

  assert(frame < RIG_BLOCK && ob_midi_valid(bytes, size));
  switch (ob_midi_kind(bytes, size)) {
    case OB_KIND_NOTE_ON:
      track->on[channel][bytes[1]] = true;
      ++track->rig.note_ons;
      break;
    case OB_KIND_NOTE_OFF:
      track->on[channel][bytes[1]] = false;
      break;
    case OB_KIND_CC:
      if (bytes[1] == OB_CC_SUSTAIN || bytes[1] == OB_CC_SOSTENUTO) {
        track->pedal[channel][bytes[1] == OB_CC_SUSTAIN] = bytes[2] >= 64U;
      }
      break;
    case OB_KIND_PITCH_BEND:
      track->bent[channel] = bytes[1] != 0U || bytes[2] != 64U;
      break;
    default:
      break;
  }
  return OB_SUCCESS;
}

static uint64_t
work_time(void)
{
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * UINT64_C(1000000000) + (uint64_t)time.tv_nsec;
}

/// Run one block: in turn a note begins and ends
static void
run(Track* const track, const uint32_t block)
{
  ObEngine* const engine  = ob_instance_engine(track->rig.instance);
  ObSink          sink    = { listen, track, 65536U, 16U };
  const uint8_t   note[3] = { block % 2U ? 0x80U : 0x90U, 72U, 100U };

  const uint64_t start = work_time();
  ob_engine_begin(engine, RIG_BLOCK, &track->rig.controls);
  ob_engine_midi(engine, 0U, note, sizeof(note));
  ob_engine_finish(engine, &sink);
  const uint64_t work = work_time() - start;

  track->rig.report = ob_engine_report(engine);
  if (work > track->work) {
    track->work = work;
  }
}

static void
expect_silence(const Track* const track)
{
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    assert(!track->bent[channel]);
    assert(!track->pedal[channel][0] && !track->pedal[channel][1]);
    for (uint32_t pitch = 0U; pitch < 128U; ++pitch) {
      assert(!track->on[channel][pitch]);
    }
  }
}

/// Open an instance whose child is called `name`
static void
open_track(Track* const track, const char* const name)
{
  memset(track, 0, sizeof(*track));
  snprintf(track->path, sizeof(track->path), "%s/%s", folder, name);
  assert(!symlink(program, track->path));
  rig_open(&track->rig, track->path);
  track->rig.controls.deadline = 0.8f;
  rig_load(&track->rig, "x"); // A liar may be found out before it is ready
}

/// Bypassed, nothing of the script sounds
static void
close_track(Track* const track)
{
  run(track, 1U);
  track->rig.controls.enabled = false;
  run(track, 1U);
  expect_silence(track);
  rig_close(&track->rig);
  unlink(track->path);
}

/// Let a liar and the innocent play; return in how many windows none was late
static uint32_t
play(void)
{
  uint32_t punctual = 0U;
  uint64_t missed   = 0U;
  uint64_t due      = ob_now();

  for (uint32_t block = 0U; block < BLOCKS; ++block) {
    const uint64_t now = ob_now();
    if (now < due) {
      const struct timespec pause = { 0, (long)(due - now) };
      nanosleep(&pause, NULL);
    }
    due = (now > due ? now : due) + block_time;
    run(&liar, block);
    run(&innocent, block);
    if (block % WINDOW == WINDOW - 1U) {
      punctual += innocent.rig.report.misses == missed;
      missed = innocent.rig.report.misses;
    }
  }

  return punctual;
}

/// One liar after the other; return how many were found out
static unsigned
hear_liars(const unsigned first, uint32_t* const punctual)
{
  unsigned found = 0U;

  for (unsigned seed = first; seed < first + LIARS; ++seed) {
    char name[32];
    snprintf(name, sizeof(name), "liar-%u", seed);
    fprintf(stderr, "%s\n", name);
    open_track(&liar, name);
    *punctual += play();
    found += rig_logged(&liar.rig, "broke the protocol");
    assert(liar.work < most_work);
    close_track(&liar);
  }

  return found;
}

/// Give a track time to play, and say how loud it is
static void
expect_music(Track* const track)
{
  assert(rig_await_playing(&track->rig));
  assert(track->rig.note_ons);
}

int
main(int argc, char** argv)
{
  assert(argc >= 2);
  const unsigned seed =
    argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : (unsigned)time(NULL);
  fprintf(stderr, "seed %u\n", seed);
  program = realpath(argv[1], NULL);
  assert(program && mkdtemp(folder));

  open_track(&innocent, "honest"); // With its thread, a sanitizer has its own
  const RigHoldings before   = rig_holdings();
  uint32_t          punctual = 0U;
  unsigned          found    = 0U;
  unsigned          heard    = 0U;

  // Some do so little harm that they are never found out, and a busy machine
  // may leave neither them nor the innocent one much time
  while (heard < MOST_LIARS && (found < LIARS / 4U || !punctual)) {
    found += hear_liars(seed + heard, &punctual);
    heard += LIARS;
  }

  const RigHoldings after = rig_holdings();
  assert(after.descriptors == before.descriptors);
  assert(after.threads == before.threads);
  assert(after.children == before.children);

  fprintf(stderr,
          "%u of %u found out, %" PRIu32 " of %u windows punctual\n",
          found,
          heard,
          punctual,
          heard * BLOCKS / WINDOW);
  assert(found >= LIARS / 4U);
  assert(punctual);
  assert(!rig_logged(&innocent.rig, "broke"));
  expect_music(&innocent);
  close_track(&innocent);
  free(program);
  assert(!rmdir(folder));
  return 0;
}
