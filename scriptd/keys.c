// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The keys that are down, oldest first; interpreter

#include "keys.h"

#include "midi.h"

static ObNote* table[OB_MIDI_CHANNELS][OB_MIDI_PITCHES];
static ObNote* oldest;
static ObNote* newest;

ObNote*
ob_keys_find(const unsigned channel, const unsigned pitch)
{
  return table[channel - 1U][pitch];
}

ObNote*
ob_keys_oldest(void)
{
  return oldest;
}

/// Return where the table has a key
static ObNote**
place(const ObNote* const key)
{
  return &table[key->event.channel - 1U][key->event.values[0]];
}

void
ob_keys_add(ObNote* const key)
{
  *place(key) = key;
  key->older  = newest;
  key->newer  = NULL;
  if (newest) {
    newest->newer = key;
  } else {
    oldest = key;
  }
  newest = key;
}

void
ob_keys_remove(ObNote* const key)
{
  *(key->older ? &key->older->newer : &oldest) = key->newer;
  *(key->newer ? &key->newer->older : &newest) = key->older;
  *place(key)                                  = NULL;
}

PyObject*
ob_keys_held(PyObject* const module, PyObject* const unused)
{
  (void)module;
  (void)unused;

  PyObject* const list = PyList_New(0);
  for (ObNote* key = oldest; list && key; key = key->newer) {
    if (PyList_Append(list, (PyObject*)key)) {
      Py_DECREF(list);
      return NULL;
    }
  }

  return list;
}
