// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The jail's files: Landlock; interpreter

#include "sandbox_files.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/magic.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/// What Landlock is to forbid; newer than linux/landlock.h may be
typedef struct
{
  uint64_t files;   ///< LANDLOCK_ACCESS_FS_...
  uint64_t network; ///< LANDLOCK_ACCESS_NET_..., since version 4
  uint64_t scopes;  ///< LANDLOCK_SCOPE_..., since version 6
} Handled;

/// Kinds of access by the version that knows them
static const struct
{
  uint32_t abi;
  Handled  handled; ///< The first bits, as many as are known by then
} known[] = {
  { 1U, { 0x1FFFU, 0U, 0U } }, // Up to MAKE_SYM
  { 2U, { 0x3FFFU, 0U, 0U } }, // REFER
  { 3U, { 0x7FFFU, 0U, 0U } }, // TRUNCATE
  { 4U, { 0x7FFFU, 3U, 0U } }, // BIND_TCP, CONNECT_TCP
  { 5U, { 0xFFFFU, 3U, 0U } }, // IOCTL_DEV
  { 6U, { 0xFFFFU, 3U, 3U } }, // ABSTRACT_UNIX_SOCKET, SIGNAL
};

/// Since this version, what is refused can be kept out of the system's log
#define QUIET_ABI 7U

/// LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF
#define QUIET 1U

static const uint64_t read_file   = LANDLOCK_ACCESS_FS_READ_FILE;
static const uint64_t read_folder = LANDLOCK_ACCESS_FS_READ_DIR;

/// What every script may read, if it is there
static const char* const common[] = {
  "/usr",           "/lib",         "/lib64",
  OB_PYTHON_HOME,   "/dev/urandom", "/etc/ld.so.cache",
  "/etc/localtime",
};

/// As ob_files_abi()
static uint32_t version;

/// Homes of the user, by the system and by the environment; NULL if not known
static char* homes[2];

void
ob_files_prepare(void)
{
  const struct passwd* const entry = getpwuid(getuid());
  const char* const          home  = getenv("HOME");
  const long                 abi   = syscall(
    SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

  homes[0] = entry && entry->pw_dir ? strdup(entry->pw_dir) : NULL;
  homes[1] = home ? strdup(home) : NULL;
  version  = abi > 0 ? (uint32_t)abi : 0U;
}

uint32_t
ob_files_abi(void)
{
  return version;
}

/// Open something only to name it; -1 if it is not there
static int
name(const int folder, const char* const path, const int flags)
{
  return openat(folder, path, O_PATH | O_CLOEXEC | flags);
}

static bool
is_same(const struct stat* const left, const struct stat* const right)
{
  return left->st_dev == right->st_dev && left->st_ino == right->st_ino;
}

/// Return whether a folder is `inner` or holds it; takes over `inner`
static bool
is_or_holds(const struct stat* const folder, int inner)
{
  struct stat last  = { 0 };
  struct stat here  = { 0 };
  bool        found = false;

  while (inner >= 0 && !fstat(inner, &here) && !found &&
         !is_same(&here, &last)) {
    const int outer = name(inner, "..", O_DIRECTORY);
    close(inner);
    found = is_same(&here, folder);
    last  = here;
    inner = outer;
  }

  if (inner >= 0) {
    close(inner);
  }
  return found;
}

/// Return whether more than a preset is in a folder, or anyone may put it there
static bool
is_shared(const int fd)
{
  struct stat folder;
  bool        known_home = false;

  if (fstat(fd, &folder) || folder.st_mode & S_IWOTH ||
      is_or_holds(&folder, name(AT_FDCWD, "/", O_DIRECTORY))) {
    return true;
  }

  for (size_t i = 0U; i < sizeof(homes) / sizeof(homes[0]); ++i) {
    const int home = homes[i] ? name(AT_FDCWD, homes[i], O_DIRECTORY) : -1;
    if (home >= 0 && is_or_holds(&folder, home)) {
      return true;
    }
    known_home |= home >= 0;
  }

  return !known_home;
}

/// Return the folder that a file is in by its path, or -1
static int
name_folder(const char* const path)
{
  const char* const slash  = strrchr(path, '/');
  char* const       folder = strndup(path, (size_t)(slash - path) + 1U);
  const int         fd     = folder ? name(AT_FDCWD, folder, O_DIRECTORY) : -1;

  free(folder);
  return fd;
}

/// Let files be read; takes over `fd`, which may be -1
static bool
grant(const int rules, const int fd)
{
  struct stat info;
  if (fd < 0) {
    return true;
  }

  const bool is_folder = !fstat(fd, &info) && S_ISDIR(info.st_mode);
  const struct landlock_path_beneath_attr rule = {
    .allowed_access = is_folder ? read_file | read_folder : read_file,
    .parent_fd      = fd,
  };
  const bool done = !syscall(
    SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);

  close(fd);
  return done;
}

/// Let the script's folder be read, or only its file if the folder has more
static bool
grant_preset(const int rules, const char* const path)
{
  struct stat   info;
  struct statfs system;
  const int     file = path && path[0] == '/' ? name(AT_FDCWD, path, 0) : -1;
  if (file < 0) {
    return true;
  }

  if (fstat(file, &info) || !S_ISREG(info.st_mode) || fstatfs(file, &system) ||
      system.f_type == PROC_SUPER_MAGIC) {
    close(file);
    return true;
  }

  const int folder = name_folder(path);
  if (folder < 0 || is_shared(folder)) {
    if (folder >= 0) {
      close(folder);
    }
    return grant(rules, file);
  }

  close(file);
  return grant(rules, folder);
}

/// Return a new set of rules that forbids all that the kernel can, or -1
static int
new_rules(void)
{
  Handled handled = { 0 };

  for (size_t i = 0U; i < sizeof(known) / sizeof(known[0]); ++i) {
    if (known[i].abi <= version) {
      handled = known[i].handled;
    }
  }

  // An older kernel takes a longer structure if it is 0 where it does not know
  return (int)syscall(
    SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);
}

ObStatus
ob_files_limit(const char* const path)
{
  const int rules = new_rules();
  if (rules < 0) {
    return OB_ERROR;
  }

  bool done = grant_preset(rules, path);
  for (size_t i = 0U; done && i < sizeof(common) / sizeof(common[0]); ++i) {
    done = grant(rules, name(AT_FDCWD, common[i], 0));
  }
  if (done) {
    done = !syscall(
      SYS_landlock_restrict_self, rules, version >= QUIET_ABI ? QUIET : 0U);
  }

  close(rules);
  return done ? OB_SUCCESS : OB_ERROR;
}
