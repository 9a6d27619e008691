# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Voices: notes that a key owns, delayed ones, and ones of their own length."""
from outboard import *


def on_note_on(note):
    note.send()
    note.send(pitch=note.pitch + 12, after_ms=10)
    play(note.pitch - 12, velocity=50, ms=5)
