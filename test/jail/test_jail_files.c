// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which files a script can open, by where it lies

#undef NDEBUG

#include "jail_rig.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char no_file[] = "PermissionError EACCES";

/// The test's folder: home/, home/presets/, home/presets/deep/
static char root[] = "/tmp/outboard-jail.XXXXXX";

/// Return a path in the test's folder, as long as eight are used at once
static const char*
in_root(const char* const name)
{
  static char     paths[8][256];
  static unsigned next;
  char* const     path = paths[next++ % 8U];

  snprintf(path, sizeof(paths[0]), "%s/%s", root, name);
  return path;
}

static void
write_file(const char* const name)
{
  FILE* const file = fopen(in_root(name), "w");

  assert(file && fputs("text\n", file) >= 0);
  fclose(file);
}

static void
make_files(void)
{
  assert(mkdtemp(root));
  assert(!mkdir(in_root("home"), 0755));
  assert(!mkdir(in_root("home/presets"), 0755));
  assert(!mkdir(in_root("home/presets/deep"), 0755));
  write_file("home/secret");
  write_file("home/p.py");
  write_file("home/presets/p.py");
  write_file("home/presets/data");
  write_file("home/presets/deep/data");
  assert(!symlink("../secret", in_root("home/presets/link")));
  assert(!symlink("presets", in_root("home/alias")));
  assert(!setenv("HOME", in_root("home"), 1));
}

static void
remove_files(void)
{
  char command[64];

  snprintf(command, sizeof(command), "rm -r '%s'", root);
  assert(!system(command));
}

/// A file, and whether it can be read
typedef struct
{
  const char* name;
  bool        open;
} Expected;

/// Check what a script sees from a place
static void
expect_files(const char* const place, const Expected* const files)
{
  char   script[2048]   = "";
  char   expected[1024] = "";
  size_t used           = 0U;
  size_t said           = 0U;

  for (const Expected* file = files; file->name; ++file) {
    used +=
      (size_t)snprintf(script + used,
                       sizeof(script) - used,
                       "print(attempt(lambda: open('%s').read()))\n",
                       file->name[0] == '/' ? file->name : in_root(file->name));
    said += (size_t)snprintf(expected + said,
                             sizeof(expected) - said,
                             "%s\n",
                             file->open ? "str" : no_file);
  }
  jail_expect(JAIL_FULL, place ? in_root(place) : NULL, script, expected);
}

static void
test_a_folder_of_presets_can_be_read(void)
{
  static const Expected files[] = {
    { "home/presets/p.py", true },
    { "home/presets/data", true },
    { "home/presets/deep/data", true },
    { "home/presets/link", false },
    { "home/presets/../secret", false },
    { "home/secret", false },
    { "/etc/passwd", false },
    { "/usr/../etc/passwd", false },
    { "/proc/self/status", false },
    { "/usr/lib/os-release", true },
    { NULL, false },
  };

  expect_files("home/presets/p.py", files);
  expect_files("home/alias/p.py", files);
}

static void
test_of_a_shared_folder_only_the_script_can_be_read(void)
{
  static const Expected home[] = {
    { "home/p.py", true },
    { "home/secret", false },
    { "home/presets/data", false },
    { NULL, false },
  };
  static const Expected shared[] = {
    { "home/presets/p.py", true },
    { "home/presets/data", false },
    { NULL, false },
  };

  expect_files("home/p.py", home);
  expect_files("home/presets/../p.py", home);

  // An ancestor of it
  assert(!setenv("HOME", in_root("home/presets/deep"), 1));
  expect_files("home/p.py", home);
  expect_files("home/presets/p.py", shared);
  assert(!setenv("HOME", in_root("home"), 1));

  assert(!chmod(in_root("home/presets"), 01777));
  expect_files("home/presets/p.py", shared);
  assert(!chmod(in_root("home/presets"), 0755));
}

static void
test_of_a_session_only_the_script_is_there(void)
{
  static const Expected files[] = {
    { "home/presets/data", false },
    { "/usr/lib/os-release", true },
    { NULL, false },
  };

  expect_files(NULL, files);
  expect_files("home/presets/gone.py", files);
  expect_files("home/presets/deep", files); // Which is no file
}

static void
test_nothing_can_be_written(void)
{
  char script[2048];

  snprintf(script,
           sizeof(script),
           "folder = '%s/home/presets/'\n"
           "for mode in 'w', 'a', 'x', 'r+':\n"
           "    print(attempt(lambda: open(folder + 'data', mode)))\n"
           "    print(attempt(lambda: open(folder + 'new', mode)))\n"
           "truncate = os.O_RDONLY | os.O_TRUNC\n"
           "print(attempt(lambda: os.open(folder + 'data', truncate)))\n"
           "print(attempt(lambda: os.open(folder, os.O_TMPFILE | os.O_RDWR)))\n"
           "print(attempt(lambda: os.unlink(folder + 'data')))\n"
           "print(attempt(lambda: os.rename(folder + 'data', folder + 'b')))\n"
           "print(attempt(lambda: os.listdir(folder)))\n",
           root);
  jail_expect(JAIL_FULL,
              in_root("home/presets/p.py"),
              script,
              "PermissionError EACCES\nPermissionError EACCES\n"
              "PermissionError EACCES\nPermissionError EACCES\n"
              "PermissionError EACCES\nPermissionError EACCES\n"
              "PermissionError EACCES\nPermissionError EACCES\n"
              "PermissionError EACCES\nPermissionError EACCES\n"
              "PermissionError EPERM\nPermissionError EPERM\n"
              "list\n");

  struct stat info;
  assert(!stat(in_root("home/presets/data"), &info) && info.st_size == 5);
}

static void
test_the_standard_library_can_be_imported(void)
{
  jail_expect(
    JAIL_FULL,
    NULL,
    "import importlib, sys\n"
    "names = '''argparse array ast asyncio base64 bisect bz2 calendar cmath\n"
    "  codecs collections colorsys concurrent.futures configparser contextlib\n"
    "  copy csv ctypes dataclasses datetime decimal difflib email encodings\n"
    "  enum fractions functools glob graphlib gzip hashlib heapq html http\n"
    "  inspect io itertools json keyword locale logging lzma math mmap\n"
    "  multiprocessing numbers operator os pathlib pickle platform plistlib\n"
    "  pprint queue random re sched secrets select selectors shelve shlex\n"
    "  shutil signal socket sqlite3 ssl statistics string struct subprocess\n"
    "  sysconfig tempfile textwrap threading time timeit traceback types\n"
    "  typing unicodedata unittest urllib.request uuid wave weakref\n"
    "  xml.etree.ElementTree zipfile zlib zoneinfo'''.split()\n"
    "for name in names:\n"
    "    result = attempt(lambda: importlib.import_module(name))\n"
    "    if result != 'module':\n"
    "        print(name, result)\n"
    "import ctypes, datetime, decimal, sqlite3, time, zoneinfo\n"
    "print(ctypes.CDLL(None).abs(-3), decimal.Decimal(2).sqrt() > 1)\n"
    "print(attempt(datetime.datetime.now().astimezone))\n"
    "print(attempt(lambda: time.localtime()))\n"
    "print(sqlite3.connect(':memory:').execute('select 1').fetchall())\n",
    "3 True\ndatetime\nstruct_time\n[(1,)]\n");
}

int
main(const int argc, char** const argv)
{
  if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 0) {
    puts("skipped: this kernel has no Landlock");
    return 77;
  }

  jail_open(argc, argv);
  make_files();
  test_a_folder_of_presets_can_be_read();
  test_of_a_shared_folder_only_the_script_can_be_read();
  test_of_a_session_only_the_script_is_there();
  test_nothing_can_be_written();
  test_the_standard_library_can_be_imported();
  remove_files();
  return 0;
}
