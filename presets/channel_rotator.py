# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Channel Rotator: a channel for every note, as MPE wants it.

Notes take turns on the channels from First to Last, at first 2 to 16, the
member channels of MPE's lower zone.  A free channel that has rested longest is
next.  Pressure on a key becomes the pressure of its channel, so a keyboard with
polyphonic aftertouch plays an MPE instrument.  Everything else stays on its
channel; send on channel 1, and it is for all notes.

Or layer four different sounds on channels 1 to 4, and set First and Last to
those: each note has another one than the last.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Channels"

first = Int("first", "First", 1, 16, default=2)
last = Int("last", "Last", 1, 16, default=16)

turns = {channel: 0 for channel in range(1, 17)}


def on_note_on(note):
    busy = {sent.channel for key in held() for sent in key.owned}
    low, high = sorted((first.value, last.value))
    channel = min(
        range(low, high + 1),
        key=lambda channel: (channel in busy, turns[channel]),
    )
    turns[channel] = max(turns.values()) + 1
    note.send(channel=channel)


def on_poly_pressure(e):
    for key in held():
        if key.pitch == e.pitch and key.channel == e.channel:
            for sent in key.owned:
                ChannelPressure(e.value, channel=sent.channel).send()
