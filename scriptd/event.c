// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The event classes of the language; interpreter

#include "event.h"

#include "moment.h"
#include "note.h"
#include "note_type.h"
#include "reply.h"

#include <structmember.h>

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static PyTypeObject* types[OB_KINDS];

/// The last one that has gone, kept for the next: most live for one callback
static PyObject* spare;

PyTypeObject*
ob_event_type(const ObKind kind)
{
  return types[kind];
}

/// Return an object of a class, with nothing in it unless it is a note, or NULL
static ObEventObject*
allocate(PyTypeObject* const type)
{
  if (PyType_IS_GC(type)) {
    return (ObEventObject*)type->tp_alloc(type, 0);
  }
  if (!spare) {
    return PyObject_New(ObEventObject, type);
  }

  PyObject* const object = spare;
  spare                  = NULL;
  return (ObEventObject*)PyObject_Init(object, type);
}

PyObject*
ob_event_new(ObFields* const fields)
{
  ObEventObject* const event = allocate(types[fields->kind]);
  if (!event) {
    ob_fields_clear(fields);
    return NULL;
  }

  event->data      = fields->data;
  event->frame     = ob_moment()->frame;
  event->beat      = ob_moment_beat();
  event->kind      = (uint8_t)fields->kind;
  event->channel   = (uint8_t)fields->channel;
  event->values[0] = (int16_t)fields->values[0];
  event->values[1] = (int16_t)fields->values[1];
  fields->data     = NULL;
  return (PyObject*)event;
}

ObFields
ob_event_fields(const ObEventObject* const event)
{
  return (ObFields){ .kind    = (ObKind)event->kind,
                     .channel = event->channel,
                     .values  = { event->values[0], event->values[1] },
                     .data    = Py_XNewRef(event->data) };
}

/// Send what the fields say, without a voice
static void
send_fields(const ObFields* const fields, const ObDue* const due)
{
  uint8_t              buffer[3];
  uint32_t             size  = 0U;
  const uint8_t* const bytes = ob_fields_encode(fields, buffer, &size);

  ob_reply_send(due, OB_VOICE_NONE, bytes, size);
}

/// Return the kind that a class stands for
static ObKind
kind_of_type(const PyTypeObject* const type)
{
  unsigned kind = 0U;
  while (types[kind] != type) {
    ++kind;
  }

  return (ObKind)kind;
}

/// Constructor of every event class
static PyObject*
vectorcall(PyObject* const  type,
           PyObject* const* arguments,
           const size_t     n_arguments,
           PyObject* const  keywords)
{
  const ObKind kind   = kind_of_type((PyTypeObject*)type);
  ObFields     fields = ob_fields_initial(kind);

  if (!ob_fields_parse(&fields,
                       arguments,
                       PyVectorcall_NARGS(n_arguments),
                       keywords,
                       NULL,
                       false)) {
    ob_fields_clear(&fields);
    return NULL;
  }

  return kind == OB_KIND_NOTE_ON
           ? (PyObject*)ob_note_new(&fields, OB_NOTE_MADE, NULL)
           : ob_event_new(&fields);
}

static PyObject*
event_copy(PyObject* const  self,
           PyObject* const* arguments,
           const Py_ssize_t count,
           PyObject* const  keywords)
{
  const ObEventObject* const event  = (const ObEventObject*)self;
  ObFields                   fields = ob_event_fields(event);

  if (count) {
    PyErr_SetString(PyExc_TypeError, "copy() takes keywords only");
    ob_fields_clear(&fields);
    return NULL;
  }

  if (!ob_fields_parse(&fields, arguments, 0, keywords, NULL, false)) {
    ob_fields_clear(&fields);
    return NULL;
  }

  ObEventObject* const copy = (ObEventObject*)ob_event_new(&fields);
  if (copy) {
    copy->frame = event->frame;
    copy->beat  = event->beat;
  }

  return (PyObject*)copy;
}

static PyObject*
event_send(PyObject* const  self,
           PyObject* const* arguments,
           const Py_ssize_t count,
           PyObject* const  keywords)
{
  ObFields fields = ob_event_fields((const ObEventObject*)self);
  ObTiming timing = { 0 };
  ObDue    due;

  if (count) {
    PyErr_SetString(PyExc_TypeError, "send() takes keywords only");
    ob_fields_clear(&fields);
    return NULL;
  }

  const bool sent =
    (!keywords ||
     ob_fields_parse(&fields, arguments, 0, keywords, &timing, false)) &&
    ob_due_resolve(&due, &timing);
  if (sent) {
    send_fields(&fields, &due);
  }

  ob_fields_clear(&fields);
  return sent ? Py_NewRef(Py_None) : NULL;
}

int
ob_event_setattr(PyObject* const self,
                 PyObject* const name,
                 PyObject* const value)
{
  const ObKind kind = (ObKind)((const ObEventObject*)self)->kind;

  (void)value;
  PyErr_Format(PyExc_AttributeError,
               "%s is read-only: use send(%U=...)",
               ob_event_class(kind)->name,
               name);
  return -1;
}

static PyObject*
event_repr(PyObject* const self)
{
  const ObEventObject* const event = (const ObEventObject*)self;
  const ObEventClass* const class  = ob_event_class((ObKind)event->kind);

  if (!class->count) {
    return PyUnicode_FromFormat("%s(%R)", class->name, event->data);
  }

  return class->count == 1U ? PyUnicode_FromFormat("%s(%d, channel=%d)",
                                                   class->name,
                                                   event->values[0],
                                                   event->channel)
                            : PyUnicode_FromFormat("%s(%d, %d, channel=%d)",
                                                   class->name,
                                                   event->values[0],
                                                   event->values[1],
                                                   event->channel);
}

/// Return whether two events say the same; a note is only like itself
static bool
equal(const ObEventObject* const a, const ObEventObject* const b)
{
  if (a == b || a->kind != b->kind || a->kind == OB_KIND_NOTE_ON) {
    return a == b;
  }

  if (a->data) {
    const Py_ssize_t size = PyBytes_GET_SIZE(a->data);
    return size == PyBytes_GET_SIZE(b->data) &&
           !memcmp(PyBytes_AS_STRING(a->data),
                   PyBytes_AS_STRING(b->data),
                   (size_t)size);
  }

  return a->channel == b->channel && a->values[0] == b->values[0] &&
         a->values[1] == b->values[1];
}

static PyObject*
event_compare(PyObject* const a, PyObject* const b, const int operation)
{
  if ((operation != Py_EQ && operation != Py_NE) ||
      !PyObject_TypeCheck(b, Py_TYPE(a))) {
    Py_RETURN_NOTIMPLEMENTED;
  }

  return PyBool_FromLong(
    equal((const ObEventObject*)a, (const ObEventObject*)b) ==
    (operation == Py_EQ));
}

static Py_hash_t
event_hash(PyObject* const self)
{
  const ObEventObject* const event = (const ObEventObject*)self;

  if (event->kind == OB_KIND_NOTE_ON) {
    return (Py_hash_t)((uintptr_t)self >> 4U);
  }
  if (event->data) {
    return PyObject_Hash(event->data);
  }

  const Py_hash_t values =
    event->values[1] * 16384 + event->values[0] + (int)OB_MIDI_BEND_CENTRE;
  return (values * 32 + event->channel) * 16 + event->kind;
}

static void
event_free(PyObject* const self)
{
  PyTypeObject* const type = Py_TYPE(self);

  Py_XDECREF(((ObEventObject*)self)->data);
  if (spare) {
    type->tp_free(self);
  } else {
    spare = self;
  }
  Py_DECREF(type);
}

static PyMethodDef event_methods[] = {
  { "copy",
    (PyCFunction)(void (*)(void))event_copy,
    METH_FASTCALL | METH_KEYWORDS,
    "copy(**changes): the same event with other values" },
  { "send",
    (PyCFunction)(void (*)(void))event_send,
    METH_FASTCALL | METH_KEYWORDS,
    "send(after_ms=, after_beats=, at_beat=, at_frame=, **changes)" },
  { NULL, NULL, 0, NULL },
};

static PyMemberDef event_members[] = {
  { "channel", T_UBYTE, offsetof(ObEventObject, channel), READONLY, "1 to 16" },
  { "frame",
    T_ULONGLONG,
    offsetof(ObEventObject, frame),
    READONLY,
    "When it arrived, in input frames" },
  { "beat",
    T_DOUBLE,
    offsetof(ObEventObject, beat),
    READONLY,
    "Song position then, in quarter notes" },
  { NULL, 0, 0, 0, NULL },
};

static PyType_Slot base_slots[] = {
  { Py_tp_doc, "What all events have" },
  { Py_tp_methods, event_methods },
  { Py_tp_members, event_members },
  { Py_tp_setattro, ob_event_setattr },
  { Py_tp_repr, event_repr },
  { Py_tp_richcompare, event_compare },
  { Py_tp_hash, event_hash },
  { Py_tp_dealloc, event_free },
  { 0, NULL },
};

static PyType_Spec base_spec = {
  "outboard.Event",
  sizeof(ObEventObject),
  0,
  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  base_slots,
};

/// Return the range of a field as a text
static const char*
range_text(const ObField* const field)
{
  return field->low < 0 ? "-8192 to 8191" : "0 to 127";
}

/// Make the class of one kind
static PyTypeObject*
make_type(const ObKind kind, PyObject* const base)
{
  const ObEventClass* const class = ob_event_class(kind);
  PyMemberDef members[3]          = { { 0 } };

  if (!class->count) {
    members[0] = (PyMemberDef){
      "data", T_OBJECT, offsetof(ObEventObject, data), READONLY, "Its bytes"
    };
  }
  for (unsigned i = 0U; i < class->count; ++i) {
    members[i] = (PyMemberDef){ ob_name_text(class->fields[i].name),
                                T_SHORT,
                                (Py_ssize_t)(offsetof(ObEventObject, values) +
                                             i * sizeof(int16_t)),
                                READONLY,
                                range_text(&class->fields[i]) };
  }

  char name[32];
  snprintf(name, sizeof(name), "outboard.%s", class->name);

  // Python calls a class's own methods faster than those it inherits
  PyType_Slot slots[] = { { Py_tp_doc, (void*)class->doc },
                          { Py_tp_methods, event_methods },
                          { Py_tp_members, members },
                          { 0, NULL } };
  PyType_Spec spec    = { name,
                          sizeof(ObEventObject),
                          0,
                          Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                          slots };

  return (PyTypeObject*)PyType_FromSpecWithBases(&spec, base);
}

bool
ob_event_add_types(PyObject* const module)
{
  PyObject* const base = PyType_FromSpec(&base_spec);
  if (!base || PyModule_AddObjectRef(module, "Event", base)) {
    return false;
  }

  for (unsigned i = 0U; i < OB_KINDS; ++i) {
    PyTypeObject* const type = i == OB_KIND_NOTE_ON
                                 ? ob_note_type_new(base)
                                 : make_type((ObKind)i, base);
    if (!type || PyModule_AddType(module, type)) {
      return false;
    }
    type->tp_vectorcall = vectorcall;
    types[i]            = type;
  }

  Py_DECREF(base);
  return true;
}
