// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// `transport` as scripts see it: the moment's; interpreter

#include "transport.h"

#include "moment.h"

#include <stdio.h>

static PyObject*   object;
static const char* reason;

PyObject*
ob_transport_object(void)
{
  return object;
}

void
ob_transport_set_reason(const ObTransport* const was,
                        const ObTransport* const is)
{
  static const char* const reasons[] = {
    [OB_MOVE_TEMPO] = "tempo",   [OB_MOVE_METER] = "meter",
    [OB_MOVE_START] = "start",   [OB_MOVE_STOP] = "stop",
    [OB_MOVE_LOCATE] = "locate", [OB_MOVE_LOOP] = "loop",
  };

  reason = reasons[ob_moment_compare(was, is)];
}

static PyObject*
get_tempo(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyFloat_FromDouble(ob_moment()->transport.tempo);
}

static PyObject*
get_beat(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyFloat_FromDouble(ob_moment_beat());
}

static PyObject*
get_bar(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyLong_FromLongLong(ob_moment_transport().bar + 1);
}

static PyObject*
get_bar_beat(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyFloat_FromDouble(ob_moment_transport().bar_beat);
}

static PyObject*
get_playing(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyBool_FromLong(ob_moment()->transport.flags & OB_TRANSPORT_ROLLING);
}

static PyObject*
get_offline(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyBool_FromLong(ob_moment_is_offline());
}

static PyObject*
get_numerator(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyLong_FromLong(ob_moment()->transport.numerator);
}

static PyObject*
get_denominator(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyLong_FromLong(ob_moment()->transport.denominator);
}

static PyObject*
get_frame(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyLong_FromLongLong(ob_moment_transport().frame);
}

static PyObject*
get_rate(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyFloat_FromDouble(ob_moment()->rate);
}

static PyObject*
get_block_frames(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyLong_FromUnsignedLong(ob_moment()->nominal);
}

static PyObject*
get_speed(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return PyFloat_FromDouble(ob_moment()->transport.speed);
}

static PyObject*
get_reason(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  return reason ? PyUnicode_InternFromString(reason) : Py_NewRef(Py_None);
}

/// What no host has told so far
static PyObject*
get_unknown(PyObject* const self, void* const unused)
{
  (void)self;
  (void)unused;
  Py_RETURN_NONE;
}

static PyGetSetDef properties[] = {
  { "tempo", get_tempo, NULL, "Quarter notes per minute", NULL },
  { "beat", get_beat, NULL, "Song position in quarter notes", NULL },
  { "bar", get_bar, NULL, "Number of the bar, from 1", NULL },
  { "bar_beat", get_bar_beat, NULL, "Quarter notes into the bar", NULL },
  { "playing", get_playing, NULL, "Whether the song plays", NULL },
  { "numerator", get_numerator, NULL, "Of the meter", NULL },
  { "denominator", get_denominator, NULL, "Of the meter", NULL },
  { "frame", get_frame, NULL, "Song position in frames", NULL },
  { "rate", get_rate, NULL, "Frames per second", NULL },
  { "block_frames", get_block_frames, NULL, "Usual block length", NULL },
  { "speed", get_speed, NULL, "1 is normal", NULL },
  { "offline", get_offline, NULL, "Whether the host renders", NULL },
  { "recording", get_unknown, NULL, "None: hosts do not tell", NULL },
  { "looping", get_unknown, NULL, "None: hosts do not tell", NULL },
  { "loop_start", get_unknown, NULL, "None: hosts do not tell", NULL },
  { "loop_end", get_unknown, NULL, "None: hosts do not tell", NULL },
  { "reason", get_reason, NULL, "Of the last on_transport()", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

/// For messages: what happened, where the song is, and whether it plays
static PyObject*
describe(PyObject* const self)
{
  const ObTransport now = ob_moment_transport();
  char              text[96];

  (void)self;
  snprintf(text,
           sizeof(text),
           "Transport(%s, beat=%.10g, tempo=%.10g, %s)",
           reason ? reason : "unchanged",
           now.beat,
           now.tempo,
           now.flags & OB_TRANSPORT_ROLLING ? "playing" : "stopped");
  return PyUnicode_FromString(text);
}

static int
refuse(PyObject* const self, PyObject* const name, PyObject* const value)
{
  (void)self;
  (void)value;
  PyErr_Format(PyExc_AttributeError,
               "transport.%U is the host's: it can only be read",
               name);
  return -1;
}

static PyType_Slot slots[] = {
  { Py_tp_doc, "Where the song is now" },
  { Py_tp_repr, describe },
  { Py_tp_setattro, refuse },
  { Py_tp_getset, properties },
  { 0, NULL },
};

static PyType_Spec spec = {
  "outboard.Transport",
  sizeof(PyObject),
  0,
  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  slots,
};

bool
ob_transport_add(PyObject* const module)
{
  PyTypeObject* const type = (PyTypeObject*)PyType_FromSpec(&spec);

  object = type ? type->tp_alloc(type, 0) : NULL;
  Py_XDECREF(type);
  return object && !PyModule_AddObjectRef(module, "transport", object);
}
