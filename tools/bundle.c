// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A bundle's folder, which is written whole or not at all; setup

#include "bundle.h"

#include "complain.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Complain of errno
static bool
fail(const char* const path)
{
  ob_complain("%s: %s", path, strerror(errno));
  return false;
}

/// Return the path of a file in the making, to be freed
static char*
join(const ObBundle* const bundle, const char* const name)
{
  char* path = NULL;

  return asprintf(&path, "%s/%s", bundle->work, name) < 0 ? NULL : path;
}

bool
ob_bundle_begin(ObBundle* const   bundle,
                const char* const folder,
                const char* const name)
{
  *bundle = (ObBundle){ NULL, NULL };
  if (mkdir(folder, 0777) && errno != EEXIST) {
    return fail(folder);
  }

  char* work = NULL;
  if (asprintf(&bundle->path, "%s/%s", folder, name) < 0) {
    bundle->path = NULL;
    return fail(name);
  }
  if (asprintf(&work, "%s/.%s.XXXXXX", folder, name) < 0) {
    return fail(name);
  }
  if (!mkdtemp(work)) {
    free(work);
    return fail(folder);
  }

  // mkdtemp() lets nobody else in
  bundle->work      = work;
  const mode_t mask = umask(0);
  umask(mask);
  return !chmod(work, 0777U & ~mask) || fail(work);
}

FILE*
ob_bundle_create(const ObBundle* const bundle, const char* const name)
{
  char* const path = join(bundle, name);
  FILE* const file = path ? fopen(path, "wxe") : NULL;

  if (!file) {
    fail(name);
  }
  free(path);
  return file;
}

bool
ob_bundle_close(const ObBundle* const bundle, FILE* const file)
{
  const bool failed = ferror(file);

  return !(fclose(file) || failed) || fail(bundle->path);
}

bool
ob_bundle_copy(const ObBundle* const bundle,
               const char* const     path,
               const char* const     name)
{
  ObText*        text   = NULL;
  const ObStatus status = ob_file_read(path, &text);
  if (status && status != OB_EMPTY) {
    ob_complain("%s: %s", path, ob_file_complaint(status));
    return false;
  }

  FILE* const file   = ob_bundle_create(bundle, name);
  bool        copied = file;
  if (file) {
    if (text) {
      fwrite(text->bytes, 1U, text->size, file);
    }
    copied = ob_bundle_close(bundle, file);
  }

  ob_text_release(text);
  return copied;
}

bool
ob_bundle_link(const ObBundle* const bundle,
               const char* const     path,
               const char* const     name)
{
  char* const link = join(bundle, name);
  const bool  made = link && !symlink(path, link);

  free(link);
  return made || fail(name);
}

static int
remove_entry(const char* const        path,
             const struct stat* const info,
             const int                type,
             struct FTW* const        place)
{
  (void)info;
  (void)type;
  (void)place;
  return remove(path);
}

bool
ob_bundle_remove(const char* const path)
{
  // Without it, what is left is no bundle
  char* manifest = NULL;
  if (asprintf(&manifest, "%s/manifest.ttl", path) < 0) {
    return fail(path);
  }

  const bool removed = (!unlink(manifest) || errno == ENOENT) &&
                       !nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  free(manifest);
  return removed || fail(path);
}

bool
ob_bundle_commit(const ObBundle* const bundle)
{
  // A folder that is not empty is not replaced like that
  if (!rename(bundle->work, bundle->path)) {
    return true;
  }

  if (!renameat2(
        AT_FDCWD, bundle->work, AT_FDCWD, bundle->path, RENAME_EXCHANGE)) {
    return ob_bundle_remove(bundle->work);
  }

  // Some file systems cannot exchange; for a moment there is none
  return errno == EINVAL && ob_bundle_remove(bundle->path) &&
             !rename(bundle->work, bundle->path)
           ? true
           : fail(bundle->path);
}

void
ob_bundle_clear(ObBundle* const bundle)
{
  if (bundle->work && !access(bundle->work, F_OK)) {
    ob_bundle_remove(bundle->work);
  }
  free(bundle->work);
  free(bundle->path);
}
