// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Bundles made of descriptions, as hosts read them; and of hostile ones

#undef NDEBUG

#include "complain.h"
#include "installation.h"
#include "text.h"

#include <jansson.h>
#include <lilv/lilv.h>

#include <assert.h>
#include <dirent.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FIRST_PORT 13U ///< Behind those that all plugins have
#define MOST_PORTS 256U

#define LV2_CORE "http://lv2plug.in/ns/lv2core#"

/// What no text may break
static const char* const hostile[] = {
  "\"",
  "\"\"\"",
  "ends with \\",
  "ends with quotes\"\"\"\"",
  "\\\"\"\" . <urn:evil> a <urn:evil> .",
  "two\nlines \"quoted\"\n\"",
  "'''\t\r\n\x01\x1b\x7f\xc2\x9b",
  "> <urn:evil>",
  "\xc3\xa4\xe6\xbc\xa2\xf0\x9f\x8e\xb9 \xe2\x80\xae\xef\xbf\xbe",
  "%n%s%s%s%n",
  "@prefix lv2: <urn:evil> .",
  "# no comment",
  "",
};

enum
{
  n_hostile = sizeof(hostile) / sizeof(hostile[0])
};

/// An id that is no symbol
static const char odd_id[] = "\"> \xe6\xbc\xa2 .";

static char           folder[] = "/tmp/outboard-install.XXXXXX";
static ObInstallation installation;

/// As that of the command line
void
ob_complain(const char* const format, ...)
{
  va_list args;
  va_start(args, format);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
}

/// Return how many files and folders there are, of any name
static unsigned
count_entries(void)
{
  DIR* const dir   = opendir(folder);
  unsigned   count = 0U;
  assert(dir);
  while (readdir(dir)) {
    ++count;
  }
  closedir(dir);
  return count;
}

/// Choose the name of the script to install from now on
static void
set_script(const char* const name)
{
  static char path[64];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  installation.script = path;

  FILE* const file = fopen(path, "w");
  assert(file && !fclose(file));
}

/// Return a parameter for a description
static json_t*
new_param(const char* const id,
          const char* const type,
          const double      low,
          const double      high,
          const double      initial)
{
  json_t* const param = json_pack("{ss ss ss sf sf sf ss sb ss s[] si}",
                                  "id",
                                  id,
                                  "label",
                                  id,
                                  "type",
                                  type,
                                  "low",
                                  low,
                                  "high",
                                  high,
                                  "default",
                                  initial,
                                  "unit",
                                  "",
                                  "log",
                                  0,
                                  "group",
                                  "",
                                  "choices",
                                  "count",
                                  1);
  assert(param);
  return param;
}

/// Return a description whose texts are all `text`; takes the parameters over
static json_t*
new_description(const char* const text, json_t* const params)
{
  json_t* const description = json_pack("{ss ss ss ss ss ss ss sf s[] s[] so}",
                                        "name",
                                        text,
                                        "doc",
                                        text,
                                        "author",
                                        text,
                                        "license",
                                        "ISC",
                                        "version",
                                        "1.0",
                                        "uri",
                                        "",
                                        "category",
                                        text,
                                        "latency_ms",
                                        0.0,
                                        "files",
                                        "callbacks",
                                        "params",
                                        params);
  assert(description);
  return description;
}

/// Install a description and free it
static bool
install(json_t* const description)
{
  char* const text = json_dumps(description, 0);
  const bool  made = ob_installation_make(&installation, text);

  free(text);
  json_decref(description);
  return made;
}

/// A plugin as a host sees it
typedef struct
{
  LilvWorld*        world;
  const LilvPlugin* plugin;
} Seen;

static Seen
see(const char* const name)
{
  char* path = NULL;
  assert(asprintf(&path, "%s/outboard-%s.lv2/", folder, name) > 0);

  LilvWorld* const world  = lilv_world_new();
  LilvNode* const  bundle = lilv_new_file_uri(world, NULL, path);
  lilv_world_load_bundle(world, bundle);
  lilv_node_free(bundle);
  free(path);

  const LilvPlugins* const plugins = lilv_world_get_all_plugins(world);
  assert(lilv_plugins_size(plugins) == 1U);

  const Seen seen = { world,
                      lilv_plugins_get(plugins, lilv_plugins_begin(plugins)) };
  assert(lilv_plugin_verify(seen.plugin));
  return seen;
}

static const LilvPort*
port_at(const Seen* const seen, const uint32_t index)
{
  return lilv_plugin_get_port_by_index(seen->plugin, FIRST_PORT + index);
}

static bool
has_property(const Seen* const seen,
             const uint32_t    index,
             const char* const uri)
{
  LilvNode* const node = lilv_new_uri(seen->world, uri);
  const bool      has =
    lilv_port_has_property(seen->plugin, port_at(seen, index), node);

  lilv_node_free(node);
  return has;
}

/// Return whether a text is as it was but for what controls terminals
static bool
is_same(const char* const got, const char* const text)
{
  char clean[64];

  ob_text_line(clean, sizeof(clean), text, strlen(text));
  return !strcmp(got, clean);
}

static void
check_port(const Seen* const seen,
           const uint32_t    index,
           const char* const name,
           const float       low,
           const float       high,
           const float       initial)
{
  const LilvPort* const port    = port_at(seen, index);
  LilvNode* const       label   = lilv_port_get_name(seen->plugin, port);
  LilvNode*             nodes[] = { NULL, NULL, NULL };

  lilv_port_get_range(seen->plugin, port, &nodes[0], &nodes[1], &nodes[2]);
  assert(is_same(lilv_node_as_string(label), name));
  assert(lilv_node_as_float(nodes[0]) == initial);
  assert(lilv_node_as_float(nodes[1]) == low);
  assert(lilv_node_as_float(nodes[2]) == high);

  for (unsigned i = 0U; i < 3U; ++i) {
    lilv_node_free(nodes[i]);
  }
  lilv_node_free(label);
}

/// Return a parameter of each type
static json_t*
new_params(void)
{
  json_t* const choice = new_param("shape", "choice", 0.0, 2.0, 1.0);
  json_object_set_new(choice, "choices", json_pack("[sss]", "a", "b", "c"));
  json_t* const time = new_param("time", "float", 1.0, 1000.0, 20.5);
  json_object_set_new(time, "log", json_true());
  json_object_set_new(time, "unit", json_string("ms"));
  json_object_set_new(time, "group", json_string("Times"));
  json_t* const lane = new_param("lane", "steps", 0.0, 127.0, 0.0);
  json_object_set_new(lane, "count", json_integer(3));
  json_object_set_new(lane, "integer", json_true());
  json_object_set_new(lane, "default", json_pack("[iii]", 5, 6, 7));

  json_t* const params = json_array();
  json_array_append_new(params, choice);
  json_array_append_new(params, time);
  json_array_append_new(params, lane);
  json_array_append_new(params, new_param("mode", "bool", 0.0, 1.0, 1.0));
  json_array_append_new(params, new_param("go", "trigger", 0.0, 1.0, 0.0));
  json_array_append_new(params, new_param("one", "choice", 0.0, 0.0, 0.0));
  return params;
}

static void
test_parameters(void)
{
  set_script("preset.py");
  assert(install(new_description("Chord: a chord", new_params())));

  const Seen seen = see("preset");
  assert(lilv_plugin_get_num_ports(seen.plugin) == FIRST_PORT + 8U);

  LilvNode* const name = lilv_plugin_get_name(seen.plugin);
  assert(!strcmp(lilv_node_as_string(name), "Chord"));
  lilv_node_free(name);

  check_port(&seen, 0U, "shape", 0.0f, 2.0f, 1.0f);
  assert(has_property(&seen, 0U, LV2_CORE "enumeration"));
  LilvScalePoints* const points =
    lilv_port_get_scale_points(seen.plugin, port_at(&seen, 0U));
  assert(lilv_scale_points_size(points) == 3U);
  lilv_scale_points_free(points);

  check_port(&seen, 1U, "time", 1.0f, 1000.0f, 20.5f);
  assert(
    has_property(&seen, 1U, "http://lv2plug.in/ns/ext/port-props#logarithmic"));
  check_port(&seen, 2U, "lane 1", 0.0f, 127.0f, 5.0f);
  check_port(&seen, 4U, "lane 3", 0.0f, 127.0f, 7.0f);
  assert(has_property(&seen, 4U, LV2_CORE "integer"));

  // A symbol that is in use already
  check_port(&seen, 5U, "mode", 0.0f, 1.0f, 1.0f);
  assert(has_property(&seen, 5U, LV2_CORE "toggled"));
  const LilvNode* const symbol =
    lilv_port_get_symbol(seen.plugin, port_at(&seen, 5U));
  assert(!strcmp(lilv_node_as_string(symbol), "mode_2"));
  assert(
    has_property(&seen, 6U, "http://lv2plug.in/ns/ext/port-props#trigger"));
  lilv_world_free(seen.world);
}

/// Return a choice with `text` wherever there can be one
static json_t*
new_hostile_param(const char* const text)
{
  json_t* const param = new_param(odd_id, "choice", 0.0, 1.0, 0.0);

  json_object_set_new(param, "label", json_string(text));
  json_object_set_new(param, "unit", json_string(text));
  json_object_set_new(param, "group", json_string(text));
  json_object_set_new(param, "choices", json_pack("[ss]", text, text));
  return param;
}

static void
test_hostile_texts(void)
{
  for (unsigned i = 0U; i < n_hostile; ++i) {
    const char* const text   = hostile[i];
    json_t* const     params = json_array();
    char              name[32];
    json_array_append_new(params, new_hostile_param(text));
    json_array_append_new(params, new_param("9", "float", 0.0, 1.0, 0.0));
    json_array_append_new(params, new_param("_9", "float", 0.0, 1.0, 0.0));

    snprintf(name, sizeof(name), "hostile%u.py", i);
    set_script(name);
    assert(install(new_description(text, params)));

    *strchr(name, '.') = '\0';
    const Seen seen    = see(name);
    assert(lilv_plugin_get_num_ports(seen.plugin) == FIRST_PORT + 3U);
    check_port(&seen, 0U, text[0] ? text : odd_id, 0.0f, 1.0f, 0.0f);
    lilv_world_free(seen.world);
  }
}

static void
test_hostile_numbers(void)
{
  json_t* const params = json_array();
  json_array_append_new(params, new_param("a", "float", -1e308, 1e308, 0.0));
  json_array_append_new(params, new_param("b", "int", 1e300, 1e301, 1e300));
  json_array_append_new(params, new_param("c", "float", -1e-40, 1e-300, 5.0));
  json_array_append_new(params, new_param("d", "float", 0.0, 0.1, 0.05));
  json_array_append_new(params, new_param("e", "float", 1e10, 1.5e10, 0.0));
  set_script("numbers.py");
  assert(install(new_description("Numbers", params)));

  const Seen seen = see("numbers");
  float      initial[FIRST_PORT + 5U];
  float      low[FIRST_PORT + 5U];
  float      high[FIRST_PORT + 5U];
  lilv_plugin_get_port_ranges_float(seen.plugin, low, high, initial);
  for (uint32_t i = FIRST_PORT; i < FIRST_PORT + 5U; ++i) {
    assert(isfinite(low[i]) && isfinite(high[i]) && low[i] < high[i]);
    assert(low[i] <= initial[i] && initial[i] <= high[i]);
  }
  check_port(&seen, 3U, "d", 0.0f, 0.1f, 0.05f);
  lilv_world_free(seen.world);
}

static const char*
symbol_at(const Seen* const seen, const uint32_t index)
{
  return lilv_node_as_string(lilv_port_get_symbol(
    seen->plugin, lilv_plugin_get_port_by_index(seen->plugin, index)));
}

/// Parameters may be called as the ports are that every plugin has
static void
test_symbols(void)
{
  const Seen    before = see("numbers");
  json_t* const params = json_array();
  for (uint32_t i = 0U; i < FIRST_PORT; ++i) {
    const char* const id = symbol_at(&before, i);
    json_array_append_new(params, new_param(id, "float", 0.0, 1.0, 0.0));
  }
  set_script("symbols.py");
  assert(install(new_description("Symbols", params)));
  lilv_world_free(before.world);

  const Seen seen = see("symbols");
  for (uint32_t i = 0U; i < 2U * FIRST_PORT; ++i) {
    for (uint32_t k = 0U; k < i; ++k) {
      assert(strcmp(symbol_at(&seen, i), symbol_at(&seen, k)));
    }
  }
  lilv_world_free(seen.world);
}

static void
test_many_parameters(void)
{
  json_t* const params = json_array();
  for (unsigned i = 0U; i < 10000U; ++i) {
    char id[16];
    snprintf(id, sizeof(id), "p%u", i);
    json_array_append_new(params, new_param(id, "float", 0.0, 1.0, 0.0));
  }
  set_script("many.py");
  assert(install(new_description("Many", params)));

  const Seen seen = see("many");
  assert(lilv_plugin_get_num_ports(seen.plugin) == FIRST_PORT + MOST_PORTS);
  check_port(&seen, MOST_PORTS - 1U, "p255", 0.0f, 1.0f, 0.0f);
  lilv_world_free(seen.world);
}

/// Install parameters that are named by letters; return what hosts see
static Seen
install_letters(const char* const letters)
{
  json_t* const params = json_array();
  for (const char* c = letters; *c; ++c) {
    const char id[] = { *c, '\0' };
    json_array_append_new(params, new_param(id, "float", 0.0, 1.0, 0.0));
  }
  assert(install(new_description("Letters", params)));
  return see("letters");
}

static int
minor_version(const Seen* const seen)
{
  LilvNode* const property = lilv_new_uri(seen->world, LV2_CORE "minorVersion");
  LilvNodes* const values  = lilv_plugin_get_value(seen->plugin, property);
  const int        version = lilv_node_as_int(lilv_nodes_get_first(values));

  lilv_nodes_free(values);
  lilv_node_free(property);
  return version;
}

/// Check that ports have the names of parameters; '-' is a retired one
static void
check_letters(Seen seen, const char* const letters, const int version)
{
  assert(lilv_plugin_get_num_ports(seen.plugin) ==
         FIRST_PORT + strlen(letters));
  assert(minor_version(&seen) == version);
  for (uint32_t i = 0U; letters[i]; ++i) {
    const char name[] = { letters[i], '\0' };
    const bool gone   = letters[i] == '-';
    check_port(&seen, i, gone ? "retired" : name, 0.0f, 1.0f, 0.0f);
    assert(gone == has_property(
                     &seen, i, "http://lv2plug.in/ns/ext/port-props#notOnGUI"));
  }
  lilv_world_free(seen.world);
}

static void
test_reinstalling(void)
{
  set_script("letters.py");
  check_letters(install_letters("abc"), "abc", 2);
  check_letters(install_letters("dca"), "a-cd", 4);
  check_letters(install_letters("b"), "-b--", 6);
  check_letters(install_letters("abcde"), "abcde", 8);

  installation.fresh = true;
  check_letters(install_letters("ed"), "ed", 2);
  installation.fresh = false;
}

/// Check that `description` is refused and leaves nothing behind
static void
check_refused(json_t* const description)
{
  const unsigned before = count_entries();

  assert(!install(description));
  assert(count_entries() == before);
}

/// Return a description with one item replaced
static json_t*
new_odd_description(const char* const key, json_t* const value)
{
  json_t* const description = new_description("Odd", json_array());

  json_object_set_new(description, key, value);
  return description;
}

static void
test_refusals(void)
{
  static const char* const uris[] = { "no uri",  "urn:<x>",
                                      "urn:a b", "x",
                                      "urn:",    "urn:outboard:script",
                                      "urn:a#b" };
  static const char* const ids[]  = { "", "a\nb", "a\xc2\x9b", "-a" };

  set_script("manifest.ttl");
  set_script("odd.py");
  for (unsigned i = 0U; i < sizeof(uris) / sizeof(uris[0]); ++i) {
    check_refused(new_odd_description("uri", json_string(uris[i])));
  }
  for (unsigned i = 0U; i < sizeof(ids) / sizeof(ids[0]); ++i) {
    json_t* const param = new_param(ids[i], "float", 0.0, 1.0, 0.0);
    check_refused(new_odd_description("params", json_pack("[o]", param)));
  }

  json_t* const twin = new_param("a", "float", 0.0, 1.0, 0.0);
  check_refused(new_odd_description("params", json_pack("[OO]", twin, twin)));
  json_decref(twin);
  check_refused(new_odd_description("params", json_pack("[s]", "no object")));
  check_refused(new_odd_description("files", json_pack("[s]", "../secret")));
  check_refused(new_odd_description("files", json_pack("[s]", "manifest.ttl")));
  check_refused(new_odd_description("files", json_pack("[s]", "missing.py")));
  check_refused(new_odd_description("name", json_integer(1)));

  assert(!ob_installation_make(&installation, ""));
  assert(!ob_installation_make(&installation, "{\"params\": [NaN]}"));
  assert(!ob_installation_make(&installation, "{\"name\": \"\xff\"}"));
}

/// Let the LV2 world's own validator judge all bundles
static void
test_validity(void)
{
  char command[128];
  if (system("command -v lv2_validate >/dev/null")) {
    puts("there is no lv2_validate here");
    return;
  }

  snprintf(command,
           sizeof(command),
           "lv2_validate %s/outboard-*/*.ttl >%s/said 2>&1",
           folder,
           folder);
  assert(!system(command));

  // It forgives what it cannot read
  snprintf(command, sizeof(command), "! grep '^error' %s/said", folder);
  assert(!system(command));
}

/// Make the folder for bundles, with something like the generic plugin in it
static void
set_up(const char* const turtle)
{
  char path[64];

  assert(mkdtemp(folder));
  snprintf(path, sizeof(path), "%s/outboard.lv2", folder);
  assert(!mkdir(path, 0777));
  set_script("outboard.lv2/outboard.so");
  installation.folder = folder;
  installation.turtle = turtle;
}

static void
clean_up(void)
{
  char command[64];

  snprintf(command, sizeof(command), "rm -r %s", folder);
  assert(!system(command));
}

int
main(int argc, char** argv)
{
  assert(argc == 2);
  set_up(argv[1]);

  test_parameters();
  test_hostile_texts();
  test_hostile_numbers();
  test_symbols();
  test_many_parameters();
  test_reinstalling();
  test_refusals();
  test_validity();

  clean_up();
  return 0;
}
