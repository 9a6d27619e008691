# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Scale Lock: no wrong notes.

Whatever you play comes out in the scale of your choice; at first, C minor.
Notes outside it go to the nearest one inside, or stay silent, or, with White
Keys, the white keys play the scale from C as its root, and the black ones
double their left neighbour.

Pitch bend and everything else pass as they are.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Harmony"

ROOTS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
WHITE = scale("major", "C").steps

root = Choice("root", "Root", ROOTS, default="C")
name = Choice("scale", "Scale", SCALES, default="minor")
others = Choice("others", "Other Notes", ["nearest", "silent", "white keys"])


def from_white_keys(pitch, key):
    octave, step = divmod(pitch, 12)
    degree = sum(white <= step for white in WHITE) - 1
    return key.shift(12 * octave + key.root, degree)


def on_note_on(note):
    key = scale(name.value, root.value)
    if others.value == "white keys":
        note.send(pitch=fold(from_white_keys(note.pitch, key)))
    elif others.value == "nearest" or note.pitch in key:
        note.send(pitch=fold(key.snap(note.pitch)))
