// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Renders MIDI through a script as a host does offline; one thread

#include "engine.h"
#include "instance.h"
#include "midi_list.h"
#include "status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define RATE 48000U
#define BLOCK 64U

/// What still comes after the input: echoes, ends of notes [frames]
#define TAIL (2U * RATE)

/// Messages in a list
#define CAPACITY 4096U

/// How long the script may take to load [ms]
#define LOAD_TIMEOUT 15000U

/// What came out so far
typedef struct
{
  ObMidiList list;
  uint32_t   block; ///< First frame of the current block
} Recording;

static _Atomic unsigned n_errors;

static void
on_log(void* const handle, const ObLogLevel level, const char* const text)
{
  (void)handle;
  fprintf(stderr, "%s\n", text);
  if (level == OB_LOG_ERROR) {
    atomic_fetch_add(&n_errors, 1U);
  }
}

static ObStatus
record(void* const          handle,
       const uint32_t       frame,
       const uint8_t* const bytes,
       const uint32_t       size)
{
  Recording* const recording = (Recording*)handle;

  return ob_midi_list_append(
    &recording->list, recording->block + frame, bytes, size);
}

static ObStatus
read_input(const char* const path, ObMidiList* const list)
{
  unsigned    line = 0U;
  FILE* const file = fopen(path, "re");
  if (!file) {
    return OB_NO_FILE;
  }

  const ObStatus status = ob_midi_list_read(list, file, &line);
  if (status) {
    fprintf(stderr, "%s:%u: %s\n", path, line, ob_strerror(status));
  }
  fclose(file);
  return status;
}

static void
render(ObEngine* const engine, const ObMidiList* input, Recording* recording)
{
  const ObControls   controls = { .enabled   = true,
                                  .freewheel = true,
                                  .deadline  = 0.2F };
  const ObMidiEvent* next     = input->events;
  const ObMidiEvent* end      = next + input->count;
  const uint32_t     length   = TAIL + (input->count ? end[-1].frame : 0U);

  for (; recording->block < length; recording->block += BLOCK) {
    ObSink sink = { record, recording, 65536U, 16U };

    ob_engine_begin(engine, BLOCK, &controls);
    for (; next < end && next->frame < recording->block + BLOCK; ++next) {
      ob_engine_midi(
        engine, next->frame - recording->block, next->bytes, next->size);
    }
    ob_engine_finish(engine, &sink);
  }
}

static ObStatus
run(const char* const       scriptd,
    const char* const       script,
    const ObMidiList* const input,
    Recording* const        recording)
{
  const ObInstanceOptions options = {
    .rate = RATE, .nominal = BLOCK, .scriptd = scriptd, .log = on_log
  };

  ObInstance* const instance = ob_instance_new(&options);
  if (!instance) {
    return OB_ERROR;
  }

  ObStatus status =
    ob_instance_load(instance, &(const ObSaved){ .path = script });
  if (!status) {
    status = ob_instance_wait(instance, LOAD_TIMEOUT, NULL);
  }
  if (!status) {
    ob_instance_activate(instance);
    render(ob_instance_engine(instance), input, recording);
    ob_instance_deactivate(instance);
  }

  ob_instance_free(instance);
  return status;
}

int
main(const int argc, char** const argv)
{
  Recording  recording = { .block = 0U };
  ObMidiList input     = { .count = 0U };

  if (argc != 4) {
    fputs("Usage: render SCRIPTD SCRIPT INPUT\n"
          "Write what the script makes of the messages in INPUT, a line each:\n"
          "its frame, then its bytes in hexadecimal.  Exit status: 0, or 1 if\n"
          "an error was logged.\n",
          stderr);
    return 2;
  }

  ObStatus status = ob_midi_list_init(&input, CAPACITY);
  if (!status) {
    status = ob_midi_list_init(&recording.list, CAPACITY);
  }
  if (!status) {
    status = read_input(argv[3], &input);
  }
  if (!status) {
    status = run(argv[1], argv[2], &input, &recording);
  }
  if (!status) {
    status = ob_midi_list_write(&recording.list, stdout);
  }

  ob_midi_list_clear(&recording.list);
  ob_midi_list_clear(&input);
  if (status) {
    fprintf(stderr, "render: %s: %s\n", argv[2], ob_strerror(status));
  }
  return status || atomic_load(&n_errors) ? 1 : 0;
}
