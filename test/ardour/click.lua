-- Copyright 2026 The Outboard authors
-- SPDX-License-Identifier: ISC

-- An instrument for Ardour whose sound is known exactly; in Ardour's audio
-- threads.  A key is one sample at its frame, see rig.py's clicks().

ardour {
  ["type"]    = "dsp",
  name        = "Outboard Click",
  license     = "ISC",
  author      = "The Outboard authors",
  description = [[Each key is one sample at its frame]]
}

local NOTE_ON = 0x90
local STEPS = 2 ^ 23 -- Of a file of 24 bits

function dsp_ioconfig()
  return {{midi_in = 1, midi_out = 0, audio_in = 0, audio_out = 2}}
end

function dsp_run(_, outputs, frames)
  for _, output in ipairs(outputs) do
    ARDOUR.DSP.memset(output, 0, frames)
    local samples = output:array()
    for _, event in ipairs(midiin) do
      local message = event.data
      if message[1] & 0xF0 == NOTE_ON and message[3] > 0 then
        local value = message[2] * 128 + message[3]
        samples[event.time] = samples[event.time] + value / STEPS
      end
    end
  end
end
