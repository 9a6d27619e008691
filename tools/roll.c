// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Drawing a piano roll of what goes in above what comes out; setup

#include "roll.h"

#include "complain.h"
#include "roll_impl.h"

#include <cairo-svg.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Sizes [px]
static const double head         = 40.0;
static const double foot         = 34.0;
static const double left         = 60.0;
static const double right        = 20.0;
static const double between      = 10.0;
static const double width_min    = 840.0;
static const double width_max    = 6000.0;
static const double second_width = 72.0;
static const double keys_usual   = 260.0; ///< Of a panel
static const double row_min      = 4.0;
static const double row_max      = 11.0;
static const double bar_min      = 28.0; ///< Between lines
static const double beat_min     = 7.0;  ///< Between lines

/// A bitmap has that many pixels for each of ours, for it to be sharp
static const double png_scale = 2.0;

const ObColour ob_roll_ink   = { 0.16, 0.17, 0.20 };
const ObColour ob_roll_faint = { 0.980, 0.976, 0.968 };

void
ob_roll_use(cairo_t* const cairo, const ObColour colour, const double opacity)
{
  cairo_set_source_rgba(cairo, colour.red, colour.green, colour.blue, opacity);
}

double
ob_roll_shade(const double velocity)
{
  const double loud = velocity / 127.0;
  return 0.10 + 0.90 * loud * loud;
}

void
ob_roll_text(cairo_t* const    cairo,
             const double      x,
             const double      y,
             const double      align,
             const double      size,
             const char* const text)
{
  cairo_text_extents_t extents;
  cairo_set_font_size(cairo, size);
  cairo_text_extents(cairo, text, &extents);
  cairo_move_to(cairo, x - align * extents.x_advance, y);
  cairo_show_text(cairo, text);
}

double
ob_roll_x(const ObRollPlan* const plan, const double frame)
{
  return plan->left + (plan->right - plan->left) * frame / plan->length;
}

/// Return where the drawing ends: at a bar line after all that happens
static uint32_t
find_end(const ObRoll* const roll)
{
  const ObTempoMap* const tempo = &roll->song->tempo;
  const ObEvents* const   out   = roll->output;
  uint32_t                last  = roll->song->length;
  if (out->count && out->events[out->count - 1U].frame > last) {
    last = out->events[out->count - 1U].frame;
  }

  const double bar = ob_tempo_next_bar(tempo, ob_tempo_beat(tempo, last));
  return (uint32_t)fmax(1.0, ceil(ob_tempo_frame(tempo, bar)));
}

/// Choose how many bars there are between lines, and whether beats have some
static void
plan_grid(ObRollPlan* const plan)
{
  const ObPosition start = ob_tempo_position(plan->tempo, 0.0);
  const double     beat  = 4.0 / start.denominator;
  const double     px =
    ob_roll_x(plan, ob_tempo_frame(plan->tempo, beat)) - plan->left;

  plan->bar_step = 1U;
  while (px * start.numerator * plan->bar_step < bar_min) {
    plan->bar_step *= 2U;
  }
  plan->beats = plan->bar_step == 1U && px >= beat_min;
}

static void
plan_sizes(ObRollPlan* const plan)
{
  const double seconds = plan->length / plan->tempo->rate;
  plan->left           = left;
  plan->width =
    fmin(width_max, fmax(width_min, left + seconds * second_width + right));
  plan->right = plan->width - right;

  unsigned rows = 0U;
  for (unsigned i = 0U; i < 2U; ++i) {
    rows += plan->panels[i].high - plan->panels[i].low + 1U;
  }
  plan->row = fmin(row_max, fmax(row_min, 2.0 * keys_usual / rows));

  double y = head;
  for (unsigned i = 0U; i < 2U; ++i) {
    plan->panels[i].y = y;
    y += ob_roll_panel_height(plan, &plan->panels[i]) + between;
  }
  plan->height = y + foot - between;
  plan_grid(plan);
}

/// Show which shade is which velocity
static void
draw_legend(const ObRollPlan* const plan, cairo_t* const cairo)
{
  static const double size  = 9.0;
  static const double y     = 25.0;
  static const int    steps = 8;

  double x = plan->right - 24.0 - steps * size;
  ob_roll_use(cairo, ob_roll_ink, 0.6);
  ob_roll_text(cairo, plan->right, y, 1.0, 9.0, "127");
  ob_roll_text(cairo, x - 6.0, y, 1.0, 9.0, "velocity  1");
  for (int i = 1; i <= steps; ++i) {
    ob_roll_use(cairo, ob_roll_ink, ob_roll_shade(127.0 * i / steps));
    cairo_rectangle(cairo, x, y - 8.0, size - 0.75, size);
    cairo_fill(cairo);
    x += size;
  }
}

static void
draw(const ObRollPlan* const plan, cairo_t* const cairo)
{
  ob_roll_use(cairo, ob_roll_faint, 1.0);
  cairo_paint(cairo);

  cairo_select_font_face(
    cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
  ob_roll_use(cairo, ob_roll_ink, 1.0);
  ob_roll_text(cairo, plan->left, 26.0, 0.0, 14.0, plan->title);

  cairo_select_font_face(
    cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  draw_legend(plan, cairo);
  for (unsigned i = 0U; i < 2U; ++i) {
    ob_roll_panel_draw(plan, &plan->panels[i], cairo);
  }
  ob_roll_axes_draw(plan, plan->height - foot + 16.0, cairo);
}

/// Draw to the file; return cairo's status
static cairo_status_t
write_file(const ObRollPlan* const plan, const char* const path)
{
  const size_t length = strlen(path);
  const bool   png    = length > 4U && !strcasecmp(path + length - 4U, ".png");

  cairo_surface_t* const surface =
    png ? cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                     (int)ceil(plan->width * png_scale),
                                     (int)ceil(plan->height * png_scale))
        : cairo_svg_surface_create(path, plan->width, plan->height);
  cairo_t* const cairo = cairo_create(surface);
  if (png) {
    cairo_scale(cairo, png_scale, png_scale);
  }
  draw(plan, cairo);

  cairo_status_t status = cairo_status(cairo);
  cairo_destroy(cairo);
  if (!status && png) {
    status = cairo_surface_write_to_png(surface, path);
  }
  cairo_surface_finish(surface);
  if (!status) {
    status = cairo_surface_status(surface);
  }
  cairo_surface_destroy(surface);
  return status;
}

ObStatus
ob_roll_draw(const ObRoll* const roll, const char* const path)
{
  ObRollPlan plan = {
    .title  = roll->title,
    .tempo  = &roll->song->tempo,
    .length = find_end(roll),
    .panels = { { .label = "in", .events = &roll->song->events, .hue = 0U },
                { .label = "out", .events = roll->output, .hue = 1U } },
  };

  ObStatus status = OB_SUCCESS;
  for (unsigned i = 0U; i < 2U; ++i) {
    const ObStatus st = ob_roll_panel_init(&plan.panels[i], plan.length);
    status            = status ? status : st;
  }
  if (!status) {
    plan_sizes(&plan);
    const cairo_status_t result = write_file(&plan, path);
    if (result) {
      ob_complain("%s: %s", path, cairo_status_to_string(result));
      status = OB_ERROR;
    }
  }
  for (unsigned i = 0U; i < 2U; ++i) {
    ob_notes_clear(&plan.panels[i].notes);
  }
  return status;
}
