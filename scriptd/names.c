// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The keywords of the language, interned once; interpreter

#include "names.h"

static const char* const texts[OB_NAMES] = {
  "pitch",    "velocity",    "number",  "value",    "data",  "channel",
  "after_ms", "after_beats", "at_beat", "at_frame", "beats", "ms",
};

static PyObject* names[OB_NAMES];

bool
ob_names_init(void)
{
  for (unsigned i = 0U; i < OB_NAMES; ++i) {
    names[i] = PyUnicode_InternFromString(texts[i]);
    if (!names[i]) {
      return false;
    }
  }

  return true;
}

unsigned
ob_name_find(PyObject* const keyword)
{
  for (unsigned i = 0U; i < OB_NAMES; ++i) {
    if (keyword == names[i]) {
      return i;
    }
  }

  // Keywords made at run time, as by f(**changes), may not be interned
  unsigned i = 0U;
  while (i < OB_NAMES && PyUnicode_CompareWithASCIIString(keyword, texts[i])) {
    ++i;
  }

  return i;
}

const char*
ob_name_text(const ObName name)
{
  return texts[name];
}
