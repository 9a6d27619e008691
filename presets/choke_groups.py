# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Choke Groups: one hi-hat is never open and closed at once.

Drums in a group ring out, however short their pad was touched, until another of
the same group is struck, or until Ring is over.  At first, group 1 is the three
hi-hats of General MIDI and group 2 the two triangles; group 3 is free.  All
other notes pass.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Drums"

ring = Float("ring", "Ring", 50, 10000, default=3000, unit="ms", curve="log")
groups = [
    [
        Int(
            f"group_{group}_note_{i}", f"Note {i}", 0, 127, default=pitch,
            unit="note", group=f"Group {group}",
        )
        for i, pitch in enumerate(pitches, 1)
    ]
    for group, pitches in enumerate(((42, 44, 46), (80, 81, 81), (0, 0, 0)), 1)
]

ringing = {}


def on_note_on(note):
    for i, group in enumerate(groups):
        if note.pitch in [member.value for member in group]:
            if i in ringing:
                ringing[i].stop()
            ringing[i] = note.send(ms=ring.value)
            return
    note.send()
