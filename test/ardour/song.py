# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Standard MIDI files, and putting them into a session of Ardour."""
import os
import re
import struct

RATE = 48000
DIVISION = 480
BEAT_FRAMES = RATE // 2
TICK_FRAMES = BEAT_FRAMES // DIVISION
ARDOUR_TICKS = 1920
SUPERCLOCKS = 282240000 // RATE


def number(value):
    """Return a number as MIDI files have it, seven bits a byte."""
    result = bytes([value & 127])
    while value := value >> 7:
        result = bytes([value & 127 | 128]) + result
    return result


def write(path, events):
    """Write messages, as pairs of a tick and bytes, at 120 beats per minute."""
    track = b"\0\xff\x51\x03" + (500000).to_bytes(3, "big")
    last = 0
    for tick, message in events:
        track += number(tick - last) + message
        last = tick
    track += b"\0\xff\x2f\0"
    with open(path, "wb") as file:
        file.write(struct.pack(">4sIHHH", b"MThd", 6, 0, 1, DIVISION))
        file.write(struct.pack(">4sI", b"MTrk", len(track)) + track)


def read_number(data, at):
    """Return a number of seven bits a byte, and where it ends."""
    value = 0
    while True:
        value = value << 7 | data[at] & 127
        at += 1
        if not data[at - 1] & 128:
            return value, at


def read(path):
    """Return a file's messages, as pairs of a frame and bytes.

    It has one track, at 120 beats per minute.
    """
    with open(path, "rb") as file:
        data = file.read()
    division = struct.unpack(">H", data[12:14])[0]
    at, tick, status, events = 22, 0, 0, []
    while at < len(data):
        delta, at = read_number(data, at)
        tick += delta
        if data[at] in (0xFF, 0xF0):
            kind, at = data[at], at + (2 if data[at] == 0xFF else 1)
            size, at = read_number(data, at)
            if kind == 0xF0:
                message = b"\xf0" + data[at : at + size]
                events.append((round(tick * BEAT_FRAMES / division), message))
            at += size
            continue
        if data[at] & 128:
            status, at = data[at], at + 1
        size = 1 if status & 0xE0 == 0xC0 else 2
        message = bytes([status]) + data[at : at + size]
        at += size
        events.append((round(tick * BEAT_FRAMES / division), message))
    return events


def region(identity, whole, source, beats):
    """Return a region over all of a source, from the song's beginning."""
    length = f"b{beats * ARDOUR_TICKS}@b0"
    return (
        f'<Region name="{source}" muted="0" opaque="1" locked="0" automatic="0" '
        f'whole-file="{whole:d}" import="0" external="0" hidden="0" '
        'position-locked="0" position="b0" start="b0" sync-position="b0" '
        f'length="{length}" ancestral-start="b0" ancestral-length="{length}" '
        'stretch="1" shift="1" layering-index="0" first-edit="nothing" '
        f'id="{identity}" type="midi" source-0="{source}" '
        f'master-source-0="{source}"/>'
    )


def location(identity, name, flags, start, end):
    """Return a range of frames."""
    return (
        f'<Location id="{identity}" name="{name}" start="a{start * SUPERCLOCKS}"'
        f' end="a{end * SUPERCLOCKS}" flags="{flags}" locked="0"/>'
    )


def put_into(session, path, beats, loop=None):
    """Put a MIDI file onto all tracks of a closed session.

    That is what importing it does in Ardour's window, which there is none of.
    The song's range is as long as the beats, and a loop is a pair of frames.
    """
    name = os.path.basename(path)
    folder = os.path.join(
        session, "interchange", os.path.basename(session), "midifiles"
    )
    with open(path, "rb") as file, open(os.path.join(folder, name), "wb") as out:
        out.write(file.read())

    state = os.path.join(session, "song.ardour")
    with open(state, encoding="utf-8") as file:
        text = file.read()
    identity = int(re.search(r'id-counter="(\d+)"', text)[1])

    def new():
        nonlocal identity
        identity += 1
        return identity

    source = new()
    text = text.replace(
        "<Sources/>",
        f'<Sources><Source name="{name}" type="midi" flags="" id="{source}"'
        f' origin="{name}"/></Sources>',
    ).replace("<Regions/>", f"<Regions>{region(new(), True, source, beats)}</Regions>")
    text = re.sub(
        r'(<Playlist [^>]*type="midi"[^>]*)/>',
        lambda match: match[1]
        + f">{region(new(), False, source, beats)}</Playlist>",
        text,
    )
    ranges = location(new(), "session", "IsSessionRange", 0, beats * BEAT_FRAMES)
    if loop:
        ranges += location(new(), "loop", "IsAutoLoop", *loop)
    text = text.replace("<Locations/>", f"<Locations>{ranges}</Locations>")
    text = re.sub(r'id-counter="\d+"', f'id-counter="{new()}"', text)
    with open(state, "w", encoding="utf-8") as file:
        file.write(text)
