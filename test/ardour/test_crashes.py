# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Ardour crashes no more often with this plugin than with another.

All other tests do again what Ardour's own crashes have ended, see Rig.visit.
Only a plugin that crashes it most of the time fails here for sure.
"""
import math
import time

import ardour
import rig
import test_session as simple

BEATS = 8
LENGTH = 40  # [s]
CHANCE = 0.01  # Of a false alarm, at most
OURS = "urn:outboard:preset:transpose"
OTHER = "http://gareus.org/oss/lv2/midifilter#passthru"


def chance(crashes, runs, other_crashes, other_runs):
    """Return how likely so many crashes are if both crash as often (Fisher)."""
    total, all_crashes = runs + other_runs, crashes + other_crashes
    ways = sum(
        math.comb(runs, k) * math.comb(other_runs, all_crashes - k)
        for k in range(crashes, min(runs, all_crashes) + 1)
    )
    return ways / math.comb(total, all_crashes)


def crashes(setup, session):
    """Open a session and export it; return whether Ardour crashes."""
    try:
        with setup.host() as host:
            host.open(session, rig.DUMMY, rig.FRAMES)
            host.export("mix")
            rig.heard(setup.path(session, "export", "mix.wav"))
    except ardour.Crash:
        return True
    return False


def run(setup):
    """Let both take turns."""
    sessions = [
        setup.session(name, [rig.Track(name, uri, "", {}, "")], simple.keys(), BEATS)
        for name, uri in (("ours", OURS), ("other", OTHER))
    ]
    counts = [0, 0]
    runs = 0
    end = time.monotonic() + LENGTH
    while time.monotonic() < end:
        runs += 1
        for i, session in enumerate(sessions):
            counts[i] += crashes(setup, session)
    print(f"{runs} exports each: {counts[0]} crashes with Outboard, "
          f"{counts[1]} with another plugin")
    likely = chance(counts[0], runs, counts[1], runs) > CHANCE
    rig.check("Outboard does not make Ardour crash more often", True, likely)
