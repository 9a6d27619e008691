// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The URIs of the LV2 front, mapped to the host's numbers; setup

#include "lv2_uris.h"

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/log/log.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>
#include <lv2/time/time.h>

#include <assert.h>
#include <stddef.h>
#include <string.h>

/// Where in ObLv2Uris the number of a URI goes
typedef struct
{
  size_t      offset;
  const char* uri;
} Entry;

static const Entry table[] = {
  { offsetof(ObLv2Uris, atom_Blank), LV2_ATOM__Blank },
  { offsetof(ObLv2Uris, atom_Bool), LV2_ATOM__Bool },
  { offsetof(ObLv2Uris, atom_Chunk), LV2_ATOM__Chunk },
  { offsetof(ObLv2Uris, atom_Double), LV2_ATOM__Double },
  { offsetof(ObLv2Uris, atom_Float), LV2_ATOM__Float },
  { offsetof(ObLv2Uris, atom_Int), LV2_ATOM__Int },
  { offsetof(ObLv2Uris, atom_Long), LV2_ATOM__Long },
  { offsetof(ObLv2Uris, atom_Object), LV2_ATOM__Object },
  { offsetof(ObLv2Uris, atom_Path), LV2_ATOM__Path },
  { offsetof(ObLv2Uris, atom_Sequence), LV2_ATOM__Sequence },
  { offsetof(ObLv2Uris, atom_String), LV2_ATOM__String },
  { offsetof(ObLv2Uris, atom_URID), LV2_ATOM__URID },
  { offsetof(ObLv2Uris, atom_Vector), LV2_ATOM__Vector },
  { offsetof(ObLv2Uris, bufsz_maxBlockLength), LV2_BUF_SIZE__maxBlockLength },
  { offsetof(ObLv2Uris, bufsz_nominalBlockLength),
    LV2_BUF_SIZE__nominalBlockLength },
  { offsetof(ObLv2Uris, log_Error), LV2_LOG__Error },
  { offsetof(ObLv2Uris, log_Note), LV2_LOG__Note },
  { offsetof(ObLv2Uris, log_Warning), LV2_LOG__Warning },
  { offsetof(ObLv2Uris, midi_MidiEvent), LV2_MIDI__MidiEvent },
  { offsetof(ObLv2Uris, outboard_announcement), OB_LV2_ANNOUNCEMENT_URI },
  { offsetof(ObLv2Uris, outboard_file), OB_LV2_FILE_URI },
  { offsetof(ObLv2Uris, outboard_files), OB_LV2_FILES_URI },
  { offsetof(ObLv2Uris, outboard_knobs), OB_LV2_KNOBS_URI },
  { offsetof(ObLv2Uris, outboard_message), OB_LV2_MESSAGE_URI },
  { offsetof(ObLv2Uris, outboard_shown), OB_LV2_SHOWN_URI },
  { offsetof(ObLv2Uris, outboard_state), OB_LV2_STATE_URI },
  { offsetof(ObLv2Uris, outboard_text), OB_LV2_TEXT_URI },
  { offsetof(ObLv2Uris, patch_Get), LV2_PATCH__Get },
  { offsetof(ObLv2Uris, patch_Set), LV2_PATCH__Set },
  { offsetof(ObLv2Uris, patch_property), LV2_PATCH__property },
  { offsetof(ObLv2Uris, patch_subject), LV2_PATCH__subject },
  { offsetof(ObLv2Uris, patch_value), LV2_PATCH__value },
  { offsetof(ObLv2Uris, time_Position), LV2_TIME__Position },
  { offsetof(ObLv2Uris, time_bar), LV2_TIME__bar },
  { offsetof(ObLv2Uris, time_barBeat), LV2_TIME__barBeat },
  { offsetof(ObLv2Uris, time_beat), LV2_TIME__beat },
  { offsetof(ObLv2Uris, time_beatUnit), LV2_TIME__beatUnit },
  { offsetof(ObLv2Uris, time_beatsPerBar), LV2_TIME__beatsPerBar },
  { offsetof(ObLv2Uris, time_beatsPerMinute), LV2_TIME__beatsPerMinute },
  { offsetof(ObLv2Uris, time_frame), LV2_TIME__frame },
  { offsetof(ObLv2Uris, time_speed), LV2_TIME__speed },
};

enum
{
  n_entries = sizeof(table) / sizeof(table[0])
};

static_assert(n_entries * sizeof(LV2_URID) == sizeof(ObLv2Uris),
              "an entry for each member");

ObStatus
ob_lv2_uris_init(ObLv2Uris* const uris, const LV2_URID_Map* const map)
{
  for (size_t i = 0U; i < n_entries; ++i) {
    const LV2_URID urid = map->map(map->handle, table[i].uri);
    if (!urid) {
      return OB_ERROR;
    }

    memcpy((char*)uris + table[i].offset, &urid, sizeof(urid));
  }

  return OB_SUCCESS;
}
