// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The folders that the plugins of presets are installed to; setup

#ifndef OUTBOARD_PLACES_H
#define OUTBOARD_PLACES_H

#include "index.h"

#include <stdbool.h>
#include <stddef.h>

/// Options that say which folder, for getopt_long() and for help
#define OB_PLACES_OPTIONS                                                      \
  { "user", no_argument, NULL, 'u' }, { "system", no_argument, NULL, 's' },    \
  {                                                                            \
    "to", required_argument, NULL, 't'                                         \
  }

/// Folders in which hosts look, without a slash at the end
typedef struct
{
  char*  paths[2]; ///< Owned
  size_t count;
} ObPlaces;

/**
   Add the folder that an option means.

   @param option Its letter.
   @param argument Of the option; NULL if it has none.
   @return False if there is no such folder, with a complaint.
*/
bool
ob_places_add(ObPlaces* places, int option, const char* argument);

/**
   Parse the options of a command that has no others.

   Without any, the folders are the user's and the system's.  Then `optind` is
   that of the first argument which is no option, counted from 1.

   @param places Set in any case, to be cleared by the caller.
   @param arguments As for ObCommand.run().
   @return False if they are wrong, with a complaint.
*/
bool
ob_places_parse(ObPlaces* places, int count, char* const* arguments);

/// Free what ob_places_add() allocated
void
ob_places_clear(ObPlaces* places);

/// An installed preset
typedef struct
{
  const char* folder; ///< Of its bundle, an absolute path
  const char* name;   ///< From its folder's: outboard-NAME.lv2
  const char* title;  ///< What hosts show; NULL if they do not see it
  ObStatus    status; ///< Whether the index could be read
  ObIndex     index;
} ObInstalled;

/// Return whether `wanted` is its name, its title, or its URI
bool
ob_installed_is(const ObInstalled* installed, const char* wanted);

/**
   Visit all presets, in each folder by name, until `visit` returns false.

   @return Whether it never did.
*/
bool
ob_places_visit(const ObPlaces* places,
                bool (*visit)(void* handle, const ObInstalled* installed),
                void* handle);

#endif // OUTBOARD_PLACES_H
