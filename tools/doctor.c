// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard doctor: says what works on this machine, and what to do; setup

#include "command.h"
#include "engine.h"
#include "inspect.h"
#include "jack_run.h"
#include "locate.h"
#include "priority.h"
#include "probe.h"
#include "segment.h"
#include "world.h"

#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/// Memory for so many instances is enough to be locked
#define MANY_INSTANCES 64U

/// What a look has found
typedef struct
{
  bool        good;
  const char* remedy;    ///< What to do, lines with their ends; or NULL
  char        text[512]; ///< One line
} Finding;

/// Make up a finding
OB_PRINTF(3, 4)
static Finding
found(const bool good, const char* const remedy, const char* const format, ...)
{
  Finding finding = { .good = good, .remedy = good ? NULL : remedy };
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(finding.text, sizeof(finding.text), format, arguments);
  va_end(arguments);
  return finding;
}

/// Which program runs scripts, and with which Python
static Finding
look_at_python(const ObEnvironment* const environment)
{
  char version[128] = "";

  // The shell gets the path as a variable, whatever is in it
  setenv("OUTBOARD_PROGRAM", environment->scriptd, 1);
  FILE* const pipe = popen("\"$OUTBOARD_PROGRAM\" --version 2>&1", "re");
  if (pipe) {
    if (!fgets(version, sizeof(version), pipe)) {
      version[0] = '\0';
    }
    pclose(pipe);
  }

  version[strcspn(version, "\n")] = '\0';
  return found(strstr(version, "(Python "),
               "install Outboard again: its Python is not there any more\n",
               "%s: %s",
               environment->scriptd,
               version[0] ? version : "does not run");
}

/// Whether a script loads, as in a host
static Finding
look_at_script(const ObEnvironment* const environment)
{
  ObProbe        probe;
  char* const    path = ob_locate_data("skeleton.py");
  const ObStatus status =
    path ? ob_probe_load(&probe, environment, path) : OB_NO_FILE;

  const char* const errors =
    path && probe.errors && probe.errors[0] ? probe.errors : NULL;
  char sandbox[128] = "";
  if (!status) {
    ob_jail_describe(&probe.description.jail, sandbox, sizeof(sandbox));
  }

  const Finding finding =
    status ? found(false,
                   "see the section \"Messages\" of the README\n",
                   "does not load: %.*s",
                   errors ? (int)strcspn(errors, "\n") : 60,
                   errors ? errors : ob_strerror(status))
           : found(ob_jail_is_full(&probe.description.jail),
                   "see the section \"Security\" of the README\n",
                   "loads, in a sandbox: %s",
                   sandbox);
  if (path) {
    ob_probe_clear(&probe);
  }
  free(path);
  return finding;
}

/// Return whether two paths lead to the same file
static bool
same_file(const char* const a, const char* const b)
{
  struct stat one;
  struct stat other;

  return a && b && !stat(a, &one) && !stat(b, &other) &&
         one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/// Return the path of a file's URI, to be freed by Lilv
static char*
path_of(const LilvNode* const uri)
{
  return uri ? lilv_file_uri_parse(lilv_node_as_uri(uri), NULL) : NULL;
}

/// Whether hosts find the plugin, and the one that belongs to this program
static Finding
look_at_plugin(const ObEnvironment* const environment)
{
  (void)environment;
  ObWorld* const          world = ob_world_new();
  const LilvPlugin* const plugin =
    world ? ob_world_find(world, "urn:outboard:script") : NULL;
  char* const own = ob_locate_plugin();
  char* const binary =
    plugin ? path_of(lilv_plugin_get_library_uri(plugin)) : NULL;
  char* const bundle =
    plugin ? path_of(lilv_plugin_get_bundle_uri(plugin)) : NULL;
  const char* const path = getenv("LV2_PATH");

  const Finding finding =
    bundle
      ? found(same_file(binary, own),
              "that is another one than this command belongs to; remove one\n",
              "%s",
              bundle)
      : found(false,
              "install it, or add its folder to LV2_PATH (which replaces the "
              "usual ones)\n",
              "not where hosts look (LV2_PATH is %s)",
              path ? path : "not set");
  lilv_free(bundle);
  lilv_free(binary);
  free(own);
  ob_world_free(world);
  return finding;
}

/// Which programs that could use the plugin are there
static Finding
look_at_hosts(const ObEnvironment* const environment)
{
  static const char* const programs[] = {
    "ardour", "ardour7", "ardour8",  "bitwig-studio", "carla",  "element",
    "jalv",   "mixbus",  "mod-host", "qtractor",      "reaper", "zrythm"
  };

  (void)environment;
  const char* const path       = getenv("PATH");
  char              names[256] = "";
  for (size_t i = 0U; path && i < sizeof(programs) / sizeof(programs[0]); ++i) {
    char        file[512];
    const char* folder = path;
    while (folder) {
      snprintf(file,
               sizeof(file),
               "%.*s/%s",
               (int)strcspn(folder, ":"),
               folder,
               programs[i]);
      if (!access(file, X_OK)) {
        const size_t used = strlen(names);
        snprintf(names + used,
                 sizeof(names) - used,
                 "%s%s",
                 used ? ", " : "",
                 programs[i]);
        break;
      }
      folder = strchr(folder, ':');
      folder += folder ? 1 : 0;
    }
  }

  return found(names[0],
               "install an LV2 host, such as the package ardour or jalv\n",
               "%s",
               names[0] ? names : "none that is known");
}

/// Whether there is a JACK server
static Finding
look_at_jack(const ObEnvironment* const environment)
{
  uint32_t frames = 0U;
  uint32_t rate   = 0U;

  (void)environment;
  return ob_jack_run_probe(&rate, &frames)
           ? found(true, NULL, "runs, %u frames at %u Hz", frames, rate)
           : found(true, NULL, "no server runs; only outboard run needs one");
}

/// Whether real-time priorities are allowed
static Finding
look_at_priority(const ObEnvironment* const environment)
{
  static const char remedy[] =
    "sudo apt install jackd2\n"
    "sudo dpkg-reconfigure -p high jackd2   (answer yes)\n"
    "sudo usermod -aG audio $USER           (then log in again)\n";

  (void)environment;
  struct sched_param former   = { 0 };
  struct sched_param priority = { .sched_priority = OB_PRIORITY_SUPERVISOR };
  const int          policy   = sched_getscheduler(0);
  sched_getparam(0, &former);
  const bool allowed = !sched_setscheduler(0, SCHED_FIFO, &priority);
  if (allowed) {
    sched_setscheduler(0, policy, &former);
  }

  return allowed ? found(true, NULL, "allowed")
                 : found(false, remedy, "not allowed: scripts may be late");
}

/// Whether enough memory may be locked
static Finding
look_at_memory(const ObEnvironment* const environment)
{
  static const char remedy[] =
    "as for real-time: members of the group audio may lock all memory\n";

  (void)environment;
  const size_t  each  = ob_engine_size() + OB_SEGMENT_SIZE;
  struct rlimit limit = { 0U, 0U };
  getrlimit(RLIMIT_MEMLOCK, &limit);
  if (limit.rlim_cur == RLIM_INFINITY || !geteuid()) {
    return found(true, NULL, "all may be locked");
  }

  const rlim_t instances = limit.rlim_cur / each;
  return found(instances >= MANY_INSTANCES,
               remedy,
               "%llu KiB may be locked, enough for %llu instances",
               (unsigned long long)(limit.rlim_cur / 1024U),
               (unsigned long long)instances);
}

/// Whether outboard top can see hosts
static Finding
look_at_folder(const ObEnvironment* const environment)
{
  char           path[256] = "";
  const ObStatus status    = ob_inspect_folder(path, sizeof(path));

  (void)environment;
  return found(!status,
               "it must belong to you, and to nobody else: chmod 700\n",
               "hosts are seen through %s%s%s",
               path,
               status ? ": " : "",
               status ? ob_strerror(status) : "");
}

/// The looks, by what they are about
static const struct
{
  const char* subject;
  Finding (*look)(const ObEnvironment* environment);
} looks[] = {
  { "program", look_at_python },     { "script", look_at_script },
  { "plugin", look_at_plugin },      { "hosts", look_at_hosts },
  { "JACK", look_at_jack },          { "real-time", look_at_priority },
  { "memory lock", look_at_memory }, { "outboard top", look_at_folder },
};

/// Print a remedy, each line behind an arrow
static void
print_remedy(const char* remedy)
{
  while (*remedy) {
    const size_t length = strcspn(remedy, "\n");
    printf("  %-13s-> %.*s\n", "", (int)length, remedy);
    remedy += length + !!remedy[length];
  }
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  (void)arguments;
  if (count) {
    ob_complain("doctor takes no arguments, see outboard doctor --help");
    return OB_EXIT_USAGE;
  }

  ObExit result = OB_EXIT_GOOD;
  printf("  %-13s%s\n", "outboard", OB_VERSION);
  for (size_t i = 0U; i < sizeof(looks) / sizeof(looks[0]); ++i) {
    const Finding finding = looks[i].look(environment);
    printf(
      "%c %-13s%s\n", finding.good ? ' ' : '!', looks[i].subject, finding.text);
    if (finding.remedy) {
      print_remedy(finding.remedy);
    }
    if (!finding.good) {
      result = OB_EXIT_FAILED;
    }
  }

  return result;
}

const ObCommand ob_command_doctor = {
  "doctor",
  "",
  "say what works on this machine, and what to do about the rest",
  "One line for each of: the program that runs scripts and its Python; "
  "whether\n"
  "a script loads; the plugin, as hosts find it; hosts that are there; the "
  "JACK\n"
  "server; real-time priority; memory that may be locked; the folder that\n"
  "outboard top uses.  What is not as it should be is marked with !, and what\n"
  "to do about it follows.\n"
  "Exit status: 0 if all is well, 1 if not, 2 on wrong usage.\n",
  0,
  run,
};
