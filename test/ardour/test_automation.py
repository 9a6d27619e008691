# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Parameters that are automated change with the block Ardour changes them in.

Ardour 7.3 hands automation over at the first frame of a block, not at the
frame of its point.  The plugin takes it over at that frame, and the script
hears of it before the keys of the block.
"""
import rig
import song

BEATS = 12

# Where the parameter changes, and to what
POINTS = [(0, 0), (24001, 7), (36007, 3), (100003, 24), (200000, 1)]


def keys():
    """Return keys of a hundredth of a beat, every eighth of a beat."""
    events = []
    for i in range(80):
        events.append((i * 60, bytes([0x90, 40, 100])))
        events.append((i * 60 + 5, bytes([0x80, 40, 0])))
    return events


def shifted(events, changes):
    """Return what changes.py makes of keys if its parameter changes so."""
    result = []
    for tick, message in events:
        frame = tick * song.TICK_FRAMES
        if message[0] == 0x90:
            shift = [value for start, value in changes if start <= frame][-1]
        result.append((frame, bytes([message[0], 40 + shift, message[2]])))
    return rig.hexed(result)


def check_changes(events, sent):
    """Check when the parameter changed, and all keys after that."""
    said = [event.split() for event in sent if " b014" in event]
    changes = [(int(frame), int(message[4:], 16)) for frame, message in said]
    rig.check(
        "each point of the automation arrives",
        [value for _, value in POINTS[1:]],
        [value for _, value in changes],
    )
    late = [
        frame - point for (point, _), (frame, _) in zip(POINTS[1:], changes)
    ]
    print(f"frames from a point to the block in which it acts: {late}")
    rig.check(
        "each acts within a block",
        [True] * len(late),
        [0 <= frames < rig.FRAMES for frames in late],
    )
    rig.check(
        "every key is shifted by what the parameter is at its frame",
        shifted(events, POINTS[:1] + changes),
        [event for event in sent if " b014" not in event],
    )


def run(setup):
    """Automate a parameter, export, and do so again after opening it anew."""
    track = setup.own_plugin("changes")
    events = keys()
    session = setup.session("song", [track], events, BEATS)

    def play(host):
        _, sent = rig.exported(host, session, [track], events)
        check_changes(events, sent[track.name])

    def automate(host):
        points = [number for point in POINTS for number in point]
        host.automate(track.name, "Shift", points)
        play(host)
        host.save()

    setup.visit(session, automate)
    setup.visit(session, play)
