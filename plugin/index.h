// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the plugin must know of an installed preset: its index file; setup

#ifndef OUTBOARD_INDEX_H
#define OUTBOARD_INDEX_H

#include "status.h"
#include "values.h"

#include <stdbool.h>
#include <stdint.h>

/**
   @file

   A preset's bundle has no code of its own.  It has Turtle for the host, and
   for the plugin an index, so that the plugin need not parse Turtle.  Its
   lines:

       outboard index 1
       urn:outboard:preset:chord   the plugin's URI
       chord.py                    the script's file, in the bundle
       2 0                         the minor and micro version
       shape                       the id of the parameter at the first port,
       -strum                      retired: a parameter the script had once
       spread                      and so on
*/

/// Name of the file in a bundle
#define OB_INDEX_FILE "outboard.index"

/// Its first line
#define OB_INDEX_MAGIC "outboard index 1"

/// Largest index, and longest line in it without its end [bytes]
#define OB_INDEX_MAX 65536U
#define OB_INDEX_LINE_MAX 512U

/// One port of a parameter
typedef struct
{
  const char* id;      ///< Of the parameter, see ObLoad
  bool        retired; ///< The script has no such parameter any more
} ObIndexPort;

/// A parsed index; the texts are parts of `text`
typedef struct
{
  char*       text; ///< Owned
  const char* uri;
  const char* script; ///< Without a folder
  uint32_t    minor;
  uint32_t    micro;
  uint32_t    n_ports;
  ObIndexPort ports[OB_VALUES_MAX];
} ObIndex;

/**
   Read the index of a bundle.

   @param bundle Path of its folder.
   @return OB_SUCCESS, and the caller owns `index`; OB_NO_FILE if there is no
   such file; OB_CORRUPT if it makes no sense; or as ob_file_read_in().
*/
ObStatus
ob_index_read(ObIndex* index, const char* bundle);

/// Free what ob_index_read() allocated
void
ob_index_clear(ObIndex* index);

/// Return why an index could not be read, to go after its bundle's path
const char*
ob_index_complaint(ObStatus status);

/// Return whether `text` may be a line of an index
bool
ob_index_valid_line(const char* text);

/// Return whether `name` is that of a file in the folder it is looked for in
bool
ob_index_valid_file(const char* name);

/**
   Return the ids of the ports as a child is told them, see ObLoad.

   @return NULL if out of memory; to be freed by the caller.
*/
char*
ob_index_ids(const ObIndex* index);

#endif // OUTBOARD_INDEX_H
