-- Copyright 2026 The Outboard authors
-- SPDX-License-Identifier: ISC

-- A processor for Ardour that is late when it is told to be, by a 1 in memory
-- that host.lua writes to: it then stalls one block; in Ardour's audio threads.

ardour {
  ["type"]    = "dsp",
  name        = "Outboard Stall",
  license     = "ISC",
  author      = "The Outboard authors",
  description = [[Is late when it is told to be]]
}

local STEPS = 2e7 -- There is no clock here; they take some ten milliseconds

local outputs

function dsp_ioconfig()
  return {{audio_in = -1, audio_out = -1}}
end

function dsp_init()
  self:shmem():allocate(1)
  self:shmem():atomic_set_int(0, 0)
end

function dsp_configure(_, outs)
  outputs = outs
end

function dsp_runmap(buffers, in_map, out_map, frames, offset)
  ARDOUR.DSP.process_map(buffers, outputs, in_map, out_map, frames, offset)
  if self:shmem():atomic_get_int(0) == 1 then
    self:shmem():atomic_set_int(0, 0)
    for _ = 1, STEPS do
    end
  end
end
