# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Step Sequencer: eight lanes of sixteen steps.

Each lane plays one note; each of its steps is a velocity, and 0 is a rest.  It
plays while the song does, sixteenths at first, a beat to begin with.  The lanes
have their own Lengths, so that a short one can turn against a long one.  Swing
delays every second step; Accent makes the quarters louder.

Notes are those of General MIDI's drums on channel 10, and any others you set.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Drums"

BEAT = {
    "Kick": (36, "110 0 0 0  0 0 90 0  0 0 110 0  0 0 0 0"),
    "Snare": (38, "0 0 0 0  110 0 0 30  0 30 0 0  110 0 0 0"),
    "Closed Hat": (42, "80 40 60 40  80 40 60 40  80 40 60 40  80 40 0 40"),
    "Open Hat": (46, "0 0 0 0  0 0 0 0  0 0 0 0  0 0 80 0"),
    "Clap": (39, "0 0 0 0  0 0 0 0  0 0 0 0  90 0 0 0"),
    "Low Tom": (45, "0 " * 16),
    "High Tom": (50, "0 " * 16),
    "Cowbell": (56, "0 " * 16),
}

rate = Choice("rate", "Step", RATES, default="1/16")
swing = Float("swing", "Swing", 0, 0.7, default=0)
accent = Int("accent", "Accent", 0, 60, default=0)
channel = Int("channel", "Channel", 1, 16, default=10)
lanes = []
for number, (name, (pitch, beat)) in enumerate(BEAT.items(), 1):
    steps = [int(velocity) for velocity in beat.split()]
    lanes.append((
        Int(f"note_{number}", "Note", 0, 127, default=pitch, group=name),
        Int(f"length_{number}", "Length", 1, 16, default=16, group=name),
        Steps(f"lane_{number}", name, 16, 0, 127, default=steps, group=name),
    ))


def step(i):
    extra = accent.value if i * rate.value % 1 == 0 else 0
    for note, length, velocities in lanes:
        velocity = velocities.value[i % length.value]
        if velocity:
            velocity = min(127, velocity + extra)
            play(note.value, velocity, channel.value, beats=rate.value / 2)


every(rate, step, swing=swing)
