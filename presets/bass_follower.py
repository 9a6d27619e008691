# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Bass Follower: hears which chord you play, and adds its bass.

Play chords.  What they are called is shown, and their root sounds low on
another channel, at first channel 2, for as long as a key of the chord is held.
With Rhythm it is struck on the song's grid instead, root and fifth in turn.

A chord is heard 30 ms after its last key, so fingers need not be exact.  What
is not in the list of chords has the lowest note as its bass.
"""
from itertools import cycle

from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Harmony"

CHORDS = {
    "": (0, 4, 7), "m": (0, 3, 7), "5": (0, 7), "dim": (0, 3, 6),
    "aug": (0, 4, 8), "sus4": (0, 5, 7), "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10), "maj7": (0, 4, 7, 11), "m7b5": (0, 3, 6, 10),
    "6": (0, 4, 7, 9), "7sus4": (0, 5, 7, 10),
}

octave = Int("octave", "Octave", 0, 4, default=2)
rhythm = Choice("rhythm", "Rhythm", {"held": None, **RATES}, default="held")
channel = Int("channel", "Channel", 1, 16, default=2)
velocity = Int("velocity", "Velocity", 1, 127, default=90)


def recognize(keys):
    """The root, 0 to 11, and the kind; lower notes are tried first."""
    pitches = sorted(key.pitch for key in keys)
    for root in dict.fromkeys(pitch % 12 for pitch in pitches):
        steps = {(pitch - root) % 12 for pitch in pitches}
        for kind, chord in CHORDS.items():
            if steps == set(chord):
                return root, kind
    return pitches[0] % 12, "?"


def sustained(root, keys):
    bass = keys[-1].send(
        pitch=root, velocity=velocity.value, channel=channel.value
    )
    bass.hold()
    try:
        for key in keys:
            yield released(key)
    finally:
        bass.stop()


def struck(root):
    for pitch in cycle((root, root + 7)):
        yield grid(rhythm)
        if not held():
            return
        play(pitch, velocity.value, channel.value, beats=rhythm.value * 0.8)


def follow():
    yield ms(30)
    keys = held()
    if not keys:
        return
    root, kind = recognize(keys)
    show("chord", note_name(root)[:-2] + kind)  # Without the octave, -1
    root += 12 * octave.value + 12
    yield from struck(root) if rhythm.value else sustained(root, keys)


def on_note_on(note):
    note.send()
    spawn(follow(), only="bass")
