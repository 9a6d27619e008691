# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Latch: notes go on when you let go.

A chord sounds until the next one begins: keys that you add while another is
down join it, and the first key after all were up starts afresh.  With Toggle,
each key starts its note and, struck again, ends it.

Switch On off to end what is latched and to play as usual.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Performance"

on = Bool("on", "On", default=True)
toggle = Bool("toggle", "Toggle")

latched = {}


def end_all():
    for note in latched.values():
        note.stop()
    latched.clear()


def on_note_on(note):
    key = note.channel, note.pitch
    if toggle.value and key in latched:
        latched.pop(key).stop()
        return
    if not toggle.value and len(held()) == 1:
        end_all()
    note.send()
    if on.value:
        note.hold()
        latched[key] = note


def on_param(p):
    end_all()


def on_reset():
    latched.clear()
