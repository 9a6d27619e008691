// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Drawing one side of a piano roll: keys and notes; setup

#include "roll_impl.h"

#include "midi.h"

#include <string.h>

/// Fewest pitches shown, and those shown around the notes
#define PITCHES_MIN 12U
#define PITCHES_AROUND 1U

/// Pitches of an octave
#define OCTAVE 12U

/// A row at least as high has room for its name [px]
static const double named_row = 9.0;

/// Colours of channels, in order
static const ObColour colours[] = {
  { 0.16, 0.42, 0.68 }, { 0.82, 0.38, 0.13 }, { 0.20, 0.55, 0.35 },
  { 0.55, 0.32, 0.65 }, { 0.72, 0.20, 0.34 }, { 0.10, 0.55, 0.60 },
  { 0.60, 0.50, 0.10 }, { 0.35, 0.35, 0.42 },
};

#define N_COLOURS (sizeof(colours) / sizeof(colours[0]))

static const ObColour paper     = { 1.0, 1.0, 1.0 };
static const ObColour black_key = { 0.953, 0.949, 0.941 };

ObColour
ob_roll_colour(const ObRollPanel* const panel, const unsigned channel)
{
  return colours[(panel->hue + channel) % N_COLOURS];
}

static bool
is_black(const unsigned pitch)
{
  static const char keys[] = ".#.#..#.#.#.";
  return keys[pitch % OCTAVE] == '#';
}

/// Add a message's lane if there is none yet and it is that of a controller
static void
add_lane(ObRollPanel* const   panel,
         const uint8_t* const bytes,
         const ObKind         kind)
{
  const bool       has_number = kind == OB_KIND_CC;
  const ObRollLane lane = { bytes[0], has_number ? bytes[1] : (uint8_t)0U };
  if (kind != OB_KIND_CC && kind != OB_KIND_PITCH_BEND &&
      kind != OB_KIND_CHANNEL_PRESSURE) {
    return;
  }
  for (unsigned i = 0U; i < panel->n_lanes; ++i) {
    if (panel->lanes[i].status == lane.status &&
        panel->lanes[i].number == lane.number) {
      return;
    }
  }
  if (panel->n_lanes < OB_ROLL_LANES) {
    panel->lanes[panel->n_lanes++] = lane;
  }
}

/// Choose the pitches: all that there are, and a few more
static void
find_range(ObRollPanel* const panel)
{
  unsigned low  = OB_MIDI_PITCHES;
  unsigned high = 0U;
  for (size_t i = 0U; i < panel->notes.count; ++i) {
    const unsigned pitch = panel->notes.notes[i].pitch;
    low                  = pitch < low ? pitch : low;
    high                 = pitch > high ? pitch : high;
  }
  if (low > high) { // There are no notes
    low  = 60U;
    high = 60U;
  }

  low  = low > PITCHES_AROUND ? low - PITCHES_AROUND : 0U;
  high = high + PITCHES_AROUND;
  while (high - low + 1U < PITCHES_MIN) {
    low -= low ? 1U : 0U;
    high += 1U;
  }
  panel->low  = low;
  panel->high = high < OB_MIDI_PITCHES ? high : OB_MIDI_PITCHES - 1U;
}

ObStatus
ob_roll_panel_init(ObRollPanel* const panel, const uint32_t length)
{
  const ObStatus status = ob_notes_find(&panel->notes, panel->events, length);
  for (size_t i = 0U; i < panel->events->count; ++i) {
    const ObEvent* const event = &panel->events->events[i];
    const uint8_t* const bytes = ob_events_bytes(panel->events, event);
    add_lane(panel, bytes, ob_midi_kind(bytes, event->size));
  }
  find_range(panel);
  return status;
}

static double
keys_height(const ObRollPlan* const plan, const ObRollPanel* const panel)
{
  return (panel->high - panel->low + 1U) * plan->row;
}

double
ob_roll_panel_height(const ObRollPlan* const  plan,
                     const ObRollPanel* const panel)
{
  return OB_ROLL_HEAD + keys_height(plan, panel) +
         panel->n_lanes * (OB_ROLL_LANE + OB_ROLL_GAP);
}

static double
pitch_y(const ObRollPlan* const  plan,
        const ObRollPanel* const panel,
        const unsigned           pitch)
{
  return panel->y + OB_ROLL_HEAD + (panel->high - pitch) * plan->row;
}

static void
draw_keys(const ObRollPlan* const  plan,
          const ObRollPanel* const panel,
          cairo_t* const           cairo)
{
  const double width = plan->right - plan->left;
  ob_roll_use(cairo, paper, 1.0);
  cairo_rectangle(cairo,
                  plan->left,
                  panel->y + OB_ROLL_HEAD,
                  width,
                  keys_height(plan, panel));
  cairo_fill(cairo);

  for (unsigned pitch = panel->low; pitch <= panel->high; ++pitch) {
    const double y = pitch_y(plan, panel, pitch);
    if (is_black(pitch)) {
      ob_roll_use(cairo, black_key, 1.0);
      cairo_rectangle(cairo, plan->left, y, width, plan->row);
      cairo_fill(cairo);
    }
    if (pitch % OCTAVE == 0U) {
      ob_roll_use(cairo, ob_roll_ink, 0.22);
      cairo_rectangle(cairo, plan->left, y + plan->row - 0.5, width, 0.5);
      cairo_fill(cairo);
    }
  }
}

/// Write the names of the pitches, or only those of every C
static void
draw_names(const ObRollPlan* const  plan,
           const ObRollPanel* const panel,
           cairo_t* const           cairo)
{
  const bool all = plan->row >= named_row;
  for (unsigned pitch = panel->low; pitch <= panel->high; ++pitch) {
    const bool octave = pitch % OCTAVE == 0U;
    if (!octave && (!all || is_black(pitch))) {
      continue;
    }

    char name[OB_NOTE_NAME];
    ob_note_name(pitch, name);
    ob_roll_use(cairo, ob_roll_ink, octave ? 0.95 : 0.45);
    ob_roll_text(cairo,
                 plan->left - 8.0,
                 pitch_y(plan, panel, pitch) + plan->row / 2.0 + 3.2,
                 1.0,
                 9.0,
                 name);
  }
}

/// Draw a note: the louder, the more colour
static void
draw_note(const ObRollPlan* const  plan,
          const ObRollPanel* const panel,
          const ObNote* const      note,
          cairo_t* const           cairo)
{
  static const double narrowest = 2.0;
  static const double gap       = 0.75;

  const double x      = ob_roll_x(plan, note->start);
  const double length = ob_roll_x(plan, note->end) - x - gap;
  const double width  = length < narrowest ? narrowest : length;
  const double y      = pitch_y(plan, panel, note->pitch) + gap / 2.0;
  const double height = plan->row - gap;

  const ObColour colour = ob_roll_colour(panel, note->channel);
  ob_roll_use(cairo, paper, 1.0); // Not see-through
  cairo_rectangle(cairo, x, y, width, height);
  cairo_fill_preserve(cairo);
  ob_roll_use(cairo, colour, ob_roll_shade(note->velocity));
  cairo_fill(cairo);

  ob_roll_use(cairo, colour, 0.9);
  cairo_set_line_width(cairo, 0.6);
  cairo_rectangle(cairo, x + 0.3, y + 0.3, width - 0.6, height - 0.6);
  cairo_stroke(cairo);
}

void
ob_roll_panel_draw(const ObRollPlan* const  plan,
                   const ObRollPanel* const panel,
                   cairo_t* const           cairo)
{
  const double keys = keys_height(plan, panel);
  const double top  = panel->y + OB_ROLL_HEAD;

  ob_roll_use(cairo, ob_roll_colour(panel, 0U), 1.0);
  ob_roll_text(cairo, plan->left - 8.0, top - 4.0, 1.0, 13.0, panel->label);

  draw_keys(plan, panel, cairo);
  ob_roll_grid_draw(plan, top, keys, cairo);
  draw_names(plan, panel, cairo);
  for (size_t i = 0U; i < panel->notes.count; ++i) {
    if (panel->notes.notes[i].on != SIZE_MAX) {
      draw_note(plan, panel, &panel->notes.notes[i], cairo);
    }
  }
  ob_roll_lanes_draw(plan, panel, top + keys + OB_ROLL_GAP, cairo);
}
