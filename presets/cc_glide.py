# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""CC Glide: controllers without steps.

A knob of 128 positions, or a pad that jumps, makes a filter stutter.  Here each
controller glides to its new value, at first within 80 ms, through all values
between; at most one each millisecond.  A new value on the way bends the way.
Pedals, switches, bank select and the parts of longer messages pass at once.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Modulator"

SMOOTH = {*range(1, 6), *range(7, 32), *range(70, 80), *range(91, 96)}

time = Float("time", "Time", 5, 2000, default=80, unit="ms", curve="log")

reached = {}


def glide(e, place):
    start = reached[place]
    steps = round(min(abs(e.value - start), time.value))
    for i in range(1, steps + 1):
        yield ms(time.value / steps)
        reached[place] = start + (e.value - start) * i / steps
        e.send(value=reached[place])


def on_cc(e):
    place = f"{e.channel} {e.number}"
    if e.number in SMOOTH and place in reached:
        spawn(glide(e, place), only=place)
    else:
        reached[place] = e.value
        e.send()
