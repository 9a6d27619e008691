// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The argument of on_block(); interpreter

#include "block.h"

static PyTypeObject* type;

bool
ob_block_make_type(void)
{
  static PyStructSequence_Field fields[] = {
    { "frame", "Its first frame, in input frames" },
    { "frames", "Its length in frames" },
    { NULL, NULL },
  };
  static PyStructSequence_Desc description = {
    "outboard.Block", "What the host processes at once", fields, 2
  };

  type = PyStructSequence_NewType(&description);
  return type;
}

PyObject*
ob_block_new(const ObBlock* const block)
{
  PyObject* const object = PyStructSequence_New(type);
  PyObject* const frame  = PyLong_FromUnsignedLongLong(block->frame);
  PyObject* const frames = PyLong_FromUnsignedLong(block->frames);

  if (!object || !frame || !frames) {
    Py_XDECREF(frames);
    Py_XDECREF(frame);
    Py_XDECREF(object);
    return NULL;
  }

  PyStructSequence_SetItem(object, 0, frame);
  PyStructSequence_SetItem(object, 1, frames);
  return object;
}
