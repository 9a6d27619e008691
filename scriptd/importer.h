// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Imports the files that came with a script; interpreter

#ifndef OUTBOARD_IMPORTER_H
#define OUTBOARD_IMPORTER_H

#include <stdbool.h>

/**
   Let a script import its further files, as if they lay beside it.

   @param path Of the script: they seem to be in its folder.
   @return False with a Python exception set.
*/
bool
ob_importer_install(const char* path);

#endif // OUTBOARD_IMPORTER_H
