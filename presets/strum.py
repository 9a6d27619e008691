# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Strum: one key strums a chord over six strings.

The key you play is the lowest string.  A down stroke runs from there to the
highest string, an up stroke back; at first they alternate, 20 ms from string to
string.  With Delay at 0 all strings sound at once.

The chord belongs to its key: release it, and the strings fall silent.  Release
it during the stroke, and the stroke stops there.  Play one key at a time.
"""
from itertools import cycle

from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Harmony"

STRINGS = {
    "major": (0, 7, 12, 16, 19, 24),
    "minor": (0, 7, 12, 15, 19, 24),
    "dominant 7": (0, 7, 10, 16, 19, 24),
    "minor 7": (0, 7, 10, 15, 19, 24),
    "sus 4": (0, 7, 12, 17, 19, 24),
    "fifths": (0, 7, 12, 19, 24, 31),
}

chord = Choice("chord", "Chord", STRINGS, default="major")
delay = Float("delay", "Delay", 0, 100, default=20, unit="ms")
stroke = Choice("stroke", "Stroke", ["down", "alternate", "up"], "alternate")

strokes = cycle(("down", "up"))


def on_note_on(note):
    direction = next(strokes) if stroke.value == "alternate" else stroke.value
    strings = chord.value if direction == "down" else reversed(chord.value)
    for step in strings:
        note.send(pitch=fold(note.pitch + step))
        yield ms(delay.value)
