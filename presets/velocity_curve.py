# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Velocity Curve: fits your touch to the instrument.

Curve bends the response: above zero a light touch already plays loud, below
zero it takes a firm hand, and zero is a straight line.  Softest and Loudest are
the velocities that come out for the lightest and the hardest touch; swap them
and a light touch plays loud.  At first: lighter, from 20 to 127.

Velocities are rounded and checked when they are sent, so a formula may yield
any number between 1 and 127.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Velocity"

curve = Float("curve", "Curve", -1, 1, default=0.5)
softest = Int("softest", "Softest", 1, 127, default=20)
loudest = Int("loudest", "Loudest", 1, 127, default=127)


def on_note_on(note):
    touch = (note.velocity - 1) / 126
    shaped = touch ** (4 ** -curve.value)
    span = loudest.value - softest.value
    note.send(velocity=softest.value + shaped * span)
