// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A small LV2 host for tests: the library, its bundle, URIs and a log

#undef NDEBUG

#include "lv2_host.h"

#include <assert.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_URIS 128U
#define LOG_SIZE 65536U

static struct
{
  void*                       library;
  LV2_Lib_Descriptor_Function function;
  const LV2_Descriptor*       descriptor;
  char                        folder[32];
  char*                       uris[MAX_URIS];
  LV2_URID                    n_uris;
  pthread_mutex_t             log_lock; ///< The supervisor logs too
  char                        log[LOG_SIZE];
  size_t                      log_size;
} host = { .log_lock = PTHREAD_MUTEX_INITIALIZER };

static LV2_URID
map_uri(LV2_URID_Map_Handle handle, const char* const uri)
{
  (void)handle;
  for (LV2_URID i = 0U; i < host.n_uris; ++i) {
    if (!strcmp(host.uris[i], uri)) {
      return i + 1U;
    }
  }

  assert(host.n_uris < MAX_URIS);
  host.uris[host.n_uris] = strdup(uri);
  return ++host.n_uris;
}

LV2_URID
host_map(const char* const uri)
{
  return map_uri(NULL, uri);
}

static int
log_vprintf(LV2_Log_Handle    handle,
            const LV2_URID    type,
            const char* const format,
            va_list           args)
{
  (void)handle;
  assert(type);

  pthread_mutex_lock(&host.log_lock);
  char* const  end  = host.log + host.log_size;
  const size_t room = LOG_SIZE - host.log_size;
  const int    size = vsnprintf(end, room, format, args);
  assert(size >= 0);
  host.log_size += (size_t)size < room ? (size_t)size : room - 1U;
  fputs(end, stderr);
  pthread_mutex_unlock(&host.log_lock);
  return size;
}

static int
log_printf(LV2_Log_Handle    handle,
           const LV2_URID    type,
           const char* const format,
           ...)
{
  va_list args;
  va_start(args, format);
  const int size = log_vprintf(handle, type, format, args);
  va_end(args);
  return size;
}

LV2_URID_Map*
host_urid_map(void)
{
  static LV2_URID_Map map = { NULL, map_uri };

  return &map;
}

LV2_Log_Log*
host_log(void)
{
  static LV2_Log_Log log = { NULL, log_printf, log_vprintf };

  return &log;
}

bool
host_logged(const char* const text)
{
  pthread_mutex_lock(&host.log_lock);
  const bool found = strstr(host.log, text);
  pthread_mutex_unlock(&host.log_lock);
  return found;
}

void
host_clear_log(void)
{
  pthread_mutex_lock(&host.log_lock);
  host.log_size = 0U;
  host.log[0]   = '\0';
  pthread_mutex_unlock(&host.log_lock);
}

/// Link to `target` in the folder as `name`
static void
add_link(const char* const target, const char* const name)
{
  char        path[64];
  char* const absolute = realpath(target, NULL);
  assert(absolute);
  snprintf(path, sizeof(path), "%s/%s", host.folder, name);
  assert(!symlink(absolute, path));
  free(absolute);
}

void
host_load(const char* const binary, const char* const bundle)
{
  host.library = dlopen(binary, RTLD_NOW | RTLD_LOCAL);
  if (!host.library) {
    fprintf(stderr, "%s\n", dlerror());
  }
  assert(host.library);

  *(void**)&host.function = dlsym(host.library, "lv2_lib_descriptor");
  assert(host.function);

  const LV2_Lib_Descriptor* const library = host.function(bundle, NULL);
  assert(library && host.function(bundle, NULL));
  assert(library->size == sizeof(LV2_Lib_Descriptor));
  host.descriptor = library->get_plugin(library->handle, 0U);
  assert(host.descriptor && !library->get_plugin(library->handle, 1U));
  library->cleanup(library->handle);
}

void
host_open(const char* const module, const char* const scriptd)
{
  strcpy(host.folder, "/tmp/outboard.XXXXXX");
  assert(mkdtemp(host.folder));
  add_link(module, "outboard.so");
  add_link(scriptd, "outboard-scriptd");

  char path[64];
  snprintf(path, sizeof(path), "%s/outboard.so", host.folder);
  host_load(path, host.folder);
}

void
host_close(void)
{
  char command[64];

  dlclose(host.library);
  snprintf(command, sizeof(command), "rm -r %s", host.folder);
  assert(!system(command));
  while (host.n_uris) {
    free(host.uris[--host.n_uris]);
  }
}

const char*
host_folder(void)
{
  return host.folder;
}

char*
host_write_script(const char* const name, const char* const text)
{
  char* path = NULL;
  assert(asprintf(&path, "%s/%s", host.folder, name) > 0);

  FILE* const file = fopen(path, "w");
  assert(file);
  assert(fputs(text, file) >= 0);
  assert(!fclose(file));
  return path;
}

LV2_Lib_Descriptor_Function
host_library(void)
{
  return host.function;
}

const LV2_Descriptor*
host_descriptor(void)
{
  return host.descriptor;
}
