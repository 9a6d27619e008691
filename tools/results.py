#!/usr/bin/env python3
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Add up what meson's test runs and our own checks say.

Usage: results.py RESULTS...

Each file holds a JSON object per line with name, result and output, as in
meson's testlog.json.  Failures and skips are listed; the last line is
"N passed, N failed, N skipped".  Exit status 1 if anything failed.
"""

import json
import pathlib
import sys

PASSED = ("OK", "EXPECTEDFAIL")
SKIPPED = ("SKIP",)


def read(path):
    folder = pathlib.Path(path).parent
    build = folder.parent.name if folder.name == "meson-logs" else ""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            test = json.loads(line)
            name = f"{build}: {test['name']}" if build else test["name"]
            output = test.get("stdout", "") + test.get("stderr", "")
            yield name, test["result"], output.strip().splitlines()


def main(paths):
    tests = [test for path in paths for test in read(path)]
    skips = [test for test in tests if test[1] in SKIPPED]
    failures = [t for t in tests if t[1] not in PASSED + SKIPPED]
    for name, _, output in skips:
        print(f"SKIP  {name}: {output[-1] if output else 'no reason given'}")
    for name, result, output in failures:
        print(f"{result}  {name}")
        for line in output[-20:]:
            print(f"      {line}")
    passed = len(tests) - len(failures) - len(skips)
    print(f"{passed} passed, {len(failures)} failed, {len(skips)} skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
