// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The classes of parameters as scripts see them; interpreter

#include "param_type.h"

#include "param.h"
#include "param_init.h"

#include <structmember.h>

#include <stddef.h>
#include <string.h>

/// What distinguishes the classes
typedef struct
{
  const char* name;
  const char* doc;
  const char* format;    ///< Of PyArg_ParseTupleAndKeywords()
  const char* names[9];  ///< Of the arguments, NULL at the end
  size_t      places[8]; ///< Where each goes
} ObParamClass;

#define PLACE(field) offsetof(ObParamArguments, field)

static const ObParamClass classes[OB_PARAM_KINDS] = {
  { "outboard.Float",
    "Float(id, label, low, high, default=low, unit='', curve='linear', "
    "group='')",
    "UUOO|OUUU:Float",
    { "id", "label", "low", "high", "default", "unit", "curve", "group" },
    { PLACE(id),
      PLACE(label),
      PLACE(low),
      PLACE(high),
      PLACE(initial),
      PLACE(unit),
      PLACE(curve),
      PLACE(group) } },
  { "outboard.Int",
    "Int(id, label, low, high, default=low, unit='', group='')",
    "UUOO|OUU:Int",
    { "id", "label", "low", "high", "default", "unit", "group" },
    { PLACE(id),
      PLACE(label),
      PLACE(low),
      PLACE(high),
      PLACE(initial),
      PLACE(unit),
      PLACE(group) } },
  { "outboard.Bool",
    "Bool(id, label, default=False, group='')",
    "UU|OU:Bool",
    { "id", "label", "default", "group" },
    { PLACE(id), PLACE(label), PLACE(initial), PLACE(group) } },
  { "outboard.Choice",
    "Choice(id, label, choices, default=first, group='')",
    "UUO|OU:Choice",
    { "id", "label", "choices", "default", "group" },
    { PLACE(id), PLACE(label), PLACE(choices), PLACE(initial), PLACE(group) } },
  { "outboard.Trigger",
    "Trigger(id, label, group='')",
    "UU|U:Trigger",
    { "id", "label", "group" },
    { PLACE(id), PLACE(label), PLACE(group) } },
  { "outboard.Steps",
    "Steps(id, label, n, low, high, default=low, group='')",
    "UUOOO|OU:Steps",
    { "id", "label", "n", "low", "high", "default", "group" },
    { PLACE(id),
      PLACE(label),
      PLACE(count),
      PLACE(low),
      PLACE(high),
      PLACE(initial),
      PLACE(group) } },
};

static PyTypeObject* types[OB_PARAM_KINDS];

bool
ob_param_check(const PyObject* const object)
{
  unsigned kind = 0U;
  while (kind < OB_PARAM_KINDS && types[kind] != Py_TYPE(object)) {
    ++kind;
  }

  return kind < OB_PARAM_KINDS;
}

/// Take a constructor's arguments; all are borrowed
static bool
parse(const ObParamClass* const class,
      ObParamArguments* const arguments,
      PyObject* const         positional,
      PyObject* const         keywords)
{
  char*      names[9];
  PyObject** to[8];

  memcpy(names, class->names, sizeof(names));
  for (unsigned i = 0U; i < 8U; ++i) {
    to[i] = (PyObject**)((char*)arguments + class->places[i]);
  }

  // Places beyond the last name are not used
  return PyArg_ParseTupleAndKeywords(positional,
                                     keywords,
                                     class->format,
                                     names,
                                     to[0],
                                     to[1],
                                     to[2],
                                     to[3],
                                     to[4],
                                     to[5],
                                     to[6],
                                     to[7]);
}

/// Return a text, or an empty one
static PyObject*
text_or_empty(PyObject* const text)
{
  return text ? Py_NewRef(text) : PyUnicode_FromString("");
}

static PyObject*
param_new(PyTypeObject* const type,
          PyObject* const     positional,
          PyObject* const     keywords)
{
  ObParamArguments arguments = { 0 };
  unsigned         kind      = 0U;
  while (types[kind] != type) {
    ++kind;
  }

  const ObParamClass* const class = &classes[kind];
  if (!parse(class, &arguments, positional, keywords)) {
    return NULL;
  }

  ObParam* const param = (ObParam*)type->tp_alloc(type, 0);
  if (!param) {
    return NULL;
  }

  param->kind  = (ObParamKind)kind;
  param->ports = 1U;
  param->id    = Py_NewRef(arguments.id);
  param->label = Py_NewRef(arguments.label);
  param->unit  = text_or_empty(arguments.unit);
  param->group = text_or_empty(arguments.group);
  if (!param->unit || !param->group || !ob_param_init(param, &arguments) ||
      !ob_param_register(param)) {
    Py_DECREF(param);
    return NULL;
  }

  return (PyObject*)param;
}

static PyObject*
param_repr(PyObject* const self)
{
  const ObParam* const param = (const ObParam*)self;

  return PyUnicode_FromFormat("<%s %R = %R>",
                              strchr(classes[param->kind].name, '.') + 1,
                              param->id,
                              param->value);
}

static int
param_traverse(PyObject* const self, visitproc visit, void* arg)
{
  const ObParam* const param = (const ObParam*)self;

  Py_VISIT(Py_TYPE(self));
  Py_VISIT(param->initial);
  Py_VISIT(param->value);
  Py_VISIT(param->choices);
  Py_VISIT(param->results);
  return 0;
}

static int
param_clear(PyObject* const self)
{
  ObParam* const param = (ObParam*)self;

  Py_CLEAR(param->id);
  Py_CLEAR(param->label);
  Py_CLEAR(param->unit);
  Py_CLEAR(param->group);
  Py_CLEAR(param->initial);
  Py_CLEAR(param->value);
  Py_CLEAR(param->choices);
  Py_CLEAR(param->results);
  return 0;
}

static void
param_free(PyObject* const self)
{
  PyTypeObject* const type = Py_TYPE(self);

  PyObject_GC_UnTrack(self);
  param_clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

static PyMemberDef members[] = {
  { "id", T_OBJECT, offsetof(ObParam, id), READONLY, "Its stable name" },
  { "label", T_OBJECT, offsetof(ObParam, label), READONLY, "What hosts show" },
  { "unit", T_OBJECT, offsetof(ObParam, unit), READONLY, "Of the value" },
  { "group", T_OBJECT, offsetof(ObParam, group), READONLY, "Heading" },
  { "low", T_DOUBLE, offsetof(ObParam, low), READONLY, "Least value" },
  { "high", T_DOUBLE, offsetof(ObParam, high), READONLY, "Greatest value" },
  { "default", T_OBJECT, offsetof(ObParam, initial), READONLY, "First value" },
  { "choices", T_OBJECT, offsetof(ObParam, choices), READONLY, "Labels" },
  { NULL, 0, 0, 0, NULL },
};

static PyObject*
get_value(PyObject* const self, void* const unused)
{
  (void)unused;

  return Py_NewRef(((const ObParam*)self)->value);
}

static int
set_value(PyObject* const self, PyObject* const value, void* const unused)
{
  (void)self;
  (void)value;
  (void)unused;

  PyErr_SetString(
    PyExc_AttributeError,
    "a parameter's value is set in the host; it can only be read");
  return -1;
}

static PyGetSetDef getset[] = {
  { "value", get_value, set_value, "Hosts set it", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

/// Refuse an operation on a parameter that its value is meant for
static PyObject*
refuse(const PyObject* const object)
{
  PyErr_Format(
    PyExc_TypeError,
    "%R is the parameter itself, not what it is set to: write .value",
    ((const ObParam*)object)->id);
  return NULL;
}

static int
refuse_truth(PyObject* const self)
{
  refuse(self);
  return -1;
}

static PyObject*
refuse_iteration(PyObject* const self)
{
  return refuse(self);
}

static PyObject*
refuse_operator(PyObject* const left, PyObject* const right)
{
  return refuse(ob_param_check(left) ? left : right);
}

/// Whether one is the other may be asked of anything but of a value
static PyObject*
param_compare(PyObject* const self, PyObject* const other, const int how)
{
  const bool is_value = PyNumber_Check(other) || PyUnicode_Check(other);
  const bool sound =
    (how == Py_EQ || how == Py_NE) && (ob_param_check(other) || !is_value);

  return sound ? Py_NewRef(Py_NotImplemented) : refuse(self);
}

/// As any object's; comparing would leave them without
static Py_hash_t
param_hash(PyObject* const self)
{
  return PyBaseObject_Type.tp_hash(self);
}

/// Make the class of one kind
static PyTypeObject*
make_type(const ObParamClass* const class)
{
  PyType_Slot slots[] = {
    { Py_tp_doc, (void*)class->doc },
    { Py_tp_new, param_new },
    { Py_tp_members, members },
    { Py_tp_getset, getset },
    { Py_tp_repr, param_repr },
    { Py_tp_traverse, param_traverse },
    { Py_tp_clear, param_clear },
    { Py_tp_dealloc, param_free },
    { Py_tp_richcompare, param_compare },
    { Py_tp_hash, param_hash },
    { Py_tp_iter, refuse_iteration },
    { Py_mp_subscript, refuse_operator },
    { Py_nb_bool, refuse_truth },
    { Py_nb_add, refuse_operator },
    { Py_nb_subtract, refuse_operator },
    { Py_nb_multiply, refuse_operator },
    { Py_nb_true_divide, refuse_operator },
    { Py_nb_floor_divide, refuse_operator },
    { Py_nb_remainder, refuse_operator },
    { 0, NULL },
  };
  PyType_Spec spec = { class->name,
                       sizeof(ObParam),
                       0,
                       Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
                       slots };

  return (PyTypeObject*)PyType_FromSpec(&spec);
}

bool
ob_param_type_add(PyObject* const module)
{
  for (unsigned i = 0U; i < OB_PARAM_KINDS; ++i) {
    types[i] = make_type(&classes[i]);
    if (!types[i] || PyModule_AddType(module, types[i])) {
      return false;
    }
  }

  return true;
}
