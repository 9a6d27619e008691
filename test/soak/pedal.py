# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Pedal: while a key is down, so are both pedals, and its channel is bent."""
from outboard import *


def on_note_on(note):
    note.send(pitch=fold(note.pitch + 12))
    CC(64, 127, channel=note.channel).send()
    CC(66, 127, channel=note.channel).send()
    PitchBend(1000, channel=note.channel).send()


def on_note_off(note):
    CC(64, 0, channel=note.channel).send()
    CC(66, 0, channel=note.channel).send()
    PitchBend(0, channel=note.channel).send()
