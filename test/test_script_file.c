// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of reading script files, the odd ones too

#undef NDEBUG

#include "file.h"
#include "log.h"
#include "message.h"
#include "script.h"
#include "status.h"

#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char    folder[] = "/tmp/outboard-test-XXXXXX";
static char    path[PATH_MAX];
static char    logged[4096];
static ObText* text;

static void
note_line(void* const handle, const ObLogLevel level, const char* const line)
{
  (void)handle;
  assert(level == OB_LOG_WARNING);
  snprintf(logged, sizeof(logged), "%s", line);
}

static const ObLog test_log = { note_line, NULL, NULL };

/// Set `path` to a file in the folder
static void
set_path(const char* const name)
{
  snprintf(path, sizeof(path), "%s/%s", folder, name);
}

static void
write_file(const char* const name, const char* const bytes, const size_t length)
{
  set_path(name);
  FILE* const file = fopen(path, "w");
  assert(file && fwrite(bytes, 1U, length, file) == length && !fclose(file));
}

/// Check that the file is refused for a reason that is told in one sentence
static void
expect_refusal(const ObStatus expected, const char* const reason)
{
  ObStatus status = OB_SUCCESS;

  assert(ob_file_read(path, &text) == expected);
  assert(!text);

  logged[0] = '\0';
  ObScript* const script =
    ob_script_new(&(const ObSaved){ .path = path }, &test_log, &status);
  assert(script && status == expected && !script->text && !logged[0]);
  assert(strstr(script->problem, path) && strstr(script->problem, reason));
  ob_script_release(script);
}

static void
test_read(void)
{
  write_file("good.py", "print(1)\n", 9U);
  assert(!ob_file_read(path, &text));
  assert(text->size == 9U && !strcmp(text->bytes, "print(1)\n"));
  ob_text_release(text);
}

static void
test_size_limit(void)
{
  char* const big = malloc(10U * OB_SCRIPT_MAX);
  memset(big, '#', 10U * OB_SCRIPT_MAX);

  write_file("largest.py", big, OB_SCRIPT_MAX);
  assert(!ob_file_read(path, &text) && text->size == OB_SCRIPT_MAX);
  ob_text_release(text);

  write_file("larger.py", big, OB_SCRIPT_MAX + 1U);
  expect_refusal(OB_TOO_BIG, "too big");
  write_file("huge.py", big, 10U * OB_SCRIPT_MAX);
  expect_refusal(OB_TOO_BIG, "too big");
  free(big);
}

static void
test_odd_files(void)
{
  write_file("empty.py", "", 0U);
  expect_refusal(OB_EMPTY, "empty");

  set_path("missing.py");
  expect_refusal(OB_NO_FILE, "no such file");
  set_path("good.py/more.py");
  expect_refusal(OB_NO_FILE, "no such file");

  set_path("");
  expect_refusal(OB_NOT_REGULAR, "regular");

  set_path("pipe.py"); // Nobody ever writes to it, and it is not even opened
  char      opened[256];
  const int watch = inotify_init1(IN_NONBLOCK);
  assert(!mkfifo(path, 0600));
  assert(inotify_add_watch(watch, path, IN_OPEN) >= 0);
  expect_refusal(OB_NOT_REGULAR, "regular");
  assert(read(watch, opened, sizeof(opened)) < 0);
  close(watch);

  set_path("loop.py");
  assert(!symlink("loop.py", path));
  assert(ob_file_read(path, &text) && !text);

  snprintf(path, sizeof(path), "/dev/zero");
  expect_refusal(OB_NOT_REGULAR, "regular");

  set_path("socket.py");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  const int          fd      = socket(AF_UNIX, SOCK_STREAM, 0);
  snprintf(address.sun_path, sizeof(address.sun_path), "%.100s", path);
  assert(!bind(fd, (struct sockaddr*)&address, sizeof(address)));
  expect_refusal(OB_NOT_REGULAR, "regular");
  close(fd);
}

static void
test_no_permission(void)
{
  write_file("secret.py", "x", 1U);
  assert(!chmod(path, 0));
  if (geteuid()) {
    expect_refusal(OB_NO_ACCESS, "may not be read");
  } else {
    puts("no permission: not tested, root may read all");
  }
}

/// A file of which the kernel says that it is empty, but which can be read
static void
test_size_that_lies(void)
{
  snprintf(path, sizeof(path), "/proc/self/status");
  assert(!ob_file_read(path, &text) && text->size > 0U);
  ob_text_release(text);
}

static ObScript*
make(const char* const stored, const ObStatus expected)
{
  const ObSaved saved  = { .path      = path,
                           .text      = stored,
                           .text_size = stored ? strlen(stored) : 0U };
  ObStatus      status = OB_ERROR;

  logged[0]              = '\0';
  ObScript* const script = ob_script_new(&saved, &test_log, &status);
  assert(script && status == expected);
  return script;
}

static void
test_file_wins_over_text(void)
{
  write_file("file.py", "file", 4U);

  ObScript* script = make("file", OB_SUCCESS);
  assert(!strcmp(script->text->bytes, "file") && !logged[0]);
  ob_script_release(script);

  script = make("text", OB_SUCCESS);
  assert(!strcmp(script->text->bytes, "file") && strstr(logged, "file.py"));
  ob_script_release(script);

  unlink(path);
  script = make("text", OB_SUCCESS);
  assert(!strcmp(script->text->bytes, "text") && script->text->size == 4U);
  assert(strstr(logged, "file.py") && strstr(logged, "no such file"));
  assert(!strcmp(ob_script_name(script), "file.py"));
  ob_script_release(script);
}

static void
test_text_alone(void)
{
  path[0]          = '\0';
  ObScript* script = make("text", OB_SUCCESS);
  assert(!strcmp(script->text->bytes, "text") && !script->path[0] &&
         !logged[0]);
  assert(!strcmp(ob_script_name(script), "script"));

  assert(ob_script_use(script) == script);
  ob_script_release(script);
  assert(!strcmp(script->text->bytes, "text"));
  ob_script_release(script);
  ob_script_release(NULL);
}

static void
test_memory_is_sealed(void)
{
  path[0]                 = '\0';
  char            copy[5] = "";
  ObScript* const script  = make("text", OB_SUCCESS);
  const int       fd      = ob_script_memory(script, NULL);

  assert(fd >= 0 && (fcntl(fd, F_GETFD) & FD_CLOEXEC));
  assert(pread(fd, copy, sizeof(copy), 0) == 4 && !strcmp(copy, "text"));
  assert(pwrite(fd, "T", 1U, 0) < 0 && ftruncate(fd, 0) && ftruncate(fd, 99));
  assert(mmap(NULL, 4096U, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
  close(fd);
  ob_script_release(script);
}

static void
remove_folder(void)
{
  static const char* const names[] = { "good.py", "largest.py", "larger.py",
                                       "huge.py", "empty.py",   "pipe.py",
                                       "loop.py", "socket.py",  "secret.py" };

  for (size_t i = 0U; i < sizeof(names) / sizeof(names[0]); ++i) {
    set_path(names[i]);
    assert(!unlink(path));
  }
  assert(!rmdir(folder));
}

int
main(void)
{
  assert(mkdtemp(folder));
  test_read();
  test_size_limit();
  test_odd_files();
  test_no_permission();
  test_size_that_lies();
  test_file_wins_over_text();
  test_text_alone();
  test_memory_is_sealed();
  remove_folder();
  return 0;
}
