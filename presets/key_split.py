# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Key Split: zones of the keyboard play different instruments.

Two zones, each with its keys, its range of velocities, its channel and its
transposition.  At first everything below C4 (60) is on channel 2, an octave
lower, for a bass, and the rest stays on channel 1.  Where zones overlap they
are layered: set both to all keys, and every key plays both.

Controllers, pitch bend and the like go to the channels of both.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Performance"


class Zone:
    def __init__(self, name, lowest, highest, channel, transpose):
        def parameter(what, low, high, default, unit=""):
            symbol = f"{name}_{what}".lower().replace(" ", "_")
            return Int(symbol, what, low, high, default, unit, group=name)

        self.lowest = parameter("Lowest Key", 0, 127, lowest, "note")
        self.highest = parameter("Highest Key", 0, 127, highest, "note")
        self.softest = parameter("Softest", 1, 127, 1)
        self.loudest = parameter("Loudest", 1, 127, 127)
        self.channel = parameter("Channel", 1, 16, channel)
        self.transpose = parameter("Transpose", -48, 48, transpose, "semitones")

    def has(self, note):
        return (
            self.lowest.value <= note.pitch <= self.highest.value
            and self.softest.value <= note.velocity <= self.loudest.value
        )


zones = [Zone("Lower", 0, 59, 2, -12), Zone("Upper", 60, 127, 1, 0)]


def on_note_on(note):
    for zone in zones:
        if zone.has(note):
            pitch = fold(note.pitch + zone.transpose.value)
            note.send(pitch=pitch, channel=zone.channel.value)


def on_event(e):
    if isinstance(e, (SysEx, Raw)):
        e.send()
    else:
        for channel in {zone.channel.value for zone in zones}:
            e.send(channel=channel)
