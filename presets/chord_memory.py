# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Chord Memory: keys that remember the chords you taught them.

At first the white keys from C3 to B3 play the seventh chords of C major, with
the bass below; all others play as they are.  To teach a key a chord, switch
Learn on or hold the learn pedal (controller 67, the soft pedal).  Then hold the
key and play the chord over it.  A key that you strike alone meanwhile forgets.

The chords are saved with the session.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Harmony"

learn = Bool("learn", "Learn")
pedal = Int("pedal", "Learn Pedal", 0, 119, default=67)

major = scale("major", "C")
chords = {
    key: [key - 12, *(major.shift(key, step) for step in (2, 4, 6))]
    for key in range(48, 60)
    if key in major
}


def on_note_on(note):
    if learn.value or cc(pedal.value, note.channel) >= 64:
        key, *others = held()
        chords.pop(key.pitch, None)
        if others:
            chords[key.pitch] = [other.pitch for other in others]
            note.send()
    else:
        for pitch in chords.get(note.pitch, [note.pitch]):
            note.send(pitch=pitch)


def on_save():
    return {"chords": chords}


def on_load(saved):
    global chords
    chords = saved.get("chords", chords)
