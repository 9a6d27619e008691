// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a child says, in the host's log: cleaned and in measure; supervisor

#include "output.h"

#include "message.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/// What may be shown in a second, see cost()
#define SECOND_BUDGET 100U

static const uint64_t ns_per_s = 1000000000U;

/// Return the share of SECOND_BUDGET that a text takes: one, more if it is long
static uint32_t
cost(const size_t size)
{
  return 1U + (uint32_t)(size / 512U);
}

void
ob_text_label(char* const       label,
              const size_t      room,
              const char* const name,
              const char* const text)
{
  const size_t length = strlen(name);
  const bool   named  = !strncmp(text, name, length) && text[length] == ':';

  snprintf(label, room, "%s%s%s", named ? "" : name, named ? "" : ": ", text);
}

void
ob_output_init(ObOutput* const    output,
               const ObLog* const log,
               const char* const  name)
{
  memset(output, 0, sizeof(*output));
  output->log  = *log;
  output->name = name;
}

static void
tell_hidden(ObOutput* const output)
{
  if (output->hidden) {
    ob_log(&output->log,
           OB_LOG_WARNING,
           "%s: %u more lines came too fast to be shown",
           output->name,
           output->hidden);
    output->hidden = 0U;
  }
}

void
ob_output_renew(ObOutput* const output, const uint64_t now)
{
  output->since = now;
  output->spent = 0U;
  tell_hidden(output);
}

void
ob_output_settle(ObOutput* const output, const uint64_t now)
{
  if (now - output->since >= ns_per_s) {
    ob_output_renew(output, now);
  }
}

bool
ob_output_exhausted(const ObOutput* const output)
{
  return output->spent >= SECOND_BUDGET;
}

void
ob_output_show(ObOutput* const   output,
               const ObLogLevel  level,
               const char* const text,
               const size_t      size,
               const uint64_t    now)
{
  char line[OB_MESSAGE_MAX + 1U];
  char label[OB_MESSAGE_MAX + OB_LINE_MAX];

  ob_output_settle(output, now);
  if (ob_output_exhausted(output)) {
    ++output->hidden;
    return;
  }

  output->spent += cost(size);
  ob_text_clean(line, sizeof(line), text, size);
  ob_text_label(label, sizeof(label), output->name, line);
  ob_log(&output->log, level, "%s", label);
}

/// Show the line begun
static void
end_line(ObOutput* const output, const uint64_t now)
{
  ob_output_show(output, OB_LOG_ERROR, output->line, output->length, now);
  output->length = 0U;
}

/// Cut what has come into lines
static void
take(ObOutput* const   output,
     const char* const bytes,
     const size_t      size,
     const uint64_t    now)
{
  for (size_t i = 0U; i < size; ++i) {
    if (bytes[i] == '\n') {
      end_line(output, now);
      continue;
    }

    output->line[output->length++] = bytes[i];
    if (output->length == sizeof(output->line) - 1U) {
      end_line(output, now);
    }
  }
}

ObStatus
ob_output_read(ObOutput* const output, const int fd, const uint64_t now)
{
  const unsigned reads = 16U; // Of 4 KiB: what a pipe usually holds
  char           bytes[4096];

  for (unsigned i = 0U; i < reads; ++i) {
    const ssize_t n = read(fd, bytes, sizeof(bytes));
    if (n < 0 && errno != EINTR) {
      return errno == EAGAIN ? OB_EMPTY : OB_CLOSED;
    }
    if (n == 0) {
      return OB_CLOSED;
    }
    if (n > 0) {
      take(output, bytes, (size_t)n, now);
    }
  }

  return OB_SUCCESS;
}

void
ob_output_finish(ObOutput* const output, const uint64_t now)
{
  if (output->length) {
    end_line(output, now);
  }

  tell_hidden(output);
}
