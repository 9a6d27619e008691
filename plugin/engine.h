// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The way of an event through run(), whatever the plugin format; real-time

#ifndef OUTBOARD_ENGINE_H
#define OUTBOARD_ENGINE_H

#include "attributes.h"
#include "link.h"
#include "notice.h"
#include "record.h"
#include "status.h"
#include "values.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How long run() waits for the script
typedef enum
{
  OB_MODE_LIVE      = 0, ///< Until the deadline
  OB_MODE_PIPELINED = 1  ///< Never; everything comes out a nominal block later
} ObMode;

/// What becomes of events that a missing script would have answered
typedef enum
{
  OB_FALLBACK_PASS = 0, ///< They pass through
  OB_FALLBACK_MUTE = 1  ///< They are dropped
} ObFallback;

/// What the plugin is doing, as the status port shows it
typedef enum
{
  OB_STATE_LOADING,    ///< A script is on its way, none plays yet
  OB_STATE_RUNNING,    ///< The script answers in time
  OB_STATE_LATE,       ///< It does not; run() does not wait for it now
  OB_STATE_ERROR,      ///< The script did not load
  OB_STATE_RESTARTING, ///< It died; the next child is on its way
  OB_STATE_STOPPED     ///< No script, or it died too often
} ObState;

/// What the host controls, as of the block's first frame
typedef struct
{
  bool         enabled;   ///< False: bypassed
  bool         freewheel; ///< The host renders offline: wait until done
  ObMode       mode;      ///< Live or Pipelined
  ObFallback   fallback;  ///< What a missing script does
  float        deadline;  ///< Share of the nominal block, 0.01 to 0.8
  const float* values;    ///< Of parameters or knobs, see ObValues
  uint32_t     n_values;  ///< Up to OB_VALUES_MAX
  bool         plain; ///< They are parameters' own values, else knobs, 0 to 1
} ObControls;

/// Where output events go; the front supplies it
typedef struct
{
  /**
     Append one message; called in order of frames [0, block length).

     @return OB_SUCCESS, or OB_FULL: nothing was written.
  */
  ObStatus (*write)(void*          handle,
                    uint32_t       frame,
                    const uint8_t* bytes,
                    uint32_t       size);
  void*    handle;   ///< For write
  uint32_t room;     ///< For messages and their overhead [bytes]
  uint32_t overhead; ///< Of each message, which is padded to 8 [bytes]
} ObSink;

/// What the plugin shows of itself
typedef struct
{
  ObState  state;
  uint32_t latency; ///< Reported to the host [frames]
  float    load;    ///< Share of real time that the script used, smoothed
  uint64_t misses;  ///< Blocks whose answer did not come by the deadline
  uint64_t late;    ///< Events emitted after their frame
  uint64_t dropped; ///< Events lost, in either direction
} ObReport;

/// How the script does, for other threads to see
typedef struct
{
  ObReport report;
  ObMode   mode;
  uint64_t median;  ///< Of the time to an answer; 0: none was awaited [ns]
  uint64_t most;    ///< What 99 of 100 answers did not exceed [ns]
  uint64_t longest; ///< Of all times to an answer [ns]
} ObFigures;

typedef struct ObEngineImpl ObEngine;

/// Return whether a sample rate is one that any clock has [1/s]; setup
bool
ob_engine_is_rate(double rate);

/**
   Create an engine; setup.

   @param rate Sample rate [1/s].
   @param nominal The host's usual block length [frames], more than 0.
   @param notices Where run() leaves word for the supervisor; must outlive it.
   @return NULL if out of memory or if the rate is not a valid one.
*/
ObEngine*
ob_engine_new(double rate, uint32_t nominal, ObNotices* notices);

/// Free an engine, but no link; allows NULL; setup
void
ob_engine_free(ObEngine* engine);

/// Forget what sounds and what is due; setup, while run() is not
void
ob_engine_activate(ObEngine* engine);

/// Change the host's usual block length [frames]; any thread
void
ob_engine_set_nominal(ObEngine* engine, uint32_t nominal);

/// Return the sample rate [1/s]; any thread
double
ob_engine_rate(const ObEngine* engine);

/// Return the host's usual block length [frames]; any thread
uint32_t
ob_engine_nominal(const ObEngine* engine);

/// Return the size of an engine, which is locked if allowed [bytes]; any thread
size_t
ob_engine_size(void);

/// Return whether the engine's memory is locked; any thread
bool
ob_engine_locked(const ObEngine* engine);

/// Return what the audio thread last published; any thread
ObFigures
ob_engine_figures(const ObEngine* engine);

/**
   Offer a loaded child; it is used from the next block on; supervisor.

   The former one comes back from ob_engine_collect().

   @return A link that was offered before and not taken, or NULL; the caller's
   again.
*/
ObLink*
ob_engine_offer(ObEngine* engine, ObLink* link);

/// Return a link that run() has done with, or NULL; supervisor
ObLink*
ob_engine_collect(ObEngine* engine);

/// Take back every link; setup, while run() is not.  Call until NULL.
ObLink*
ob_engine_detach(ObEngine* engine);

/// Copy what the knobs are compared with, for saving; any thread
void
ob_engine_knobs(const ObEngine* engine, float knobs[OB_KNOBS]);

/// Say what to show while no child plays; supervisor and setup
void
ob_engine_set_state(ObEngine* engine, ObState state);

/// Something has changed that run() must look at; any thread
OB_REALTIME void
ob_engine_alert(ObEngine* engine);

/**
   Let a block pass in which nothing arrives and ObControls stay as they were.

   @return Whether nothing was to be done in it; else it has not begun.
*/
OB_REALTIME bool
ob_engine_rest(ObEngine* engine, uint32_t frames);

/**
   Begin a block of `frames` frames, maybe 0.

   Then come its input and transport changes, in any order of calls, then
   ob_engine_finish().
*/
OB_REALTIME void
ob_engine_begin(ObEngine* engine, uint32_t frames, const ObControls* controls);

/// A MIDI message arrived; invalid ones are dropped, late frames are clamped
OB_REALTIME void
ob_engine_midi(ObEngine*      engine,
               uint32_t       frame,
               const uint8_t* bytes,
               uint32_t       size);

/**
   The host told its position at `frame` of the block.

   Of `transport`, `elapsed` is ignored.  Values that are no numbers or out of
   all reason are replaced by what is known.
*/
OB_REALTIME void
ob_engine_transport(ObEngine*          engine,
                    uint32_t           frame,
                    const ObTransport* transport);

/// Send the block to the child, wait for it as the mode says, emit what is due
OB_REALTIME void
ob_engine_finish(ObEngine* engine, ObSink* sink);

/// Describe the engine after a block
OB_REALTIME ObReport
ob_engine_report(const ObEngine* engine);

/// Return the transport as known at `frame` of the block, to complete what the
/// host tells; later events and changes are taken to be not before it
OB_REALTIME const ObTransport*
ob_engine_position(ObEngine* engine, uint32_t frame);

#endif // OUTBOARD_ENGINE_H
