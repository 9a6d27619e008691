#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Runs every Python example in Markdown files, and says where one fails
#
# usage: check_guide.sh RENDER SCRIPTD MARKDOWN...

set -eu

render=$1
scriptd=$2
shift 2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A bit of everything: keys alone, together and struck again, controllers
cat >"$work/input" <<'INPUT'
0 90 3c 64
480 90 40 0a
960 80 40 40
1440 80 3c 40
2400 90 3c 64
2880 80 3c 40
4800 b0 01 20
4810 e0 00 60
4820 d0 20
4830 a0 3c 20
4840 c0 05
4850 f0 7d 01 f7
9600 90 7f 7f
9700 99 24 7f
9800 80 7f 40
9800 89 24 40
INPUT

status=0
examples=0
for markdown; do
  # Empty lines first, so that Python counts lines as the document does
  awk -v prefix="$work/$(basename "$markdown" .md)" '
    /^```$/ { file = "" }
    file { print >file }
    /^```python$/ {
      file = prefix "-line-" NR ".py"
      for (i = 0; i < NR; ++i)
        print "" >file
    }' "$markdown"
  for script in "$work"/*.py; do
    [ -f "$script" ] || continue
    examples=$((examples + 1))
    if ! "$render" "$scriptd" "$script" "$work/input" \
      >"$work/output" 2>"$work/errors" || [ ! -s "$work/output" ]; then
      echo "$markdown, $(basename "$script" .py):"
      cat "$work/errors"
      status=1
    fi
    rm "$script"
  done
done

echo "$examples examples"
[ "$examples" -gt 0 ] && exit "$status"
