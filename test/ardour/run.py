#!/usr/bin/env -S python3 -B
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Runs one of the tests with Ardour.

Usage: run.py BUILD TEST [BACKEND]

TEST is the module test_TEST.py beside this, BACKEND what Ardour calls one.  Exit status: 0 if all its checks
hold, 1 if not, 77 if there is no Ardour here or this is continuous integration.
"""
import importlib
import os
import sys
import tempfile

import ardour
import rig

SKIPPED = 77


def obstacle():
    """Return why there can be no test, or None."""
    if os.environ.get("CI"):
        return "Ardour is not for continuous integration"
    if not ardour.program():
        return "there is no ardour-lua: tools/test ardour installs it"
    return None


def main(build, name, *backend):
    """Run a test, return the exit status."""
    reason = obstacle()
    if reason:
        print("skipped:", reason)
        return SKIPPED
    test = importlib.import_module("test_" + name)
    with tempfile.TemporaryDirectory(prefix="outboard-") as folder:
        setup = rig.Rig(os.path.abspath(build), folder, *backend)
        try:
            test.run(setup)
        except (rig.Failure, ardour.Problem) as failure:
            print(f"failed: {failure}")
            with open(setup.log, errors="replace") as log:
                print(log.read()[-8000:])
            return 1
        finally:
            print(f"Ardour crashed in {setup.crashes} of {setup.visits} visits")
    return 0


sys.exit(main(*sys.argv[1:4]))
