# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Counter: each key plays the next note of a scale, also after a pause."""
from outboard import *

count = 0


def on_load(saved):
    global count
    count = saved.get("count", 0)


def on_save():
    return {"count": count}


def on_note_on(note):
    global count
    note.send(pitch=36 + count % 48)
    count += 1
