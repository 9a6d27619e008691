// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Draws the rows of a benchmark: how far each is from its target

#include "plot.h"

#include <cairo-svg.h>
#include <cairo.h>

#include <math.h>
#include <stddef.h>
#include <stdio.h>

/// Sizes [px]
static const double width      = 980.0;
static const double head       = 92.0;
static const double foot       = 20.0;
static const double row_height = 34.0;
static const double left       = 400.0; ///< Of the axis
static const double right      = 740.0; ///< Of the axis
static const double margin     = 24.0;
static const double radius     = 5.0;

static const double spread_opacity = 0.3;

/// The axis: value divided by target, logarithmic
static const double lowest  = 0.0625;
static const double highest = 16.0;

typedef struct
{
  double red;
  double green;
  double blue;
} Colour;

static const Colour paper   = { 1.0, 1.0, 1.0 };
static const Colour ink     = { 0.13, 0.14, 0.17 };
static const Colour faint   = { 0.45, 0.47, 0.51 };
static const Colour line    = { 0.87, 0.88, 0.90 };
static const Colour reached = { 0.05, 0.46, 0.45 };
static const Colour missed  = { 0.82, 0.36, 0.06 };

static void
use(cairo_t* const cairo, const Colour colour)
{
  cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue);
}

/// Write text that begins (0), is centred (0.5) or ends (1) at x
static void
write_text(cairo_t* const    cairo,
           const double      x,
           const double      y,
           const double      size,
           const double      align,
           const Colour      colour,
           const char* const text)
{
  cairo_text_extents_t extents;

  cairo_set_font_size(cairo, size);
  cairo_text_extents(cairo, text, &extents);
  use(cairo, colour);
  cairo_move_to(cairo, x - align * extents.x_advance, y);
  cairo_show_text(cairo, text);
}

static double
number(const json_t* const row, const char* const name)
{
  const json_t* const value = json_object_get(row, name);
  return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static const char*
text_of(const json_t* const row, const char* const name)
{
  const char* const text = json_string_value(json_object_get(row, name));
  return text ? text : "";
}

/// Return where a value lies whose target is at 1
static double
place(const double ratio)
{
  const double inside = fmin(fmax(ratio, lowest), highest);
  return left + (right - left) * log(inside / lowest) / log(highest / lowest);
}

/// Return a value by its target; a count whose target is 0 is on it or off
static double
by_target(const double value, const double target)
{
  return target > 0.0 ? value / target : value > 0.0 ? highest : 1.0;
}

static void
draw_axis(cairo_t* const cairo, const double bottom)
{
  static const struct
  {
    double      ratio;
    const char* label;
  } ticks[] = { { 0.0625, "1/16" },
                { 0.25, "1/4" },
                { 1.0, "target" },
                { 4.0, "4 times" },
                { 16.0, "16 times" } };

  for (size_t i = 0U; i < sizeof(ticks) / sizeof(ticks[0]); ++i) {
    const bool   target = ticks[i].ratio >= 1.0 && ticks[i].ratio <= 1.0;
    const double x      = place(ticks[i].ratio);
    use(cairo, target ? ink : line);
    cairo_set_line_width(cairo, target ? 1.5 : 1.0);
    cairo_move_to(cairo, x, head - 12.0);
    cairo_line_to(cairo, x, bottom);
    cairo_stroke(cairo);
    write_text(cairo, x, head - 18.0, 11.0, 0.5, faint, ticks[i].label);
  }
}

/// Draw a row's place on the axis, and the quartiles of its rounds
static void
draw_mark(cairo_t* const cairo, const json_t* const row, const double y)
{
  const double target = number(row, "target");
  const double low    = number(row, "low");
  const double high   = number(row, "high");
  const double ratio  = by_target(number(row, "value"), target);
  const double x      = place(ratio);
  const bool   good   = ratio <= 1.0;

  use(cairo, good ? reached : missed);
  cairo_set_line_width(cairo, 2.0);
  cairo_move_to(cairo, place(1.0), y);
  cairo_line_to(cairo, x, y);
  cairo_stroke(cairo);
  if (target > 0.0 && isfinite(low) && isfinite(high)) {
    const Colour colour = good ? reached : missed;
    cairo_set_source_rgba(
      cairo, colour.red, colour.green, colour.blue, spread_opacity);
    cairo_set_line_width(cairo, 10.0);
    cairo_move_to(cairo, place(low / target), y);
    cairo_line_to(cairo, place(high / target), y);
    cairo_stroke(cairo);
    use(cairo, colour);
  }

  cairo_arc(cairo, x, y, radius, 0.0, 2.0 * M_PI);
  cairo_fill(cairo);
  if (!good) { // Not by colour alone
    use(cairo, paper);
    cairo_arc(cairo, x, y, radius - 2.5, 0.0, 2.0 * M_PI);
    cairo_fill(cairo);
  }
}

/// Write a number as it is read, with three digits or more
static void
format(char* const       text,
       const size_t      size,
       const char* const before,
       const double      value,
       const char* const unit)
{
  snprintf(text,
           size,
           value < 100.0 ? "%s%.3g%s%s" : "%s%.0f%s%s",
           before,
           value,
           *unit ? " " : "",
           unit);
}

static void
draw_row(cairo_t* const cairo, const json_t* const row, const double y)
{
  const double      value  = number(row, "value");
  const double      target = number(row, "target");
  const char* const unit   = text_of(row, "unit");
  char              text[96];

  write_text(cairo, margin, y, 12.5, 0.0, ink, text_of(row, "what"));
  write_text(cairo, margin, y + 13.0, 9.5, 0.0, faint, text_of(row, "key"));
  if (!isfinite(value)) {
    write_text(
      cairo, right + margin, y + 4.0, 12.5, 0.0, faint, "not measured");
    return;
  }

  if (isfinite(target)) {
    draw_mark(cairo, row, y + 1.0);
  }
  format(text, sizeof(text), "", value, unit);
  write_text(cairo, right + margin, y + 4.0, 12.5, 0.0, ink, text);
  if (isfinite(target)) {
    format(text, sizeof(text), "at most ", target, "");
  } else {
    snprintf(text, sizeof(text), "no target");
  }
  write_text(cairo, width - margin, y + 4.0, 11.0, 1.0, faint, text);
}

bool
plot_rows(const char* const   path,
          const json_t* const machine,
          const json_t* const rows)
{
  const size_t count  = json_array_size(rows);
  const double bottom = head + (double)count * row_height;

  cairo_surface_t* const surface =
    cairo_svg_surface_create(path, width, bottom + foot);
  cairo_t* const cairo = cairo_create(surface);
  char           text[256];

  use(cairo, paper);
  cairo_paint(cairo);
  cairo_select_font_face(
    cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  write_text(cairo, margin, 30.0, 17.0, 0.0, ink, "Outboard, by its targets");
  snprintf(text,
           sizeof(text),
           "%s, %lld cores%s; left of the target is better",
           text_of(machine, "processor"),
           (long long)json_integer_value(json_object_get(machine, "cores")),
           json_is_true(json_object_get(machine, "virtual")) ? ", virtual"
                                                             : "");
  write_text(cairo, margin, 48.0, 11.0, 0.0, faint, text);
  draw_axis(cairo, bottom);
  for (size_t i = 0U; i < count; ++i) {
    draw_row(
      cairo, json_array_get(rows, i), head + ((double)i + 0.45) * row_height);
  }

  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  const bool good = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
  cairo_surface_destroy(surface);
  return good;
}
