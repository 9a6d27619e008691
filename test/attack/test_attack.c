// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Attacks of a table, one by one: what becomes of each, and how the host fares

#undef NDEBUG

#include "arena.h"
#include "fault_rig.h"
#include "lv2_host.h"
#include "table.h"
#include "witness.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/// How often an attack is made, if a busy machine may have disturbed the host
/// or made the answer so late that it was dropped
static const unsigned max_tries = 5U;

/// And how long after the first try, doubled after each: a machine that is busy
/// now may be so for a while [us]
static const unsigned first_pause = 200000U;

/// How long an outcome is waited for, and if any will do [blocks]
static const unsigned patience       = 500U;
static const unsigned short_patience = 50U;

/// Deaths after which a new instance is made, before the plugin lets it rest
static const unsigned max_deaths = 4U;

/// Expected of an attack that may ruin its own process in any way
static const char ruin[] = "anything";

/// Where attacks are made, and what they must not change
typedef struct
{
  Arena    arena;
  char*    script;   ///< Text of the attacking script
  char     home[32]; ///< A folder with files that are none of its business
  char*    process;  ///< As witness_process() saw it
  char*    files[2]; ///< As witness_folder() saw home, and the script's folder
  unsigned deaths;   ///< Of the attacking script's processes
  unsigned failures; ///< Attacks that did not end as expected
} Trial;

static void
write_file(const char* const folder,
           const char* const name,
           const char* const text,
           const mode_t      mode)
{
  char path[256];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  FILE* const file = fopen(path, "w");
  assert(file && fputs(text, file) >= 0);
  assert(!fclose(file) && !chmod(path, mode));
  setxattr(path, "user.colour", "green", 5U, 0); // Where there are such things
}

/// Make a folder with what is found in a home, and links to it beside scripts
static void
make_home(Trial* const trial)
{
  char path[256];
  strcpy(trial->home, "/tmp/outboard-home.XXXXXX");
  assert(mkdtemp(trial->home));
  write_file(trial->home, "letter.txt", "Dear Ada\n", 0640);
  write_file(trial->home, "song.mid", "MThd\n", 0600);
  snprintf(path, sizeof(path), "%s/.ssh", trial->home);
  assert(!mkdir(path, 0700));
  write_file(path, "id_rsa", "secret\n", 0600);

  snprintf(path, sizeof(path), "%s/to_home", host_folder());
  assert(!symlink(trial->home, path));
}

/// Return Python that defines what attacks need to know, to be freed
static char*
define(const Trial* const trial, const char* const numbers)
{
  char*       text = NULL;
  size_t      size = 0U;
  char        line[256];
  FILE* const out = open_memstream(&text, &size);
  FILE* const in  = fopen(numbers, "r");
  assert(out && in);

  fprintf(out,
          "HOME = '%s'\nHERE = '%s'\nHOST = %d\n",
          trial->home,
          host_folder(),
          getpid());
  while (fgets(line, sizeof(line), in)) {
    char name[64];
    int  number = 0;
    if (sscanf(line, "#define __NR_%63s %d", name, &number) == 2) {
      fprintf(out, "NR_%s = %d\n", name, number);
    }
  }
  fclose(in);
  assert(!fclose(out));
  return text;
}

static void
forget(Trial* const trial)
{
  free(trial->process);
  free(trial->files[0]);
  free(trial->files[1]);
}

static void
witness(Trial* const trial)
{
  trial->process  = witness_process();
  trial->files[0] = witness_folder(trial->home);
  trial->files[1] = witness_folder(host_folder());
}

static void
begin(Trial* const trial)
{
  arena_open(&trial->arena, "attack.py", trial->script);
  witness(trial);
  trial->deaths = 0U;
}

static void
end(Trial* const trial)
{
  arena_close(&trial->arena);
  forget(trial);
}

/// Say what differs; return whether nothing does
static bool
compare(const char* const before, const char* const after)
{
  if (strcmp(before, after)) {
    fprintf(stderr, "before:\n%s\nafter:\n%s\n", before, after);
  }
  return !strcmp(before, after);
}

/// Return whether the host's process and files are as they were
static bool
is_untouched(Trial* const trial)
{
  Trial now = *trial;
  witness(&now);
  bool same = compare(trial->process, now.process);
  for (unsigned i = 0U; i < 2U; ++i) {
    same = compare(trial->files[i], now.files[i]) && same;
  }
  forget(&now);
  return same;
}

/// Return whether the process that made the attack is gone
static bool
has_died(void)
{
  return host_logged("it is started again");
}

/// Make an attack and wait for its outcome, with a note sounding
static void
strike(Trial* const trial, const size_t number, const unsigned blocks)
{
  Arena* const arena = &trial->arena;
  arena->answer[0]   = '\0';
  host_clear_log();
  arena_hold(arena, true);
  arena_run(arena, (int)number);
  for (unsigned i = 0U; i < blocks && !arena->answer[0] && !has_died(); ++i) {
    arena_run(arena, -1);
  }
  arena_hold(arena, false);
  arena_run(arena, -1);
}

/// Return whether the outcome is one of those that are expected
static bool
is_expected(const Arena* const arena,
            const size_t       number,
            const char* const  expected)
{
  char* const list  = strdup(expected);
  char*       rest  = list;
  bool        found = !strcmp(expected, ruin);
  while (rest && !found) {
    char* const outcome = rest;
    char* const next    = strstr(rest, " or ");
    if (next) {
      *next = '\0';
    }
    rest = next ? next + strlen(" or ") : NULL;

    char answer[ARENA_ANSWER];
    snprintf(answer, sizeof(answer), "%zu %s", number, outcome);
    found =
      arena->answer[0] ? !strcmp(arena->answer, answer) : host_logged(outcome);
  }
  free(list);
  return found;
}

/// Make one attack; return whether it went as it should for the host, and was
/// heard of
static bool
attempt(Trial* const trial, const Attack* const attack, const size_t number)
{
  Arena* const arena  = &trial->arena;
  const bool   ruined = !strcmp(attack->expected, ruin);
  fprintf(stderr, "%zu: %s\n", number, attack->name);
  arena_start_watch(arena);
  strike(trial, number, ruined ? short_patience : patience);

  // Of what was not heard another try decides
  const bool died     = has_died();
  const bool expected = is_expected(arena, number, attack->expected);
  const bool heard    = expected || arena->answer[0];
  bool       good     = expected || !heard;
  if (!expected) {
    fprintf(stderr,
            "%s: expected \"%s\", got \"%s\"\n",
            attack->name,
            attack->expected,
            arena->answer);
  }

  if (!ruined && !arena_await_note(arena)) {
    fprintf(stderr, "%s: the script does not play any more\n", attack->name);
    good = false;
  }
  if (!is_untouched(trial)) {
    fprintf(stderr, "%s: has changed something\n", attack->name);
    good = false;
  }

  fprintf(stderr,
          "  %s, %.1f s\n",
          good && heard ? "as expected" : "not as expected",
          (double)arena->watch.blocks * ARENA_BLOCK / 48000.0);
  trial->failures += !good;
  trial->deaths += died;
  const bool well = arena_is_well(arena);
  if (ruined || !good || !heard || trial->deaths >= max_deaths) {
    end(trial);
    begin(trial);
  }
  return well && heard;
}

/// Make all attacks
static void
attack_all(Trial* const trial, const Table* const table)
{
  for (size_t i = 0U; i < table->count; ++i) {
    bool well = false;
    for (unsigned try = 0U; try < max_tries && !well; ++try) {
      if (try) {
        usleep(first_pause << (try - 1U));
      }
      well = attempt(trial, &table->attacks[i], i);
    }
    if (!well) {
      fprintf(stderr,
              "%s: disturbs the host, or is not heard of\n",
              table->attacks[i].name);
      ++trial->failures;
    }
  }
}

int
main(int argc, char** argv)
{
  assert(argc >= 6);
  assert(!prctl(PR_SET_CHILD_SUBREAPER, 1)); // Processes left over become ours
  const RigResources before = rig_set_up(argv[1], argv[2]);

  Table table;
  Trial trial = { .failures = 0U };
  char  command[256];
  make_home(&trial);
  for (int i = 6; i < argc; ++i) {
    snprintf(command, sizeof(command), "cp %s %s", argv[i], host_folder());
    assert(!system(command));
  }

  char* const definitions = define(&trial, argv[4]);
  table_read(&table, argv[5]);
  trial.script = table_script(&table, definitions, argv[3]);

  begin(&trial);
  attack_all(&trial, &table);
  end(&trial);

  fprintf(
    stderr, "%zu attacks, %u not as expected\n", table.count, trial.failures);
  snprintf(command, sizeof(command), "rm -r %s", trial.home);
  assert(!system(command));
  free(trial.script);
  free(definitions);
  table_free(&table);
  rig_tear_down(&before);
  return trial.failures != 0U;
}
