# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""What a script remembers is in the session, which needs nothing but itself."""
import os
import shutil
import time

import rig
import song

BEATS = 8
KEYS = 10
END = 7 * song.BEAT_FRAMES
LOCATING = 0.5  # [s]
SAVING = 1.0  # A script is asked what it remembers when it is idle


def keys():
    """Return keys that do not overlap."""
    events = []
    for i in range(KEYS):
        events.append((i * 300, bytes([0x90, 60, 100])))
        events.append((i * 300 + 100, bytes([0x80, 60, 0])))
    return events


def counted(first):
    """Return what counter.py sends for the keys if it has counted to first."""
    return rig.hexed(
        (tick * song.TICK_FRAMES, bytes([message[0], 36 + first + i // 2, message[2]]))
        for i, (tick, message) in enumerate(keys())
    )


def run(setup):
    """Play, save, move everything away, open."""
    track = setup.own_preset("counter")
    session = setup.session("song", [track], keys(), BEATS)

    def export(what, where, first):
        def work(host):
            _, sent = rig.exported(host, where, [track], keys())
            rig.check(what, counted(first), sent[track.name])

        setup.visit(where, work)

    export("exported from the start", session, 0)
    export("an export leaves what is remembered as it was", session, 0)
    setup.visit(session, play)
    export("opened again, it goes on where it was", session, KEYS)

    os.mkdir(setup.path("elsewhere"))
    moved = setup.path("elsewhere", os.path.basename(session))
    shutil.move(session, moved)
    os.remove(track.rendered)
    shutil.rmtree(setup.presets)
    export("moved, without the script's file, it does so, too", moved, KEYS)


def roll(host, meanwhile=lambda: None):
    """Let the song play once as it sounds, and do something meanwhile.

    On JACK, Ardour never rolls again if it is told to before it has located.
    """
    host.locate(0, False)
    rig.wait_for("it is at the start", host.position, lambda at: int(at) == 0)
    time.sleep(LOCATING)
    host.locate(0, True)
    rig.wait_for("it plays", host.rolling, lambda rolls: rolls == "true")
    meanwhile()
    rig.wait_for("the song is over", host.position, lambda at: int(at) > END)
    host.stop()
    rig.wait_for("it has stopped", host.rolling, lambda rolls: rolls == "false")


def play(host):
    """Let the song play, and save."""
    roll(host)
    time.sleep(SAVING)
    host.save()
