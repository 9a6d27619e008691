# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Humanizer: small differences in time and touch, as hands make them.

Each note comes a little early or late, and is a little softer or louder; small
deviations are more frequent than large ones.  At first, most stay within 8 ms
and 10 steps of velocity.  Feel moves all notes: before zero the player pushes,
above it lays back.

Notes can only be early because everything else is late: the plugin looks 30 ms
ahead.  The host knows, and makes up for it.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Feel"
LATENCY_MS = 30

time = Float("time", "Time", 0, 20, default=8, unit="ms")
touch = Float("touch", "Touch", 0, 30, default=10)
feel = Float("feel", "Feel", -20, 20, default=0, unit="ms")


def on_note_on(note):
    shift = rng.gauss(feel.value, time.value / 2)
    velocity = rng.gauss(note.velocity, touch.value / 2)
    note.send(
        after_ms=clamp(shift, -LATENCY_MS, LATENCY_MS),
        velocity=clamp(velocity, 1, 127),
    )
