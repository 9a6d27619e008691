# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""A track whose script hangs leaves all others as they are.

On JACK it causes no xruns, either, which are counted: something else in Ardour
that is late is seen to cause one first, each time.  The Dummy backend has none.
"""
import rig
import test_session as simple

OTHERS = 7
BEATS = 8
STALLS = 3
TRIES = 12  # A busy machine makes xruns by itself, whether a script hangs or not


def see_xruns(host, name):
    """Let a processor of a track be late: JACK and Ardour are to notice."""
    host.add_stall(name)
    for i in range(STALLS):
        before = int(host.xruns()[0])
        host.stall(name)
        rig.wait_for(
            f"an xrun when a processor is late, {i + 1} of {STALLS}",
            host.xruns,
            lambda now, before=before: int(now) > before,
        )
    print(f"ok: xruns are counted: {STALLS} of {STALLS}")


def run(setup):
    """Play eight tracks as they sound; one hangs from its fifth key on."""
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
        rig.check("a script that hangs causes no xruns", 0, beside)

    def work(host):
        if setup.backend != rig.DUMMY:
            see_xruns(host, others[0].name)
        rig.in_some_tries(lambda: attempt(host), TRIES)

    setup.visit(session, work)
    with open(setup.log, errors="replace") as log:
        rig.check("Ardour's log tells of it", True, "hang.py" in log.read())
