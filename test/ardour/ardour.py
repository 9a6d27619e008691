# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Ardour as a process that does what it is told, see host.lua."""
import glob
import os
import select
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


class Problem(Exception):
    """Ardour or one of its sessions is not as it should be."""


class Crash(Problem):
    """Ardour has died."""


def program():
    """Return the newest ardourN-lua there is, or None."""
    found = [
        path
        for folder in os.environ["PATH"].split(":")
        for path in glob.glob(os.path.join(folder, "ardour[0-9]*-lua"))
    ]
    return max(found, key=os.path.basename, default=None)


def configure(home, name):
    """Make a home for Ardour in which it knows our scripts and how to export."""
    config = os.path.join(home, ".config", name.removesuffix("-lua"))
    scripts = os.path.join(config, "scripts")
    os.makedirs(scripts)
    for script in ("capture.lua", "click.lua", "stall.lua"):
        shutil.copy(os.path.join(HERE, script), scripts)
    shutil.copytree(os.path.join(HERE, "export"), os.path.join(config, "export"))


def literal(value):
    """Write a value as Lua does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (list, tuple)):
        return "{" + ", ".join(map(literal, value)) + "}"
    return repr(value)


class Ardour:
    """One run of Ardour.  Methods are host.lua's functions.

    host.export("mix") says export("mix") to it, waits until that is done, and
    returns the lines of the answer.
    """

    def __init__(self, environment, log, patience=240):
        self.patience = patience
        reading, writing = os.pipe()
        self.answers = os.fdopen(reading, "rb", buffering=0)
        self.rest = b""
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [
                    program(),
                    os.path.join(HERE, "host.lua"),
                    f"/proc/self/fd/{writing}",
                ],
                env=environment,
                pass_fds=[writing],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                text=True,
            )
        os.close(writing)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.process.stdin.close()
        try:
            status = self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.answers.close()
        if status and kind is None:
            raise Crash(f"Ardour ended with status {status}")

    def __getattr__(self, function):
        return lambda *values: self.do(
            f"{function}({', '.join(map(literal, values))})"
        )

    def line(self):
        """Wait for a line of the answer."""
        while b"\n" not in self.rest:
            if not select.select([self.answers], [], [], self.patience)[0]:
                raise Problem(f"no answer for {self.patience} s")
            more = self.answers.read(1 << 16)
            if not more:
                raise Crash("Ardour ended")
            self.rest += more
        line, self.rest = self.rest.split(b"\n", 1)
        return line.decode()

    def do(self, statement):
        """Let it do something, return the lines it said."""
        self.process.stdin.write(statement + "\n")
        self.process.stdin.flush()
        said = []
        while (line := self.line()) != ".":
            if line.startswith("! "):
                raise Problem(f"{statement}: {line[2:]}")
            said.append(line)
        return said

    def passed(self, name):
        """Return what came into a track's plugin, and what came out.

        Both are pairs of a frame and bytes, in order, by the same count.
        """
        return messages(self.came_in(name)), messages(self.came_out(name))


def messages(lines):
    """Read what a capture has kept."""
    result = []
    for line in lines:
        frame, size, number = map(int, line.split())
        result.append((frame, number.to_bytes(3, "big")[: min(size, 3)]))
    return result
