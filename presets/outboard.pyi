# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""What a script says to the plugin it runs in.

Editors read this file, next to your script or on their search path, to
complete and check what you write.  It is no part of what runs.

Define the callbacks you want, as functions at the top level.  A callback
replaces its event: nothing goes out unless it is sent.  What has no callback
passes unchanged.

    on_note_on(note)           a NoteOn: a key has gone down
    on_note_off(note)          the same object: the key has gone up
    on_cc(e)                   a CC, but never 120 and 123
    on_pitch_bend(e)           a PitchBend
    on_channel_pressure(e)     a ChannelPressure
    on_poly_pressure(e)        a PolyPressure
    on_program_change(e)       a ProgramChange
    on_sysex(e)                a SysEx
    on_event(e)                whatever has no callback of its own, never notes
    on_param(p)                a parameter has changed: the object itself
    on_transport(t)            `t` is `transport`, `t.reason` says what changed
    on_block(b)                every block: `b.frame`, `b.frames`
    on_load(saved)             before the first event: what on_save() returned
    on_save()                  returns a dict to be saved with the session
    on_reset()                 all notes were ended: bypass, panic, activation
    on_idle()                  about 4 times a second, between blocks

All but on_block, on_load, on_save and on_idle may be generators: they wait with
`yield ms(30)` and the like.

What on_save() returns is made of dict, list, tuple (which comes back as a
list), str, int, float, bool and None.  Keys are texts or integers.

A script may set, at its top level: __author__, __license__, __version__,
__uri__ and CATEGORY, all texts; FILES, a list of names of files in its folder;
and LATENCY_MS, a number from 0 to 1000.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from io import BytesIO, TextIOWrapper
from random import Random
from typing import Any, Generic, Literal, TypeVar, final, overload, type_check_only

_T = TypeVar("_T")
_N = TypeVar("_N", int, float)
_Task = Generator[Wait, Any, Any]
_Beats = float | Float | Int | Choice[Any]

# Events

class Event:
    """What all events have.  Events are read-only: send() and copy() take changes.

    Numbers may be floats: they are rounded half up, then checked.  A number out
    of range is a ValueError that names the field and its range.
    """

    @property
    def channel(self) -> int:
        """MIDI channel, 1 to 16."""
    @property
    def frame(self) -> int:
        """When it arrived, in input frames since the plugin was made."""
    @property
    def beat(self) -> float:
        """Song position when it arrived, in quarter notes."""
    def copy(self, **changes: Any) -> Event:
        """The same event with other values, not sent."""
    def send(
        self,
        *,
        after_ms: float = ...,
        after_beats: float = ...,
        at_beat: float = ...,
        at_frame: float = ...,
        **changes: Any,
    ) -> Any:
        """Send it, at once or later, with changes to its fields.

        after_ms: delay in milliseconds, down to -LATENCY_MS.
        after_beats: delay in quarter notes, which follows the tempo.
        at_beat: song position in quarter notes; what is past means now.
        at_frame: input frame; what is past means now.

        Two of these at once are a TypeError.  While the script loads or saves,
        sending is a RuntimeError.
        """

@final
class NoteOn(Event):
    """A note: a key that was struck, what send() has made of it, or a value."""

    def __init__(
        self, pitch: float, velocity: float = 100, channel: float = 1
    ) -> None: ...
    @property
    def pitch(self) -> int:
        """0 to 127; 60 is C4."""
    @property
    def velocity(self) -> int:
        """1 to 127."""
    @property
    def id(self) -> int:
        """A number that no other note has."""
    data: Any
    """Yours: whatever you want to remember with this note; None at first."""
    @property
    def held(self) -> bool:
        """Whether its key is down."""
    @property
    def sounding(self) -> bool:
        """Whether it, or a note that it owns, sounds."""
    @property
    def owned(self) -> list[NoteOn]:
        """The notes that its key will release, in the order they were sent."""
    @property
    def release_velocity(self) -> int | None:
        """Velocity of the key's note-off, 0 to 127; None while it is down."""
    def copy(  # type: ignore[override]
        self, *, pitch: float = ..., velocity: float = ..., channel: float = ...
    ) -> NoteOn:
        """The same note with other values, not sent."""
    def send(  # type: ignore[override]
        self,
        *,
        after_ms: float = ...,
        after_beats: float = ...,
        at_beat: float = ...,
        at_frame: float = ...,
        beats: float = ...,
        ms: float = ...,
        pitch: float = ...,
        velocity: float = ...,
        channel: float = ...,
    ) -> NoteOn:
        """Send it, and return the note that sounds.

        It belongs to the key that caused it and ends with it; sent later, it
        ends as much later.  With a length of its own, beats= in quarter notes
        or ms= in milliseconds, it belongs to no key.  After its key is up, a
        note without such a length is not sent.
        """
    def hold(self) -> None:
        """Do not release it, or what it owns, with its key: stop() does."""
    def spawn(self, gen: _Task) -> Task:
        """Start a task that is cancelled when the note ends."""
    def stop(
        self,
        *,
        after_ms: float = ...,
        after_beats: float = ...,
        at_beat: float = ...,
        at_frame: float = ...,
    ) -> None:
        """End it and what it owns, now or later; before its start, cancel it."""

@final
class NoteOff(Event):
    """A note-off.  on_note_off() does not get one, but the key's NoteOn."""

    def __init__(
        self, pitch: float, velocity: float = 64, channel: float = 1
    ) -> None: ...
    @property
    def pitch(self) -> int:
        """0 to 127; 60 is C4."""
    @property
    def velocity(self) -> int:
        """Release velocity, 0 to 127."""

@final
class PolyPressure(Event):
    """Pressure on one key."""

    def __init__(self, pitch: float, value: float, channel: float = 1) -> None: ...
    @property
    def pitch(self) -> int:
        """0 to 127; 60 is C4."""
    @property
    def value(self) -> int:
        """0 to 127."""

@final
class CC(Event):
    """A controller."""

    def __init__(self, number: float, value: float, channel: float = 1) -> None: ...
    @property
    def number(self) -> int:
        """Which controller, 0 to 127."""
    @property
    def value(self) -> int:
        """0 to 127."""

@final
class ProgramChange(Event):
    """A change of the instrument's sound."""

    def __init__(self, number: float, channel: float = 1) -> None: ...
    @property
    def number(self) -> int:
        """Which program, 0 to 127."""

@final
class ChannelPressure(Event):
    """Pressure on all keys of a channel."""

    def __init__(self, value: float, channel: float = 1) -> None: ...
    @property
    def value(self) -> int:
        """0 to 127."""

@final
class PitchBend(Event):
    """The pitch bend wheel."""

    def __init__(self, value: float, channel: float = 1) -> None: ...
    @property
    def value(self) -> int:
        """-8192 to 8191; 0 is the middle."""

@final
class SysEx(Event):
    """A system exclusive message."""

    def __init__(self, data: bytes | Sequence[int]) -> None: ...
    @property
    def data(self) -> bytes:
        """Its bytes, F0 and F7 included, up to 65536."""

@final
class Raw(Event):
    """Any other message, clock included."""

    def __init__(self, data: bytes | Sequence[int]) -> None: ...
    @property
    def data(self) -> bytes:
        """Its bytes."""

def play(
    pitch: float,
    velocity: float = 100,
    channel: float = 1,
    *,
    beats: float = ...,
    ms: float = ...,
    after_ms: float = ...,
    after_beats: float = ...,
    at_beat: float = ...,
    at_frame: float = ...,
) -> NoteOn:
    """Play a note that belongs to no key, for beats= quarter notes or ms=.

    It ends on time whatever the script does, or when stopped.  Without a length
    this is a TypeError.
    """

def held() -> list[NoteOn]:
    """The keys that are down, oldest first, the one just struck included."""

def cc(number: float, channel: float = 1, default: _T = ...) -> int | _T:
    """The last value received of a controller, else `default`, or 0.

    number: 0 to 127.  channel: 1 to 16.
    """

# Tasks

@final
@type_check_only
class Wait:
    """What a task waits for: to be yielded."""

@final
class Task:
    """What spawn() and every() return."""

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
    def cancel(self) -> None:
        """End it here, running its `finally`."""

def ms(x: float, /) -> Wait:
    """`yield ms(x)`: wait x milliseconds."""

def beats(x: float, /) -> Wait:
    """`yield beats(x)`: wait x quarter notes, through stop and loop."""

def until_beat(x: float, /) -> Wait:
    """`yield until_beat(x)`: wait until the song is at quarter note x.

    What is past means now.
    """

def released(note: NoteOn, /) -> Wait:
    """`yield released(note)`: wait until its key is up or it has ended."""

def grid(beats: _Beats, swing: float | Float = 0) -> Wait:
    """`yield grid(1/4)`: wait for the next line of that grid of the song.

    One at this very frame counts, the same line never twice.  While the song
    stands, lines count from the task's start.

    beats: quarter notes between lines, above 0.
    swing: every second line is late by this fraction of a step; 1/3 is triplet.
    """

def spawn(gen: _Task, only: str | None = None) -> Task:
    """Start a task: a generator that waits with `yield ms(30)` and the like.

    only: a name; the former task of that name is cancelled.
    """

def every(
    beats: _Beats,
    fn: Callable[[int], Any],
    swing: float | Float = 0,
    stopped: bool = False,
) -> Task:
    """Call fn(i) on every line of a grid, i its number from the song's start.

    beats and swing are as in grid(); a parameter is followed while it turns.

    stopped: whether to go on while the song stands.
    """

def panic() -> None:
    """End all notes, and all tasks that an event has started."""

# Transport

@final
@type_check_only
class Transport:
    """Where the song is now: `transport`."""

    @property
    def playing(self) -> bool:
        """Whether the song plays."""
    @property
    def tempo(self) -> float:
        """Quarter notes per minute; 120 if the host does not tell."""
    @property
    def beat(self) -> float:
        """Song position in quarter notes; while the song stands, it runs on."""
    @property
    def bar(self) -> int:
        """Number of the bar, from 1."""
    @property
    def bar_beat(self) -> float:
        """Quarter notes into the bar, from 0."""
    @property
    def numerator(self) -> int:
        """Of the meter: 6 in 6/8."""
    @property
    def denominator(self) -> int:
        """Of the meter: 8 in 6/8."""
    @property
    def frame(self) -> int:
        """Song position in frames."""
    @property
    def rate(self) -> float:
        """Frames per second."""
    @property
    def block_frames(self) -> int:
        """The host's usual block length, in frames."""
    @property
    def speed(self) -> float:
        """1 is normal, 0 stopped."""
    @property
    def offline(self) -> bool:
        """Whether the host renders."""
    @property
    def recording(self) -> bool | None:
        """Whether the host records; None if it does not tell."""
    @property
    def looping(self) -> bool | None:
        """Whether the host loops; None if it does not tell."""
    @property
    def loop_start(self) -> float | None:
        """In quarter notes; None if the host does not tell."""
    @property
    def loop_end(self) -> float | None:
        """In quarter notes; None if the host does not tell."""
    @property
    def reason(
        self,
    ) -> Literal["start", "stop", "locate", "loop", "tempo", "meter"] | None:
        """What the last on_transport() was called for."""

transport: Transport
"""Where the song is now, in every callback."""

# Parameters

@type_check_only
class _Param:
    @property
    def id(self) -> str:
        """Its stable name: of letters a-z, digits and _, up to 63."""
    @property
    def label(self) -> str:
        """What hosts show."""
    @property
    def unit(self) -> str:
        """Of the value, like "ms"."""
    @property
    def group(self) -> str:
        """The heading that hosts show it under."""
    @property
    def low(self) -> float:
        """The least value; of a Choice, 0."""
    @property
    def high(self) -> float:
        """The greatest value; of a Choice, the last one's index."""
    @property
    def choices(self) -> tuple[str, ...] | None:
        """The labels of a Choice; None for others."""

@final
class Float(_Param):
    """A number, from low to high, both within -1e9 to 1e9.

    curve: "log" spreads a knob's travel by octaves; low must be above 0.
    """

    def __init__(
        self,
        id: str,
        label: str,
        low: float,
        high: float,
        default: float = ...,
        unit: str = "",
        curve: Literal["linear", "log"] = "linear",
        group: str = "",
    ) -> None: ...
    @property
    def default(self) -> float:
        """The first value."""
    @property
    def value(self) -> float:
        """What the host has set."""

@final
class Int(_Param):
    """A whole number, from low to high, both within -16777216 to 16777216."""

    def __init__(
        self,
        id: str,
        label: str,
        low: float,
        high: float,
        default: float = ...,
        unit: str = "",
        group: str = "",
    ) -> None: ...
    @property
    def default(self) -> int:
        """The first value."""
    @property
    def value(self) -> int:
        """What the host has set."""

@final
class Bool(_Param):
    """A switch."""

    def __init__(
        self, id: str, label: str, default: bool = False, group: str = ""
    ) -> None: ...
    @property
    def default(self) -> bool:
        """The first value."""
    @property
    def value(self) -> bool:
        """What the host has set."""

@final
class Choice(_Param, Generic[_T]):
    """One of up to 128 choices: a list, or a dict from label to value.

    default: a label; the first one if it is left out.
    """

    @overload
    def __init__(
        self,
        id: str,
        label: str,
        choices: Mapping[str, _T],
        default: str = ...,
        group: str = "",
    ) -> None: ...
    @overload
    def __init__(
        self,
        id: str,
        label: str,
        choices: Sequence[_T],
        default: _T = ...,
        group: str = "",
    ) -> None: ...
    @property
    def default(self) -> _T:
        """The value that the first choice stands for."""
    @property
    def value(self) -> _T:
        """What the choice that the host has set stands for."""

@final
class Trigger(_Param):
    """A button: on_param() is called once for each press."""

    def __init__(self, id: str, label: str, group: str = "") -> None: ...
    @property
    def default(self) -> bool:
        """False."""
    @property
    def value(self) -> bool:
        """Whether it is pressed."""

@final
class Steps(_Param, Generic[_N]):
    """A row of n numbers, 1 to 128, each from low to high.

    They are whole numbers if low and high are.  default: one for all, or a
    sequence of n.
    """

    def __init__(
        self,
        id: str,
        label: str,
        n: int,
        low: _N,
        high: _N,
        default: _N | Sequence[_N] = ...,
        group: str = "",
    ) -> None: ...
    @property
    def default(self) -> tuple[_N, ...]:
        """The first values."""
    @property
    def value(self) -> tuple[_N, ...]:
        """What the host has set."""

RATES: dict[str, float]
"""Lengths in quarter notes: "1/1" to "1/32", triplets "1/8T", dotted "1/8."."""

# Pitches and numbers

def clamp(x: float, low: float, high: float, /) -> float:
    """The nearest value from low to high."""

def fold(pitch: float, /) -> int:
    """A pitch moved by octaves into 0 to 127."""

def note_name(pitch: float, /) -> str:
    """The name of a pitch, 0 to 127: 60 is "C4"."""

def note_number(name: str, /) -> int:
    """The pitch of a name from "C-1" to "G9", like "C#4" or "Db4"."""

@final
class Scale:
    """A scale in all octaves, made by scale(); `pitch in scale` asks."""

    @property
    def name(self) -> str:
        """One of SCALES."""
    @property
    def root(self) -> int:
        """Pitch class of the root, 0 (C) to 11 (B)."""
    @property
    def steps(self) -> tuple[int, ...]:
        """Semitones of its notes above the root, from 0."""
    def __contains__(self, pitch: float) -> bool: ...
    def snap(self, pitch: float, /) -> int:
        """The nearest pitch in the scale, of two the lower."""
    def shift(self, pitch: float, steps: float, /) -> int:
        """snap(pitch), moved up or down the scale.

        steps: how many notes of the scale, -1000 to 1000.  What comes out may
        be off the keyboard: see fold() and clamp().
        """

def scale(name: str, root: float | str) -> Scale:
    """A scale on a root.

    name: one of SCALES; else a ValueError lists them.
    root: a pitch, 0 to 127, or a name like "C#" or "C#4".
    """

SCALES: tuple[str, ...]
"""The names of all scales, "major" first."""

# Chance, files, words

rng: Random
"""Random numbers that start the same way at activation and transport start."""

@final
@type_check_only
class File:
    """A file named in FILES: `here / "kit.syx"`."""

    @property
    def name(self) -> str:
        """As in FILES."""
    @property
    def suffix(self) -> str:
        """The name's end, like ".syx"."""
    def read_bytes(self) -> bytes:
        """All that is in it."""
    def read_text(self, encoding: str = "utf-8") -> str:
        """All that is in it, as text; a UnicodeDecodeError if it is none."""
    @overload
    def open(
        self, mode: Literal["r", "rt"] = "r", encoding: str = "utf-8"
    ) -> TextIOWrapper: ...
    @overload
    def open(self, mode: Literal["rb"], encoding: str = "utf-8") -> BytesIO: ...

@final
@type_check_only
class Here:
    """The files named in FILES: `here`."""

    def __truediv__(self, name: str) -> File: ...

here: Here
"""`here / name` is a file named in FILES; others are a FileNotFoundError."""

@final
@type_check_only
class Block:
    """What on_block() is called with."""

    @property
    def frame(self) -> int:
        """Its first frame, in input frames."""
    @property
    def frames(self) -> int:
        """Its length, in frames."""

def log(*values: object) -> None:
    """Write to the plugin's log, as print() does.

    At most 20 lines a second on average, 100 at once; more are counted.
    """

def show(name: str, value: object, /) -> None:
    """Let others watch a value: the latest of each name, some times a second.

    name: one line; at most 64 names.  value: as text, up to 500 characters.
    """

class ScriptTimeout(BaseException):
    """Raised in a callback that has been running for a second."""
