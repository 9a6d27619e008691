// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Log lines on their way to the host; interpreter

#include "output.h"

#include "control.h"
#include "doorbell.h"

#include <stdio.h>
#include <string.h>

/// Lines that may come at once
#define BURST 100.0

/// Lines per second on average
#define RATE 20.0

/// Longest line that is not broken up [bytes]
#define LINE_MAX_SIZE 2000U

/// What is left of the limit [lines], as of when [ns]
static double   credit = BURST;
static uint64_t credit_time;

/// Lines not sent since it was last said
static uint32_t left_out;

/// Return whether the limit allows a line, and count it
static bool
spend(void)
{
  const uint64_t now     = ob_now();
  const double   seconds = (double)(now - credit_time) * 1.0e-9;

  credit += seconds * RATE;
  if (credit > BURST) {
    credit = BURST;
  }
  credit_time = now;

  if (credit < 1.0) {
    return false;
  }

  credit -= 1.0;
  return true;
}

bool
ob_output_pending(void)
{
  return left_out;
}

void
ob_output_flush(void)
{
  char text[64];

  if (left_out && spend()) {
    const int size =
      snprintf(text, sizeof(text), "(%u lines were left out)", left_out);
    if (!ob_control_log(OB_LOG_WARNING, text, (uint32_t)size)) {
      left_out = 0U;
    }
  }
}

/// Return `size`, or less if it would cut through a UTF-8 character
static size_t
whole_characters(const char* const text, size_t size)
{
  while (size > 0U && ((unsigned char)text[size] & 0xC0U) == 0x80U) {
    --size;
  }

  return size;
}

void
ob_output_log(const ObLogLevel  level,
              const char* const text,
              const size_t      size,
              const bool        always)
{
  const size_t most = OB_MESSAGE_MAX - sizeof(ObMessage) - sizeof(ObLogLine);
  const size_t sent = size > most ? whole_characters(text, most) : size;

  ob_output_flush();
  if ((!always && !spend()) || ob_control_log(level, text, (uint32_t)sent)) {
    ++left_out;
  }
}

/// A file that scripts write to
typedef struct
{
  PyObject_HEAD ObLogLevel level;
  uint32_t                 used; ///< Of `line` [bytes]
  char                     line[LINE_MAX_SIZE];
} ObStream;

/// Log what the stream has of a line
static void
end_line(ObStream* const stream)
{
  ob_output_log(stream->level, stream->line, stream->used, false);
  stream->used = 0U;
}

/// Append text without a newline, breaking it where it gets too long
static void
append(ObStream* const stream, const char* text, size_t size)
{
  while (size > LINE_MAX_SIZE - stream->used) {
    const size_t room  = LINE_MAX_SIZE - stream->used;
    const size_t whole = whole_characters(text, room);

    memcpy(stream->line + stream->used, text, whole);
    stream->used += (uint32_t)whole;
    text += whole;
    size -= whole;
    end_line(stream);
  }

  memcpy(stream->line + stream->used, text, size);
  stream->used += (uint32_t)size;
}

/// Append text, and log every line that it ends
static void
append_lines(ObStream* const stream, const char* text, size_t size)
{
  const char* newline = NULL;

  while ((newline = (const char*)memchr(text, '\n', size))) {
    const size_t length = (size_t)(newline - text);

    append(stream, text, length);
    end_line(stream);
    text += length + 1U;
    size -= length + 1U;
  }

  append(stream, text, size);
}

static PyObject*
stream_write(PyObject* const self, PyObject* const text)
{
  if (!PyUnicode_Check(text)) {
    PyErr_Format(PyExc_TypeError,
                 "write() needs a string, not %s",
                 Py_TYPE(text)->tp_name);
    return NULL;
  }

  PyObject* const bytes =
    PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace");
  if (!bytes) {
    return NULL;
  }

  append_lines(
    (ObStream*)self, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
  Py_DECREF(bytes);
  return PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}

static PyObject*
stream_flush(PyObject* const self, PyObject* const unused)
{
  ObStream* const stream = (ObStream*)self;

  (void)unused;
  if (stream->used) {
    end_line(stream);
  }
  Py_RETURN_NONE;
}

static PyMethodDef stream_methods[] = {
  { "write", stream_write, METH_O, "Log the lines in a text" },
  { "flush", stream_flush, METH_NOARGS, "Log the line begun" },
  { NULL, NULL, 0, NULL },
};

static PyType_Slot stream_slots[] = {
  { Py_tp_doc, "Writes to the plugin's log" },
  { Py_tp_methods, stream_methods },
  { 0, NULL },
};

static PyType_Spec stream_spec = {
  "outboard.Stream",
  sizeof(ObStream),
  0,
  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  stream_slots,
};

/// Set sys.`name` to a new stream
static bool
redirect(PyTypeObject* const type,
         const char* const   name,
         const ObLogLevel    level)
{
  ObStream* const stream = (ObStream*)type->tp_alloc(type, 0);
  if (!stream) {
    return false;
  }

  stream->level     = level;
  const int failure = PySys_SetObject(name, (PyObject*)stream);
  Py_DECREF(stream);
  return !failure;
}

bool
ob_output_redirect(void)
{
  PyTypeObject* const type = (PyTypeObject*)PyType_FromSpec(&stream_spec);
  const bool          done = type && redirect(type, "stdout", OB_LOG_NOTE) &&
                    redirect(type, "stderr", OB_LOG_WARNING);

  credit_time = ob_now();
  Py_XDECREF(type);
  return done;
}

PyObject*
ob_output_print(PyObject* const  module,
                PyObject* const* arguments,
                const Py_ssize_t count)
{
  PyObject* const stream = PySys_GetObject("stdout");

  (void)module;
  for (Py_ssize_t i = 0; stream && i < count; ++i) {
    if ((i && PyFile_WriteString(" ", stream)) ||
        PyFile_WriteObject(arguments[i], stream, Py_PRINT_RAW)) {
      return NULL;
    }
  }

  return stream && PyFile_WriteString("\n", stream) ? NULL : Py_NewRef(Py_None);
}
