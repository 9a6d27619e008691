# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""What every test with Ardour needs: plugins, presets, a song, and checks."""
import collections
import glob
import os
import shutil
import subprocess
import time
import wave

import ardour
import song

HERE = os.path.dirname(os.path.abspath(__file__))
DUMMY = "None (Dummy)"
GENERIC = "urn:outboard:script"
FRAMES = 256
TRIES = 5
CRASHES = 8
PATIENCE = 60

# A track: its plugin, what of it is set, and by what it is rendered
Track = collections.namedtuple("Track", "name uri preset settings rendered")

MANIFEST = """\
@prefix atom: <http://lv2plug.in/ns/ext/atom#> .
@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix pset: <http://lv2plug.in/ns/ext/presets#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix state: <http://lv2plug.in/ns/ext/state#> .

<urn:outboard:test:{name}>
	a pset:Preset ;
	lv2:appliesTo <urn:outboard:script> ;
	rdfs:seeAlso <manifest.ttl> ;
	rdfs:label "Test {name}" ;
	state:state [ <urn:outboard:file> <file://{path}> ] .
"""


class Failure(Exception):
    """A check has failed."""


def check(name, expected, actual):
    """Say what was expected and what is; raise if that differs."""
    if expected == actual:
        print(f"ok: {name}: {brief(actual)}")
        return
    print(f"NOT ok: {name}")
    if isinstance(expected, list) and isinstance(actual, list):
        for i, (one, other) in enumerate(zip(expected, actual)):
            if one != other:
                print(f"  item {i} of {len(expected)} and {len(actual)}:")
                print(f"  expected {one!r}\n  actual   {other!r}")
                break
        else:
            print(f"  expected {len(expected)} items, actual {len(actual)}")
            print(f"  surplus {(expected + actual)[min(len(expected), len(actual)):][:3]!r}")
    else:
        print(f"  expected {expected!r}\n  actual   {actual!r}")
    raise Failure(name)


def brief(value):
    """Describe what was found without repeating all of it."""
    if isinstance(value, list):
        return f"{len(value)} as expected"
    return repr(value)


def in_some_tries(attempt, tries=TRIES):
    """Play live until it is right: a busy machine may be late."""
    for i in range(tries):
        try:
            return attempt()
        except Failure as failure:
            if i + 1 == tries:
                raise
            print(f"attempt {i + 1} of {tries} failed: {failure}")


def wait_for(what, ask, enough):
    """Ask Ardour until the answer is enough."""
    deadline = time.monotonic() + PATIENCE
    while not enough(ask()[0]):
        if time.monotonic() > deadline:
            raise Failure(f"waited in vain: {what}")
        time.sleep(0.05)


def hexed(events):
    """Make pairs of a frame and bytes readable."""
    return [f"{frame} {message.hex()}" for frame, message in events]


def sounding(events):
    """Return the notes that messages leave sounding."""
    notes = set()
    for message in events:
        kind, key = message[0] & 0xF0, (message[0] & 0x0F, message[1])
        if kind == 0x90 and message[2]:
            notes.add(key)
        elif kind in (0x80, 0x90):
            notes.discard(key)
    return sorted(notes)


class Rig:
    """A folder with Ardour's home, the staged plugins, songs and sessions."""

    def __init__(self, build, folder, backend=DUMMY):
        self.folder = folder
        self.backend = backend
        self.visits = self.crashes = 0
        self.log = self.path("ardour.log")
        self.home = self.path("home")
        self.presets = self.path("presets")
        os.mkdir(self.presets)
        ardour.configure(self.home, os.path.basename(ardour.program()))
        stage = self.path("stage")
        subprocess.run(
            ["meson", "install", "-C", build, "--no-rebuild", "--quiet"]
            + ["--destdir", stage],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        self.lv2 = os.path.dirname(
            glob.glob(f"{stage}/**/outboard.lv2", recursive=True)[0]
        )
        self.outboard = glob.glob(f"{stage}/**/bin/outboard", recursive=True)[0]
        self.environment = dict(
            os.environ,
            HOME=self.home,
            XDG_CONFIG_HOME=os.path.join(self.home, ".config"),
            XDG_CACHE_HOME=os.path.join(self.home, ".cache"),
            LV2_PATH=f"{self.presets}:{self.lv2}:/usr/lib/lv2",
        )

    def path(self, *names):
        """Return the path of something in the folder."""
        return os.path.join(self.folder, *names)

    def host(self):
        """Start Ardour."""
        return ardour.Ardour(self.environment, self.log)

    def visit(self, session, work):
        """Open a session in a new Ardour and let work(host) use it.

        Ardour 7.3 without a window corrupts its memory now and then when it
        exports, and on JACK mixes up what it says to the server when it opens
        a session, both without our plugin, too: if it dies, has damaged the
        sound, lost the server or not played the song, all of that is done again
        with the session as it was, and counted.
        """
        before = session + ".before"
        for i in range(CRASHES + 1):
            shutil.copytree(session, before, symlinks=True)
            self.visits += 1
            try:
                with self.host() as host:
                    host.open(session, self.backend, FRAMES)
                    result = self.attended(host, work)
                return result
            except ardour.Crash as crash:
                self.crashes += 1
                print(f"{crash}: again")
                if i == CRASHES:
                    raise
                shutil.rmtree(session)
                os.rename(before, session)
            finally:
                shutil.rmtree(before, ignore_errors=True)

    @staticmethod
    def attended(host, work):
        """Return work(host); what fails without a server is Ardour's failure."""
        try:
            check("Ardour has its server", ["true"], host.connected())
            return work(host)
        except Failure as failure:
            if host.connected() == ["true"]:
                raise
            raise ardour.Crash("Ardour has lost its server") from failure

    def own_script(self, name):
        """Copy one of the test's scripts; return its path."""
        shutil.copy(os.path.join(HERE, "scripts", name + ".py"), self.folder)
        return self.path(name + ".py")

    def own_preset(self, name):
        """Let the generic plugin have a preset that names a script's path."""
        path = self.own_script(name)
        bundle = os.path.join(self.presets, name + ".lv2")
        os.makedirs(bundle, exist_ok=True)
        with open(os.path.join(bundle, "manifest.ttl"), "w") as file:
            file.write(MANIFEST.format(name=name, path=path))
        return Track(name, GENERIC, "Test " + name, {}, path)

    def own_plugin(self, name):
        """Make a plugin of one of the test's scripts, as a user does."""
        path = self.own_script(name)
        self.run("install", path, "--to", self.lv2)
        uri = "urn:outboard:preset:" + name
        return Track(name, uri, "", {}, path)

    def run(self, *arguments):
        """Run the command outboard."""
        subprocess.run(
            [self.outboard, *arguments],
            env=self.environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def session(self, name, tracks, events, beats, loop=None):
        """Make a session whose tracks all play the events; return its path."""
        path = self.path(name)
        source = self.path(name + ".mid")
        song.write(source, events)
        with self.host() as host:
            host.create(path, DUMMY, FRAMES)
            for track in tracks:
                host.add_track(track.name, track.uri, track.preset)
                for label, value in track.settings.items():
                    host.set(track.name, label, value)
            host.save()
        song.put_into(path, source, beats, loop)
        return path

    def rendered(self, name, track, settings=()):
        """Return what outboard render makes of the song on a track."""
        output = self.path(f"{name}-{track.name}.mid")
        options = [part for each in settings for part in ("--set", each)]
        self.run("render", track.rendered, self.path(name + ".mid"), "-o", output, *options)
        return song.read(output)


def in_song(passed, events):
    """Return what came in and out, by the song's frames.

    The song's first event, a note, says where that begins.  Before it Ardour
    may have reset pedals.
    """
    came_in, came_out = passed
    came_in = [event for event in came_in if event[1][0] & 0xE0 == 0x80]
    if not came_in:
        raise Failure("nothing came in")
    start = came_in[0][0] - events[0][0] * song.TICK_FRAMES
    return tuple(
        [(frame - start, message) for frame, message in part if frame >= start]
        for part in (came_in, came_out)
    )


def clicks(parts):
    """Return how messages sound by click.lua: the mix's samples but zeros."""
    mix = collections.Counter()
    for frame, message in parts:
        if message[0] & 0xF0 == 0x90 and message[2]:
            mix[frame] += message[1] * 128 + message[2]
    return sorted(mix.items())


def heard(path):
    """Return the samples of a file but zeros, and its length in frames.

    Ardour damages one channel of it when it does not crash, see Rig.visit.
    """
    with wave.open(path) as file:
        frames = file.getnframes()
        data = file.readframes(frames)
    samples = []
    for frame in range(frames):
        both = data[frame * 6 : frame * 6 + 6]
        if any(both):
            left, right = both[:3], both[3:]
            if left != right:
                raise ardour.Crash(f"sound damaged in frame {frame}")
            samples.append((frame, int.from_bytes(left, "little", signed=True)))
    return samples, frames


def sent_for_song(host, track, events):
    """Return what a plugin sent, if Ardour has played the whole song to it.

    Soon after it has opened a session of many tracks it may not have, with other
    plugins, too.
    """
    song_in = [(tick * song.TICK_FRAMES, message) for tick, message in events]
    try:
        came_in, came_out = in_song(host.passed(track.name), events)
    except Failure:
        came_in = []
    if came_in != song_in:
        raise ardour.Crash(f"Ardour has not played the song to {track.name}")
    return came_out


def exported(host, session, tracks, events, file="mix"):
    """Export; return the sound's bytes, and what each plugin sent.

    The sound has all that was sent, each at its frame, less what the plugin
    has reported as latency.
    """
    for track in tracks:
        host.clear(track.name)
    host.export(file)
    sent = {}
    parts = []
    for track in tracks:
        came_out = sent_for_song(host, track, events)
        latency = int(host.latency(track.name)[0])
        parts += [(frame - latency, message) for frame, message in came_out]
        sent[track.name] = hexed(came_out)
    path = os.path.join(session, "export", file + ".wav")
    samples, frames = heard(path)
    expected = [sample for sample in clicks(parts) if sample[0] < frames]
    check("what was sent is what sounds, to the frame", expected, samples)
    with open(path, "rb") as sound:
        return sound.read(), sent
