// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What an attack must leave as it is: the host's process, and its files

#ifndef OUTBOARD_TEST_ATTACK_WITNESS_H
#define OUTBOARD_TEST_ATTACK_WITNESS_H

/// Return, as a text to be freed, how this process is scheduled and limited,
/// what it does on signals, where it is and what it traces
char*
witness_process(void);

/// Return, as a text to be freed, everything below a folder: names, modes,
/// owners, times, extended attributes, contents
char*
witness_folder(const char* path);

#endif // OUTBOARD_TEST_ATTACK_WITNESS_H
