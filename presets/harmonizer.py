# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Harmonizer: up to three voices that stay in the key.

Each voice is so many steps of the scale above or below what you play; 0 is
silence.  At first it is C major with a third above and a fourth below (2 and
-3).  A third is major or minor as the scale has it, which is what makes this
different from a transposed copy.

Notes outside the scale are harmonized as their neighbour in it, as far away as
they are.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Harmony"

ROOTS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

root = Choice("root", "Root", ROOTS, default="C")
name = Choice("scale", "Scale", SCALES, default="major")
level = Float("level", "Level", 0, 100, default=80, unit="%")
voices = [
    Int(f"voice_{i}", f"Voice {i}", -14, 14, default=steps, group="Voices")
    for i, steps in enumerate((2, -3, 0), 1)
]


def on_note_on(note):
    note.send()
    key = scale(name.value, root.value)
    nearest = key.snap(note.pitch)
    velocity = max(1, note.velocity * level.value / 100)
    for voice in voices:
        if voice.value:
            interval = key.shift(nearest, voice.value) - nearest
            note.send(pitch=fold(note.pitch + interval), velocity=velocity)
