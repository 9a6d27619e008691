// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The parameters that a script declares; interpreter

#ifndef OUTBOARD_PARAM_H
#define OUTBOARD_PARAM_H

#include <Python.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Kinds of parameter, each a class of the language
typedef enum
{
  OB_PARAM_FLOAT,
  OB_PARAM_INT,
  OB_PARAM_BOOL,
  OB_PARAM_CHOICE,
  OB_PARAM_TRIGGER,
  OB_PARAM_STEPS
} ObParamKind;

/// Number of values of ObParamKind
#define OB_PARAM_KINDS 6U

/// A parameter: one port of the plugin, Steps several
typedef struct
{
  PyObject_HEAD ObParamKind kind;
  uint32_t                  first; ///< Index of its first port
  uint32_t                  ports; ///< Number of its ports
  double                    low;
  double                    high;
  bool                      logarithmic;
  bool                      whole;   ///< Values are integers
  PyObject*                 id;      ///< Str
  PyObject*                 label;   ///< Str
  PyObject*                 unit;    ///< Str
  PyObject*                 group;   ///< Str
  uint32_t                  choice;  ///< Index of the initial choice
  PyObject*                 initial; ///< What `value` starts with
  PyObject*                 value;   ///< What the script reads
  PyObject*                 choices; ///< Tuple of labels, or NULL
  PyObject* results; ///< Tuple of what each choice stands for, or NULL
} ObParam;

/// Return the number of ports of all parameters
uint32_t
ob_param_count(void);

/// Return the parameter of a port below ob_param_count(); borrowed
const ObParam*
ob_param_at(uint32_t port);

/// No port
#define OB_PARAM_NONE UINT32_MAX

/// Return the port of this name, "id" or "id_3", or OB_PARAM_NONE
uint32_t
ob_param_find(const char* name, size_t size);

/**
   A port was set.

   @param plain Whether `value` is the parameter's own, else 0 to 1 of its
   range; what is out of range is clamped.
   @return The parameter if its value changed, or if it is a Trigger that was
   pressed; borrowed.  Else NULL, with an exception set if without memory.
*/
PyObject*
ob_param_set(uint32_t port, float value, bool plain);

/**
   Number the ports of a new parameter; it starts with its initial value.

   @return False with an exception set: its id is taken, or it comes too late.
*/
bool
ob_param_register(ObParam* param);

#endif // OUTBOARD_PARAM_H
