// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the tests of commands that look into hosts have in common

#undef NDEBUG

#include "inspect_rig.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char inspect_octave[] = "\"\"\"Octave\"\"\"\n"
                              "from outboard import *\n"
                              "def on_note_on(note):\n"
                              "    note.send(pitch=note.pitch + 12)\n"
                              "def on_pitch_bend(e):\n"
                              "    raise ValueError('\\nforged')\n";

const char inspect_busy[] = "\"\"\"Busy: takes its time.\"\"\"\n"
                            "from outboard import *\n"
                            "def on_block(b):\n"
                            "    deep_inside()\n"
                            "def deep_inside():\n"
                            "    sum(range(100000))\n"
                            "    log('counted')\n";

/// Path of the command
static const char* outboard;

/// The run-time folder, and the one in it that sockets are in
static char runtime[64];
static char folder[80];

void
inspect_open(const char* const program)
{
  outboard = program;
  snprintf(runtime, sizeof(runtime), "/tmp/outboard-test-XXXXXX");
  assert(mkdtemp(runtime));
  assert(!setenv("XDG_RUNTIME_DIR", runtime, 1));
  snprintf(folder, sizeof(folder), "%s/outboard", runtime);
}

void
inspect_close(void)
{
  assert(!rmdir(folder) && !rmdir(runtime));
}

const char*
inspect_folder(void)
{
  return folder;
}

void
inspect_run(HostPlugin* const plugin,
            Inspection* const inspection,
            const char*       format,
            ...)
{
  char    arguments[256];
  char    command[1024];
  va_list list;
  va_start(list, format);
  vsnprintf(arguments, sizeof(arguments), format, list);
  va_end(list);
  snprintf(command, sizeof(command), "%s %s 2>&1", outboard, arguments);

  FILE* const pipe = popen(command, "re");
  assert(pipe);
  assert(!fcntl(fileno(pipe), F_SETFL, O_NONBLOCK));
  size_t  size = 0U;
  ssize_t n    = 0;
  while ((n = read(fileno(pipe),
                   inspection->text + size,
                   sizeof(inspection->text) - size - 1U)) != 0) {
    size += n > 0 ? (size_t)n : 0U;
    assert(n > 0 || errno == EAGAIN);
    if (plugin) {
      host_run(plugin, 64U);
    }
    usleep(1000U);
  }
  inspection->text[size] = '\0';
  inspection->status     = pclose(pipe);
}

json_t*
inspect_top(HostPlugin* const plugin)
{
  static Inspection inspection;
  inspect_run(plugin, &inspection, "top --once --json");
  assert(!inspection.status);

  // What may be said of a host that does not answer comes before
  const char* const text  = strchr(inspection.text, '[');
  json_t* const     array = text ? json_loads(text, 0U, NULL) : NULL;
  assert(json_is_array(array));
  return array;
}

unsigned
inspect_count_sockets(void)
{
  DIR* const           dir   = opendir(folder);
  unsigned             count = 0U;
  const struct dirent* entry = NULL;
  while (dir && (entry = readdir(dir))) {
    count += strstr(entry->d_name, ".socket") != NULL;
  }
  if (dir) {
    closedir(dir);
  }
  return count;
}
