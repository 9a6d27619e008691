// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the files that draw a piano roll share; setup

#ifndef OUTBOARD_ROLL_IMPL_H
#define OUTBOARD_ROLL_IMPL_H

#include "events.h"
#include "notes.h"
#include "status.h"
#include "tempo.h"

#include <cairo.h>

#include <stdbool.h>
#include <stdint.h>

/// Most controllers drawn for a panel
#define OB_ROLL_LANES 4U

/// The values of a controller, bend or pressure on a channel
typedef struct
{
  uint8_t status; ///< Of the messages, with channel
  uint8_t number; ///< Of the controller, or the pitch; else 0
} ObRollLane;

/// One side of the plugin: notes, and lanes of controllers below
typedef struct
{
  const char*     label;
  const ObEvents* events;
  ObNotes         notes;
  unsigned        hue;  ///< Index of the colour of channel 1
  unsigned        low;  ///< Lowest pitch shown
  unsigned        high; ///< Highest pitch shown
  ObRollLane      lanes[OB_ROLL_LANES];
  unsigned        n_lanes;
  double          y; ///< Of its top [px]
} ObRollPanel;

/// The whole drawing
typedef struct
{
  const char*       title;
  const ObTempoMap* tempo;
  uint32_t          length; ///< [frames]
  ObRollPanel       panels[2];
  double            width;    ///< [px]
  double            height;   ///< [px]
  double            left;     ///< Of the time axis [px]
  double            right;    ///< Of the time axis [px]
  double            row;      ///< Height of a pitch [px]
  unsigned          bar_step; ///< Bars between lines
  bool              beats;    ///< There is room for lines on beats
} ObRollPlan;

/// A colour
typedef struct
{
  double red;
  double green;
  double blue;
} ObColour;

/// Space around and between [px]
#define OB_ROLL_HEAD 24.0
#define OB_ROLL_LANE 34.0
#define OB_ROLL_GAP 6.0

/// Colours that have a meaning in all files
extern const ObColour ob_roll_ink;
extern const ObColour ob_roll_faint;

/// Return where a frame is [px]
double
ob_roll_x(const ObRollPlan* plan, double frame);

/// Return the height of a panel [px]
double
ob_roll_panel_height(const ObRollPlan* plan, const ObRollPanel* panel);

/// Find the notes, the pitches and the lanes of a panel
ObStatus
ob_roll_panel_init(ObRollPanel* panel, uint32_t length);

/// Draw a panel whose place is known
void
ob_roll_panel_draw(const ObRollPlan*  plan,
                   const ObRollPanel* panel,
                   cairo_t*           cairo);

/// Draw the lanes of a panel from `y` on
void
ob_roll_lanes_draw(const ObRollPlan*  plan,
                   const ObRollPanel* panel,
                   double             y,
                   cairo_t*           cairo);

/// Return the colour of a channel from 0 in a panel
ObColour
ob_roll_colour(const ObRollPanel* panel, unsigned channel);

/// Use a colour, more or less of it
void
ob_roll_use(cairo_t* cairo, ObColour colour, double opacity);

/// Return how much of its colour a note has
double
ob_roll_shade(double velocity);

/**
   Draw a text.

   @param align 0 if `x` is its left, 1 if it is its right.
*/
void
ob_roll_text(cairo_t*    cairo,
             double      x,
             double      y,
             double      align,
             double      size,
             const char* text);

/// Draw lines on bars and beats from y to y + height
void
ob_roll_grid_draw(const ObRollPlan* plan,
                  double            y,
                  double            height,
                  cairo_t*          cairo);

/// Draw the numbers of the bars above, and the seconds below the panels
void
ob_roll_axes_draw(const ObRollPlan* plan, double y, cairo_t* cairo);

#endif // OUTBOARD_ROLL_IMPL_H
