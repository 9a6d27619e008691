// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Function attributes that say how a function may be used; any thread

#ifndef OUTBOARD_ATTRIBUTES_H
#define OUTBOARD_ATTRIBUTES_H

/**
   Marks what the audio thread calls.

   Such a function allocates nothing, takes no lock, and makes no system call
   but a futex wake or a bounded futex wait.  Clang 20 and later checks it.
*/
#if defined(__has_attribute)
#  if __has_attribute(nonblocking)
#    define OB_REALTIME __attribute__((nonblocking))
#  endif
#endif
#ifndef OB_REALTIME
#  define OB_REALTIME
#endif

/// Tells the compiler to check arguments against a printf format
#define OB_PRINTF(text, first) __attribute__((format(printf, text, first)))

/// The assumed size of a cache line [bytes]
#define OB_CACHE_LINE 64

#endif // OUTBOARD_ATTRIBUTES_H
