# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""What Pipelined adds is compensated: it sounds when Live does."""
import rig
import test_session as simple

BEATS = 8
LIVE = rig.Track("live", "urn:outboard:preset:transpose", "", {}, "")
PIPELINED = LIVE._replace(name="pipelined", settings={"Mode": 1, "Semitones": 12})


def transposed(octaves, latency):
    """Return what a track sends, by the song's frames as they came in."""
    return rig.hexed(
        (tick * rig.song.TICK_FRAMES + latency, bytes([m[0], m[1] + 12 * octaves, m[2]]))
        for tick, m in simple.keys()
    )


def run(setup):
    """Export both tracks; exported() checks that they sound together."""
    session = setup.session("song", [LIVE, PIPELINED], simple.keys(), BEATS)

    def work(host):
        rig.check("Live reports no latency", ["0"], host.latency("live"))
        block = host.latency("pipelined")
        rig.check("Pipelined reports a block", [str(rig.FRAMES)], block)
        once, sent = rig.exported(host, session, [LIVE, PIPELINED], simple.keys())
        rig.check("Live", transposed(1, 0), sent["live"])
        rig.check("Pipelined", transposed(2, rig.FRAMES), sent["pipelined"])
        return once

    once = setup.visit(session, work)
    again = setup.visit(session, work)
    rig.check("two exports are the same, to the byte", True, once == again)
