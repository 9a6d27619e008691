# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""CC LFO: a controller that swings in time with the song.

At first, a slow sine of two bars opens and closes the filter (controller 74).
It swings around Centre, as far as Depth.  Where it is depends on the place in
the song only, so it is the same every time; Phase moves it, and so does the
random shape, which holds each value for one cycle.  While the song stands it
goes on.
"""
from math import pi, sin
from random import Random

from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Modulator"

# From cycles since the start of the song to -1 ... 1
SHAPES = {
    "sine": lambda x: sin(2 * pi * x),
    "triangle": lambda x: 1 - 4 * abs((x + 0.25) % 1 - 0.5),
    "ramp up": lambda x: 2 * (x % 1) - 1,
    "ramp down": lambda x: 1 - 2 * (x % 1),
    "square": lambda x: 1 if x % 1 < 0.5 else -1,
    "random": lambda x: Random(x // 1).uniform(-1, 1),
}
PERIODS = {"4 bars": 16, "2 bars": 8, **RATES}
STEP = 1 / 32  # Between two values, in quarter notes

number = Int("number", "Controller", 0, 119, default=74)
channel = Int("channel", "Channel", 1, 16, default=1)
shape = Choice("shape", "Shape", SHAPES, default="sine")
period = Choice("period", "Period", PERIODS, default="2 bars")
centre = Int("centre", "Centre", 0, 127, default=64)
depth = Int("depth", "Depth", 0, 127, default=50)
phase = Float("phase", "Phase", 0, 360, default=0, unit="degrees")

last = None


def tick(i):
    global last
    x = i * STEP / period.value + phase.value / 360
    value = round(centre.value + depth.value * shape.value(x))
    event = CC(number.value, clamp(value, 0, 127), channel.value)
    if (event.number, event.value, event.channel) != last:
        last = event.number, event.value, event.channel
        event.send()


every(STEP, tick, stopped=True)
