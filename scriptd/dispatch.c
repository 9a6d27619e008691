// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// From records to the script's callbacks; interpreter

#include "dispatch.h"

#include "block.h"
#include "chance.h"
#include "controllers.h"
#include "event.h"
#include "fields.h"
#include "keys.h"
#include "midi.h"
#include "moment.h"
#include "note.h"
#include "ports.h"
#include "profile.h"
#include "reply.h"
#include "report.h"
#include "state.h"
#include "task.h"
#include "tasks.h"
#include "transport.h"
#include "voices.h"
#include "watchdog.h"

#include <stdbool.h>

/// Whether on_reset() is still to be called for the current frame
static bool reset_pending;

/// Call a callback with an argument or, if NULL, none; return whether it failed
/// before it sent anything, which has been logged
static bool
call(const ObScript* const script,
     const ObCallback      callback,
     PyObject* const       argument)
{
  PyObject* const function = script->callbacks[callback];
  const uint32_t  before   = ob_reply_count();

  ob_watchdog_enter();
  const uint64_t  entered = ob_profile_enter();
  PyObject* const result  = argument ? PyObject_CallOneArg(function, argument)
                                     : PyObject_CallNoArgs(function);
  ob_profile_leave(callback, entered);
  ob_watchdog_leave();

  bool failed = !result;
  if (!result) {
    ob_report_callback(callback, argument);
  } else if (PyGen_CheckExact(result)) {
    failed = ob_task_start_callback(result, callback, argument);
  }

  Py_XDECREF(result);
  return failed && ob_reply_count() == before;
}

/// Log what Python could not find memory for
static void
report_memory(const ObCallback callback)
{
  if (PyErr_Occurred()) {
    ob_report_callback(callback, NULL);
  }
}

/// A key has gone up; `silent`: the host has let it pass by the script
static void
lift(const ObScript* const script,
     ObNote* const         key,
     const uint8_t         velocity,
     const bool            silent)
{
  ob_keys_remove(key);
  ob_note_lift(key, velocity);
  if (script->callbacks[OB_ON_NOTE_OFF] && !silent) {
    call(script, OB_ON_NOTE_OFF, (PyObject*)key);
  }

  ob_note_release(key); // One that was not struck here owns nothing
  Py_DECREF(key);
}

/// A key has gone down
static ObNote*
press(const ObScript* const script, ObFields* const fields, const bool silent)
{
  ObNote* const former =
    ob_keys_find((unsigned)fields->channel, (unsigned)fields->values[0]);
  if (former) {
    lift(script, former, OB_NEUTRAL_VELOCITY, silent);
  }

  ObNote* const key = ob_note_press(fields);
  if (key) {
    ob_keys_add(key);
  }

  return key;
}

static void
note_on(const ObScript* const script, ObFields* const fields, const bool passed)
{
  ObNote* const key = press(script, fields, passed);
  if (!key || passed) {
    report_memory(OB_ON_NOTE_ON);
    return;
  }

  // The script may cause its own key to be forgotten
  Py_INCREF(key);
  bool unanswered = true;
  if (script->callbacks[OB_ON_NOTE_ON]) {
    ob_note_set_current(key);
    unanswered = call(script, OB_ON_NOTE_ON, (PyObject*)key);
    ob_note_set_current(NULL);
  }
  if (unanswered && !ob_note_pass(key)) {
    report_memory(OB_ON_NOTE_ON);
  }
  Py_DECREF(key);
}

/// Send a message as it came
static void
pass(const uint8_t* const bytes, const uint32_t size)
{
  const ObDue now = ob_due_now();

  ob_reply_send(&now, OB_VOICE_NONE, bytes, size);
}

static void
note_off(const ObScript* const script,
         const ObFields* const fields,
         const bool            passed,
         const uint8_t* const  bytes,
         const uint32_t        size)
{
  const unsigned channel = (unsigned)fields->channel;
  ObNote* const  key     = ob_keys_find(channel, (unsigned)fields->values[0]);

  if (key) {
    // A note-on of velocity 0 does not say how fast the key goes up
    const bool    measured = (bytes[0] & 0xF0U) == 0x80U;
    const uint8_t velocity =
      measured ? (uint8_t)fields->values[1] : OB_NEUTRAL_VELOCITY;
    lift(script, key, velocity, passed);
  } else if (!passed) {
    pass(bytes, size);
  }
}

/// Call the callback of a kind that is no note; return whether to pass it on
static bool
other_event(const ObScript* const script, ObFields* const fields)
{
  const ObCallback own      = (ObCallback)fields->kind;
  const ObCallback callback = script->callbacks[own] ? own : OB_ON_EVENT;
  if (!script->callbacks[callback]) {
    return true;
  }

  PyObject* const event = ob_event_new(fields);
  if (!event) {
    report_memory(callback);
    return true;
  }

  const bool unanswered = call(script, callback, event);
  Py_DECREF(event);
  return unanswered;
}

void
ob_dispatch_event(const ObScript* const script,
                  const ObEvent* const  event,
                  const uint8_t* const  bytes)
{
  const uint32_t size   = event->length;
  const bool     passed = event->record.flags & OB_EVENT_PASSED;
  ObFields       fields = ob_fields_decode(bytes, size);

  const bool channel = ob_event_class(fields.kind)->count;
  ob_moment_set_event(
    event->frame, event->order, channel ? (unsigned)fields.channel : 0U);
  switch (fields.kind) {
    case OB_KIND_NOTE_ON:
      note_on(script, &fields, passed);
      break;
    case OB_KIND_NOTE_OFF:
      note_off(script, &fields, passed, bytes, size);
      break;
    default:
      if (fields.kind == OB_KIND_CC) {
        ob_controllers_set(
          (unsigned)fields.channel, (unsigned)fields.values[0], bytes[2]);
      }
      if (!passed && other_event(script, &fields)) {
        pass(bytes, size);
      }
      break;
  }

  ob_fields_clear(&fields);
}

/// The host has told of the transport
static void
move(const ObMove change)
{
  ob_voices_move(change);
  ob_tasks_move(change);
  if (change == OB_MOVE_START) {
    ob_chance_restart();
  }
}

void
ob_dispatch_block(const ObBlock* const block)
{
  move(ob_moment_set_block(block));
  ob_reply_send_deferred();
}

void
ob_dispatch_enter(const ObScript* const script, const ObBlock* const block)
{
  ob_state_load();
  ob_task_begin_events();
  if (script->callbacks[OB_ON_BLOCK]) {
    PyObject* const argument = ob_block_new(block);
    if (argument) {
      call(script, OB_ON_BLOCK, argument);
      Py_DECREF(argument);
    }
    report_memory(OB_ON_BLOCK);
  }
}

void
ob_dispatch_transport(const ObScript* const          script,
                      const ObTransportChange* const change)
{
  if (change->record.flags) {
    const ObReset broken = { .frame  = change->frame,
                             .reason = change->record.flags };
    ob_reply_reset(&broken);
  }

  move(ob_moment_set_transport(change));
  ob_transport_set_reason(&ob_moment()->before, &change->transport);
  if (script->callbacks[OB_ON_TRANSPORT]) {
    call(script, OB_ON_TRANSPORT, ob_transport_object());
  }
}

void
ob_dispatch_param(const ObScript* const      script,
                  const ObParamChange* const change)
{
  ob_moment_set(change->frame, 0U);

  PyObject* const param = ob_ports_change(change);
  if (param) {
    ob_tasks_follow();
  }

  const bool initial = change->record.flags & OB_PARAM_INITIAL;
  if (param && !initial && script->callbacks[OB_ON_PARAM]) {
    call(script, OB_ON_PARAM, param);
  }
  report_memory(OB_ON_PARAM);
}

/// Forget a key; what it owns on another channel still has to end
static void
forget(ObNote* const key)
{
  ob_keys_remove(key);
  ob_note_lift(key, OB_NEUTRAL_VELOCITY);
  ob_note_release(key);
  Py_DECREF(key);
}

/// Return the oldest key on channels, or NULL
static ObNote*
find_key(const unsigned first_channel, const unsigned last_channel)
{
  ObNote* key = ob_keys_oldest();
  while (key && (key->event.channel < first_channel ||
                 key->event.channel > last_channel)) {
    key = key->newer;
  }

  return key;
}

/// Forget the keys on channels
static void
forget_keys(const unsigned first_channel, const unsigned last_channel)
{
  // With a key may go what runs code of the script, and others be forgotten
  ObNote* key = NULL;
  while ((key = find_key(first_channel, last_channel))) {
    forget(key);
  }
}

void
ob_dispatch_settle(const ObScript* const script)
{
  if (reset_pending) {
    reset_pending = false;
    if (script->callbacks[OB_ON_RESET]) {
      call(script, OB_ON_RESET, NULL);
    }
  }
}

void
ob_dispatch_reset(const ObReset* const reset)
{
  const bool     all   = reset->reason == OB_RESET_ALL;
  const unsigned first = all ? 1U : reset->channel + 1U;
  const unsigned last  = all ? OB_MIDI_CHANNELS : first;

  ob_moment_set(reset->frame, 0U);
  ob_reply_reset(reset);
  for (unsigned channel = first; channel <= last; ++channel) {
    ob_voices_reset(channel);
  }
  forget_keys(first, last);
  ob_tasks_reset(all ? 0U : first);
  if (all) {
    ob_chance_restart();
  }
  reset_pending = true;
}

void
ob_dispatch_panic(void)
{
  ob_voices_end_all();
  forget_keys(1U, OB_MIDI_CHANNELS);
  ob_tasks_reset(0U);
  reset_pending = true;
}

/// Create a key whose note-on the script has not seen
static void
adopt(const unsigned channel, const unsigned pitch, const uint8_t velocity)
{
  ObFields      fields = { .kind    = OB_KIND_NOTE_ON,
                           .channel = (int)channel,
                           .values  = { (int)pitch, velocity } };
  ObNote* const key    = ob_note_press(&fields);
  if (key) {
    ob_keys_add(key);
  }
}

void
ob_dispatch_resync(const ObScript* const script, const ObResync* const resync)
{
  const bool silent = !(script->routes & (1U << OB_KIND_NOTE_OFF));

  ob_moment_set(resync->frame, 0U);
  for (unsigned channel = 1U; channel <= OB_MIDI_CHANNELS; ++channel) {
    for (unsigned pitch = 0U; pitch < OB_MIDI_PITCHES; ++pitch) {
      ObNote* const key      = ob_keys_find(channel, pitch);
      const uint8_t velocity = resync->velocity[channel - 1U][pitch];
      if (key && !velocity) {
        lift(script, key, OB_NEUTRAL_VELOCITY, silent);
      } else if (!key && velocity) {
        adopt(channel, pitch, velocity);
      }
    }
  }

  report_memory(OB_ON_NOTE_ON);
}

void
ob_dispatch_idle(const ObScript* const script)
{
  call(script, OB_ON_IDLE, NULL);
}
