// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which parameters the host's ports are; interpreter

#ifndef OUTBOARD_PORTS_H
#define OUTBOARD_PORTS_H

#include "record.h"
#include "status.h"

#include <Python.h>

/**
   Take the names of the host's ports, a line each, as ObLoad has them.

   Without names, the host has OB_KNOBS knobs, for the first parameters.  The
   script must have been run.

   @return OB_SUCCESS or OB_NO_MEM.
*/
ObStatus
ob_ports_init(const char* names);

/**
   A port of the host's changed.

   @return As ob_param_set().
*/
PyObject*
ob_ports_change(const ObParamChange* change);

#endif // OUTBOARD_PORTS_H
