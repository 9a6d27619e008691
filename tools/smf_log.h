// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What libsmf would write to standard error; setup

#ifndef OUTBOARD_SMF_LOG_H
#define OUTBOARD_SMF_LOG_H

#include <glib.h>

/// What was said between begin and end
typedef struct
{
  GLogFunc former;     ///< Whoever was told before
  char     first[160]; ///< The first complaint, or something of the kind
} ObSmfLog;

/// Listen from now on, for the whole process
void
ob_smf_log_begin(ObSmfLog* log);

/// Stop listening
void
ob_smf_log_end(ObSmfLog* log);

#endif // OUTBOARD_SMF_LOG_H
