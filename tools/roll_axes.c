// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Drawing the time axis of a piano roll: bars, beats and seconds; setup

#include "roll_impl.h"

#include <math.h>
#include <stdio.h>

/// Least distance between numbers [px]
static const double label_space = 48.0;

static void
vertical(cairo_t* const cairo,
         const double   x,
         const double   y,
         const double   height,
         const double   opacity)
{
  ob_roll_use(cairo, ob_roll_ink, opacity);
  cairo_rectangle(cairo, x - 0.4, y, 0.8, height);
  cairo_fill(cairo);
}

/// Return the beat of the next line of the grid after `beat`
static double
next_beat(const ObRollPlan* const plan, const double beat)
{
  const ObPosition position =
    ob_tempo_position(plan->tempo, ob_tempo_frame(plan->tempo, beat));
  const double line = ob_tempo_next_bar(plan->tempo, beat + 1.0e-6);
  return plan->beats ? fmin(beat + 4.0 / position.denominator, line) : line;
}

/// Return the number of the bar that begins at `beat`, or -1
static int64_t
bar_at(const ObRollPlan* const plan, const double beat)
{
  // A bit later, lest it be rounded to the bar before
  const ObPosition position =
    ob_tempo_position(plan->tempo, ob_tempo_frame(plan->tempo, beat + 1.0e-6));
  return position.bar_beat < 1.0e-4 ? position.bar : -1;
}

void
ob_roll_grid_draw(const ObRollPlan* const plan,
                  const double            y,
                  const double            height,
                  cairo_t* const          cairo)
{
  const double end = ob_tempo_beat(plan->tempo, plan->length) + 1.0e-6;
  for (double beat = 0.0; beat <= end; beat = next_beat(plan, beat)) {
    const double  x   = ob_roll_x(plan, ob_tempo_frame(plan->tempo, beat));
    const int64_t bar = bar_at(plan, beat);
    if (bar < 0) {
      vertical(cairo, x, y, height, 0.07);
    } else if (bar % plan->bar_step == 0) {
      vertical(cairo, x, y, height, 0.28);
    }
  }
}

static void
draw_bars(const ObRollPlan* const plan, const double y, cairo_t* const cairo)
{
  const double end  = ob_tempo_beat(plan->tempo, plan->length) - 1.0e-6;
  double       free = 0.0;
  for (double beat = 0.0; beat <= end;
       beat        = ob_tempo_next_bar(plan->tempo, beat + 1.0e-6)) {
    const double  x   = ob_roll_x(plan, ob_tempo_frame(plan->tempo, beat));
    const int64_t bar = bar_at(plan, beat);
    if (bar >= 0 && bar % plan->bar_step == 0 && x >= free &&
        x < plan->right - label_space / 4.0) {
      char text[24];
      snprintf(text, sizeof(text), "%lld", (long long)bar + 1);
      ob_roll_text(cairo, x + 3.0, y, 0.0, 9.5, text);
      free = x + label_space / 2.0;
    }
  }
}

/// Return a round number of seconds with room for its label
static double
second_step(const ObRollPlan* const plan)
{
  static const double steps[] = { 0.1, 0.2, 0.5, 1.0, 2.0,  5.0,
                                  10., 20., 30., 60., 120., 300. };

  const size_t count = sizeof(steps) / sizeof(steps[0]);
  size_t       i     = 0U;
  while (i + 1U < count &&
         ob_roll_x(plan, steps[i] * plan->tempo->rate) - plan->left <
           label_space) {
    ++i;
  }
  return steps[i];
}

static void
draw_seconds(const ObRollPlan* const plan, const double y, cairo_t* const cairo)
{
  const double step = second_step(plan);
  for (unsigned i = 0U; i * step * plan->tempo->rate <= (double)plan->length;
       ++i) {
    const double x = ob_roll_x(plan, i * step * plan->tempo->rate);
    char         text[32];
    snprintf(text, sizeof(text), step < 1.0 ? "%.1f s" : "%.0f s", i * step);
    vertical(cairo, x, y - 11.0, 5.0, 0.5);
    ob_roll_use(cairo, ob_roll_ink, 0.6);
    ob_roll_text(cairo, x, y + 4.0, i ? 0.5 : 0.0, 9.0, text);
  }
}

void
ob_roll_axes_draw(const ObRollPlan* const plan,
                  const double            y,
                  cairo_t* const          cairo)
{
  for (unsigned i = 0U; i < 2U; ++i) {
    ob_roll_use(cairo, ob_roll_ink, 0.75);
    draw_bars(plan, plan->panels[i].y + OB_ROLL_HEAD - 4.0, cairo);
  }
  draw_seconds(plan, y, cairo);
}
