// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The script: compiled, run, its callbacks collected; interpreter

#ifndef OUTBOARD_SCRIPT_H
#define OUTBOARD_SCRIPT_H

#include "callback.h"
#include "control.h"

#include <Python.h>

#include <stdint.h>

/// A loaded script
typedef struct
{
  PyObject*   module;                  ///< Its namespace
  PyObject*   callbacks[OB_CALLBACKS]; ///< NULL where it defines none
  uint32_t    defined;                 ///< Bit per ObCallback
  uint32_t    routes; ///< Bit per ObKind that is answered here, not passed on
  char        name[128];  ///< What hosts show
  PyObject*   files;      ///< List of the names of its further files
  double      latency_ms; ///< Fixed look-ahead [ms]
  const char* suspect;    ///< What it must not have set as it did, or NULL
} ObScript;

/// Return the source as text, decoded as Python says; NULL with an exception
PyObject*
ob_script_decode(const ObScriptSource* source);

/**
   Load a script.

   The file itself is not read: the source has its text.

   @param text Of the source, decoded.
   @param files As of ob_files_find(), and fetched; the script takes over the
   reference.
   @return OB_SUCCESS, or OB_ERROR with a Python exception set.
*/
ObStatus
ob_script_load(ObScript*             script,
               const ObScriptSource* source,
               PyObject*             text,
               PyObject*             files);

#endif // OUTBOARD_SCRIPT_H
