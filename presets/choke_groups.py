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

GROUPS = {1: (42, 44, 46), 2: (80, 81, 81), 3: (0, 0, 0)}

ring = Float("ring", "Ring", 50, 10000, default=3000, unit="ms", curve="log")


def member(group, i, pitch):
    symbol = f"group_{group}_note_{i}"
    group = f"Group {group}"
    return Int(symbol, f"Note {i}", 0, 127, pitch, unit="note", group=group)


groups = {
    group: [member(group, i, pitch) for i, pitch in enumerate(pitches, 1)]
    for group, pitches in GROUPS.items()
}
ringing = {}


def on_note_on(note):
    for group, members in groups.items():
        if note.pitch in [member.value for member in members]:
            if group in ringing:
                ringing[group].stop()
            ringing[group] = note.send(ms=ring.value)
            return
    note.send()
