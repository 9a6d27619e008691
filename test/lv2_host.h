// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A small LV2 host for tests: the library, its bundle, URIs and a log

#ifndef OUTBOARD_TEST_LV2_HOST_H
#define OUTBOARD_TEST_LV2_HOST_H

#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/urid/urid.h>

#include <stdbool.h>

/// Load the plugin from a bundle made of links to these two files
void
host_open(const char* module, const char* scriptd);

/// Load the plugin from a binary and its bundle, instead of another
void
host_load(const char* binary, const char* bundle);

/// Unload it and remove the bundle
void
host_close(void);

/// Return the folder that tests may write to
const char*
host_folder(void);

/// Write a script to that folder; return its path, to be freed
char*
host_write_script(const char* name, const char* text);

/// Return what the library answers for a bundle with
LV2_Lib_Descriptor_Function
host_library(void);

/// Return the plugin's descriptor
const LV2_Descriptor*
host_descriptor(void);

/// Map a URI; never 0
LV2_URID
host_map(const char* uri);

/// Return the feature that host_map() is
LV2_URID_Map*
host_urid_map(void);

/// Return a log that may be written by any thread
LV2_Log_Log*
host_log(void);

/// Return whether the log has a line with `text` in it
bool
host_logged(const char* text);

/// Forget what was logged
void
host_clear_log(void);

#endif // OUTBOARD_TEST_LV2_HOST_H
