// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The command line: finds the subcommand and its surroundings; setup

#include "command.h"
#include "locate.h"

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const ObCommand* const commands[] = {
  &ob_command_new,   &ob_command_check,   &ob_command_install,
  &ob_command_list,  &ob_command_remove,  &ob_command_render,
  &ob_command_test,  &ob_command_top,     &ob_command_log,
  &ob_command_trace, &ob_command_profile, &ob_command_reload,
  &ob_command_reset, &ob_command_run,     &ob_command_doctor,
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const ObCommand*
find_command(const char* const name)
{
  for (size_t i = 0; i < N_COMMANDS; ++i) {
    if (!strcmp(commands[i]->name, name)) {
      return commands[i];
    }
  }
  ob_complain("there is no command \"%s\", see outboard --help", name);
  return NULL;
}

static void
print_usage(FILE* const file)
{
  fputs("Usage: outboard [OPTION]... COMMAND [ARGUMENT]...\n"
        "Work with scripts for the Outboard plugin.\n"
        "\n",
        file);
  for (size_t i = 0; i < N_COMMANDS; ++i) {
    fprintf(file, "  %-14s  %s\n", commands[i]->name, commands[i]->summary);
  }
  fputs("  help COMMAND    say more about a command\n"
        "\n"
        "      --scriptd PATH  the program that runs scripts, if not the one\n"
        "                      installed with this one\n"
        "  -h, --help          show this help and exit\n"
        "  -V, --version       show the version and exit\n",
        file);
}

static ObExit
help(const char* const name)
{
  if (!name) {
    print_usage(stdout);
    return OB_EXIT_GOOD;
  }

  const ObCommand* const command = find_command(name);
  if (!command) {
    return OB_EXIT_USAGE;
  }
  printf("Usage: outboard %s%s%s\n%s",
         name,
         command->arguments[0] ? " " : "",
         command->arguments,
         command->help);
  return OB_EXIT_GOOD;
}

/// Return whether help is wanted rather than a command
static bool
wants_help(const int count, char* const* const arguments)
{
  for (int i = 0; i < count && strcmp(arguments[i], "--") != 0; ++i) {
    if (!strcmp(arguments[i], "--help") || !strcmp(arguments[i], "-h")) {
      return true;
    }
  }
  return false;
}

static ObExit
run(const ObCommand* const command,
    const char* const      scriptd,
    const int              count,
    char** const           arguments)
{
  if (wants_help(count, arguments)) {
    return help(command->name);
  }
  if (count < command->minimum) {
    ob_complain("usage: outboard %s %s", command->name, command->arguments);
    return OB_EXIT_USAGE;
  }

  char title[32]; // What getopt() complains in the name of
  snprintf(title, sizeof(title), "outboard %s", command->name);
  arguments[-1] = title;

  char* const         located     = scriptd ? NULL : ob_locate_scriptd();
  const ObEnvironment environment = { scriptd ? scriptd : located };
  ObExit              result      = OB_EXIT_FAILED;
  if (!environment.scriptd || access(environment.scriptd, X_OK)) {
    ob_complain(
      "there is no program %s, nor one beside this; install Outboard again",
      environment.scriptd ? environment.scriptd : "outboard-scriptd");
  } else {
    result = command->run(&environment, count, arguments);
  }
  free(located);
  return result;
}

int
main(const int argc, char** const argv)
{
  static const struct option options[] = {
    { "scriptd", required_argument, NULL, 's' },
    { "help", no_argument, NULL, 'h' },
    { "version", no_argument, NULL, 'V' },
    { NULL, 0, NULL, 0 },
  };

  const char* scriptd = NULL;
  int         c       = 0;
  while ((c = getopt_long(argc, argv, "+hV", options, NULL)) != -1) {
    switch (c) {
      case 's':
        scriptd = optarg;
        break;
      case 'h':
        return (int)help(NULL);
      case 'V':
        puts("outboard " OB_VERSION);
        return OB_EXIT_GOOD;
      default:
        return OB_EXIT_USAGE;
    }
  }
  if (optind == argc) {
    print_usage(stderr);
    return OB_EXIT_USAGE;
  }

  const char* const name = argv[optind++];
  if (!strcmp(name, "help")) {
    const char* const topic = argv[optind];
    const bool own = topic && (topic[0] == '-' || !strcmp(topic, "help"));
    return (int)help(own ? NULL : topic);
  }
  const ObCommand* const command = find_command(name);
  return (int)(command ? run(command, scriptd, argc - optind, argv + optind)
                       : OB_EXIT_USAGE);
}
