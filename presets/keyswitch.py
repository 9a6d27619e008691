# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Keyswitch: low keys choose how the others play.

The lowest keys are silent and choose an articulation: at first C1 (24) to G1
for eight of them.  Each is a channel of its own, 1 to 8, for an instrument with
an articulation per channel; or, with By set to Program, a program change.  With
Momentary, the first articulation comes back when the key is released.

A note ends where it began, even if you switch meanwhile.  Controllers and pitch
bend go to all of the channels, so that none is left behind.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Performance"

lowest = Int("lowest", "Lowest Key", 0, 115, default=24, unit="note")
count = Int("count", "Articulations", 2, 12, default=8)
by = Choice("by", "By", ["channel", "program"], default="channel")
momentary = Bool("momentary", "Momentary")

chosen = 0


def choose(number, channel):
    global chosen
    chosen = number
    show("articulation", number + 1)
    if by.value == "program":
        ProgramChange(number, channel=channel).send()


def is_switch(note):
    return 0 <= note.pitch - lowest.value < count.value


def on_note_on(note):
    if is_switch(note):
        choose(note.pitch - lowest.value, note.channel)
    elif by.value == "channel":
        note.send(channel=chosen + 1)
    else:
        note.send()


def on_note_off(note):
    if momentary.value and is_switch(note) and not any(map(is_switch, held())):
        choose(0, note.channel)


def on_event(e):
    if by.value == "channel" and not isinstance(e, (SysEx, Raw)):
        for number in range(count.value):
            e.send(channel=number + 1)
    else:
        e.send()


def on_save():
    return {"chosen": chosen}


def on_load(saved):
    global chosen
    chosen = saved.get("chosen", 0)
