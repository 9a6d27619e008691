// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The last messages of an instance, for when something has gone wrong; whoever
// runs the instance

#include "trace.h"

#include "../lv2_host.h"

#include <lv2/atom/util.h>
#include <lv2/midi/midi.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
keep(Traces* const               traces,
     const HostPlugin* const     plugin,
     const LV2_Atom_Event* const event,
     const bool                  out)
{
  if (event->body.type != host_map(LV2_MIDI__MidiEvent)) {
    return;
  }

  Trace* const   trace = &traces->traces[traces->count++ % TRACE_SIZE];
  const uint32_t size  = event->body.size;
  *trace               = (Trace){ .block   = traces->block,
                                  .frame   = event->time.frames,
                                  .out     = out,
                                  .status  = (uint8_t)plugin->controls[PORT_STATUS],
                                  .enabled = plugin->controls[PORT_ENABLED] > 0.0f };
  memcpy(trace->bytes, event + 1, size < 3U ? size : 3U);
}

void
traces_keep_input(Traces* const traces, const HostPlugin* const plugin)
{
  LV2_ATOM_SEQUENCE_FOREACH(&plugin->in.sequence, event)
  {
    keep(traces, plugin, event, false);
  }
}

void
traces_keep_output(Traces* const traces, const HostPlugin* const plugin)
{
  const LV2_Atom_Event* event = NULL;
  while ((event = host_next(plugin, event))) {
    keep(traces, plugin, event, true);
  }
  ++traces->block;
}

void
traces_print(const Traces* const traces)
{
  const uint64_t first =
    traces->count > TRACE_SIZE ? traces->count - TRACE_SIZE : 0U;
  for (uint64_t i = first; i < traces->count; ++i) {
    const Trace* const trace = &traces->traces[i % TRACE_SIZE];
    fprintf(stderr,
            "  block %" PRIu64 " frame %" PRId64
            " status %u%s %s %02x%02x%02x\n",
            trace->block,
            trace->frame,
            trace->status,
            trace->enabled ? "" : " bypassed",
            trace->out ? "out" : "in ",
            trace->bytes[0],
            trace->bytes[1],
            trace->bytes[2]);
  }
}
