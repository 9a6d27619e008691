// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The further files of a script, for the files that make scripts; supervisor

#ifndef OUTBOARD_SCRIPT_FILES_H
#define OUTBOARD_SCRIPT_FILES_H

#include "saved.h"
#include "script.h"
#include "status.h"

/// Copy what a session stored; OB_SUCCESS or OB_NO_MEM
ObStatus
ob_script_files_store(ObScript* script, const ObSaved* saved);

/// Remember what a former edition had; OB_SUCCESS or OB_NO_MEM; supervisor
ObStatus
ob_script_files_inherit(ObScript* script, const ObScript* former);

/// Free all of a script's files
void
ob_script_files_free(ObScript* script);

#endif // OUTBOARD_SCRIPT_FILES_H
