// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What libsmf would write to standard error; setup

#include "smf_log.h"

#include <stdio.h>
#include <string.h>

/// libsmf reports the cause first, then each function what it gave up
static void
listen(const gchar* const   domain,
       const GLogLevelFlags level,
       const gchar* const   message,
       const gpointer       handle)
{
  ObSmfLog* const log = (ObSmfLog*)handle;
  (void)domain;
  (void)level;
  if (!log->first[0]) {
    snprintf(log->first, sizeof(log->first), "%s", message);
    log->first[strcspn(log->first, "\n")] = '\0';
  }
}

void
ob_smf_log_begin(ObSmfLog* const log)
{
  log->first[0] = '\0';
  log->former   = g_log_set_default_handler(listen, log);
}

void
ob_smf_log_end(ObSmfLog* const log)
{
  g_log_set_default_handler(log->former, NULL);
  if (!log->first[0]) {
    strcpy(log->first, "it is damaged");
  }
}
