// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Writing Turtle, so that no text can break it; setup

#ifndef OUTBOARD_TURTLE_H
#define OUTBOARD_TURTLE_H

#include "status.h"

#include <stdio.h>

/**
   @file

   The writer is that of serd, which escapes what needs it.  Names of properties
   and resources are given as in Turtle, "lv2:port" or "a", after their
   prefixes. A failure shows at the end.
*/

typedef struct ObTurtleImpl ObTurtle;

/**
   Begin a document.

   @param file To write to; must outlive the result.
   @return NULL if out of memory.
*/
ObTurtle*
ob_turtle_new(FILE* file);

/// Let `name` stand for the start of URIs
void
ob_turtle_prefix(ObTurtle* turtle, const char* name, const char* uri);

/**
   Copy a document, prefixes included.

   @param from A URI; it, and what continues it behind a '#', ...
   @param to ... is replaced by this one.
*/
void
ob_turtle_copy(ObTurtle*   turtle,
               const char* path,
               const char* from,
               const char* to);

/// Say about `uri` what follows
void
ob_turtle_subject(ObTurtle* turtle, const char* uri);

/// ... that it has a property which is a resource, such as "lv2:Plugin"
void
ob_turtle_add(ObTurtle* turtle, const char* property, const char* resource);

/// ... which is a URI; it may be relative to the document
void
ob_turtle_add_uri(ObTurtle* turtle, const char* property, const char* uri);

/// ... which is a file
void
ob_turtle_add_file(ObTurtle* turtle, const char* property, const char* path);

/// ... which is a number, finite; an integer if it is whole
void
ob_turtle_add_number(ObTurtle* turtle, const char* property, float value);

/// ... which is a number, finite, and no integer even if it is whole
void
ob_turtle_add_real(ObTurtle* turtle, const char* property, float value);

/// ... which is a text of several lines; other control characters become
/// spaces, and NULL counts as out of memory
void
ob_turtle_add_text(ObTurtle* turtle, const char* property, const char* text);

/// ... which is a text of one line, likewise
void
ob_turtle_add_line(ObTurtle* turtle, const char* property, const char* text);

/// ... which has no name, but properties of its own, which follow
void
ob_turtle_begin(ObTurtle* turtle, const char* property);

/// Go on with what had the property
void
ob_turtle_end(ObTurtle* turtle);

/**
   End the document and free it; the file stays open.

   @return OB_SUCCESS; OB_CORRUPT if something could not be written as Turtle,
   or a copied document is none; OB_NO_MEM; or OB_ERROR.
*/
ObStatus
ob_turtle_finish(ObTurtle* turtle);

#endif // OUTBOARD_TURTLE_H
