# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Arpeggiator: held keys, one after the other, in time with the song.

Hold a chord.  Its notes follow each other on the song's grid, over as many
octaves as you like; at first, sixteenths upwards over two.  Gate is the length
of the notes, beyond 100 % they overlap.  Swing delays every second note; a
third is a triplet feel.  While the song stands, the first key starts the beat.

With Latch, a chord goes on after it is released, until the next one is struck.
Keys added while another is down join it.  Switch Latch off to end it.
"""
from itertools import count

from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Arpeggiator"

# From what is held, in the order it was played, to a round of the arpeggio
ORDERS = {
    "up": sorted,
    "down": lambda notes: sorted(notes, reverse=True),
    "up and down": lambda notes: sorted(notes) + sorted(notes)[-2:0:-1],
    "random": lambda notes: [rng.choice(list(notes))],
    "as played": list,
}

order = Choice("order", "Order", ORDERS, default="up")
octaves = Int("octaves", "Octaves", 1, 4, default=2)
latch = Bool("latch", "Latch")
rate = Choice("rate", "Rate", RATES, default="1/16", group="Time")
gate = Float("gate", "Gate", 5, 200, default=80, unit="%", group="Time")
swing = Float("swing", "Swing", 0, 0.7, default=0, group="Time")

chord = []


def arpeggio():
    for i in count():
        yield grid(rate, swing)
        if not chord:
            return
        notes = {
            fold(key.pitch + 12 * octave): key
            for octave in range(octaves.value)
            for key in chord
        }
        tune = order.value(notes)
        pitch = tune[i % len(tune)]
        key = notes[pitch]
        length = rate.value * gate.value / 100
        play(pitch, key.velocity, key.channel, beats=length)


def on_note_on(note):
    if len(held()) == 1:
        if not chord:
            spawn(arpeggio(), only="arpeggio")
        chord.clear()
    chord.append(note)


def on_note_off(note):
    if not latch.value:
        chord[:] = held()


def on_param(p):
    if p is latch and not latch.value:
        chord[:] = held()


def on_reset():
    chord[:] = held()
