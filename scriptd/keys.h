// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The keys that are down, oldest first; interpreter

#ifndef OUTBOARD_KEYS_H
#define OUTBOARD_KEYS_H

#include "note.h"

#include <Python.h>

/**
   @file

   There is one keyboard per process: a key for each pitch (0 to 127) on each
   channel (1 to 16).
*/

/// Return the key that is down, or NULL; borrowed
ObNote*
ob_keys_find(unsigned channel, unsigned pitch);

/// Return the key that is down for longest, or NULL; borrowed
ObNote*
ob_keys_oldest(void);

/// Add a key that was not down; takes over the reference
void
ob_keys_add(ObNote* key);

/// Remove a key that is down; hands the reference to the caller
void
ob_keys_remove(ObNote* key);

/// held(): a new list of the keys that are down
PyObject*
ob_keys_held(PyObject* module, PyObject* unused);

#endif // OUTBOARD_KEYS_H
