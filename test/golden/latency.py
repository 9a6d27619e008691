# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Latency: what looks ahead keeps its length through tempo changes."""
from outboard import *

LATENCY_MS = 20


def on_note_on(note):
    note.send(beats=1/8)
