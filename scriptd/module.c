// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The module `outboard`: all that a script imports; interpreter

#include "module.h"

#include "block.h"
#include "chance.h"
#include "controllers.h"
#include "event.h"
#include "here.h"
#include "keys.h"
#include "music.h"
#include "names.h"
#include "note_type.h"
#include "output.h"
#include "param_type.h"
#include "scale.h"
#include "show.h"
#include "task_type.h"
#include "transport.h"

#include <stdbool.h>

static PyObject* script_timeout;

PyObject*
ob_module_timeout(void)
{
  return script_timeout;
}

static PyMethodDef functions[] = {
  { "play",
    (PyCFunction)(void (*)(void))ob_note_play,
    METH_FASTCALL | METH_KEYWORDS,
    "play(pitch, velocity=100, channel=1, beats=|ms=, after_ms=, "
    "after_beats=, at_beat=, at_frame=): a note with a length of its own" },
  { "held", ob_keys_held, METH_NOARGS, "held(): keys that are down, in order" },
  { "cc",
    (PyCFunction)(void (*)(void))ob_controllers_get,
    METH_VARARGS | METH_KEYWORDS,
    "cc(number, channel=1, default=0): the last value received" },
  { "log",
    (PyCFunction)(void (*)(void))ob_output_print,
    METH_FASTCALL,
    "log(*values): write to the plugin's log" },
  { "clamp",
    (PyCFunction)(void (*)(void))ob_music_clamp,
    METH_FASTCALL,
    "clamp(x, low, high): the nearest value in range" },
  { "fold", ob_music_fold, METH_O, "fold(pitch): by octaves into 0 to 127" },
  { "note_name",
    ob_music_note_name,
    METH_O,
    "note_name(pitch): its name; 60 is 'C4'" },
  { "note_number",
    ob_music_note_number,
    METH_O,
    "note_number(name): its pitch; 'C4' is 60" },
  { "scale",
    (PyCFunction)(void (*)(void))ob_scale,
    METH_VARARGS | METH_KEYWORDS,
    "scale(name, root): one of SCALES on a pitch, or on a name like 'C#'" },
  { "show",
    (PyCFunction)(void (*)(void))ob_show,
    METH_FASTCALL,
    "show(name, value): let others watch a value" },
  { NULL, NULL, 0, NULL },
};

static PyModuleDef definition = {
  .m_base    = PyModuleDef_HEAD_INIT,
  .m_name    = "outboard",
  .m_doc     = "What a script says to the plugin it runs in",
  .m_size    = -1,
  .m_methods = functions,
};

/// Add what is raised in a script that takes too long
static bool
add_timeout(PyObject* const module)
{
  // Not an Exception: `except Exception` is not to swallow it
  script_timeout = PyErr_NewExceptionWithDoc("outboard.ScriptTimeout",
                                             "The script took too long",
                                             PyExc_BaseException,
                                             NULL);
  return script_timeout &&
         !PyModule_AddObjectRef(module, "ScriptTimeout", script_timeout);
}

/// Set __all__ to every name without an underscore
static bool
add_all(PyObject* const module)
{
  PyObject* const space = PyModule_GetDict(module);
  PyObject* const all   = PyList_New(0);
  PyObject*       name  = NULL;
  PyObject*       value = NULL;
  Py_ssize_t      i     = 0;
  bool            good  = all;

  while (good && PyDict_Next(space, &i, &name, &value)) {
    good = PyUnicode_READ_CHAR(name, 0) == '_' || !PyList_Append(all, name);
  }

  good = good && !PyModule_AddObjectRef(module, "__all__", all);
  Py_XDECREF(all);
  return good;
}

PyObject*
ob_module_create(void)
{
  PyObject* const module = PyModule_Create(&definition);

  if (module && ob_names_init() && ob_event_add_types(module) &&
      ob_block_make_type() && ob_param_type_add(module) &&
      ob_task_type_add(module) && ob_transport_add(module) &&
      ob_chance_add(module) && ob_here_add(module) && ob_scale_add(module) &&
      ob_music_add_rates(module) && add_timeout(module) && add_all(module)) {
    return module;
  }

  Py_XDECREF(module);
  return NULL;
}
