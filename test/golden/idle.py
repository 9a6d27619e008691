# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Idle: offline, on_idle() counts frames."""
from outboard import *

calls = 0


def on_idle():
    global calls
    calls += 1
    CC(40, calls, channel=2 if transport.offline else 1).send()
