// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Drawing controllers below the notes of a piano roll; setup

#include "roll_impl.h"

#include <stdio.h>

/// Return whether a message belongs to a lane, and its value from 0 to 1
static bool
value_in(const ObRollLane* const lane,
         const uint8_t* const    bytes,
         double* const           value)
{
  if (bytes[0] != lane->status) {
    return false;
  }

  switch (bytes[0] & 0xF0U) {
    case 0xB0U:
      *value = bytes[2] / 127.0;
      return bytes[1] == lane->number;
    case 0xD0U:
      *value = bytes[1] / 127.0;
      return true;
    case 0xE0U:
      *value = (bytes[2] << 7U | bytes[1]) / 16383.0;
      return true;
    default:
      return false;
  }
}

static void
draw_label(const ObRollPlan* const plan,
           const ObRollLane* const lane,
           const double            y,
           cairo_t* const          cairo)
{
  char           text[16] = "bend";
  const unsigned type     = lane->status & 0xF0U;
  if (type == 0xB0U) {
    snprintf(text, sizeof(text), "CC %u", lane->number);
  } else if (type == 0xD0U) {
    snprintf(text, sizeof(text), "pressure");
  }
  ob_roll_use(cairo, ob_roll_ink, 0.7);
  ob_roll_text(
    cairo, plan->left - 8.0, y + OB_ROLL_LANE / 2.0 + 3.0, 1.0, 9.0, text);
}

/// Go along the values in steps; return the last height
static void
trace_values(const ObRollPlan* const  plan,
             const ObRollPanel* const panel,
             const ObRollLane* const  lane,
             const double             y,
             cairo_t* const           cairo)
{
  const bool bend   = (lane->status & 0xF0U) == 0xE0U;
  double     height = y + (bend ? 0.5 : 1.0) * OB_ROLL_LANE;
  cairo_move_to(cairo, plan->left, height);
  for (size_t i = 0U; i < panel->events->count; ++i) {
    const ObEvent* const event = &panel->events->events[i];
    double               value = 0.0;
    if (value_in(lane, ob_events_bytes(panel->events, event), &value)) {
      const double x = ob_roll_x(plan, event->frame);
      cairo_line_to(cairo, x, height);
      height = y + (1.0 - value) * OB_ROLL_LANE;
      cairo_line_to(cairo, x, height);
    }
  }
  cairo_line_to(cairo, plan->right, height);
}

static void
draw_lane(const ObRollPlan* const  plan,
          const ObRollPanel* const panel,
          const ObRollLane* const  lane,
          const double             y,
          cairo_t* const           cairo)
{
  const double   width  = plan->right - plan->left;
  const ObColour colour = ob_roll_colour(panel, lane->status & 0x0FU);
  const ObColour white  = { 1.0, 1.0, 1.0 };

  ob_roll_use(cairo, white, 1.0);
  cairo_rectangle(cairo, plan->left, y, width, OB_ROLL_LANE);
  cairo_fill(cairo);
  ob_roll_grid_draw(plan, y, OB_ROLL_LANE, cairo);
  draw_label(plan, lane, y, cairo);

  trace_values(plan, panel, lane, y, cairo);
  cairo_path_t* const line = cairo_copy_path(cairo);
  cairo_line_to(cairo, plan->right, y + OB_ROLL_LANE);
  cairo_line_to(cairo, plan->left, y + OB_ROLL_LANE);
  cairo_close_path(cairo);
  ob_roll_use(cairo, colour, 0.15);
  cairo_fill(cairo);

  cairo_append_path(cairo, line);
  ob_roll_use(cairo, colour, 0.9);
  cairo_set_line_width(cairo, 1.0);
  cairo_stroke(cairo);
  cairo_path_destroy(line);
}

void
ob_roll_lanes_draw(const ObRollPlan* const  plan,
                   const ObRollPanel* const panel,
                   const double             y,
                   cairo_t* const           cairo)
{
  for (unsigned i = 0U; i < panel->n_lanes; ++i) {
    draw_lane(plan,
              panel,
              &panel->lanes[i],
              y + i * (OB_ROLL_LANE + OB_ROLL_GAP),
              cairo);
  }
}
