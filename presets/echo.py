# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Echo: notes that come back, in time with the song.

Repeats each note, softer every time; at first three times, a dotted eighth
apart.  With Transpose, each repeat is that much higher or lower than the one
before, which makes an arpeggio of a single key.

A note sent with a delay keeps its length: it is released as much later as it
began.  When the tempo changes, the repeats still to come move with it.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Delay"

time = Choice("time", "Time", RATES, default="1/8.")
repeats = Int("repeats", "Repeats", 0, 8, default=3)
level = Float("level", "Level", 0, 100, default=65, unit="%")
transpose = Int("transpose", "Transpose", -12, 12, 0, unit="semitones")


def on_note_on(note):
    for i in range(repeats.value + 1):
        velocity = note.velocity * (level.value / 100) ** i
        if velocity >= 1:
            note.send(
                pitch=fold(note.pitch + i * transpose.value),
                velocity=velocity,
                after_beats=i * time.value,
            )
