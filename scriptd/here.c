// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// `here`: the files that came with a script, to be read; interpreter

#include "here.h"

#include "files.h"

#include <structmember.h>

#include <stddef.h>
#include <string.h>

/// A File
typedef struct
{
  PyObject_HEAD PyObject* name;
  PyObject*               bytes;
} ObFileObject;

static PyTypeObject* file_type;

/// here / name
static PyObject*
here_divide(PyObject* const self, PyObject* const name)
{
  (void)self;
  if (!PyUnicode_Check(name)) {
    Py_RETURN_NOTIMPLEMENTED;
  }

  PyObject* const bytes = ob_files_get(name);
  if (!bytes) {
    if (!PyErr_Occurred()) {
      PyErr_Format(
        PyExc_FileNotFoundError, "%R is not named in the script's FILES", name);
    }
    return NULL;
  }

  ObFileObject* const file = (ObFileObject*)file_type->tp_alloc(file_type, 0);
  if (file) {
    file->name  = Py_NewRef(name);
    file->bytes = Py_NewRef(bytes);
  }
  return (PyObject*)file;
}

static PyObject*
here_repr(PyObject* const self)
{
  (void)self;
  return PyUnicode_FromString("here");
}

static PyType_Slot here_slots[] = {
  { Py_tp_doc, "The files named in FILES: here / 'kit.syx'" },
  { Py_nb_true_divide, here_divide },
  { Py_tp_repr, here_repr },
  { 0, NULL },
};

static PyType_Spec here_spec = {
  "outboard.Here",
  sizeof(PyObject),
  0,
  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  here_slots,
};

static PyObject*
file_read_bytes(PyObject* const self, PyObject* const unused)
{
  (void)unused;
  return Py_NewRef(((ObFileObject*)self)->bytes);
}

/// Open a file's bytes with a class of the module io
static PyObject*
open_bytes(const ObFileObject* const file)
{
  PyObject* const io = PyImport_ImportModule("io");
  PyObject* const stream =
    io ? PyObject_CallMethod(io, "BytesIO", "O", file->bytes) : NULL;

  Py_XDECREF(io);
  return stream;
}

/// Open a file as text, as open() does
static PyObject*
open_text(const ObFileObject* const file, const char* const encoding)
{
  PyObject* const io    = PyImport_ImportModule("io");
  PyObject* const bytes = io ? open_bytes(file) : NULL;
  PyObject* const stream =
    bytes ? PyObject_CallMethod(io, "TextIOWrapper", "Os", bytes, encoding)
          : NULL;

  Py_XDECREF(bytes);
  Py_XDECREF(io);
  return stream;
}

static PyObject*
file_read_text(PyObject* const self,
               PyObject* const arguments,
               PyObject* const keywords)
{
  char*       names[]  = { "encoding", NULL };
  const char* encoding = "utf-8";
  if (!PyArg_ParseTupleAndKeywords(
        arguments, keywords, "|s:read_text", names, &encoding)) {
    return NULL;
  }

  PyObject* const stream = open_text((const ObFileObject*)self, encoding);
  PyObject* const text =
    stream ? PyObject_CallMethod(stream, "read", NULL) : NULL;
  Py_XDECREF(stream);
  return text;
}

static PyObject*
file_open(PyObject* const self,
          PyObject* const arguments,
          PyObject* const keywords)
{
  char*       names[]  = { "mode", "encoding", NULL };
  const char* mode     = "r";
  const char* encoding = "utf-8";
  if (!PyArg_ParseTupleAndKeywords(
        arguments, keywords, "|ss:open", names, &mode, &encoding)) {
    return NULL;
  }

  if (!strcmp(mode, "rb")) {
    return open_bytes((const ObFileObject*)self);
  }
  if (!strcmp(mode, "r") || !strcmp(mode, "rt")) {
    return open_text((const ObFileObject*)self, encoding);
  }

  PyErr_Format(PyExc_ValueError,
               "mode must be \"r\" or \"rb\", not \"%s\": "
               "scripts cannot write",
               mode);
  return NULL;
}

static PyObject*
file_get_suffix(PyObject* const self, void* const unused)
{
  PyObject* const  name = ((ObFileObject*)self)->name;
  const Py_ssize_t size = PyUnicode_GET_LENGTH(name);
  const Py_ssize_t dot  = PyUnicode_FindChar(name, '.', 0, size, -1);

  (void)unused;
  return dot > 0 && dot < size - 1 ? PyUnicode_Substring(name, dot, size)
                                   : PyUnicode_FromString("");
}

static PyObject*
file_repr(PyObject* const self)
{
  return PyUnicode_FromFormat("here / %R", ((ObFileObject*)self)->name);
}

static void
file_free(PyObject* const self)
{
  PyTypeObject* const type = Py_TYPE(self);

  Py_XDECREF(((ObFileObject*)self)->name);
  Py_XDECREF(((ObFileObject*)self)->bytes);
  type->tp_free(self);
  Py_DECREF(type);
}

static PyMethodDef file_methods[] = {
  { "read_bytes",
    file_read_bytes,
    METH_NOARGS,
    "read_bytes(): all that is in it" },
  { "read_text",
    (PyCFunction)(void (*)(void))file_read_text,
    METH_VARARGS | METH_KEYWORDS,
    "read_text(encoding='utf-8'): all that is in it, as text" },
  { "open",
    (PyCFunction)(void (*)(void))file_open,
    METH_VARARGS | METH_KEYWORDS,
    "open(mode='r', encoding='utf-8'): to be read as text, or with 'rb'" },
  { NULL, NULL, 0, NULL },
};

static PyMemberDef file_members[] = {
  { "name", T_OBJECT, offsetof(ObFileObject, name), READONLY, "As in FILES" },
  { NULL, 0, 0, 0, NULL },
};

static PyGetSetDef file_properties[] = {
  { "suffix", file_get_suffix, NULL, "The name's end, like '.syx'", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

static PyType_Slot file_slots[] = {
  { Py_tp_doc, "A file that came with the script" },
  { Py_tp_methods, file_methods },
  { Py_tp_members, file_members },
  { Py_tp_getset, file_properties },
  { Py_tp_repr, file_repr },
  { Py_tp_dealloc, file_free },
  { 0, NULL },
};

static PyType_Spec file_spec = {
  "outboard.File",
  sizeof(ObFileObject),
  0,
  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  file_slots,
};

bool
ob_here_add(PyObject* const module)
{
  PyTypeObject* const type = (PyTypeObject*)PyType_FromSpec(&here_spec);
  PyObject* const     here = type ? type->tp_alloc(type, 0) : NULL;

  file_type = (PyTypeObject*)PyType_FromSpec(&file_spec);
  const bool added =
    here && file_type && !PyModule_AddObjectRef(module, "here", here);
  Py_XDECREF(here);
  Py_XDECREF(type);
  return added;
}
