# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Villain: plays in octaves, and does what no script should do when told to.

Controller 119 tells: its value is the number of the deed, in the order below.
"""
import os
import re
import socket
import time
from outboard import *

slowness = 0
angry = False
saving = None


def hang():
    while True:
        pass


def hang_on():
    while True:
        try:
            hang()
        except BaseException:
            pass


def count_in_c():
    sum(range(10 ** 12))


def match_for_ever():
    re.match(r"(a+)+$", "a" * 40 + "b")


def sleep():
    time.sleep(1e9)


def exit():
    os._exit(3)


def abort():
    os.abort()


def crash():
    import ctypes
    ctypes.string_at(0)


def eat_memory():
    hoard = [bytes(1 << 24) for i in range(80)]
    log("ate", len(hoard))


def recurse():
    recurse()


def flood_notes():
    for i in range(3000):
        play(i % 128, ms=10 + i % 500)
        CC(20 + i % 10, i % 128).send()


def flood_log():
    for i in range(10000):
        log("flood", i)


def show_much():
    for i in range(1000):
        show(f"name {i % 50}", "x" * i)


def rage():
    global angry
    angry = not angry


def be_slow():
    global slowness
    slowness = 0 if slowness else 0.01


def burn():
    end = time.monotonic() + 0.05
    while time.monotonic() < end:
        pass


def send_big():
    for size in (10, 1000, 20000):
        SysEx(bytes([0xF0, *([1] * size), 0xF7])).send()


def shake():
    for i in range(200):
        yield ms(1)
        CC(21, i % 128).send()


def multiply():
    for i in range(200):
        spawn(shake())


def break_out():
    for crime in (lambda: open("/etc/passwd"),
                  lambda: open("/tmp/outboard-villain", "w"),
                  lambda: os.listdir(os.path.expanduser("~")),
                  lambda: socket.socket(),
                  lambda: os.kill(os.getppid(), 0),
                  lambda: os.nice(-5)):
        try:
            crime()
        except Exception:
            pass


def save_much():
    global saving
    saving = lambda: {"much": "x" * 10_000_000}


def save_never():
    global saving
    saving = hang


DEEDS = (hang, hang_on, count_in_c, match_for_ever, sleep, exit, abort, crash,
         eat_memory, recurse, flood_notes, flood_log, show_much, rage, rage,
         be_slow, be_slow, burn, burn, send_big, multiply, break_out,
         save_much, save_never)


def misbehave():
    time.sleep(slowness)
    if angry:
        raise ValueError("angry")


def on_note_on(note):
    misbehave()
    note.send()
    note.send(pitch=fold(note.pitch + 12))


def on_note_off(note):
    misbehave()


def on_pitch_bend(e):
    misbehave()
    e.send()


def on_cc(e):
    if e.number == 119:
        DEEDS[e.value % len(DEEDS)]()
    else:
        e.send()


def on_save():
    return saving() if saving else {"angry": angry}
