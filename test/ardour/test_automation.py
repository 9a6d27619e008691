# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Parameters that are set or automated change with the block it happens in.

Ardour 7.3 hands automation over at the first frame of a block, not at the
frame of its point.  The plugin takes it over at that frame, and the script
hears of it before the keys of the block.
"""
import rig
import song
import test_session as simple

BEATS = 12

# Where the parameter changes, and to what
POINTS = [(0, 0), (24001, 7), (36007, 3), (100003, 24), (200000, 1)]

# The same if it is set while the song plays
SETTINGS = [(0, 0), (48000, 5), (96000, 2)]


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


def check_changes(points, events, sent):
    """Check that all changes arrive, and keys follow; return their frames."""
    said = [event.split() for event in sent if " b014" in event]
    changes = [(int(frame), int(message[4:], 16)) for frame, message in said]
    rig.check(
        "each change of the parameter arrives",
        [value for _, value in points[1:]],
        [value for _, value in changes],
    )
    rig.check(
        "every key is shifted by what the parameter is at its frame",
        shifted(events, points[:1] + changes),
        [event for event in sent if " b014" not in event],
    )
    return [frame for frame, _ in changes]


def check_automation(events, sent):
    """Check changes, and when they are."""
    frames = check_changes(POINTS, events, sent)
    late = [frame - point for (point, _), frame in zip(POINTS[1:], frames)]
    print(f"frames from a point to the block in which it acts: {late}")
    rig.check(
        "each acts within a block",
        [True] * len(late),
        [0 <= frames < rig.FRAMES for frames in late],
    )


def live(host, name, events):
    """Set the parameter while the song plays."""

    def change():
        for frame, value in SETTINGS[1:]:
            rig.wait_for(
                f"frame {frame}",
                host.position,
                lambda at, frame=frame: int(at) > frame,
            )
            host.set(name, "Shift", value)

    host.set(name, "Shift", SETTINGS[0][1])
    host.clear(name)
    simple.roll(host, change)
    _, sent = rig.in_song(host.passed(name), events)
    check_changes(
        SETTINGS,
        [event for event in events if event[0] * song.TICK_FRAMES < simple.END],
        rig.hexed(event for event in sent if event[0] < simple.END),
    )


def run(setup):
    """Set a parameter, automate it, export, and again after opening it anew."""
    track = setup.own_plugin("changes")
    events = keys()
    session = setup.session("song", [track], events, BEATS)

    def play(host):
        _, sent = rig.exported(host, session, [track], events)
        check_automation(events, sent[track.name])

    def automate(host):
        rig.in_some_tries(lambda: live(host, track.name, events))
        host.set(track.name, "Shift", POINTS[0][1])
        points = [number for point in POINTS for number in point]
        host.automate(track.name, "Shift", points)
        play(host)
        host.save()

    setup.visit(session, automate)
    setup.visit(session, play)
