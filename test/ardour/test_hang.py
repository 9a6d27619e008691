# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""A track whose script hangs leaves all others as they are."""
import rig
import test_session as simple

OTHERS = 7
BEATS = 8


def run(setup):
    """Play eight tracks as they sound; one hangs on its tenth key."""
    hanging = setup.own_preset("hang")
    others = [
        rig.Track(f"t{i}", "urn:outboard:preset:transpose", "", {"Semitones": i}, "")
        for i in range(OTHERS)
    ]
    session = setup.session("song", [hanging, *others], simple.keys(), BEATS)

    def shifted(i):
        return rig.hexed(
            (tick * rig.song.TICK_FRAMES, bytes([m[0], m[1] + 12 + i, m[2]]))
            for tick, m in simple.keys()
        )

    def play(host, hangs):
        """Play once; return how many xruns there were."""
        host.enable(hanging.name, hangs)
        for track in others:
            host.clear(track.name)
        before = int(host.xruns()[0])
        simple.roll(host)
        xruns = int(host.xruns()[0]) - before
        for i, track in enumerate(others):
            _, sent = rig.in_song(host.passed(track.name), simple.keys())
            rig.check(f"{track.name} is exact", shifted(i), rig.hexed(sent))
        return xruns

    def attempt(host):
        without = play(host, False)
        beside = play(host, True)
        print(f"xruns: {without} without, {beside} beside a script that hangs")
        rig.check("a script that hangs causes no xruns", True, beside <= without)

    rig.in_some_tries(lambda: setup.visit(session, attempt))
    with open(setup.log, errors="replace") as log:
        rig.check("Ardour's log tells of it", True, "hang.py" in log.read())
