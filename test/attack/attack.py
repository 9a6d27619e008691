"""Attack: a pitch bend makes the attack of that number, a note plays one"""
from outboard import *

import ctypes
import errno
import mmap
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
PR_GET_SECCOMP = 21

# Some of what follows would harm a machine without the jail
if libc.prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 0:
    raise RuntimeError("there is no jail")


def check(result):
    """Raise the error of a C function that failed"""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def call(number, *arguments):
    """Make a system call, as C would without its library"""
    return check(libc.syscall(*map(ctypes.c_long, (number, *arguments))))


kept = []  # What addresses lead to


def address(buffer):
    if isinstance(buffer, mmap.mmap):
        buffer = (ctypes.c_char * len(buffer)).from_buffer(buffer)
    kept.append(buffer)
    return ctypes.addressof(buffer)


def text(string):
    """Return a buffer with a C string; its address() is what calls take"""
    return ctypes.create_string_buffer(os.fsencode(string))


def segment():
    """Find the memory that is shared with the host by what it begins with"""
    inside, outside = os.pipe()
    page = address(mmap.mmap(-1, 1 << 20))
    try:
        while libc.write(outside, ctypes.c_void_p(page), 4) < 4 or os.read(
                inside, 4) != b"GSBO":
            page += 4096
    finally:
        os.close(inside)
        os.close(outside)
    return page


def outcome(attack):
    """Make an attack; return its outcome as the table has it"""
    try:
        attack()
    except OSError as e:
        return errno.errorcode.get(e.errno, type(e).__name__)
    except BaseException as e:
        return type(e).__name__
    return "ok"


class Postponed(Exception):
    """The outcome comes later"""


number = 0  # Of the attack being made
instead = {}  # What a callback does once instead of its usual work
due = []  # Outcomes of that


def answer(number, outcome):
    if outcome != "Postponed":
        SysEx(b"\xf0\x7d" + f"{number} {outcome}".encode() + b"\xf7").send()


def postpone(callback, attack):
    """Let another callback make the attack, and return what that returns"""
    def make(number=number):
        result = []
        due.append((number, outcome(lambda: result.append(attack()))))
        return result[0] if result else {}

    instead[callback] = make
    raise Postponed


def on_pitch_bend(e):
    global number
    number = e.value + 8192
    begun = time.monotonic()
    kept.clear()
    result = outcome(attacks[number])
    if time.monotonic() - begun < 0.1:
        answer(number, result)
    else:
        due.append((number, result))  # So late, it would be dropped


def on_idle():
    instead.pop("on_idle", lambda: None)()
    while due:
        answer(*due.pop())


def on_save():
    return instead.pop("on_save", dict)()


def on_note_on(note):
    note.send(pitch=note.pitch + 12)
