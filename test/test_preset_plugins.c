// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Presets installed as plugins, beside the generic one, in one process

#undef NDEBUG

#include "lv2_host.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/atom/util.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>
#include <lv2/urid/urid.h>

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOM 8192U

/// The ports that are used here
enum
{
  port_in,
  port_out,
  port_enabled,
  port_freewheel,
  port_status = 8,
  port_first  = 13, ///< Of the parameters
  n_ports     = 16
};

static const float running = 1.0f;

static const char shift[] = "\"\"\"Shift\"\"\"\n"
                            "from outboard import *\n"
                            "steps = Int('steps', 'Steps', -24, 24)\n"
                            "def on_note_on(note):\n"
                            "    note.send(pitch=note.pitch + steps.value)\n";

static const char loud[] =
  "\"\"\"Loud\"\"\"\n"
  "from outboard import *\n"
  "level = Choice('level', 'Level', {'soft': 10, 'full': 127})\n"
  "plus = Float('plus', 'Plus', 0, 50, default=1)\n"
  "def on_note_on(note):\n"
  "    note.send(velocity=clamp(level.value + plus.value, 1, 127))\n";

/// Its first parameter has gone, two have come
static const char louder[] =
  "\"\"\"Loud\"\"\"\n"
  "from outboard import *\n"
  "shape = Bool('shape', 'Shape')\n"
  "plus = Float('plus', 'Plus', 0, 50, default=1)\n"
  "def on_note_on(note):\n"
  "    note.send(velocity=plus.value + 60 * shape.value)\n";

typedef union
{
  uint64_t          alignment;
  LV2_Atom_Sequence sequence;
  uint8_t           bytes[ROOM];
} Buffer;

/// An instance of a preset's plugin
typedef struct
{
  const LV2_Descriptor* descriptor;
  LV2_Handle            handle;
  float                 controls[n_ports];
  Buffer                in;
  Buffer                out;
} Instance;

static const char* outboard;
static const char* scriptd;

/// Install a script as a plugin, in the host's folder
static void
install(const char* const name,
        const char* const text,
        const char* const option)
{
  char* const path    = host_write_script(name, text);
  char*       command = NULL;
  assert(asprintf(&command,
                  "%s --scriptd %s install %s --to %s %s",
                  outboard,
                  scriptd,
                  path,
                  host_folder(),
                  option) > 0);
  assert(!system(command));
  free(command);
  free(path);
}

/// Return the plugin in a bundle of the host's folder, as hosts ask for it
static const LV2_Descriptor*
descriptor_of(const char* const bundle, const char* const uri)
{
  char* path = NULL;
  assert(asprintf(&path, "%s/%s/", host_folder(), bundle) > 0);

  const LV2_Lib_Descriptor* const library = host_library()(path, NULL);
  assert(library && library->size == sizeof(LV2_Lib_Descriptor));
  assert(host_library()(path, NULL) == library);

  const LV2_Descriptor* const descriptor =
    library->get_plugin(library->handle, 0U);
  assert(descriptor && !strcmp(descriptor->URI, uri));
  assert(!library->get_plugin(library->handle, 1U));
  library->cleanup(library->handle);
  free(path);
  return descriptor;
}

static Instance*
new_instance(const LV2_Descriptor* const descriptor)
{
  const LV2_Feature        map        = { LV2_URID__map, host_urid_map() };
  const LV2_Feature        log        = { LV2_LOG__log, host_log() };
  const LV2_Feature* const features[] = { &map, &log, NULL };

  Instance* const instance = (Instance*)calloc(1U, sizeof(Instance));
  instance->descriptor     = descriptor;
  instance->handle =
    descriptor->instantiate(descriptor, 48000.0, host_folder(), features);
  assert(instance->handle);

  descriptor->connect_port(instance->handle, port_in, &instance->in);
  descriptor->connect_port(instance->handle, port_out, &instance->out);
  for (uint32_t i = port_enabled; i < n_ports; ++i) {
    descriptor->connect_port(instance->handle, i, &instance->controls[i]);
  }
  instance->controls[port_enabled]   = 1.0f;
  instance->controls[port_freewheel] = 1.0f; // Waits for the script
  descriptor->activate(instance->handle);
  return instance;
}

static void
free_instance(Instance* const instance)
{
  instance->descriptor->deactivate(instance->handle);
  instance->descriptor->cleanup(instance->handle);
  free(instance);
}

/// Run a block with one event, of `size` bytes
static void
run(Instance* const   instance,
    const LV2_URID    type,
    const void* const body,
    const uint32_t    size)
{
  LV2_Atom_Sequence* const sequence = &instance->in.sequence;
  LV2_Atom_Event* const    event    = (LV2_Atom_Event*)(sequence + 1);

  lv2_atom_sequence_clear(sequence);
  sequence->atom.type = host_map(LV2_ATOM__Sequence);
  if (size) {
    event->time.frames = 0;
    event->body.type   = type;
    event->body.size   = size;
    memcpy(event + 1, body, size);
    sequence->atom.size += sizeof(*event) + lv2_atom_pad_size(size);
  }

  instance->out.sequence.atom.size = ROOM - sizeof(LV2_Atom);
  instance->descriptor->run(instance->handle, 64U);
}

/// Strike a key and return the note-on that comes of it
static const uint8_t*
strike(Instance* const instance)
{
  static const uint8_t on[3]  = { 0x90U, 60U, 100U };
  static const uint8_t off[3] = { 0x80U, 60U, 64U };
  static uint8_t       note[3];

  const LV2_URID midi  = host_map(LV2_MIDI__MidiEvent);
  unsigned       count = 0U;

  run(instance, midi, on, sizeof(on));
  LV2_ATOM_SEQUENCE_FOREACH(&instance->out.sequence, event)
  {
    const uint8_t* const bytes = (const uint8_t*)(event + 1);
    if (event->body.type == midi && bytes[0] == 0x90U) {
      memcpy(note, bytes, sizeof(note));
      ++count;
    }
  }
  assert(count == 1U);
  assert(instance->controls[port_status] == running);
  run(instance, midi, off, sizeof(off));
  return note;
}

static void
test_together(void)
{
  const LV2_Descriptor* const kinds[] = {
    descriptor_of("outboard-shift.lv2", "urn:outboard:preset:shift"),
    descriptor_of("outboard-loud.lv2", "urn:outboard:preset:loud"),
    descriptor_of("outboard.lv2", "urn:outboard:script"),
  };
  assert(kinds[2] == host_descriptor());

  Instance* const shifting = new_instance(kinds[0]);
  Instance* const loudly   = new_instance(kinds[1]);

  // Ports have the parameters' own values
  shifting->controls[port_first]    = 7.0f;
  loudly->controls[port_first]      = 0.0f;
  loudly->controls[port_first + 1U] = 20.0f;
  assert(strike(shifting)[1] == 67U);
  assert(strike(loudly)[2] == 30U);

  shifting->controls[port_first] = -24.0f;
  loudly->controls[port_first]   = 1.0f;
  assert(strike(shifting)[1] == 36U);
  assert(strike(loudly)[2] == 127U);

  free_instance(shifting);
  free_instance(loudly);
}

/// A script of the host's choice is not taken
static void
test_script_is_fixed(void)
{
  char* const path = host_write_script("loud.py", loud);

  Instance* const instance = new_instance(
    descriptor_of("outboard-shift.lv2", "urn:outboard:preset:shift"));
  uint8_t              buffer[512];
  LV2_Atom_Forge       forge;
  LV2_Atom_Forge_Frame frame;
  lv2_atom_forge_init(&forge, host_urid_map());
  lv2_atom_forge_set_buffer(&forge, buffer, sizeof(buffer));
  lv2_atom_forge_object(&forge, &frame, 0U, host_map(LV2_PATCH__Set));
  lv2_atom_forge_key(&forge, host_map(LV2_PATCH__property));
  lv2_atom_forge_urid(&forge, host_map("urn:outboard:file"));
  lv2_atom_forge_key(&forge, host_map(LV2_PATCH__value));
  lv2_atom_forge_path(&forge, path, (uint32_t)strlen(path) + 1U);
  lv2_atom_forge_pop(&forge, &frame);

  const LV2_Atom* const set      = (const LV2_Atom*)buffer;
  instance->controls[port_first] = 3.0f;
  strike(instance);
  run(instance, set->type, set + 1, set->size);
  for (unsigned i = 0U; i < 20U; ++i) {
    usleep(10000U);
    assert(strike(instance)[1] == 63U);
  }

  free_instance(instance);
  free(path);
}

/// Those who know a port by its index find the same parameter there
static void
test_reinstalled(void)
{
  const LV2_Descriptor* const former =
    descriptor_of("outboard-loud.lv2", "urn:outboard:preset:loud");
  install("loud.py", louder, "");
  const LV2_Descriptor* const now =
    descriptor_of("outboard-loud.lv2", "urn:outboard:preset:loud");
  assert(now != former);

  Instance* const instance            = new_instance(now);
  instance->controls[port_first]      = 1.0f; // Retired
  instance->controls[port_first + 1U] = 30.0f;
  assert(strike(instance)[2] == 30U);
  instance->controls[port_first + 2U] = 1.0f;
  assert(strike(instance)[2] == 90U);
  free_instance(instance);

  install("loud.py", loud, "");
  Instance* const again = new_instance(
    descriptor_of("outboard-loud.lv2", "urn:outboard:preset:loud"));
  again->controls[port_first] = 1.0f; // Back where it was
  assert(strike(again)[2] == 127U);
  free_instance(again);
}

/// With a link, it is the author's file that plays
static void
test_link(void)
{
  install("linked.py", shift, "--link");
  char* const path = host_write_script("linked.py", loud);

  Instance* const instance = new_instance(
    descriptor_of("outboard-linked.lv2", "urn:outboard:preset:linked"));
  assert(strike(instance)[2] == 11U); // Its parameters have no ports
  free_instance(instance);
  free(path);
}

/// An index that makes no sense makes no plugin
static void
test_broken_index(void)
{
  static const char* const broken[] = {
    "",
    "outboard index 1\n",
    "outboard index 2\nurn:x\nx.py\n2 0\n",
    "outboard index 1\nurn:x\n../x.py\n2 0\n",
    "outboard index 1\nurn:x\n\n2 0\n",
    "outboard index 1\nurn:x\nx.py\n2\n",
    "outboard index 1\nurn:x\nx.py\n2 0\nid without an end",
    "outboard index 1\nurn:x\nx.py\n2 0\ntwo\n\nthree\n",
    "outboard index 1\nurn:x\nx.py\n2 0\n\x01\n",
  };

  char* bundle = NULL;
  assert(asprintf(&bundle, "%s/broken.lv2", host_folder()) > 0);
  assert(!mkdir(bundle, 0777));
  for (unsigned i = 0U; i < sizeof(broken) / sizeof(broken[0]); ++i) {
    free(host_write_script("broken.lv2/outboard.index", broken[i]));
    assert(!host_library()(bundle, NULL));
  }

  // More than any plugin has, and more than is read
  char* const many = (char*)calloc(1U, 200000U);
  char*       end  = stpcpy(many, "outboard index 1\nurn:x\nx.py\n2 0\n");
  for (unsigned i = 0U; i < 257U; ++i) {
    end = stpcpy(end, "id\n");
  }
  free(host_write_script("broken.lv2/outboard.index", many));
  assert(!host_library()(bundle, NULL));
  memset(many, 'x', 199999U);
  free(host_write_script("broken.lv2/outboard.index", many));
  assert(!host_library()(bundle, NULL));
  free(many);
  free(bundle);
}

int
main(int argc, char** argv)
{
  assert(argc == 4);
  scriptd  = argv[2];
  outboard = argv[3];
  host_open(argv[1], argv[2]);

  // The host's folder is the generic plugin's bundle, too
  char* path = NULL;
  assert(asprintf(&path, "%s/outboard.lv2", host_folder()) > 0);
  assert(!symlink(".", path));
  free(path);

  install("shift.py", shift, "");
  install("loud.py", loud, "");
  test_together();
  test_script_is_fixed();
  test_reinstalled();
  test_link();
  test_broken_index();

  host_close();
  return 0;
}
