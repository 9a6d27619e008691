// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The callbacks a script may define, numbered for both processes; any thread

#ifndef OUTBOARD_CALLBACK_H
#define OUTBOARD_CALLBACK_H

/// Callbacks; the first nine are numbered as ObKind
typedef enum
{
  OB_ON_NOTE_OFF,
  OB_ON_NOTE_ON,
  OB_ON_POLY_PRESSURE,
  OB_ON_CC,
  OB_ON_PROGRAM_CHANGE,
  OB_ON_CHANNEL_PRESSURE,
  OB_ON_PITCH_BEND,
  OB_ON_SYSEX,
  OB_ON_EVENT, ///< What has no callback of its own, but never notes
  OB_ON_PARAM,
  OB_ON_TRANSPORT,
  OB_ON_BLOCK,
  OB_ON_LOAD,
  OB_ON_SAVE,
  OB_ON_RESET,
  OB_ON_IDLE
} ObCallback;

/// Number of values of ObCallback
#define OB_CALLBACKS 16U

/// Return a callback's name in a script; `callback` is below OB_CALLBACKS
const char*
ob_callback_name(ObCallback callback);

#endif // OUTBOARD_CALLBACK_H
