// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Reading what an instance has logged, on and on; setup

#include "reading.h"

#include "message.h"
#include "text.h"
#include "view_talk.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void
show_line(ObReading* const           reading,
          const ObInspectLine* const line,
          const char* const          text)
{
  const bool gap = reading->last && line->number > reading->last + 1U;

  reading->last = line->number;
  if (line->time > reading->after &&
      reading->show(reading->handle, line, text, gap)) {
    ++reading->lines;
  }
}

/// Show some lines that are new; count those that came
static ObStatus
read_page(ObReading* const reading, const int socket, uint32_t* const count)
{
  char          payload[OB_MESSAGE_MAX + 1U];
  char* const   text = payload + sizeof(ObInspectLine);
  ObMessage     message;
  ObInspectLine line;
  ObStatus      status = OB_SUCCESS;

  *count = 0U;
  if (!ob_view_ask(
        socket, OB_INSPECT_LOG, reading->view->record.number, reading->last)) {
    return OB_CLOSED;
  }

  while (!(status = ob_view_receive(socket, &message, payload))) {
    if (message.type != OB_INSPECT_LINE || message.size < sizeof(line)) {
      return ob_view_end(&message, payload);
    }
    memcpy(&line, payload, sizeof(line));
    const size_t size = message.size - sizeof(line);
    ob_text_clean(text, size + 1U, text, size);
    show_line(reading, &line, text);
    ++*count;
  }

  return status;
}

ObStatus
ob_reading_advance(ObReading* const reading)
{
  // One that is kept would be in the way of others
  int      socket = -1;
  uint32_t count  = 0U;
  ObStatus status = ob_view_connect(reading->view->socket, &socket);

  reading->lines = 0U;
  if (status) {
    return status;
  }

  do {
    status = read_page(reading, socket, &count);
  } while (!status && count == OB_INSPECT_PAGE);

  close(socket);
  fflush(stdout);
  return status;
}

void
ob_reading_pause(void)
{
  const struct timespec period = { 0, OB_READING_PERIOD * 1000000L };

  nanosleep(&period, NULL);
}
