// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard new: begins a script; setup

#include "command.h"
#include "file.h"
#include "locate.h"
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What stands for the name in the skeleton
static const char placeholder[] = "@NAME@";

/// Write the skeleton with a name in it
static void
fill(FILE* const file, const ObText* const skeleton, const char* const name)
{
  const char* const place  = strstr(skeleton->bytes, placeholder);
  const size_t      before = place ? (size_t)(place - skeleton->bytes) : 0U;

  fprintf(file,
          "%.*s%s%s",
          (int)before,
          skeleton->bytes,
          place ? name : "",
          skeleton->bytes + before + (place ? strlen(placeholder) : 0U));
}

/// Return the length of a name without the ending of a script
static int
stem_length(const char* const name)
{
  const size_t length = strlen(name);
  const bool   ends   = length > 3U && !strcmp(name + length - 3U, ".py");

  return (int)(ends ? length - 3U : length);
}

/// Return the name as people write it: "my_arp" is "My Arp"; to be freed
static char*
title_of(const char* const name)
{
  char* const title = strndup(name, (size_t)stem_length(name));
  bool        first = true;

  for (char* c = title; c && *c; ++c) {
    if (*c == '_' || *c == '-') {
      *c = ' ';
    } else if (first && *c >= 'a' && *c <= 'z') {
      *c = (char)(*c - 'a' + 'A');
    }
    first = *c == ' ';
  }

  return title;
}

/// Return whether a name can be that of a script, which others may import
static bool
is_valid(const char* const name)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-";

  return name[0] && name[0] != '-' &&
         (int)strspn(name, allowed) == stem_length(name);
}

static bool
write_script(const char* const   path,
             const char* const   name,
             const ObText* const skeleton)
{
  char* const title = title_of(name);
  FILE* const file  = title ? fopen(path, "wxe") : NULL;
  if (!file) {
    ob_complain("%s: %s", path, strerror(errno));
    free(title);
    return false;
  }

  fill(file, skeleton, title);
  free(title);
  if (fclose(file)) {
    ob_complain("%s: %s", path, strerror(errno));
    return false;
  }

  printf("%s\n", path);
  return true;
}

static ObExit
begin_script(const char* const name)
{
  ObText*     skeleton = NULL;
  char*       path     = NULL;
  char* const source   = ob_locate_data("skeleton.py");

  const ObStatus status = source ? ob_file_read(source, &skeleton) : OB_NO_MEM;
  if (status) {
    ob_complain("%s: %s", source, ob_file_complaint(status));
  }

  const bool written =
    !status && asprintf(&path, "%.*s.py", stem_length(name), name) >= 0 &&
    write_script(path, name, skeleton);
  free(path);
  free(source);
  ob_text_release(skeleton);
  return written ? OB_EXIT_GOOD : OB_EXIT_FAILED;
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  (void)environment;
  if (!ob_no_options(count, arguments)) {
    return OB_EXIT_USAGE;
  }
  if (optind != count || !is_valid(arguments[optind - 1])) {
    ob_complain("name one script, in letters, digits, '_' and '-'");
    return OB_EXIT_USAGE;
  }

  return begin_script(arguments[optind - 1]);
}

const ObCommand ob_command_new = {
  "new",
  "NAME",
  "begin a script: a small one that plays, with comments",
  "It is written to NAME.py in the current folder, unless that is there "
  "already.\n"
  "NAME may end in .py already.\n",
  1,
  run,
};
