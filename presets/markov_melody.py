# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Markov Melody: listens to you, and answers in your manner.

Play a melody, no chords, then wait.  After a beat of silence it answers, out of what it
has learnt: after which note you went where, and how soon.  Play on, and it
stops and listens; the more you play, the more it knows.  It forgets what was
long ago, and with Forget, everything.

Chance is how often it takes a way you have not gone from there.  What it knows
is saved with the session.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = "Generator"

MEMORY = 16  # Ways remembered from each note

pause = Float("pause", "Pause", 0.25, 16, default=1, unit="beats")
length = Float("length", "Answer", 1, 32, default=8, unit="beats")
chance = Float("chance", "Chance", 0, 100, default=5, unit="%")
step = Choice("step", "Quantize", RATES, default="1/16")
forget = Trigger("forget", "Forget")

ways = {}  # From a pitch to [pitch, beats later] that came after it
last = None


def learn(note):
    global last
    if last and note.beat > last.beat:
        gap = max(1, round((note.beat - last.beat) / step.value)) * step.value
        ways[last.pitch] = ways.get(last.pitch, [])[1 - MEMORY:]
        ways[last.pitch].append([note.pitch, gap])
    last = note


def answer(note):
    global last
    yield released(note)
    yield beats(pause.value)
    yield grid(step)
    last = None  # What you play next is another phrase
    pitch, rest = note.pitch, length.value
    while ways and rest > 0:
        known = ways.get(pitch)
        if not known or rng.random() * 100 < chance.value:
            known = ways[rng.choice(list(ways))]
        pitch, gap = rng.choice(known)
        play(pitch, note.velocity, note.channel, beats=gap * 0.9)
        yield beats(gap)
        rest -= gap


def on_note_on(note):
    note.send()
    learn(note)
    spawn(answer(note), only="answer")


def on_param(p):
    if p is forget:
        ways.clear()


def on_save():
    return {"ways": ways}


def on_load(saved):
    ways.update(saved.get("ways", {}))
