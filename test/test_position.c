// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The transport between the host's messages

#undef NDEBUG

#include "position.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static ObPosition position;

static bool
near(const double a, const double b)
{
  return fabs(a - b) < 1.0e-9;
}

static ObTransport
at_beat(const double beat, const double tempo, const double speed)
{
  const ObTransport transport = { .tempo       = tempo,
                                  .beat        = beat,
                                  .bar         = (int64_t)(beat / 4.0),
                                  .bar_beat    = fmod(beat, 4.0),
                                  .speed       = speed,
                                  .frame       = (int64_t)(beat * 24000.0),
                                  .numerator   = 4,
                                  .denominator = 4 };
  return transport;
}

static ObChange
tell(const double beat, const double tempo, const double speed)
{
  const ObTransport told = at_beat(beat, tempo, speed);

  return ob_position_tell(&position, &told);
}

static void
test_without_a_host_beats_run_at_120(void)
{
  ob_position_init(&position, 48000.0);
  for (uint32_t i = 0U; i < 1000U; ++i) {
    ob_position_begin(&position);
    ob_position_advance(&position, 100U);
    ob_position_advance(&position, 50U); // Never back
    ob_position_advance(&position, 240U);
  }
  assert(near(position.now.elapsed, 10.0) && near(position.now.beat, 10.0));
  assert(position.now.bar == 2 && near(position.now.bar_beat, 2.0));
  assert(position.now.frame == 0 && position.now.flags == 0U);
}

static void
test_position_is_extrapolated(void)
{
  ob_position_init(&position, 48000.0);
  ob_position_begin(&position);
  assert(tell(8.0, 60.0, 1.0) == OB_CHANGE_START);
  assert(near(position.first.beat, 8.0));
  ob_position_advance(&position, 48000U);
  assert(near(position.now.beat, 9.0) && near(position.now.elapsed, 1.0));
  assert(position.now.frame == 192000 + 48000);
  ob_position_begin(&position);
  ob_position_advance(&position, 4800U);
  assert(near(ob_position_elapsed(&position, 2400.0), 1.05));
  assert(position.now.flags == (OB_TRANSPORT_ROLLING | OB_TRANSPORT_KNOWN));
}

/// Tell a beat that is rounded to ticks, and the exact frame, as Ardour does
static void
tell_ticks(const double beat, const int64_t frame)
{
  ObTransport told = at_beat(round(beat * 1920.0) / 1920.0, 120.0, 1.0);
  told.frame       = frame;
  ob_position_tell(&position, &told);
}

static void
test_beats_rounded_by_the_host_do_not_shake(void)
{
  // The frame says it exactly, wherever the song starts
  ob_position_init(&position, 48000.0);
  ob_position_begin(&position);
  for (int64_t frame = 100007; frame < 120000; frame += 80) {
    tell_ticks((double)frame / 24000.0, frame);
    assert(near(position.now.beat, (double)frame / 24000.0));
    assert(near(position.now.bar_beat, fmod((double)frame / 24000.0, 4.0)));
    assert(position.now.bar == 1);
    ob_position_advance(&position, 80U);
    ob_position_begin(&position);
  }

  // After changes of tempo it cannot, but what was told before goes on
  const double start = 8.0;
  ob_position_init(&position, 48000.0);
  ob_position_begin(&position);
  for (int64_t frame = 0; frame < 20000; frame += 80) {
    const double beat = start + (double)frame / 24000.0;
    tell_ticks(beat, 1000000 + frame);
    assert(near(position.now.beat, beat));
    assert(near(position.now.bar_beat, fmod(beat, 4.0)));
    ob_position_advance(&position, 80U);
    ob_position_begin(&position);
  }

  // Another place is another place, though it be near
  tell_ticks(9.5, 1000000);
  assert(near(position.now.beat, 9.5));
}

static void
test_changes_are_told_apart(void)
{
  ob_position_init(&position, 48000.0);
  ob_position_begin(&position);
  assert(tell(0.0, 120.0, 1.0) == OB_CHANGE_START);
  assert(tell(0.0, 120.0, 1.0) == OB_CHANGE_NONE);
  ob_position_advance(&position, 24000U);
  assert(tell(1.0 + 1.0 / 128.0, 120.0, 1.0) == OB_CHANGE_NONE);
  assert(tell(1.0, 121.0, 1.0) == OB_CHANGE_TEMPO);
  assert(tell(1.0, 121.0, 2.0) == OB_CHANGE_TEMPO);
  assert(tell(5.0, 121.0, 2.0) == OB_CHANGE_LOCATE);
  assert(tell(1.0, 121.0, 2.0) == OB_CHANGE_LOOP);
  assert(tell(1.0, 121.0, 0.0) == OB_CHANGE_STOP);
  assert(tell(1.0, 121.0, 0.0) == OB_CHANGE_NONE);
  assert(tell(1.0, 122.0, 0.0) == OB_CHANGE_TEMPO);
  assert(tell(9.0, 122.0, 0.0) == OB_CHANGE_LOCATE);
  assert(tell(9.0, 122.0, 1.0) == OB_CHANGE_START);
}

static void
test_beats_run_on_while_stopped(void)
{
  ob_position_init(&position, 48000.0);
  ob_position_begin(&position);
  tell(2.0, 120.0, 1.0);
  tell(2.0, 120.0, 0.0);
  for (uint32_t i = 0U; i < 10U; ++i) {
    ob_position_begin(&position);
    assert(tell(2.0, 120.0, 0.0) == OB_CHANGE_NONE); // The host repeats itself
    ob_position_advance(&position, 24000U);
  }
  assert(near(position.now.beat, 12.0) && near(position.now.elapsed, 10.0));
  assert(position.now.frame == 48000);
}

static void
test_parts_hold_each_tempo(void)
{
  ob_position_init(&position, 48000.0);
  ob_position_begin(&position);
  for (uint32_t i = 0U; i < OB_POSITION_PARTS + 5U; ++i) {
    ob_position_advance(&position, i * 10U);
    tell(position.now.beat, 60.0 + i, 1.0);
    tell(position.now.beat, 61.0 + i, 1.0); // The last word counts
  }
  ob_position_advance(&position, 1000U);
  assert(position.n_parts == OB_POSITION_PARTS);
  for (uint32_t i = 0U; i + 1U < OB_POSITION_PARTS; ++i) {
    assert(position.parts[i].start == i * 10U);
    assert(near(position.parts[i].slope, (61.0 + i) / 60.0 / 48000.0));
    assert(near(ob_position_elapsed(&position, i * 10.0),
                position.parts[i].elapsed));
  }
  assert(near(ob_position_elapsed(&position, 1000.0), position.now.elapsed));
}

static void
test_nonsense_is_replaced(void)
{
  const double nonsense[] = {
    (double)NAN, (double)INFINITY, -DBL_MAX, DBL_MAX
  };

  for (uint32_t i = 0U; i < sizeof(nonsense) / sizeof(nonsense[0]); ++i) {
    ob_position_init(&position, 48000.0);
    ob_position_begin(&position);
    tell(7.0, 90.0, 1.0);
    const ObTransport told = { .tempo       = nonsense[i],
                               .beat        = nonsense[i],
                               .elapsed     = nonsense[i],
                               .bar_beat    = nonsense[i],
                               .speed       = nonsense[i],
                               .bar         = INT64_MIN,
                               .frame       = INT64_MAX - 100,
                               .numerator   = 0,
                               .denominator = -4,
                               .flags       = UINT32_MAX };
    assert(ob_position_tell(&position, &told) == OB_CHANGE_NONE);
    const ObTransport* const now = &position.now;
    assert(near(now->tempo, 90.0) && near(now->beat, 7.0));
    assert(near(now->speed, 1.0) && near(now->elapsed, 0.0));
    assert(near(now->bar_beat, 3.0) && now->bar == 1);
    assert(now->frame == 7 * 24000);
    assert(now->numerator == 4 && now->denominator == 4);
    ob_position_advance(&position, 1000U);
    assert(isfinite(now->beat) && isfinite(now->elapsed));
  }
}

static void
test_frames_are_rounded_up_but_not_for_a_rounding_error(void)
{
  const double slope = 1.0 / 3.0;

  assert(near(ob_position_frames(100.0 / 3.0, slope), 100.0));
  assert(near(ob_position_frames(100.0 / 3.0 + 1.0e-9, slope), 100.0));
  assert(near(ob_position_frames(100.0 / 3.0 + 1.0e-5, slope), 101.0));
  assert(near(ob_position_frames(0.0, slope), 0.0));
}

/// A song may all but stand still: what is far away can still be counted
static void
test_frames_end_somewhere(void)
{
  const double most = 1.0e12;

  assert(near(ob_position_frames(4.0, 1.0e-300), most));
  assert(near(ob_position_frames(-4.0, 1.0e-300), -most));
  assert(near(ob_position_frames(1.0e300, 1.0e-300), most));
  assert(fabs(ob_position_frames(0.0, 0.0)) <= most);

  ob_position_init(&position, 48000.0);
  ob_position_begin(&position);
  ObTransport told = position.now;
  told.speed       = 1.0e-300;
  ob_position_tell(&position, &told);
  assert(ob_position_frame_of(&position, 1.0e12) == (int64_t)most);
}

static void
test_elapsed_beats_are_found_before_the_block(void)
{
  ob_position_init(&position, 48000.0);
  ob_position_begin(&position);
  ob_position_advance(&position, 24000U); // A beat at 120

  ObTransport told = position.now;
  told.tempo       = 60.0;
  ob_position_tell(&position, &told);
  ob_position_advance(&position, 72000U); // And one at 60
  ob_position_begin(&position);
  ob_position_advance(&position, 64U);

  assert(near(ob_position_elapsed(&position, -72000.0), 0.0));
  assert(near(ob_position_elapsed(&position, -60000.0), 0.5));
  assert(near(ob_position_elapsed(&position, -24000.0), 1.5));
  assert(ob_position_frame_of(&position, 0.5) == 12000);
  assert(ob_position_frame_of(&position, 1.5) == 48000);
  assert(ob_position_frame_of(&position, 2.0) == 72000);
}

static void
test_only_the_latest_tempi_are_remembered(void)
{
  ob_position_init(&position, 48000.0);
  for (uint32_t i = 0U; i < 4U * OB_POSITION_TEMPI; ++i) {
    ob_position_begin(&position);
    ObTransport told = position.now;
    told.tempo       = 60.0 + i;
    ob_position_tell(&position, &told);
    ob_position_advance(&position, 64U);
    assert(near(ob_position_elapsed(&position, 64.0), position.now.elapsed));
  }
  assert(position.n_tempi == OB_POSITION_TEMPI);
}

/// Blocks that are passed over leave no trace
static void
test_passing_is_as_playing(void)
{
  ob_position_init(&position, 44100.0);
  tell(3.0, 133.0, 1.0);
  for (uint32_t i = 0U; i < 1000U; ++i) {
    ob_position_begin(&position);
    ob_position_advance(&position, 77U);
  }
  ob_position_begin(&position);
  const ObTransport played = position.now;
  const uint64_t    start  = position.start;

  ob_position_init(&position, 44100.0);
  tell(3.0, 133.0, 1.0);
  ob_position_begin(&position);
  ob_position_advance(&position, 77U);
  ob_position_pass(&position, 999U * 77U);
  ob_position_begin(&position);
  assert(!memcmp(&position.now, &played, sizeof(played)));
  assert(!memcmp(&position.first, &played, sizeof(played)));
  assert(position.start == start);
}

int
main(void)
{
  test_without_a_host_beats_run_at_120();
  test_position_is_extrapolated();
  test_beats_rounded_by_the_host_do_not_shake();
  test_changes_are_told_apart();
  test_beats_run_on_while_stopped();
  test_parts_hold_each_tempo();
  test_nonsense_is_replaced();
  test_frames_are_rounded_up_but_not_for_a_rounding_error();
  test_frames_end_somewhere();
  test_elapsed_beats_are_found_before_the_block();
  test_only_the_latest_tempi_are_remembered();
  test_passing_is_as_playing();
  return 0;
}
