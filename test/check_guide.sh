#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Runs every Python example in Markdown files, and says where one fails
#
# usage: check_guide.sh OUTBOARD MARKDOWN...

set -eu

outboard=$1
shift

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A bit of everything: keys alone, together and struck again, controllers
cat >"$work/case" <<'CASE'
case example
in
  0:000  note C4 100 len 1/16
  0:010  note E4 10 len 1/32
  1/8    note C4 100 len 1/4
  0:100  cc 1 32
  0:101  bend 2048
  0:102  pressure 32
  0:103  poly C4 32
  0:104  program 5
  0:105  sysex f0 7d 01 f7
  0:200  note G9 127 len 1/32
  0:202  note C1 127 len 1/32 ch 10
out
CASE

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
    cp "$work/case" "${script%.py}.test"
    if ! "$outboard" test --update "$script" >"$work/log" 2>&1 ||
      cmp -s "$work/case" "${script%.py}.test"; then
      echo "$markdown, $(basename "$script" .py):"
      cat "$work/log"
      status=1
    fi
    rm "$script"
  done
done

echo "$examples examples"
[ "$examples" -gt 0 ] && exit "$status"
