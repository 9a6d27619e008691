// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of a script's further files: in its folder and nowhere else

#undef NDEBUG

#include "log.h"
#include "message.h"
#include "saved.h"
#include "script.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/outboard-test-XXXXXX";
static char path[PATH_MAX];
static char logged[4096];

static void
note_line(void* const handle, const ObLogLevel level, const char* const line)
{
  (void)handle;
  (void)level;
  snprintf(logged, sizeof(logged), "%s", line);
}

static const ObLog test_log = { note_line, NULL, NULL };

/// Return the path of a file in the folder
static const char*
path_of(const char* const name)
{
  static char full[PATH_MAX];
  snprintf(full, sizeof(full), "%s/%s", folder, name);
  return full;
}

static void
write_file(const char* const name, const char* const text)
{
  FILE* const file = fopen(path_of(name), "w");
  assert(file && fputs(text, file) >= 0 && !fclose(file));
}

static ObScript*
make(const ObSaved* const saved)
{
  ObStatus        status = OB_ERROR;
  ObScript* const script = ob_script_new(saved, &test_log, &status);

  assert(script && !status);
  logged[0] = '\0';
  return script;
}

static ObScript*
make_plain(void)
{
  return make(&(const ObSaved){ .path = path });
}

/// Check what a script finds under a name; NULL for nothing
static void
expect(ObScript* const script, const char* const name, const char* const text)
{
  const ObScriptFile* const file = ob_script_find_file(script, name, &test_log);

  assert(file && !strcmp(file->name, name) && !file->text == !text);
  assert(!text || !strcmp(file->text->bytes, text));
}

static void
test_beside(void)
{
  ObScript* const script = make_plain();

  expect(script, "kits.py", "kits");
  expect(script, "empty.txt", "");
  expect(script, "none.txt", NULL);
  assert(!logged[0]);

  // Once found, it stays so for all children of this script
  write_file("kits.py", "new");
  write_file("none.txt", "now");
  expect(script, "kits.py", "kits");
  expect(script, "none.txt", NULL);
  assert(ob_script_files_changed(script));
  write_file("kits.py", "kits");
  unlink(path_of("none.txt"));
  assert(!ob_script_files_changed(script));
  assert(ob_script_has_file(script, "kits.py"));
  assert(!ob_script_has_file(script, "script.py"));

  // What is gone does no harm
  unlink(path_of("empty.txt"));
  assert(!ob_script_files_changed(script));
  write_file("empty.txt", "");
  ob_script_release(script);
}

static void
test_outside(void)
{
  ObScript* const script = make_plain();

  assert(!symlink("/etc/passwd", path_of("link")));
  expect(script, "link", NULL);
  assert(strstr(logged, "script.py: link: this is not a regular file"));
  assert(!mkdir(path_of("folder"), 0700));
  expect(script, "folder", NULL);
  assert(!mkfifo(path_of("pipe"), 0600));
  expect(script, "pipe", NULL);
  ob_script_release(script);

  unlink(path_of("link"));
  unlink(path_of("pipe"));
  rmdir(path_of("folder"));
}

static void
test_stored(void)
{
  const ObSaved saved = { .path      = path,
                          .text      = "text",
                          .text_size = 4U,
                          .files     = { { "kits.py", "old", 3U },
                                         { "gone.txt", "stored", 6U } },
                          .n_files   = 2U };

  ObScript* script = make(&saved);
  expect(script, "kits.py", "kits");
  assert(strstr(logged, "kits.py has changed"));
  expect(script, "gone.txt", "stored");
  assert(strstr(logged, "gone.txt: there is no such file; using"));

  // Another edition knows what the former one had
  ObText* const   text    = ob_text_new("edited", 6U);
  ObScript* const edition = ob_script_new_edition(script, text);
  ob_text_release(text);
  ob_script_release(script);
  unlink(path_of("kits.py"));
  assert(!strcmp(edition->text->bytes, "edited"));
  expect(edition, "kits.py", "kits");
  expect(edition, "gone.txt", "stored");
  ob_script_release(edition);

  // Without a path, there is no folder to look into
  script = make(&(const ObSaved){ .text      = "x",
                                  .text_size = 1U,
                                  .files     = { { "a", "b", 1U } },
                                  .n_files   = 1U });
  expect(script, "a", "b");
  expect(script, "passwd", NULL);
  ob_script_release(script);
  write_file("kits.py", "kits");
}

/// A script that is not in its folder finds nothing there: a session may give
/// it any path, and so any folder
static void
test_session(void)
{
  const ObSaved saved = { .path      = path,
                          .text      = "text",
                          .text_size = 4U,
                          .files     = { { "kits.py", "stored", 6U } },
                          .n_files   = 1U };

  unlink(path);
  ObScript* script = make(&saved);
  assert(!script->is_file);
  expect(script, "kits.py", "stored");
  expect(script, "empty.txt", NULL);
  assert(!ob_script_files_changed(script));

  // Once its file is there, what lies beside it counts
  write_file("script.py", "text");
  ObText* const   text    = ob_text_new("text", 4U);
  ObScript* const edition = ob_script_new_edition(script, text);
  ob_text_release(text);
  ob_script_release(script);
  expect(edition, "kits.py", "kits");
  expect(edition, "empty.txt", "");
  ob_script_release(edition);
}

int
main(void)
{
  assert(mkdtemp(folder));
  snprintf(path, sizeof(path), "%s/script.py", folder);
  write_file("script.py", "text");
  write_file("kits.py", "kits");
  write_file("empty.txt", "");

  test_beside();
  test_outside();
  test_stored();
  test_session();

  unlink(path);
  unlink(path_of("kits.py"));
  unlink(path_of("empty.txt"));
  assert(!rmdir(folder));
  return 0;
}
