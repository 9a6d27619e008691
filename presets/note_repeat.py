# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Note Repeat: a held key is struck again and again, with rolls.

Keys repeat on the song's grid as long as they are held; at first, sixteenths.
Press harder (aftertouch of the key or the channel) to play louder, as on a drum
machine's pads.  Now and then a step becomes a roll of so many Hits: Chance says
how often.  While the song stands, a key begins at once.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Rhythm"

rate = Choice("rate", "Rate", RATES, default="1/16")
swing = Float("swing", "Swing", 0, 0.7, default=0)
gate = Float("gate", "Gate", 5, 100, default=50, unit="%")
hits = Int("hits", "Hits", 2, 8, default=3, group="Rolls")
chance = Float("chance", "Chance", 0, 100, default=10, unit="%", group="Rolls")


def repeats(note):
    while True:
        yield grid(rate, swing)
        n = hits.value if rng.random() * 100 < chance.value else 1
        for i in range(n):
            note.send(
                velocity=note.data,
                after_beats=i * rate.value / n,
                beats=rate.value / n * gate.value / 100,
            )


def on_note_on(note):
    note.data = note.velocity
    note.spawn(repeats(note))


def on_poly_pressure(e):
    for key in held():
        if key.pitch == e.pitch and key.channel == e.channel:
            key.data = max(1, e.value)


def on_channel_pressure(e):
    for key in held():
        if key.channel == e.channel:
            key.data = max(1, e.value)
