# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Chord: one key plays a chord.

Choose the chord, its inversion, and whether it is close or open; at first, a
major triad.  The key you play is the chord's root.

All notes of a chord belong to the key that was struck.  They end when it is
released, so a preset like this needs no code for note-offs.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Harmony"

CHORDS = {
    "major": (0, 4, 7),
    "minor": (0, 3, 7),
    "sus 2": (0, 2, 7),
    "sus 4": (0, 5, 7),
    "diminished": (0, 3, 6),
    "augmented": (0, 4, 8),
    "major 7": (0, 4, 7, 11),
    "minor 7": (0, 3, 7, 10),
    "dominant 7": (0, 4, 7, 10),
    "minor 9": (0, 3, 7, 10, 14),
}

chord = Choice("chord", "Chord", CHORDS, default="major")
inversion = Int("inversion", "Inversion", 0, 3, default=0)
is_open = Bool("open", "Open", default=False)


def voicing():
    """The chord's steps above its root, in semitones."""
    n = inversion.value
    steps = [*chord.value[n:], *(step + 12 for step in chord.value[:n])]
    if is_open.value:
        steps[1::2] = [step + 12 for step in steps[1::2]]
    return steps


def on_note_on(note):
    for step in voicing():
        note.send(pitch=fold(note.pitch + step))
