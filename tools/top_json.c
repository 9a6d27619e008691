// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard top --json: instances for programs to read; setup

#include "top_json.h"

#include "engine.h"
#include "view_process.h"

#include <jansson.h>

/// Return a time in microseconds, or null if there was none
static json_t*
time_or_null(const uint64_t ns)
{
  return ns ? json_real((double)ns / 1.0e3) : json_null();
}

/// Return a text; of one that is not UTF-8, what is ASCII
static json_t*
text_or_ascii(const char* const text)
{
  json_t* const string = json_string(text);
  if (string) {
    return string;
  }

  char ascii[OB_INSPECT_TEXT_MAX + 1U];
  snprintf(ascii, sizeof(ascii), "%s", text);
  for (char* c = ascii; *c; ++c) {
    *c = (unsigned char)*c < 0x80U ? *c : '?';
  }
  return json_string(ascii);
}

/// Return whose instance it is, and what plays in it
static json_t*
identity_of(const ObView* const view)
{
  char id[32];

  ob_view_id(view, id, sizeof(id));
  return json_pack("{s:s, s:i, s:o, s:o, s:o, s:o}",
                   "id",
                   id,
                   "host_pid",
                   (int)view->host,
                   "host",
                   text_or_ascii(view->program),
                   "name",
                   text_or_ascii(view->texts[OB_INSPECT_NAME]),
                   "script",
                   text_or_ascii(view->texts[OB_INSPECT_SCRIPT]),
                   "path",
                   text_or_ascii(view->texts[OB_INSPECT_PATH]));
}

/// Return how it plays
static json_t*
figures_of(const ObInspectInstance* const record)
{
  return json_pack(
    "{s:s, s:s, s:f, s:i, s:i, s:f, s:o, s:o, s:o, s:I, s:I, s:I}",
    "state",
    ob_view_state(record->state),
    "mode",
    record->mode == OB_MODE_PIPELINED ? "pipelined" : "live",
    "rate",
    record->rate,
    "block_frames",
    (int)record->nominal,
    "latency_frames",
    (int)record->latency,
    "load",
    (double)record->load,
    "answer_p50_us",
    time_or_null(record->median),
    "answer_p99_us",
    time_or_null(record->most),
    "answer_max_us",
    time_or_null(record->longest),
    "misses",
    (json_int_t)record->misses,
    "late",
    (json_int_t)record->late,
    "dropped",
    (json_int_t)record->dropped);
}

/// Return what is known of its script's process
static json_t*
process_of(const ObInspectInstance* const record)
{
  const ObViewProcess process = ob_view_process(record->child);

  return json_pack("{s:i, s:i, s:I, s:s, s:i, s:s}",
                   "pid",
                   (int)record->child,
                   "processes_started",
                   (int)record->children,
                   "memory_bytes",
                   (json_int_t)process.memory,
                   "class",
                   process.real_time ? "fifo" : "normal",
                   "priority",
                   process.priority,
                   "sandbox",
                   ob_view_sandbox(record));
}

/// Return all of one instance; NULL if out of memory
static json_t*
instance(const ObView* const view)
{
  json_t* const object  = identity_of(view);
  json_t* const figures = figures_of(&view->record);
  json_t* const process = process_of(&view->record);

  const bool failed =
    json_object_update(object, figures) || json_object_update(object, process);
  json_decref(figures);
  json_decref(process);
  if (failed) {
    json_decref(object);
    return NULL;
  }

  return object;
}

bool
ob_top_json(const ObViews* const views, FILE* const file)
{
  json_t* const array = json_array();
  bool          good  = array;

  for (size_t i = 0U; good && i < views->count; ++i) {
    good = !json_array_append_new(array, instance(&views->views[i]));
  }

  good = good &&
         !json_dumpf(array, file, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) &&
         fputc('\n', file) != EOF;
  json_decref(array);
  return good;
}
