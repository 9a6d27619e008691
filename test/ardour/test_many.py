# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""As many tracks as a big song has: each is exact."""
import rig
import test_session as simple

TRACKS = 64
BEATS = 8
SPREAD = 25  # Each track transposes by another interval, up to two octaves


def run(setup):
    """Open, play, and export all of them."""
    settings = [
        {"Octaves": i % SPREAD // 12, "Semitones": i % SPREAD % 12}
        for i in range(TRACKS)
    ]
    tracks = [
        rig.Track(f"t{i}", "urn:outboard:preset:transpose", "", each, "")
        for i, each in enumerate(settings)
    ]
    session = setup.session("song", tracks, simple.keys(), BEATS)

    def wrong(sent):
        """Return the tracks that have not sent what they should."""
        return [
            track.name
            for i, track in enumerate(tracks)
            if sent[track.name]
            != rig.hexed(
                (tick * rig.song.TICK_FRAMES, bytes([m[0], m[1] + i % SPREAD, m[2]]))
                for tick, m in simple.keys()
            )
        ]

    def live(host):
        for track in tracks:
            host.clear(track.name)
        simple.roll(host)
        sent = {}
        for track in tracks:
            _, out = rig.in_song(host.passed(track.name), simple.keys())
            sent[track.name] = rig.hexed(out)
        rig.check(f"{TRACKS} tracks play: those that are wrong", [], wrong(sent))

    def work(host):
        rig.in_some_tries(lambda: live(host))
        _, sent = rig.exported(host, session, tracks, simple.keys())
        rig.check(f"{TRACKS} tracks exported: those that are wrong", [], wrong(sent))

    setup.visit(session, work)
