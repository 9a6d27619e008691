// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Words that scripts use, and what LV2 calls them; any thread

#ifndef OUTBOARD_VOCABULARY_H
#define OUTBOARD_VOCABULARY_H

/// Return LV2's class for a category, such as "lv2:MIDIPlugin"; never NULL
const char*
ob_vocabulary_class(const char* category);

/// Return LV2's unit, such as "units:ms"; NULL if it has none of that name
const char*
ob_vocabulary_unit(const char* unit);

/// Return the URI of a licence by its SPDX identifier, NULL if it is not known
const char*
ob_vocabulary_license(const char* identifier);

#endif // OUTBOARD_VOCABULARY_H
