# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""What the real-time proof asks of a script."""

import time

from outboard import *

SLEEP = 20  # controller: for its value [ms]
FLOOD = 21  # controller: with its value times a thousand messages
ROLLS = 22  # controller sent: whether the transport does


def on_note_on(note):
    note.send(pitch=note.pitch + 12)


def on_cc(e):
    if e.number == SLEEP:
        time.sleep(e.value / 1000)
    elif e.number == FLOOD:
        for i in range(e.value * 1000):
            CC(1, i % 128).send()
    e.send()


def on_sysex(e):
    e.send()


def on_transport(t):
    CC(ROLLS, t.playing).send()
