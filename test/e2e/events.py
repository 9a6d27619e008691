# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Events: one answer of each kind, at once, later and changed."""
from outboard import *


def on_cc(e):
    e.send(value=127 - e.value)
    e.send(number=e.number + 1, after_ms=1)


def on_pitch_bend(e):
    e.send(value=-e.value)


def on_channel_pressure(e):
    e.send(channel=2)
    PolyPressure(60, e.value).send()


def on_program_change(e):
    if e.number < 100:
        e.send(number=e.number + 1)


def on_sysex(e):
    e.send(data=e.data[:-1] + b"\x55\xf7")
