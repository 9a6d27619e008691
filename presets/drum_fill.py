# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Drum Fill: a fill at the end of every so many bars.

Put it after a drum track.  The last two beats of every fourth bar become a fill
down the toms, growing louder, different each time; then a crash cymbal.  During
the fill your own drums are silent, but for those below Keep, which at first is
the kick.  Busy is how many of the sixteenths are struck.

It plays while the song does, on the channel that your drums were last on.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Drums"

KIT = (38, 38, 50, 48, 47, 45, 43, 41)  # Snare, then toms, high to low
CRASH = 49
STEP = 1 / 4

bars = Int("bars", "Every", 1, 16, default=4, unit="bars")
length = Int("length", "Length", 1, 4, default=2, unit="beats")
busy = Float("busy", "Busy", 0, 100, default=75, unit="%")
keep = Int("keep", "Keep", 0, 127, default=37, unit="note")
crash = Bool("crash", "Crash", default=True)

channel = 10


def progress():
    """How far the fill is, from 0 to 1; None if there is none."""
    bar = transport.numerator * 4 / transport.denominator
    left = bar - transport.bar_beat - 0.001  # What is on the line is past it
    done = 1 - left / length.value
    last = transport.bar % bars.value == 0
    return done if transport.playing and last and 0 <= done < 1 else None


def step(i):
    done = progress()
    if done is None:
        return
    if rng.random() * 100 < busy.value:
        play(KIT[int(done * len(KIT))], 70 + 50 * done, channel, ms=80)
    if crash.value and done + STEP / length.value >= 1:
        play(CRASH, 110, channel, ms=80, after_beats=STEP)


def on_note_on(note):
    global channel
    channel = note.channel
    if progress() is None or note.pitch < keep.value:
        note.send()


every(STEP, step)
