// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A text that never changes, shared by counting its users; any thread but audio

#ifndef OUTBOARD_TEXT_H
#define OUTBOARD_TEXT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/// A text or other bytes
typedef struct
{
  _Atomic unsigned users;
  size_t           size;    ///< [bytes]
  char             bytes[]; ///< With a NUL behind
} ObText;

/**
   Create a text of `size` bytes with one user.

   @param bytes Copied; NULL to have them set by the caller before it is shared.
   @return NULL if out of memory.
*/
ObText*
ob_text_new(const char* bytes, size_t size);

/// Add a user; allows NULL; returns the text
ObText*
ob_text_use(ObText* text);

/// Take a user away, and free the text after the last; allows NULL
void
ob_text_release(ObText* text);

/// Let `*place` be another text; either may be NULL
void
ob_text_replace(ObText** place, ObText* text);

/// Return whether two texts are the same; NULL is only the same as NULL
bool
ob_text_equal(const ObText* a, const ObText* b);

/// Return whether a text is UTF-8 without a NUL, fit for any session file
bool
ob_text_is_utf8(const ObText* text);

/// Replace each byte of a string that keeps it from being UTF-8 by a `?`
void
ob_text_mend(char* string);

/// Copy a text as UTF-8, cut at a NUL or at `room` - 1 bytes, without
/// characters that control terminals; `copy` and `text` may be the same
void
ob_text_clean(char* copy, size_t room, const char* text, size_t size);

/// Copy a text as ob_text_clean(), and as one line
void
ob_text_line(char* copy, size_t room, const char* text, size_t size);

/// Return a new memfd with `count` texts (or NULLs) one behind the other that
/// nobody can change, or -1 and errno
int
ob_text_memory(const ObText* const* texts, size_t count);

#endif // OUTBOARD_TEXT_H
