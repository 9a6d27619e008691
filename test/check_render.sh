#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Checks outboard render and test: what they make, say and refuse
#
# usage: check_render.sh OUTBOARD PRESETS

set -eu

program=$(realpath "$1")
presets=$(realpath "$2")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir tmp
export TMPDIR="$folder/tmp"

outboard()
{
  "$program" "$@"
}

# refused STATUS WORDS COMMAND...: it fails like that, with one line
refused()
{
  expected=$1 words=$2
  shift 2
  status=0
  outboard "$@" >out 2>err || status=$?
  cat err
  test "$status" -eq "$expected"
  test "$(wc -l <err)" -eq 1
  grep -q -- "$words" err
  test ! -s out
}

# A song of two keys, then a third one that is not released: 480 ticks a beat,
# a tempo of 100
printf 'MThd\0\0\0\006\0\0\0\001\001\340MTrk\0\0\0\036' >song.mid
printf '\0\377\121\003\011\047\300\0\220\074\144\0\100\120' >>song.mid
printf '\203\140\074\0\0\100\0\0\220\103\156\203\140\377\057\0' >>song.mid

cat >through.py <<'END'
"""Through: forwards all."""
from outboard import *


def on_event(e):
    e.send()


def on_note_on(note):
    note.send()
END

# What passes is the same, twice over; the key that is held is released
outboard render through.py song.mid -o once.mid >out
grep -q 'in 3 notes in 5 events, out 3 notes in 6 events, 0 late$' out
outboard render through.py song.mid -o again.mid --block 1000
cmp once.mid again.mid
outboard render through.py once.mid -o twice.mid --tail 0
grep -q . twice.mid

# Parameters by number and label; drawings
chord=$presets/chord.py
outboard render "$chord" song.mid -o chord.mid --set "chord=major 7" \
  --set inversion=2 --set open=on --plot roll.png
outboard render "$chord" song.mid -o other.mid --set chord=minor \
  --plot roll.svg | grep -q 'out 9 notes'
test "$(head -c 4 roll.png | tail -c 3)" = PNG
grep -q '<svg' roll.svg
if cmp -s chord.mid other.mid; then
  echo "the parameters were of no use" >&2
  exit 1
fi

# Sound, if there is an instrument; the same twice
synth=http://drobilla.net/plugins/mda/EPiano
if lv2ls 2>/dev/null | grep -qx "$synth"; then
  outboard render "$chord" song.mid -o one.wav | grep -q 'peak -[0-9.]* dB$'
  outboard render "$chord" song.mid -o two.wav --synth "$synth"
  cmp one.wav two.wav
  refused 1 'no MIDI input' render "$chord" song.mid -o no.wav \
    --synth http://drobilla.net/plugins/mda/Delay
fi

# What does not work is said in a line
refused 1 'missing.mid: no such file' render "$chord" missing.mid -o no.mid
refused 1 'not a Standard MIDI File' render "$chord" "$chord" -o no.mid
refused 1 'neither a script' render Nothing song.mid -o no.mid
refused 1 'nothing.py: there is no such file' \
  render nothing.py song.mid -o no.mid
refused 1 'No such file' render "$chord" song.mid -o nowhere/no.mid
refused 1 'no "wrong"; there are major, minor' \
  render "$chord" song.mid -o no.mid --set chord=wrong
refused 1 'no parameter "wrong"; there are chord, inversion, open' \
  render "$chord" song.mid -o no.mid --set wrong=1
refused 1 'a whole number from 0 to 3, not "4"' \
  render "$chord" song.mid -o no.mid --set inversion=4
refused 1 'a whole number from 0 to 3, not "1.5"' \
  render "$chord" song.mid -o no.mid --set inversion=1.5
refused 1 'open is on or off' \
  render "$chord" song.mid -o no.mid --set open=wide
refused 1 'no such instrument' \
  render "$chord" song.mid -o no.wav --synth urn:nothing
refused 2 'ends in .mid or .wav' render "$chord" song.mid -o no.mp3
refused 2 'ends in .svg or .png' render "$chord" song.mid -o no.mid --plot no
refused 2 'usage' render "$chord" song.mid no.mid
refused 2 'tempo is a number from' \
  render "$chord" song.mid -o no.mid --tempo fast

# A script's error is shown, with its line, and is a failure
sed 's/^    note.send()/    note.sned()/' through.py >error.py
if outboard render error.py song.mid -o error.mid 2>err; then
  exit 1
fi
grep -q 'error.py:10: AttributeError' err

# One that is stuck is given up at once
sed 's/^    note.send()/    while True: pass/' through.py >stuck.py
if timeout 25 "$program" render stuck.py song.mid -o stuck.mid 2>err; then
  exit 1
fi
grep -q 'render: gave up: the script is stuck' err

# Tests that pass, differ, are updated, and cannot be run
cp "$chord" .
cat >chord.test <<'END'
# A comment that stays

case minor
  chord = minor
  tempo 90
in
  0:000  note C4 100 len 1/2
  2      chord = major
  2:010  cc 1 64 ch 2
out
  0:000  note C4 100 len 1/2
  0:000  note D#4 100 len 1/2  # what comes out may be written like that
  0:000  note G4 100 len 1/2
  2:010  cc 1 64 ch 2

# Another one
case major
in
  0:000  note C4 100 len 1
out
  0:000  note C4 100 len 1
  0:000  note F4 100 len 1
END
if outboard test chord.py >out; then
  exit 1
fi
cat >expected <<'END'
chord.test:17: major: expected (-) and actual (+) differ
     0:000     note C4 100 len 1:000
 -   0:000     note F4 100 len 1:000
 +   0:000     note E4 100 len 1:000
 +   0:000     note G4 100 len 1:000
1 passed, 1 failed
END
diff expected out
outboard test --update chord.test | grep -qx '1 updated, 1 passed, 0 failed'
grep -qx '# A comment that stays' chord.test
grep -qx '# Another one' chord.test
outboard test | grep -qx '2 passed, 0 failed'

cp error.py failing.py
printf 'case\n' >failing.test
refused_test()
{
  if outboard test "$1" >out 2>&1; then
    exit 1
  fi
  cat out
  grep -q -- "$2" out
  grep -qx '0 passed, 1 failed' out
}
refused_test failing.py 'failing.test:1: this is before the first'
printf 'case one\nin\n  0 note H4 1 len 1\nout\n' >failing.test
refused_test failing.py 'failing.test:3: "H4" is no note'
printf 'case one\nin\n' >failing.test
refused_test failing.py 'has no "out"'
printf 'case one\nspeed = 1\nin\nout\n' >failing.test
refused_test failing.py 'line 2: there is no parameter "speed"'
printf 'case one\nin\n  0 note C4 1 len 1\nout\n' >failing.test
refused_test failing.py 'error.*AttributeError\|AttributeError'
printf 'case one\nin\n  0 note C4 1\nout\n' >failing.test
refused_test failing.py 'failing.test:3: a note needs "len LENGTH"'
refused_test missing.py 'missing.test: no such file; write it, see'

# Nothing is left behind
test -z "$(ls tmp)"
