# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Eight tracks with eight presets: exact, twice the same, kept."""
import rig

BEATS = 16


def melody():
    """Return 24 keys, some of which overlap, none of them on a beat's grid."""
    events = []
    for i in range(24):
        tick = i * 240 + 7 * i
        pitch = 48 + (i * 5) % 24
        events.append((tick, bytes([0x90, pitch, 40 + 3 * i])))
        events.append((tick + 200 + 11 * (i % 7), bytes([0x80, pitch, 64])))
    return sorted(events, key=lambda event: (event[0], event[1][0]))


def preset(name, label, **settings):
    """Return a track with a preset that is a plugin of its own."""
    uri = "urn:outboard:preset:" + name
    return rig.Track(name, uri, "", settings, label)


def tracks(setup):
    """Return the tracks, and how outboard render is to set their presets."""
    return [
        (preset("chord", "Outboard Chord", Inversion=1), ["inversion=1"]),
        (
            preset("arpeggiator", "Outboard Arpeggiator", Octaves=3, Gate=50),
            ["octaves=3", "gate=50"],
        ),
        (
            preset("echo", "Outboard Echo", Repeats=2, Transpose=7),
            ["repeats=2", "transpose=7"],
        ),
        (preset("harmonizer", "Outboard Harmonizer", Level=55), ["level=55"]),
        (
            preset("transpose", "Outboard Transpose", Semitones=-3),
            ["semitones=-3"],
        ),
        (
            preset("velocity_curve", "Outboard Velocity Curve", Softest=33),
            ["softest=33"],
        ),
        (rig.Track("strum", rig.GENERIC, "Strum", {}, "Outboard Strum"), []),
        (setup.own_preset("counter"), []),
    ]


def expect(setup, name, chosen):
    """Return what each track must send, as outboard render has it."""
    return {
        track.name: rig.hexed(setup.rendered(name, track, settings))
        for track, settings in chosen
    }


def check_tracks(what, expected, actual):
    """Every message of every track at its frame."""
    for name, events in expected.items():
        rig.check(f"{what}, {name}: every message at its frame", events, actual[name])


def run(setup):
    """Play, export twice, save, open."""
    chosen = tracks(setup)
    everyone = [track for track, _ in chosen]
    events = melody()
    session = setup.session("song", everyone, events, BEATS)
    expected = expect(setup, "song", chosen)

    def twice(host):
        """Export twice, and save."""
        gate = host.get("arpeggiator", "Gate")
        rig.check("a parameter is kept", ["50.0"], gate)
        sounds = []
        for file in ("once", "twice"):
            sound, sent = rig.exported(host, session, everyone, events, file)
            check_tracks("exported " + file, expected, sent)
            sounds.append(sound)
        rig.check("both files are the same", True, sounds[0] == sounds[1])
        host.save()
        return sounds[0]

    before = setup.visit(session, twice)
    after = setup.visit(session, twice)
    rig.check("opened again, it makes the same file", True, before == after)
