-- Copyright 2026 The Outboard authors
-- SPDX-License-Identifier: ISC

-- A processor for Ardour that keeps what passes; in Ardour's audio threads.
-- What it keeps is in memory that host.lua reads: the number of messages, then
-- for each the frame, counted since the processor was made, the message's size,
-- and its first three bytes as one number.  The song's position is of no use
-- here: it lags where Ardour divides a block.

ardour {
  ["type"]    = "dsp",
  name        = "Outboard Capture",
  license     = "ISC",
  author      = "The Outboard authors",
  description = [[Keeps the MIDI that passes]]
}

local CAPACITY = 20000
local FIELDS = 3

local frames_run = 0
local outputs

function dsp_ioconfig()
  return {{midi_in = 1, midi_out = 1, audio_in = -1, audio_out = -1}}
end

function dsp_init()
  self:shmem():allocate(1 + CAPACITY * FIELDS)
  self:shmem():atomic_set_int(0, 0)
end

function dsp_configure(_, outs)
  outputs = outs
end

local function keep(kept, event)
  local count = kept[1]
  if count == CAPACITY then
    return
  end
  local bytes = event:buffer():array()
  local number = 0
  for i = 1, 3 do
    number = number * 256 + (i <= event:size() and bytes[i] or 0)
  end
  local field = 2 + count * FIELDS
  kept[field] = frames_run + event:time()
  kept[field + 1] = event:size()
  kept[field + 2] = number
  kept[1] = count + 1
end

function dsp_runmap(buffers, in_map, out_map, frames, offset)
  ARDOUR.DSP.process_map(buffers, outputs, in_map, out_map, frames, offset)
  local index = in_map:get(ARDOUR.DataType("midi"), 0)
  if index ~= ARDOUR.ChanMapping.Invalid then
    local kept = self:shmem():to_int(0):array()
    for _, event in pairs(buffers:get_midi(index):table()) do
      keep(kept, event)
    end
  end
  frames_run = frames_run + frames
end
