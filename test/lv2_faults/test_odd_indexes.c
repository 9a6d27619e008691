// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Bundles whose index is anything, and hosts that ask for them in odd ways

#undef NDEBUG

#include "lv2_host.h"
#include "odd_host.h"

#include <lv2/core/lv2.h>

#include <assert.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char good[] = "outboard index 1\n"
                           "urn:outboard:preset:odd\n"
                           "odd.py\n"
                           "2 0\n"
                           "shape\n"
                           "-strum\n";

static char bundle[64];
static char file[96];

/// Return the plugin that a bundle is said to hold, or NULL
static const LV2_Descriptor*
ask(const char* const path)
{
  const LV2_Lib_Descriptor* const library = host_library()(path, NULL);
  if (!library) {
    return NULL;
  }

  const LV2_Descriptor* const descriptor =
    library->get_plugin(library->handle, 0U);
  assert(descriptor && descriptor->URI && descriptor->URI[0]);
  assert(!library->get_plugin(library->handle, 1U));
  assert(!library->get_plugin(library->handle, UINT32_MAX));
  library->cleanup(library->handle);
  library->cleanup(library->handle);
  return descriptor;
}

/// Ask for a bundle with this index
static const LV2_Descriptor*
ask_for(const void* const bytes, const size_t size)
{
  unlink(file); // Truncating it would wait for the disk
  const int fd = open(file, O_WRONLY | O_CREAT | O_EXCL, 0600);
  assert(fd >= 0);
  assert(write(fd, bytes, size) == (ssize_t)size);
  assert(!close(fd));

  return ask(bundle);
}

static bool
is_generic(const LV2_Descriptor* const descriptor)
{
  return descriptor && !strcmp(descriptor->URI, "urn:outboard:script");
}

/// Without its last lines it is an index still, of fewer ports
static void
test_cut(void)
{
  const char* const ports = strstr(good, "shape");

  for (size_t size = 0U; size < sizeof(good); ++size) {
    const bool whole =
      size >= (size_t)(ports - good) && good[size - 1U] == '\n';
    assert(!ask_for(good, size) == !whole);
  }
}

static void
test_bent(void)
{
  static const char bytes[] = "\0\n\r/.- \x7F\x80\xFF"
                              "0A";
  char              copy[sizeof(good)];

  memcpy(copy, good, sizeof(good));
  for (size_t at = 0U; at + 1U < sizeof(good); ++at) {
    for (size_t i = 0U; i + 1U < sizeof(bytes); ++i) {
      copy[at]                               = bytes[i];
      const LV2_Descriptor* const descriptor = ask_for(copy, sizeof(copy) - 1U);
      assert(!is_generic(descriptor));
      assert(!descriptor || (bytes[i] != '\0' && bytes[i] != '\r'));
    }
    copy[at] = good[at];
  }
}

/// Replace a line, by its number from 0
static const LV2_Descriptor*
ask_with_line(const unsigned number, const char* const line)
{
  const char* from = good;
  char*       text = NULL;
  for (unsigned i = 0U; i < number; ++i) {
    from = strchr(from, '\n') + 1;
  }

  assert(
    asprintf(
      &text, "%.*s%s%s", (int)(from - good), good, line, strchr(from, '\n')) >
    0);
  const LV2_Descriptor* const descriptor = ask_for(text, strlen(text));
  free(text);
  return descriptor;
}

static void
test_lines(void)
{
  static const char* const scripts[]  = { "",          ".",
                                          "..",        "/etc/passwd",
                                          "../odd.py", "a/b.py" };
  static const char* const versions[] = {
    "", "2", "-1 0", "a b", "1 0x", "1 0 0", "1 99999999999"
  };
  char line[520];

  for (unsigned i = 0U; i < COUNT(scripts); ++i) {
    assert(!ask_with_line(2U, scripts[i]));
  }
  for (unsigned i = 0U; i < COUNT(versions); ++i) {
    assert(!ask_with_line(3U, versions[i]));
  }

  memset(line, 'x', sizeof(line));
  line[513] = '\0';
  assert(!ask_with_line(1U, line) && !ask_with_line(4U, line));
  line[512] = '\0';
  assert(ask_with_line(1U, line) && ask_with_line(4U, line));
  assert(!ask_with_line(0U, "outboard index 2"));
}

static void
test_too_many_ports(void)
{
  char         text[8192];
  const size_t head = (size_t)(strstr(good, "shape") - good);
  size_t       size = head;

  memcpy(text, good, head);
  for (unsigned i = 0U; i <= 256U; ++i) {
    assert(i < 256U || ask_for(text, size));
    size += (size_t)snprintf(text + size, sizeof(text) - size, "p%u\n", i);
  }
  assert(!ask_for(text, size));
}

static void
test_too_large(void)
{
  const size_t size = 16U * 1024U * 1024U;
  char* const  text = (char*)malloc(size);

  assert(text);
  memset(text, '\n', size);
  memcpy(text, good, sizeof(good) - 1U);
  assert(!ask_for(text, size));
  assert(!ask_for(text, 65537U));
  assert(!ask_for(text, 1048577U));
  free(text);
}

/// What has the name of an index and is none must not be waited for
static void
test_no_file(void)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  unlink(file);
  assert(is_generic(ask(bundle)));

  assert(!mkdir(file, 0700) && !ask(bundle) && !rmdir(file));
  assert(!mkfifo(file, 0600) && !ask(bundle) && !unlink(file));
  assert(!symlink("/etc/passwd", file) && !ask(bundle) && !unlink(file));
  assert(!symlink("/dev/zero", file) && !ask(bundle) && !unlink(file));
  assert(!symlink(file, file) && !ask(bundle) && !unlink(file));

  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  strcpy(address.sun_path, file);
  assert(!bind(fd, (const struct sockaddr*)&address, sizeof(address)));
  assert(!ask(bundle) && !unlink(file));
  close(fd);

  if (geteuid()) { // Who may read everything
    assert(ask_for(good, sizeof(good) - 1U));
    assert(!chmod(file, 0) && !ask(bundle) && !unlink(file));
  }
}

static void
test_paths(void)
{
  char* const here = getcwd(NULL, 0U);
  char        path[300];

  assert(here && ask_for(good, sizeof(good) - 1U));
  assert(!chdir(bundle));
  const LV2_Descriptor* const relative = ask(".");
  assert(relative && relative == ask(".") && !is_generic(relative));
  assert(!chdir(here));
  free(here);

  snprintf(path, sizeof(path), "%s//../odd.lv2/", bundle);
  assert(ask(path) && !is_generic(ask(path)));
  memset(path, 'x', sizeof(path));
  path[sizeof(path) - 1U] = '\0';
  assert(!ask(path));
}

/// The script is missing: the plugin is there all the same, and says so
static void
test_no_script(void)
{
  const LV2_Feature           map        = { LV2_URID__map, host_urid_map() };
  const LV2_Feature           log        = { LV2_LOG__log, host_log() };
  const LV2_Feature* const    features[] = { &map, &log, NULL };
  const LV2_Descriptor* const descriptor = ask_for(good, sizeof(good) - 1U);

  const LV2_Handle handle =
    descriptor->instantiate(descriptor, 48000.0, bundle, features);
  assert(handle);
  descriptor->activate(handle);
  for (unsigned i = 0U; i < 10000U && !host_logged("no such file"); ++i) {
    descriptor->run(handle, 64U);
    usleep(1000U);
  }
  assert(host_logged("odd.py: there is no such file"));
  descriptor->deactivate(handle);
  descriptor->cleanup(handle);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  host_open(argv[1], argv[2]);
  snprintf(bundle, sizeof(bundle), "%s/odd.lv2", host_folder());
  snprintf(file, sizeof(file), "%s/outboard.index", bundle);
  assert(!mkdir(bundle, 0700));

  test_cut();
  test_bent();
  test_lines();
  test_too_many_ports();
  test_too_large();
  test_no_file();
  test_paths();
  test_no_script();

  host_close();
  return 0;
}
