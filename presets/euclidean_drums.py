# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Euclidean Drums: four rhythms, each as even as can be.

A lane spreads its hits over its steps as evenly as they go: 3 over 8 is the
tresillo, 5 over 8 a cinquillo, 5 over 16 a bossa nova.  Rotate moves the hits
later.  Lanes of different lengths drift against each other and meet again; at
first, a rim shot of 12 steps runs against a bar of 16.

It plays while the song does, always at the same place of the song.  What you
play passes.  Notes are those of General MIDI on channel 10.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Drums"

rate = Choice("rate", "Step", RATES, default="1/16")
swing = Float("swing", "Swing", 0, 0.7, default=0)
channel = Int("channel", "Channel", 1, 16, default=10)


class Lane:
    def __init__(self, name, note, hits, steps, rotate, velocity):
        def parameter(label, low, high, default):
            symbol = f"{name}_{label}".lower()
            return Int(symbol, label, low, high, default, group=name)

        self.note = parameter("Note", 0, 127, note)
        self.hits = parameter("Hits", 0, 32, hits)
        self.steps = parameter("Steps", 1, 32, steps)
        self.rotate = parameter("Rotate", 0, 31, rotate)
        self.velocity = parameter("Velocity", 1, 127, velocity)

    def strikes(self, step):
        step = (step - self.rotate.value) % self.steps.value
        return step * self.hits.value % self.steps.value < self.hits.value


lanes = [
    Lane("Kick", 36, hits=4, steps=16, rotate=0, velocity=110),
    Lane("Snare", 38, hits=2, steps=16, rotate=4, velocity=100),
    Lane("Hat", 42, hits=11, steps=16, rotate=0, velocity=70),
    Lane("Rim", 37, hits=5, steps=12, rotate=2, velocity=80),
]


def step(i):
    for lane in lanes:
        if lane.strikes(i):
            play(lane.note.value, lane.velocity.value, channel.value, ms=60)


every(rate, step, swing=swing)
