# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Transpose: everything higher or lower, drums excepted.

Moves notes by octaves and semitones; at first, one octave up.  What would leave
MIDI's range comes back by octaves.  Channel 10, where General MIDI has its
drums, stays as it is unless Drums Too is on.

Turn the knobs while keys are held: what sounds goes on, and ends when its key
is released, because it belongs to that key.  Pressure finds it there, too.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Pitch"

DRUMS = 10

octaves = Int("octaves", "Octaves", -4, 4, default=1)
semitones = Int("semitones", "Semitones", -12, 12, default=0)
drums_too = Bool("drums_too", "Drums Too", default=False)


def on_note_on(note):
    if note.channel == DRUMS and not drums_too.value:
        note.send()
    else:
        note.send(pitch=fold(note.pitch + 12 * octaves.value + semitones.value))


def on_poly_pressure(pressure):
    for key in held():
        if (key.pitch, key.channel) == (pressure.pitch, pressure.channel):
            for note in key.owned:
                pressure.send(pitch=note.pitch)
