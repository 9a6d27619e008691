// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The scripts that instances play; setup

#undef NDEBUG

#include "role.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// One in so many victims' choices is the villain, the rest are other scripts
static const uint32_t villainy = 3U;

static Role roles[] = {
  { .name = "villain", .guilty = true, .ours = true },
  { .name = "pedal", .ours = true },
  { .name = "transpose", .notes = 1U },
  { .name = "chord", .notes = 3U },
  { .name = "velocity_curve", .notes = 1U },
  { .name = "arpeggiator", .lasts = true },
  { .name = "bass_follower", .lasts = true },
  { .name = "cc_glide" },
  { .name = "cc_lfo", .lasts = true },
  { .name = "channel_rotator" },
  { .name = "choke_groups" },
  { .name = "drum_fill", .lasts = true },
  { .name = "echo" },
  { .name = "euclidean_drums", .lasts = true },
  { .name = "harmonizer" },
  { .name = "humanizer" },
  { .name = "key_split" },
  { .name = "latch", .lasts = true },
  { .name = "markov_melody", .lasts = true },
  { .name = "note_repeat" },
  { .name = "scale_lock" },
  { .name = "step_sequencer", .lasts = true },
  { .name = "strum" },
  { .name = "sustain" },
};

enum
{
  n_roles    = sizeof(roles) / sizeof(roles[0]),
  bystanders = 3, ///< Roles whose notes can be counted
  first      = 2  ///< The first of them
};

/// What every script ends with, for the slot to know its process
static const char signature[] = "\n\nimport os\nlog('soak pid', os.getpid())\n";

static char*
read_script(const char* const folder, const char* const name)
{
  char   path[4096];
  char*  text = NULL;
  size_t size = 0U;
  snprintf(path, sizeof(path), "%s/%s.py", folder, name);

  FILE* const in = fopen(path, "re");
  if (!in) {
    fprintf(stderr, "soak: %s cannot be read\n", path);
    exit(2);
  }

  FILE* const out = open_memstream(&text, &size);
  assert(out);
  for (int c = 0; (c = fgetc(in)) != EOF;) {
    fputc(c, out);
  }
  fputs(signature, out);
  fclose(out);
  fclose(in);
  return text;
}

void
roles_open(const char* const presets, const char* const ours)
{
  for (unsigned i = 0U; i < n_roles; ++i) {
    roles[i].text = read_script(roles[i].ours ? ours : presets, roles[i].name);
  }
}

void
roles_close(void)
{
  for (unsigned i = 0U; i < n_roles; ++i) {
    free(roles[i].text);
  }
}

const Role*
role_of_bystander(const unsigned number)
{
  return &roles[first + number % bystanders];
}

const Role*
role_of_chance(Chance* const chance)
{
  return chance_below(chance, villainy)
           ? &roles[1U + chance_below(chance, n_roles - 1U)]
           : &roles[0];
}

const Role*
role_named(const char* const name)
{
  for (unsigned i = 0U; i < n_roles; ++i) {
    if (!strcmp(roles[i].name, name)) {
      return &roles[i];
    }
  }
  return NULL;
}
