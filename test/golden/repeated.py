# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Repeated: a host that says the same again changes nothing."""
from outboard import *

changes = 0


def on_transport(t):
    global changes
    changes += 1


def on_note_on(note):
    CC(20, changes).send()
