// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Collects what the benchmarks print: a table, a file, a drawing

#include "plot.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/// Copy what follows the name of the first such line of /proc/cpuinfo
static void
read_cpuinfo(const char* const name, char* const value, const size_t size)
{
  char*       line = NULL;
  size_t      room = 0U;
  FILE* const file = fopen("/proc/cpuinfo", "r");
  snprintf(value, size, "unknown");
  while (file && getline(&line, &room, file) > 0) {
    const char* const colon = strchr(line, ':');
    if (colon && !strncmp(line, name, strlen(name))) {
      snprintf(value, size, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
      break;
    }
  }
  free(line);
  if (file) {
    fclose(file);
  }
}

/// Return what this machine is
static json_t*
describe_machine(void)
{
  static char    flags[8192];
  char           model[128];
  struct utsname system;
  double         load[1] = { 0.0 };

  read_cpuinfo("model name", model, sizeof(model));
  read_cpuinfo("flags", flags, sizeof(flags));
  uname(&system);
  getloadavg(load, 1);

  json_t* const machine = json_object();
  json_object_set_new(machine, "processor", json_string(model));
  json_object_set_new(
    machine, "cores", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
  json_object_set_new(
    machine, "kernel", json_sprintf("%s %s", system.sysname, system.release));
  json_object_set_new(machine,
                      "virtual",
                      !strcmp(flags, "unknown")
                        ? json_null()
                        : json_boolean(strstr(flags, "hypervisor") != NULL));
  json_object_set_new(machine, "load before", json_real(load[0]));
  return machine;
}

/// Keep a fact; what not all found alike is not one
static void
add_fact(json_t* const facts, const json_t* const line)
{
  const char* const name  = json_string_value(json_object_get(line, "fact"));
  json_t* const     value = json_object_get(line, "value");
  json_t* const     known = json_object_get(facts, name);
  if (known && !json_equal(known, value)) {
    json_object_set_new(facts, name, json_string("not always the same"));
  } else {
    json_object_set(facts, name, value);
  }
}

/// Read the lines that the benchmarks printed; return whether all were good
static bool
read_lines(json_t* const facts, json_t* const rows)
{
  char*  text = NULL;
  size_t room = 0U;
  bool   good = true;
  while (getline(&text, &room, stdin) > 0) {
    json_t* const line = json_loads(text, 0, NULL);
    if (json_object_get(line, "fact")) {
      add_fact(facts, line);
    } else if (json_object_get(line, "key")) {
      json_array_append(rows, line);
    } else {
      fprintf(stderr, "bench_report: no row: %s", text);
      good = false;
    }
    json_decref(line);
  }
  free(text);
  return good;
}

static const char*
text_of(const json_t* const row, const char* const name)
{
  const char* const text = json_string_value(json_object_get(row, name));
  return text ? text : "";
}

/// Print a number in a column, or nothing
static void
print_number(const json_t* const row, const char* const name, const int width)
{
  const json_t* const value = json_object_get(row, name);
  if (json_is_number(value)) {
    const double number = json_number_value(value);
    printf(number < 100.0 ? " %*.3g" : " %*.0f", width, number);
  } else {
    printf(" %*s", width, "-");
  }
}

static const char*
verdict(const json_t* const row)
{
  const json_t* const value  = json_object_get(row, "value");
  const json_t* const target = json_object_get(row, "target");
  if (!json_is_number(value)) {
    return "not measured";
  }
  if (!json_is_number(target)) {
    return "no target";
  }
  return json_number_value(value) <= json_number_value(target) ? "reached"
                                                               : "missed";
}

static void
print_table(const json_t* const machine,
            json_t* const       facts,
            const json_t* const rows)
{
  const char* name = NULL;
  json_t*     fact = NULL;
  printf("%s, %lld cores, %s%s\n",
         text_of(machine, "processor"),
         (long long)json_integer_value(json_object_get(machine, "cores")),
         text_of(machine, "kernel"),
         json_is_true(json_object_get(machine, "virtual")) ? ", virtual" : "");
  json_object_foreach(facts, name, fact)
  {
    printf("%s: %s\n", name, json_string_value(fact));
  }

  printf("\n%-38s %8s %-6s %17s %6s %-12s %8s %8s\n",
         "",
         "value",
         "",
         "half the rounds",
         "target",
         "",
         "ours",
         "peer");
  for (size_t i = 0U; i < json_array_size(rows); ++i) {
    const json_t* const row = json_array_get(rows, i);
    printf("%-38s", text_of(row, "key"));
    print_number(row, "value", 8);
    printf(" %-6s", text_of(row, "unit"));
    print_number(row, "low", 8);
    print_number(row, "high", 8);
    print_number(row, "target", 6);
    printf(" %-12s", verdict(row));
    print_number(row, "measured", 8);
    print_number(row, "peer_value", 8);
    printf(" %s\n", text_of(row, "figures"));
    if (json_is_string(json_object_get(row, "note"))) {
      printf("    %s\n", text_of(row, "note"));
    }
  }
}

/// Write everything into a file; return whether that succeeded
static bool
write_file(const char* const path,
           const char* const size,
           json_t* const     machine,
           json_t* const     facts,
           json_t* const     rows)
{
  json_t* const by_key = json_object();
  for (size_t i = 0U; i < json_array_size(rows); ++i) {
    json_t* const row = json_array_get(rows, i);
    json_object_set(by_key, text_of(row, "key"), row);
    json_object_del(row, "key");
  }

  json_t* const all = json_pack("{s:s, s:O, s:O, s:o}",
                                "size",
                                size,
                                "machine",
                                machine,
                                "system",
                                facts,
                                "rows",
                                by_key);
  const bool    good =
    !json_dump_file(all, path, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
  json_decref(all);
  return good;
}

int
main(const int argc, char** const argv)
{
  if (argc != 4) {
    fputs("Usage: bench_report full|quick|tiny JSON SVG <ROWS\n", stderr);
    return 2;
  }

  json_t* const machine = describe_machine();
  json_t* const facts   = json_object();
  json_t* const rows    = json_array();

  bool good = read_lines(facts, rows);
  print_table(machine, facts, rows);
  if (!plot_rows(argv[3], machine, rows)) {
    fprintf(stderr, "bench_report: cannot write %s\n", argv[3]);
    good = false;
  }
  if (!write_file(argv[2], argv[1], machine, facts, rows)) {
    fprintf(stderr, "bench_report: cannot write %s\n", argv[2]);
    good = false;
  }

  json_decref(machine);
  json_decref(facts);
  json_decref(rows);
  return good ? 0 : 1;
}
