// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The class Task and the functions that make tasks; interpreter

#include "task_type.h"

#include "dispatch.h"
#include "every.h"
#include "moment.h"
#include "wait.h"

static PyTypeObject* type;

ObTask*
ob_task_alloc(void)
{
  return (ObTask*)type->tp_alloc(type, 0);
}

/// Return whether an object is a generator; false with an exception set
static bool
check_generator(const char* const caller, PyObject* const object)
{
  if (PyGen_CheckExact(object)) {
    return true;
  }

  if (PyFunction_Check(object)) {
    PyErr_Format(PyExc_TypeError,
                 "%s() needs a generator: call the function, as in %S()",
                 caller,
                 ((PyFunctionObject*)object)->func_name);
  } else {
    PyErr_Format(
      PyExc_TypeError, "%s() needs a generator, not %R", caller, object);
  }
  return false;
}

static PyObject*
spawn(PyObject* const module,
      PyObject* const arguments,
      PyObject* const keywords)
{
  static char* names[] = { "gen", "only", NULL };

  PyObject* generator = NULL;
  PyObject* only      = NULL;

  (void)module;
  if (!PyArg_ParseTupleAndKeywords(
        arguments, keywords, "O|U:spawn", names, &generator, &only) ||
      !check_generator("spawn", generator)) {
    return NULL;
  }

  return (PyObject*)ob_task_start(generator, only, NULL);
}

PyObject*
ob_task_spawn_with(ObNote* const note, PyObject* const generator)
{
  return check_generator("spawn", generator)
           ? (PyObject*)ob_task_start(generator, NULL, note)
           : NULL;
}

static PyObject*
panic(PyObject* const module, PyObject* const unused)
{
  (void)module;
  (void)unused;
  if (ob_moment()->phase == OB_PHASE_LOADING) {
    PyErr_SetString(PyExc_RuntimeError,
                    "there is nothing to end while the script loads");
    return NULL;
  }

  ob_dispatch_panic();
  Py_RETURN_NONE;
}

static PyObject*
task_cancel(PyObject* const self, PyObject* const unused)
{
  (void)unused;
  ob_task_cancel((ObTask*)self);
  Py_RETURN_NONE;
}

static PyObject*
task_get_alive(PyObject* const self, void* const unused)
{
  const ObTask* const task = (const ObTask*)self;

  (void)unused;
  return PyBool_FromLong(task->alive && !task->over);
}

static int
task_traverse(PyObject* const self, visitproc visit, void* arg)
{
  const ObTask* const task = (const ObTask*)self;

  Py_VISIT(Py_TYPE(self));
  Py_VISIT(task->generator);
  Py_VISIT(task->every.function);
  Py_VISIT(task->every.beats);
  Py_VISIT(task->every.swing);
  Py_VISIT(task->argument);
  Py_VISIT(task->key);
  Py_VISIT(task->resume.note);
  Py_VISIT(task->death.note);
  return 0;
}

static int
task_clear(PyObject* const self)
{
  ObTask* const task = (ObTask*)self;

  Py_CLEAR(task->generator);
  Py_CLEAR(task->every.function);
  Py_CLEAR(task->every.beats);
  Py_CLEAR(task->every.swing);
  Py_CLEAR(task->argument);
  Py_CLEAR(task->name);
  Py_CLEAR(task->key);
  return 0;
}

static void
task_free(PyObject* const self)
{
  PyObject_GC_UnTrack(self);
  task_clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

static PyMethodDef methods[] = {
  { "cancel",
    task_cancel,
    METH_NOARGS,
    "cancel(): end it here, running its `finally`" },
  { NULL, NULL, 0, NULL },
};

static PyGetSetDef properties[] = {
  { "alive", task_get_alive, NULL, "Whether it has not ended", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_doc, "What spawn() and every() return" },
  { Py_tp_methods, methods },
  { Py_tp_getset, properties },
  { Py_tp_traverse, task_traverse },
  { Py_tp_clear, task_clear },
  { Py_tp_dealloc, task_free },
  { 0, NULL },
};

static PyType_Spec spec = {
  "outboard.Task",
  sizeof(ObTask),
  0,
  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  slots,
};

static PyMethodDef functions[] = {
  { "spawn",
    (PyCFunction)(void (*)(void))spawn,
    METH_VARARGS | METH_KEYWORDS,
    "spawn(gen, only=None): start a task; cancels the former of that name" },
  { "every",
    (PyCFunction)(void (*)(void))ob_every_new,
    METH_VARARGS | METH_KEYWORDS,
    "every(beats, fn, swing=0, stopped=False): call fn(i) on every line i of "
    "that grid" },
  { "panic", panic, METH_NOARGS, "panic(): end all notes and tasks" },
  { NULL, NULL, 0, NULL },
};

bool
ob_task_type_add(PyObject* const module)
{
  type = (PyTypeObject*)PyType_FromSpec(&spec);
  return type && !PyModule_AddType(module, type) && ob_wait_add(module) &&
         !PyModule_AddFunctions(module, functions);
}
