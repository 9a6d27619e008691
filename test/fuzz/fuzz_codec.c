// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes the reading of a script's saved state

#undef NDEBUG

#include "fuzz_child.h"

#include "codec.h"
#include "fuzz.h"

#include <assert.h>

/**
   @file

   An input is a state, a JSON text.  What can be read can be written, unless it
   is no number or too deep, and says the same when it is read again.
*/

static ObSegment segment;
static ObScript  script;

void
fuzz_start(void)
{
  fuzz_child_start(&script, &segment, "pass\n");
}

static PyObject*
decode(PyObject* const text)
{
  return ob_codec_decode(PyBytes_AS_STRING(text),
                         (size_t)PyBytes_GET_SIZE(text));
}

/// Write what was read, read it, and write it: the texts are the same
static void
expect_same(PyObject* const state)
{
  PyObject* const first = ob_codec_encode(state);
  if (!first) {
    assert(PyErr_Occurred());
    PyErr_Clear();
    return;
  }

  PyObject* const again = decode(first);
  assert(again);
  PyObject* const second = ob_codec_encode(again);
  assert(second && PyObject_RichCompareBool(first, second, Py_EQ) == 1);
  Py_DECREF(second);
  Py_DECREF(again);
  Py_DECREF(first);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  PyObject* const text =
    PyBytes_FromStringAndSize((const char*)data, (Py_ssize_t)size);
  PyObject* const state = decode(text);
  if (state) {
    assert(PyDict_CheckExact(state));
    expect_same(state);
    Py_DECREF(state);
  } else {
    assert(PyErr_Occurred());
    PyErr_Clear();
  }
  Py_DECREF(text);
  return 0;
}
