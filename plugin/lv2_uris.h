// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The URIs of the LV2 front, mapped to the host's numbers; set once in setup

#ifndef OUTBOARD_LV2_URIS_H
#define OUTBOARD_LV2_URIS_H

#include "status.h"

#include <lv2/urid/urid.h>

#define OB_LV2_PLUGIN_URI "urn:outboard:script"
#define OB_LV2_ANNOUNCEMENT_URI "urn:outboard:announcement"
#define OB_LV2_FILE_URI "urn:outboard:file"
#define OB_LV2_MESSAGE_URI "urn:outboard:message"
#define OB_LV2_FILES_URI "urn:outboard:files"
#define OB_LV2_KNOBS_URI "urn:outboard:knobs"
#define OB_LV2_SHOWN_URI "urn:outboard:shown"
#define OB_LV2_STATE_URI "urn:outboard:state"
#define OB_LV2_TEXT_URI "urn:outboard:text"

/// What the host calls each URI; no member is 0
typedef struct
{
  LV2_URID atom_Blank;
  LV2_URID atom_Bool;
  LV2_URID atom_Chunk;
  LV2_URID atom_Double;
  LV2_URID atom_Float;
  LV2_URID atom_Int;
  LV2_URID atom_Long;
  LV2_URID atom_Object;
  LV2_URID atom_Path;
  LV2_URID atom_Sequence;
  LV2_URID atom_String;
  LV2_URID atom_URID;
  LV2_URID atom_Vector;
  LV2_URID bufsz_maxBlockLength;
  LV2_URID bufsz_nominalBlockLength;
  LV2_URID log_Error;
  LV2_URID log_Note;
  LV2_URID log_Warning;
  LV2_URID midi_MidiEvent;
  LV2_URID outboard_announcement; ///< In a patch:Set: by us, not for us
  LV2_URID outboard_file;         ///< Property: the script's path
  LV2_URID outboard_files;        ///< In a saved state: further files
  LV2_URID outboard_knobs;   ///< In a saved state: what knobs are compared with
  LV2_URID outboard_message; ///< Property: what the user should know
  LV2_URID outboard_shown;   ///< Property: what the script shows
  LV2_URID outboard_state;   ///< In a saved state: what on_save() returned
  LV2_URID outboard_text;    ///< In a saved state: the script's text
  LV2_URID patch_Get;
  LV2_URID patch_Set;
  LV2_URID patch_property;
  LV2_URID patch_subject;
  LV2_URID patch_value;
  LV2_URID time_Position;
  LV2_URID time_bar;
  LV2_URID time_barBeat;
  LV2_URID time_beat;
  LV2_URID time_beatUnit;
  LV2_URID time_beatsPerBar;
  LV2_URID time_beatsPerMinute;
  LV2_URID time_frame;
  LV2_URID time_speed;
} ObLv2Uris;

/**
   Map all URIs; setup.

   @return OB_SUCCESS, or OB_ERROR if the host did not map one of them.
*/
ObStatus
ob_lv2_uris_init(ObLv2Uris* uris, const LV2_URID_Map* map);

#endif // OUTBOARD_LV2_URIS_H
