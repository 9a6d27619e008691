# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Hang: the fifth key never returns, nor does any after it."""
from outboard import *

keys = 0


def on_note_on(note):
    global keys
    keys += 1
    while keys >= 5:
        pass
    note.send()
