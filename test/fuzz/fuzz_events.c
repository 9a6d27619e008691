// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes the making of events by a script: classes, fields, bytes, names

#undef NDEBUG

#include "fuzz_child.h"

#include "fuzz.h"

#include <assert.h>

/**
   @file

   An input is a byte that chooses a function of the script below, and its
   arguments: for each a byte that is its kind, and what it needs.
*/

#define ARGUMENTS_MAX 6U

static const char text[] =
  "from outboard import *\n"
  "def check(event):\n"
  "    assert event.copy() == event and hash(event.copy()) == hash(event)\n"
  "    assert repr(event)\n"
  "    if isinstance(event, SysEx):\n"
  "        d = event.data\n"
  "        assert len(d) > 1 and d[0] == 0xF0 and d[-1] == 0xF7\n"
  "        assert max(d[1:-1], default=0) < 0x80\n"
  "    event.send()\n"
  "made = [SysEx, Raw, CC, PitchBend, ChannelPressure, PolyPressure,\n"
  "        ProgramChange, NoteOn, NoteOff]\n"
  "def make(which, *a):\n"
  "    event = made[which % len(made)](*a)\n"
  "    if not isinstance(event, NoteOn):\n"
  "        check(event)\n"
  "def name(which, *a):\n"
  "    number = note_number(*a)\n"
  "    assert note_number(note_name(number)) == number\n"
  "def mode(which, *a):\n"
  "    s = scale(*a)\n"
  "    repr(s)\n"
  "    assert s.snap(60) in s and s.name in SCALES\n"
  "def other(which, *a):\n"
  "    (clamp, fold, note_name, cc, show, play)[which % 6](*a)\n"
  "def run(n, *a):\n"
  "    f = (make, name, mode, other)[n % 4]\n"
  "    try:\n"
  "        f(n // 4, *a)\n"
  "    except (TypeError, ValueError, OverflowError, RuntimeError):\n"
  "        pass\n";

static ObSegment segment;
static ObScript  script;

void
fuzz_start(void)
{
  fuzz_child_start(&script, &segment, text);
}

/// Return the next argument
static PyObject*
take_argument(FuzzInput* const input)
{
  const uint8_t  kind  = fuzz_u8(input);
  const uint8_t* bytes = NULL;
  size_t         taken = 0U;

  switch (kind % 8U) {
    case 0U:
      return PyLong_FromLong((int16_t)fuzz_u16(input));
    case 1U:
      return PyLong_FromLong(fuzz_u8(input));
    case 2U:
      return PyFloat_FromDouble(fuzz_number(input));
    case 3U:
      return PyFloat_FromDouble(fuzz_number(input) * 1e300 * 1e10);
    case 4U:
      return Py_NewRef(Py_None);
    case 5U:
      taken = fuzz_take(input, fuzz_u8(input), &bytes);
      return PyUnicode_DecodeLatin1(
        (const char*)bytes, (Py_ssize_t)taken, NULL);
    default:
      taken = fuzz_take(input, fuzz_u16(input) % 1024U, &bytes);
      return kind % 2U ? PyByteArray_FromStringAndSize((const char*)bytes,
                                                       (Py_ssize_t)taken)
                       : PyBytes_FromStringAndSize((const char*)bytes,
                                                   (Py_ssize_t)taken);
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  FuzzInput       input = { data, size };
  PyObject* const run   = PyObject_GetAttrString(script.module, "run");
  PyObject* const list  = PyList_New(0);
  PyObject* const which = PyLong_FromLong(fuzz_u8(&input));

  assert(run && list && which && !PyList_Append(list, which));
  for (unsigned i = 0U; input.left && i < ARGUMENTS_MAX; ++i) {
    PyObject* const argument = take_argument(&input);
    assert(argument && !PyList_Append(list, argument));
    Py_DECREF(argument);
  }

  PyObject* const arguments = PyList_AsTuple(list);
  PyObject* const result    = PyObject_Call(run, arguments, NULL);
  if (!result) {
    PyErr_Print();
  }
  assert(result);
  Py_DECREF(result);
  Py_DECREF(arguments);
  Py_DECREF(which);
  Py_DECREF(list);
  Py_DECREF(run);
  fuzz_child_drain();
  return 0;
}
