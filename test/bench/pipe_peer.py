# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""What Python has for this: two processes and a multiprocessing.Pipe.

Usage: pipe_peer.py CORE ASKER ANSWERER

Each line of input, "COUNT PERIOD", makes it send a note and wait for the
answer COUNT times, once every PERIOD nanoseconds; the times are printed.  It
asks on one core, and with the two priorities in SCHED_FIFO, where permitted.
"""

import gc
import multiprocessing
import os
import sys
import time

NOTE = (0x90, 60, 100)


def set_up(priority):
    gc.disable()
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(priority))
    except PermissionError:
        pass  # As for all others that are measured


def answer(connection, priority):
    set_up(priority)
    try:
        while True:
            status, pitch, velocity = connection.recv()
            connection.send((status, pitch + 12, velocity))
    except EOFError:
        pass


def ask(connection, count, period):
    times = []
    now = time.monotonic_ns
    due = now()
    for _ in range(count):
        due += period
        time.sleep(max(due - now(), 0) / 1e9)
        start = now()
        connection.send(NOTE)
        connection.recv()
        times.append(now() - start)
    return times


def main(core, asker, answerer):
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=answer, args=(theirs, int(answerer)), daemon=True
    )
    process.start()
    theirs.close()
    set_up(int(asker))
    if int(core) >= 0:
        os.sched_setaffinity(0, {int(core)})
    ours.send(NOTE)
    ours.recv()
    print(1, flush=True)
    for line in sys.stdin:
        count, period = map(int, line.split())
        print(*ask(ours, count, period), flush=True)
    ours.close()
    process.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
