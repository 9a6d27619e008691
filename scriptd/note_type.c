// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The class NoteOn as scripts see it; interpreter

#include "note_type.h"

#include "note.h"
#include "task_type.h"
#include "timing.h"

#include <structmember.h>

#include <stddef.h>

static PyObject*
note_copy(PyObject* const  self,
          PyObject* const* arguments,
          const Py_ssize_t count,
          PyObject* const  keywords)
{
  ObNote* const note   = (ObNote*)self;
  ObFields      fields = ob_event_fields(&note->event);

  if (count) {
    PyErr_SetString(PyExc_TypeError, "copy() takes keywords only");
    return NULL;
  }

  if (!ob_fields_parse(&fields, arguments, 0, keywords, NULL, false)) {
    return NULL;
  }

  ObNote* const copy = ob_note_new(&fields, OB_NOTE_MADE, ob_note_key(note));
  if (copy) {
    copy->event.frame = note->event.frame;
    copy->event.beat  = note->event.beat;
  }

  return (PyObject*)copy;
}

static PyObject*
note_send(PyObject* const  self,
          PyObject* const* arguments,
          const Py_ssize_t count,
          PyObject* const  keywords)
{
  ObNote* const note   = (ObNote*)self;
  ObFields      fields = ob_event_fields(&note->event);
  ObTiming      timing = { 0 };

  if (count) {
    PyErr_SetString(PyExc_TypeError, "send() takes keywords only");
    return NULL;
  }

  if (keywords &&
      !ob_fields_parse(&fields, arguments, 0, keywords, &timing, true)) {
    return NULL;
  }

  return (PyObject*)ob_note_send(&fields, &timing, ob_note_key(note));
}

PyObject*
ob_note_play(PyObject* const  module,
             PyObject* const* arguments,
             const Py_ssize_t count,
             PyObject* const  keywords)
{
  ObFields fields = ob_fields_initial(OB_KIND_NOTE_ON);
  ObTiming timing = { 0 };

  (void)module;
  if (!ob_fields_parse(&fields, arguments, count, keywords, &timing, true)) {
    return NULL;
  }

  if (!timing.has_length) {
    PyErr_SetString(PyExc_TypeError, "play() needs beats= or ms=");
    return NULL;
  }

  return (PyObject*)ob_note_send(&fields, &timing, NULL);
}

static PyObject*
note_hold(PyObject* const self, PyObject* const unused)
{
  (void)unused;

  ((ObNote*)self)->kept = true;
  Py_RETURN_NONE;
}

static PyObject*
note_spawn(PyObject* const self, PyObject* const generator)
{
  return ob_task_spawn_with((ObNote*)self, generator);
}

/// Parse the arguments of stop()
static bool
parse_stop(ObDue* const     due,
           PyObject* const* arguments,
           const Py_ssize_t count,
           PyObject* const  keywords)
{
  ObTiming timing = { 0 };

  for (Py_ssize_t i = 0; keywords && i < PyTuple_GET_SIZE(keywords); ++i) {
    PyObject* const keyword = PyTuple_GET_ITEM(keywords, i);
    const unsigned  name    = ob_name_find(keyword);
    if (name < OB_NAME_AFTER_MS || name > OB_NAME_AT_FRAME) {
      PyErr_Format(PyExc_TypeError, "stop() has no %R", keyword);
      return false;
    }
    if (!ob_timing_take(&timing, (ObName)name, arguments[count + i])) {
      return false;
    }
  }

  if (count) {
    PyErr_SetString(PyExc_TypeError, "stop() takes keywords only");
    return false;
  }

  return ob_due_resolve(due, &timing);
}

/// End a note that has not ended
static void
end(ObNote* const note, const ObDue* const due)
{
  if (ob_note_is_alive(note)) {
    ob_note_end(note, due, OB_NEUTRAL_VELOCITY);
  }
}

static PyObject*
note_stop(PyObject* const  self,
          PyObject* const* arguments,
          const Py_ssize_t count,
          PyObject* const  keywords)
{
  ObNote* const note = (ObNote*)self;
  ObDue         due;
  if (!parse_stop(&due, arguments, count, keywords)) {
    return NULL;
  }

  // A copy, for with a note may go what runs code of the script
  PyObject* const owned =
    note->owned ? PyList_AsTuple(note->owned) : PyTuple_New(0);
  if (!owned) {
    return NULL;
  }

  end(note, &due);
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(owned); ++i) {
    end((ObNote*)PyTuple_GET_ITEM(owned, i), &due);
  }
  Py_DECREF(owned);

  return note->owned && !ob_note_prune(note->owned) ? NULL : Py_NewRef(Py_None);
}

static PyObject*
note_get_held(PyObject* const self, void* const unused)
{
  const ObNote* const note = (const ObNote*)self;

  (void)unused;
  return PyBool_FromLong(note->held || (note->key && note->key->held));
}

static PyObject*
note_get_sounding(PyObject* const self, void* const unused)
{
  const ObNote* const note = (const ObNote*)self;

  (void)unused;
  if (ob_note_is_sounding(note)) {
    Py_RETURN_TRUE;
  }

  for (Py_ssize_t i = 0; note->owned && i < PyList_GET_SIZE(note->owned); ++i) {
    if (ob_note_is_sounding((const ObNote*)PyList_GET_ITEM(note->owned, i))) {
      Py_RETURN_TRUE;
    }
  }

  Py_RETURN_FALSE;
}

static PyObject*
note_get_owned(PyObject* const self, void* const unused)
{
  const ObNote* const note = (const ObNote*)self;

  (void)unused;
  if (!note->owned) {
    return PyList_New(0);
  }

  return ob_note_prune(note->owned)
           ? PyList_GetSlice(note->owned, 0, PyList_GET_SIZE(note->owned))
           : NULL;
}

static PyObject*
note_get_release_velocity(PyObject* const self, void* const unused)
{
  const ObNote* const note = (const ObNote*)self;
  const ObNote* const key  = note->key ? note->key : note;

  (void)unused;
  return key->release_velocity < 0 ? Py_NewRef(Py_None)
                                   : PyLong_FromLong(key->release_velocity);
}

static int
note_setattr(PyObject* const self, PyObject* const name, PyObject* const value)
{
  return PyUnicode_CompareWithASCIIString(name, "data")
           ? ob_event_setattr(self, name, value)
           : PyObject_GenericSetAttr(self, name, value);
}

static int
note_traverse(PyObject* const self, visitproc visit, void* arg)
{
  const ObNote* const note = (const ObNote*)self;

  Py_VISIT(Py_TYPE(self));
  Py_VISIT(note->key);
  Py_VISIT(note->mine);
  Py_VISIT(note->owned);
  return 0;
}

static int
note_clear(PyObject* const self)
{
  ObNote* const note = (ObNote*)self;

  Py_CLEAR(note->key);
  Py_CLEAR(note->mine);
  Py_CLEAR(note->owned);
  return 0;
}

static void
note_free(PyObject* const self)
{
  PyTypeObject* const type = Py_TYPE(self);

  PyObject_GC_UnTrack(self);
  note_clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

static PyMethodDef note_methods[] = {
  { "copy",
    (PyCFunction)(void (*)(void))note_copy,
    METH_FASTCALL | METH_KEYWORDS,
    "copy(**changes): the same note with other values" },
  { "send",
    (PyCFunction)(void (*)(void))note_send,
    METH_FASTCALL | METH_KEYWORDS,
    "send(after_ms=, after_beats=, at_beat=, at_frame=, beats=, ms=, "
    "**changes): the note that now sounds" },
  { "hold", note_hold, METH_NOARGS, "hold(): not released with its key" },
  { "spawn",
    note_spawn,
    METH_O,
    "spawn(gen): start a task that ends with the note" },
  { "stop",
    (PyCFunction)(void (*)(void))note_stop,
    METH_FASTCALL | METH_KEYWORDS,
    "stop(after_ms=, after_beats=, at_beat=, at_frame=): end it" },
  { NULL, NULL, 0, NULL },
};

static PyMemberDef note_members[] = {
  { "pitch",
    T_SHORT,
    offsetof(ObEventObject, values[0]),
    READONLY,
    "0 to 127" },
  { "velocity",
    T_SHORT,
    offsetof(ObEventObject, values[1]),
    READONLY,
    "1 to 127" },
  { "id", T_UINT, offsetof(ObNote, number), READONLY, "Of this note alone" },
  { "data", T_OBJECT, offsetof(ObNote, mine), 0, "Yours" },
  { NULL, 0, 0, 0, NULL },
};

static PyGetSetDef note_properties[] = {
  { "held", note_get_held, NULL, "Whether its key is down", NULL },
  { "sounding", note_get_sounding, NULL, "Whether it sounds", NULL },
  { "owned", note_get_owned, NULL, "What it will release, in order", NULL },
  { "release_velocity",
    note_get_release_velocity,
    NULL,
    "Of its note-off, None before",
    NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

static PyType_Slot note_slots[] = {
  { Py_tp_doc, "NoteOn(pitch, velocity=100, channel=1)" },
  { Py_tp_methods, note_methods },
  { Py_tp_members, note_members },
  { Py_tp_getset, note_properties },
  { Py_tp_setattro, note_setattr },
  { Py_tp_traverse, note_traverse },
  { Py_tp_clear, note_clear },
  { Py_tp_dealloc, note_free },
  { 0, NULL },
};

static PyType_Spec note_spec = {
  "outboard.NoteOn",
  sizeof(ObNote),
  0,
  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  note_slots,
};

PyTypeObject*
ob_note_type_new(PyObject* const base)
{
  return (PyTypeObject*)PyType_FromSpecWithBases(&note_spec, base);
}
