# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Sysex Sender: messages from a file, one by one or all at once.

Program changes 1 to 6 send the messages of bank.syx, which lies beside this
script, in their order; others pass.  Send All sends every one of them, with a
Pause after each that old synthesizers need to digest it.

The file that comes with it has scale tunings which many synthesizers know:
equal, just, Pythagorean, meantone, Werckmeister III, and Arabic.  Put your own
file in its place, such as a dump of your synthesizer's memory.
"""
import re

from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Utility"
FILES = ["bank.syx"]

all_of_them = Trigger("send", "Send All")
pause = Float("pause", "Pause", 0, 1000, default=60, unit="ms")

bank = re.findall(rb"\xf0[^\xf7]*\xf7", (here / "bank.syx").read_bytes())
messages = [SysEx(data) for data in bank]


def dump():
    for i, message in enumerate(messages, 1):
        show("sent", f"{i} of {len(messages)}")
        message.send()
        yield ms(pause.value)


def on_param(p):
    if p is all_of_them:
        spawn(dump(), only="dump")


def on_program_change(e):
    if e.number < len(messages):
        messages[e.number].send()
    else:
        e.send()
