// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What goes wrong, when and where: all of it follows from the seed; any thread

#ifndef OUTBOARD_SOAK_PLAN_H
#define OUTBOARD_SOAK_PLAN_H

#include "chance.h"

#include <stdint.h>

/// Kinds of trouble, most of it an instance's
typedef enum
{
  FAULT_KILL,       ///< SIGKILL to the script's process
  FAULT_SERVER,     ///< SIGKILL to the process that others are copied from
  FAULT_FREEZE,     ///< SIGSTOP, and some time later SIGCONT
  FAULT_DEED,       ///< The script itself does something bad, see villain.py
  FAULT_CHOOSE,     ///< Another script is chosen
  FAULT_EDIT,       ///< The script's file is written again
  FAULT_REPLACE,    ///< Another file takes its place
  FAULT_BREAK,      ///< Its file is no Python any more
  FAULT_DELETE,     ///< Its file is removed
  FAULT_SAVE,       ///< The session is saved
  FAULT_RESTORE,    ///< A saved session is restored while it plays
  FAULT_BYPASS,     ///< Off or on
  FAULT_MODE,       ///< Live or Pipelined
  FAULT_FALLBACK,   ///< Pass or Mute
  FAULT_DEADLINE,   ///< 5 to 50 %
  FAULT_KNOB,       ///< A knob is turned
  FAULT_PANIC,      ///< All notes off arrives
  FAULT_FLOOD,      ///< Thousands of messages arrive in one block
  FAULT_CRAMP,      ///< The host gives little room for output, or much
  FAULT_RENDER,     ///< The host renders faster than real time, and returns
  FAULT_REACTIVATE, ///< Deactivated and activated
  FAULT_RENEW,      ///< The instance is removed and another made
  FAULT_QUIET,      ///< The player stops: everything must end
  FAULT_LOCATE,     ///< The song jumps; all instances
  FAULT_TEMPO,      ///< It changes its tempo; all instances
  FAULT_HALT,       ///< It stops, or starts; all instances
  FAULT_LENGTH,     ///< JACK changes its block length; all instances
  FAULT_HOG,        ///< A thread burns a core for a while
  FAULTS
} FaultKind;

/// One thing that is to go wrong
typedef struct
{
  FaultKind kind;
  uint64_t  time;   ///< From the beginning [ms]
  unsigned  victim; ///< Which of the victims it happens to
  uint32_t  value;  ///< Any number, for what can be chosen about it
} Fault;

/// Where in a plan one is
typedef struct
{
  Chance   chance;
  unsigned victims;
  uint32_t gap;   ///< Between two faults, on average [ms]
  uint32_t kinds; ///< Those that happen: a bit per FaultKind; 0: all
  uint64_t time;  ///< Of the last fault [ms]
} Plan;

/// Return the beginning of a seed's plan for so many victims, with faults `gap`
/// apart on average [ms], and of some kinds only if `kinds` is not 0
Plan
plan_new(uint64_t seed, unsigned victims, uint32_t gap, uint32_t kinds);

/// Return the next thing that is to go wrong
Fault
plan_next(Plan* plan);

/// Return the kinds with these names, commas between them: a bit per FaultKind;
/// 0 if one is not known
uint32_t
plan_kinds(const char* names);

/// Return what a kind is called in reports
const char*
plan_name(FaultKind kind);

#endif // OUTBOARD_SOAK_PLAN_H
