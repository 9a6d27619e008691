# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Sustain: a pedal for instruments that have none.

While the sustain pedal (controller 64) is down, notes go on after their keys
are released, and end when the pedal comes up, or when the key has been struck
again.  The instrument is not told of the pedal: to it, notes are just longer.
That also makes pedalling visible in what you record behind it.

With Tail, notes go on a little after key and pedal are up.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Performance"

PEDAL = 64

threshold = Int("threshold", "Threshold", 1, 127, default=64)
tail = Float("tail", "Tail", 0, 2000, default=0, unit="ms")

ringing = []


def on_note_on(note):
    note.send()


def on_note_off(note):
    if cc(PEDAL, note.channel) >= threshold.value:
        note.hold()
        ringing.append(note)
    elif tail.value:
        note.stop(after_ms=tail.value)


def on_cc(e):
    if e.number != PEDAL:
        e.send()
    elif e.value < threshold.value:
        for note in [note for note in ringing if note.channel == e.channel]:
            note.stop(after_ms=tail.value)
            ringing.remove(note)


def on_reset():
    ringing.clear()
