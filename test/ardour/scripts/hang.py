# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Hang: the tenth key never returns."""
from outboard import *

keys = 0


def on_note_on(note):
    global keys
    keys += 1
    while keys >= 10:
        pass
    note.send()
