// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The records in the two real-time queues: the wire format; any thread

#ifndef OUTBOARD_RECORD_H
#define OUTBOARD_RECORD_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/**
   @file

   Requests go from the plugin to the child, replies come back.  A request
   stream is made of blocks: one OB_REQUEST_BLOCK, then everything that happens
   in it, in order of time, all committed together.

   Frames are input frames since the plugin was instantiated.  They never jump.
   Beats are quarter notes.  Every field has a fixed width, padding is 0.
*/

/// The largest MIDI message that is carried [bytes]
#define OB_MIDI_MAX 65536U

/// What a record is about
typedef enum
{
  OB_REQUEST_BLOCK     = 1,  ///< ObBlock: a block begins
  OB_REQUEST_EVENT     = 2,  ///< ObEvent: a MIDI message arrived
  OB_REQUEST_TRANSPORT = 3,  ///< ObTransportChange: the transport changed
  OB_REQUEST_PARAM     = 4,  ///< ObParamChange: a parameter changed
  OB_REQUEST_RESET     = 5,  ///< ObReset: notes were ended by the plugin
  OB_REQUEST_RESYNC    = 6,  ///< ObResync: which keys are still down
  OB_REPLY_SEND        = 16, ///< ObSend: a MIDI message to be emitted
  OB_REPLY_CANCEL      = 17, ///< ObCancel: a voice must not start any more
  OB_REPLY_RESET       = 18  ///< ObReset: what was sent before it is void
} ObRecordType;

/// The start of every record
typedef struct
{
  uint32_t size;  ///< Of the whole record, a multiple of 8 [bytes]
  uint16_t type;  ///< ObRecordType
  uint16_t flags; ///< Depends on type
} ObRecord;

static_assert(sizeof(ObRecord) == 8, "wire size");

/// Bits of ObTransport.flags
typedef enum
{
  OB_TRANSPORT_ROLLING = 1U << 0U, ///< Playing at a speed other than 0
  OB_TRANSPORT_OFFLINE = 1U << 1U, ///< The host renders faster than real time
  OB_TRANSPORT_KNOWN   = 1U << 2U  ///< The host has told its position
} ObTransportFlag;

/// Where the song is at one frame, extrapolated if the host has not said
typedef struct
{
  double   tempo;       ///< [quarter notes per minute], more than 0
  double   beat;        ///< Song position [quarter notes]
  double   elapsed;     ///< Beats since instantiate, never jumps [quarters]
  double   bar_beat;    ///< Position in the bar [quarter notes from 0]
  double   speed;       ///< 1 is normal, 0 stopped
  int64_t  bar;         ///< From 0
  int64_t  frame;       ///< Song position [frames]
  int32_t  numerator;   ///< Of the meter
  int32_t  denominator; ///< Of the meter
  uint32_t flags;       ///< ObTransportFlag
  uint32_t padding;
} ObTransport;

static_assert(sizeof(ObTransport) == 72, "wire size");

/// OB_REQUEST_BLOCK
typedef struct
{
  ObRecord    record;
  uint64_t    frame;    ///< Of the block's first sample
  uint32_t    sequence; ///< Number of the block, modulo 2^32
  uint32_t    frames;   ///< Length of the block
  uint32_t    nominal;  ///< The host's usual block length [frames]
  uint32_t    padding;
  ObTransport transport; ///< At the block's first frame
} ObBlock;

static_assert(sizeof(ObBlock) == 104, "wire size");

/// Bits of ObRecord.flags in an ObEvent
typedef enum
{
  OB_EVENT_PASSED =
    1U << 0U ///< The plugin has passed it on: only for the record
} ObEventFlag;

/// OB_REQUEST_EVENT: `length` bytes of MIDI from `bytes` on
typedef struct
{
  ObRecord record;
  uint64_t frame;    ///< When it arrived
  uint32_t length;   ///< Of the message [bytes], 1 to OB_MIDI_MAX
  uint16_t order;    ///< Its place among the block's input, from 1
  uint8_t  bytes[2]; ///< The message's start; the rest follows
} ObEvent;

static_assert(sizeof(ObEvent) == 24, "wire size");
static_assert(offsetof(ObEvent, bytes) == 22, "wire offset");

/**
   OB_REQUEST_TRANSPORT.

   `record.flags` is OB_RESET_STOP or OB_RESET_LOOP if pending events are ended
   by it, else 0.  The child then first sends an OB_REPLY_RESET of that reason
   and frame, so that the plugin can tell what was sent before it.
*/
typedef struct
{
  ObRecord    record;
  uint64_t    frame;
  ObTransport transport; ///< At that frame
} ObTransportChange;

static_assert(sizeof(ObTransportChange) == 88, "wire size");

/// Bits of ObRecord.flags in an ObParamChange
typedef enum
{
  OB_PARAM_PLAIN   = 1U << 0U, ///< `value` is the parameter's, not 0 to 1 of it
  OB_PARAM_INITIAL = 1U << 1U  ///< Nobody changed it: on_param() is not called
} ObParamFlag;

/// OB_REQUEST_PARAM
typedef struct
{
  ObRecord record;
  uint64_t frame;
  uint32_t index; ///< See ObLoad
  float    value; ///< 0 to 1 of the parameter's range, unless OB_PARAM_PLAIN
} ObParamChange;

static_assert(sizeof(ObParamChange) == 24, "wire size");

/// Why notes were ended
typedef enum
{
  OB_RESET_CHANNEL = 0, ///< CC 120 or 123 on one channel
  OB_RESET_ALL     = 1, ///< Bypass, activation, change of mode: all channels
  OB_RESET_STOP    = 2, ///< Only sent back: the transport stopped or jumped
  OB_RESET_LOOP    = 3  ///< Only sent back: the song went on from earlier
} ObResetReason;

/**
   OB_REQUEST_RESET: nothing that the script sent sounds or is due any more.

   The child forgets the notes and sends the record back as OB_REPLY_RESET, so
   that the plugin can tell what was sent before from what comes after.
*/
typedef struct
{
  ObRecord record;
  uint64_t frame;
  uint32_t reason;  ///< ObResetReason
  uint32_t channel; ///< 0 to 15 for OB_RESET_CHANNEL, else 0
} ObReset;

static_assert(sizeof(ObReset) == 24, "wire size");

/// Bits of ObRecord.flags in an ObResync
typedef enum
{
  OB_RESYNC_START = 1U << 0U ///< The first of this child: nothing was missed
} ObResyncFlag;

/**
   OB_REQUEST_RESYNC: the keys that are down.

   Sent first to a new child, and after a queue was full: keys the child knows
   that are not among these have been released meanwhile.
*/
typedef struct
{
  ObRecord record;
  uint64_t frame;
  uint32_t lost; ///< Events that could not be delivered
  uint32_t padding;
  uint8_t  velocity[16][128]; ///< By channel and pitch; 0: not down
} ObResync;

static_assert(sizeof(ObResync) == 2072, "wire size");

/// When an ObSend is due: bits 0 and 1 of ObRecord.flags
typedef enum
{
  OB_ANCHOR_FRAME   = 0, ///< At `frame`
  OB_ANCHOR_ELAPSED = 1, ///< When ObTransport.elapsed reaches `beat`
  OB_ANCHOR_SONG    = 2, ///< When ObTransport.beat reaches `beat`
  OB_ANCHOR_MASK    = 3
} ObAnchor;

/// How long a note-on in an ObSend sounds: bits 2 and 3 of ObRecord.flags
typedef enum
{
  OB_LENGTH_NONE   = 0 << 2, ///< Until a note-off is sent
  OB_LENGTH_FRAMES = 1 << 2, ///< `length` frames
  OB_LENGTH_BEATS  = 2 << 2, ///< `length` elapsed quarter notes
  OB_LENGTH_MASK   = 3 << 2
} ObLength;

/// Return ObSend.key for a key's channel (0 to 15) and pitch; 0 is no key
static inline uint16_t
ob_record_key(const uint32_t channel, const uint32_t pitch)
{
  return (uint16_t)(1U + channel * 128U + pitch);
}

/// The voice of messages that belong to no note of the script
#define OB_VOICE_NONE 0U

/**
   OB_REPLY_SEND: `size` bytes of MIDI from `bytes` on, to be emitted.

   A note-on and the note-off that ends it bear the same `voice`, a number
   chosen by the child, each used for one note-on.  A note-off with a voice is
   emitted only if that voice still sounds; one without ends whatever sounds on
   its pitch and channel.
*/
typedef struct
{
  ObRecord record;
  uint64_t frame;  ///< When it is due, or was caused if beat-anchored
  double   beat;   ///< When it is due, for beat anchors [quarter notes]
  double   length; ///< Of a note-on, see ObLength; else 0
  uint32_t voice;  ///< Of a note-on or note-off; else OB_VOICE_NONE
  uint16_t order;  ///< ObEvent.order of its cause if due at its frame; 0 if
                   ///< it comes from the past; 0xFFFF from a task
  uint16_t key;    ///< Of a note-on: the key that owns it, see ob_record_key()
  uint32_t size;   ///< Of the message [bytes], 1 to OB_MIDI_MAX
  uint8_t  bytes[4]; ///< The message's start; the rest follows
} ObSend;

static_assert(sizeof(ObSend) == 48, "wire size");
static_assert(offsetof(ObSend, bytes) == 44, "wire offset");

/// OB_REPLY_CANCEL: drop what is pending of `voice`, its note-on included
typedef struct
{
  ObRecord record;
  uint32_t voice; ///< Not OB_VOICE_NONE
  uint32_t padding;
} ObCancel;

static_assert(sizeof(ObCancel) == 16, "wire size");

#endif // OUTBOARD_RECORD_H
