// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Words that scripts use, and what LV2 calls them; any thread

#include "vocabulary.h"

#include <stddef.h>
#include <strings.h>

/// A word in any case, and its meaning
typedef struct
{
  const char* word;
  const char* meaning;
} Entry;

/// Ends with an entry whose word is NULL; its meaning is that of other words
static const Entry classes[] = {
  { "analyser", "lv2:AnalyserPlugin" },
  { "analyzer", "lv2:AnalyserPlugin" },
  { "converter", "lv2:ConverterPlugin" },
  { "delay", "lv2:DelayPlugin" },
  { "generator", "lv2:GeneratorPlugin" },
  { "modulator", "lv2:ModulatorPlugin" },
  { "pitch", "lv2:PitchPlugin" },
  { "utility", "lv2:UtilityPlugin" },
  { NULL, "lv2:MIDIPlugin" },
};

static const Entry units[] = {
  { "%", "units:pc" },
  { "bar", "units:bar" },
  { "bars", "units:bar" },
  { "beat", "units:beat" },
  { "beats", "units:beat" },
  { "bpm", "units:bpm" },
  { "cent", "units:cent" },
  { "cents", "units:cent" },
  { "ct", "units:cent" },
  { "db", "units:db" },
  { "degree", "units:degree" },
  { "degrees", "units:degree" },
  { "frames", "units:frame" },
  { "hz", "units:hz" },
  { "khz", "units:khz" },
  { "min", "units:min" },
  { "ms", "units:ms" },
  { "note", "units:midiNote" },
  { "oct", "units:oct" },
  { "octaves", "units:oct" },
  { "s", "units:s" },
  { "semitones", "units:semitone12TET" },
  { "st", "units:semitone12TET" },
  { NULL, NULL },
};

static const Entry licenses[] = {
  // These are what the generic plugin and most others say
  { "ISC", "http://opensource.org/licenses/isc" },
  { "MIT", "http://opensource.org/licenses/mit" },

  { "0BSD", "http://spdx.org/licenses/0BSD" },
  { "AGPL-3.0-only", "http://spdx.org/licenses/AGPL-3.0-only" },
  { "AGPL-3.0-or-later", "http://spdx.org/licenses/AGPL-3.0-or-later" },
  { "Apache-2.0", "http://spdx.org/licenses/Apache-2.0" },
  { "BSD-2-Clause", "http://spdx.org/licenses/BSD-2-Clause" },
  { "BSD-3-Clause", "http://spdx.org/licenses/BSD-3-Clause" },
  { "BSL-1.0", "http://spdx.org/licenses/BSL-1.0" },
  { "CC-BY-4.0", "http://spdx.org/licenses/CC-BY-4.0" },
  { "CC-BY-SA-4.0", "http://spdx.org/licenses/CC-BY-SA-4.0" },
  { "CC0-1.0", "http://spdx.org/licenses/CC0-1.0" },
  { "GPL-2.0-only", "http://spdx.org/licenses/GPL-2.0-only" },
  { "GPL-2.0-or-later", "http://spdx.org/licenses/GPL-2.0-or-later" },
  { "GPL-3.0-only", "http://spdx.org/licenses/GPL-3.0-only" },
  { "GPL-3.0-or-later", "http://spdx.org/licenses/GPL-3.0-or-later" },
  { "LGPL-2.1-only", "http://spdx.org/licenses/LGPL-2.1-only" },
  { "LGPL-2.1-or-later", "http://spdx.org/licenses/LGPL-2.1-or-later" },
  { "LGPL-3.0-only", "http://spdx.org/licenses/LGPL-3.0-only" },
  { "LGPL-3.0-or-later", "http://spdx.org/licenses/LGPL-3.0-or-later" },
  { "MPL-2.0", "http://spdx.org/licenses/MPL-2.0" },
  { "Unlicense", "http://spdx.org/licenses/Unlicense" },
  { "Zlib", "http://spdx.org/licenses/Zlib" },
  { NULL, NULL },
};

static const char*
look_up(const Entry* entry, const char* const word)
{
  while (entry->word && strcasecmp(entry->word, word)) {
    ++entry;
  }

  return entry->meaning;
}

const char*
ob_vocabulary_class(const char* const category)
{
  return look_up(classes, category);
}

const char*
ob_vocabulary_unit(const char* const unit)
{
  return look_up(units, unit);
}

const char*
ob_vocabulary_license(const char* const identifier)
{
  return look_up(licenses, identifier);
}
