// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A library beside a script, with the old way into the kernel; interpreter

/// Make a system call as 32-bit programs do; return what it returns
__attribute__((visibility("default"))) long
gate(long number);

long
gate(const long number)
{
  long result = number;
  __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
  return result;
}
