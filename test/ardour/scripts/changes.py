# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Changes: says when its parameter changes, and adds it to keys."""
from outboard import *

shift = Int("shift", "Shift", 0, 24, default=0)


def on_param(p):
    CC(20, p.value).send()


def on_note_on(note):
    note.send(pitch=note.pitch + shift.value)
