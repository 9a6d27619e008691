# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""A loop, locating, stopping and bypass, as the song plays live.

Ardour 7.3 plays a key at a loop's first sample twice in later passes: at the
first sample, and a part of a block later.  The plugin is to make of what comes.
"""
import time

import rig
import song

BEATS = 48
LOOP = (8 * song.BEAT_FRAMES, 10 * song.BEAT_FRAMES)
LENGTH = LOOP[1] - LOOP[0]
PASSES = 4
OCTAVE = 12

# A key that is held while others come and go, in beats
HELD, HELD_FROM, HELD_TO = 36, 16, 30
BEFORE = 15 * song.BEAT_FRAMES
SILENCE = 36 * song.BEAT_FRAMES
SETTLED = 0.5  # The script has done what it does then [s]

TRACKS = [
    rig.Track(name, "urn:outboard:preset:" + name, "", {}, "")
    for name in ("transpose", "arpeggiator", "echo")
]


def keys():
    """Return a key at every beat, and the one that is held."""
    events = [
        (HELD_FROM * song.DIVISION + 7, bytes([0x90, HELD, 100])),
        (HELD_TO * song.DIVISION + 7, bytes([0x80, HELD, 0])),
    ]
    for beat in range(HELD_TO):
        tick = beat * song.DIVISION
        events.append((tick, bytes([0x90, 48 + beat % 12, 100])))
        events.append((tick + 200, bytes([0x80, 48 + beat % 12, 0])))
    return sorted(events, key=lambda event: event[0])


def begun(events):
    """Return when keys are struck, and which."""
    return [(frame, m[1]) for frame, m in events if m[0] == 0x90 and m[2]]


def raised(events, interval=OCTAVE):
    """Return keys as they are higher."""
    return [(frame, pitch + interval) for frame, pitch in events]


def nothing_sounds(host, after):
    """Check what each track leaves sounding, if that matters to it."""
    for track in TRACKS:
        _, out = host.passed(track.name)
        rig.check(f"{track.name} has played", True, bool(begun(out)))
        left = rig.sounding(message for _, message in out)
        rig.check(f"after {after}, nothing of {track.name} sounds", [], left)


def stop(host):
    """Stop, and wait until that is done."""
    host.stop()
    rig.wait_for("it has stopped", host.rolling, lambda rolls: rolls == "false")
    time.sleep(SETTLED)


def hold(host):
    """Play until the held key sounds."""
    for track in TRACKS:
        host.clear(track.name)
    host.locate(BEFORE, True)
    rig.wait_for(
        "a key is held",
        lambda: host.passed("transpose"),
        lambda came_in: any(m[:2] == bytes([0x90, HELD]) for _, m in came_in),
    )
    time.sleep(SETTLED)
    _, out = host.passed("transpose")
    pitches = [pitch for _, pitch in rig.sounding(message for _, message in out)]
    rig.check("the held key sounds", True, HELD + OCTAVE in pitches)


def by_pass(events, start):
    """Divide keys into passes of the loop, from whose beginning they count."""
    passes = [[] for _ in range(PASSES)]
    for frame, pitch in events:
        number, offset = divmod(frame - start, LENGTH)
        if number < PASSES:
            passes[number].append((offset, pitch))
    return passes


def loop(host):
    """Play a loop some times."""
    for track in TRACKS:
        host.clear(track.name)
    host.loop(True)
    host.roll()

    def long_enough(came_in):
        struck = begun(came_in)
        return struck and struck[-1][0] - struck[0][0] > PASSES * LENGTH

    rig.wait_for(
        "the loop is played", lambda: host.passed("transpose"), long_enough
    )
    stop(host)
    host.loop(False)

    came_in, out = map(begun, host.passed("transpose"))
    rig.check("in a loop, each key is raised at its frame", raised(came_in), out)
    start = came_in[0][0]
    for number, struck in enumerate(by_pass(out, start)):
        rig.check(f"pass {number} has the loop's first sample", 0, struck[0][0])

    came_in, out = map(begun, host.passed("arpeggiator"))
    twice = {
        frame for frame, _ in came_in if (frame - start) % song.BEAT_FRAMES
    }
    first, *others = by_pass([key for key in out if key[0] not in twice], start)
    for number, struck in enumerate(others, 1):
        rig.check(f"the arpeggio of pass {number} is the first's", first, struck)
    nothing_sounds(host, "a loop")


def locate(host):
    """Go elsewhere while a key is held."""
    hold(host)
    host.locate(SILENCE, True)
    rig.wait_for(
        "it plays on", host.position, lambda at: int(at) > SILENCE + song.RATE
    )
    nothing_sounds(host, "locating")
    stop(host)


def halt(host):
    """Stop while a key is held."""
    hold(host)
    stop(host)
    nothing_sounds(host, "a stop")


def bypass(host):
    """Bypass a plugin for some beats while a key is held."""
    hold(host)
    for on in (False, True):
        at = int(host.position()[0])
        host.enable("transpose", on)
        rig.wait_for(
            "some beats pass",
            host.position,
            lambda now, at=at: int(now) > at + 3 * song.BEAT_FRAMES,
        )
    stop(host)
    came_in, out = host.passed("transpose")
    steps = [
        after[1] - before[1]
        for before, after in zip(begun(came_in), begun(out))
    ]
    first = steps.index(0)
    last = len(steps) - steps[::-1].index(0)
    intervals = [OCTAVE] * len(steps)
    intervals[first:last] = [0] * (last - first)
    rig.check(
        "bypassed, keys pass as they are; before and after, they are raised",
        [(key[0], key[1] + step) for key, step in zip(begun(came_in), intervals)],
        begun(out),
    )
    rig.check("it has been bypassed for beats", True, last - first >= 2)
    rig.check("and then not any more", True, last < len(steps))
    frame = begun(out)[first][0]
    left = [
        pitch
        for _, pitch in rig.sounding(m for at, m in out if at < frame)
    ]
    rig.check("what was held has ended when it is bypassed", [], left)
    nothing_sounds(host, "bypass")


def run(setup):
    """Do all that in one session."""
    session = setup.session("song", TRACKS, keys(), BEATS, LOOP)

    def work(host):
        for act in (loop, locate, halt, bypass):
            rig.in_some_tries(lambda act=act: act(host))

    setup.visit(session, work)
