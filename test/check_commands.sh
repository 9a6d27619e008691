#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Checks the commands of outboard but check, render and test: what they do, say
# and refuse where no host runs
#
# usage: check_commands.sh OUTBOARD COMPLETION

set -eu

program=$(realpath "$1")
completion=$(realpath "$2")
folder=$(mktemp -d)
run=$(mktemp -d /tmp/outboard-run-XXXXXX) # Paths of sockets must be short
trap 'rm -rf "$folder" "$run"' EXIT
cd "$folder"
export HOME="$folder"

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

# A first script, and not over another
outboard new my_arp
grep -q '^"""My Arp: ' my_arp.py
outboard check my_arp.py | grep '^  sandbox     [fwn]'
OUTBOARD_SANDBOX=off outboard check my_arp.py 2>err | grep '^  sandbox     off'
grep -q 'my_arp.py is not in its sandbox' err
refused 1 'my_arp.py: File exists' new my_arp
refused 1 'my_arp.py: File exists' new my_arp.py
outboard new other.py
grep -q '^"""Other: ' other.py
rm other.py
refused 2 'letters' new ../my_arp

# The code is that of this build, then one beside the preset
outboard install my_arp.py
grep -q "//$(dirname "$program")/outboard.so>" \
  .lv2/outboard-my_arp.lv2/manifest.ttl
mkdir -p .lv2/outboard.lv2
touch .lv2/outboard.lv2/outboard.so
outboard install my_arp.py
grep -q '<../outboard.lv2/outboard.so>' .lv2/outboard-my_arp.lv2/manifest.ttl
test -f .lv2/outboard-my_arp.lv2/my_arp.py
outboard list | grep -q 'my_arp.py, a copy'

# The link, elsewhere
mkdir -p other/outboard.lv2
touch other/outboard.lv2/outboard.so
outboard install --link my_arp.py --to other
outboard list --to other | grep -q "script  $folder/my_arp.py, by a link"

# What is not right is refused and leaves what is there
echo 'def on_note_on(:' >my_arp.py
refused_lines=$(outboard install my_arp.py 2>&1 >/dev/null || true)
echo "$refused_lines" | grep -q 'line 1'
test -f .lv2/outboard-my_arp.lv2/manifest.ttl
mkdir .lv2/outboard-mine.lv2
echo 'x = 1' >mine.py
refused 1 'it is not replaced' install mine.py
refused 2 'usage' install
refused 2 'one folder' install mine.py --user --to other
for command in check new install list remove render; do
  refused 2 'unrecognized' "$command" mine.py a b --nope
done
refused 2 'unknown option' test --nope
test "$(find . -name '.outboard*')" = ''

# What a script that does not load leaves
outboard install my_arp.py 2>&1 | grep -q 'not installed: it does not load, see'

# Parameters with their ids and values
cat >params.py <<'END'
"""Params: of every kind."""
from outboard import *

shape = Choice("shape", "Chord", ["major", "minor"])
rate = Float("rate", "Rate", 0.1, 10, default=1, unit="Hz", curve="log")
go = Trigger("go", "Go!")
wide = Bool("wide", "Wide", default=True)
END
outboard check params.py | sed -n '/knob/p' >out
cat >expected <<'END'
  knob 1      shape  Chord: major, minor; at first major
  knob 2      rate   Rate: 0.1 to 10 Hz (log); at first 1
  knob 3      go     Go!: a button
  knob 4      wide   Wide: off or on; at first on
END
diff expected out

# Others that it replaces, or that are easily taken for it
mkdir others
cp params.py others
outboard install --factory params.py --to other
refused 1 '"Outboard Params", which came with Outboard, is not replaced' \
  install others/params.py --to other
outboard list params --to other | grep -q 'title   Outboard Params'
outboard install --fresh others/params.py --to other
outboard install others/params.py --to other 2>err
test ! -s err
cp params.py others/same.py
outboard install others/same.py --to other 2>&1 |
  grep -q 'outboard-params.lv2 is called "Params" as well'
outboard list same --to other | grep -q 'title   Params'
test "$(outboard list Params --to other | grep -c URI)" -eq 2
refused 1 'no preset' list nothing --to other
refused 2 'one preset or none' list one two
outboard remove same --to other | grep -q "^removed $folder/other/outboard-same"
outboard remove params --to other

# By its URI, by its name, and then there is none
outboard remove --to other urn:outboard:preset:my_arp
test -f my_arp.py
outboard remove my_arp
refused 1 'no preset' remove my_arp
test -z "$(outboard list --user)"

# Nothing runs that could be looked into
export XDG_RUNTIME_DIR="$run"
test "$(outboard top --once --json)" = '[]'
outboard top --once | grep -q '^No instance'
test "$(outboard top --every 0.1 | head -n 6 | grep -c '^No instance')" -eq 3
for command in log trace profile reload reset; do
  refused 1 'no instance "nobody"' "$command" nobody
  refused 2 'one instance' "$command" one two
done
refused 1 'no instance' log
for number in 0 1x '' nan; do
  refused 2 'is a number' top --every "$number"
  refused 2 'is a number' profile --seconds "$number" nobody
done
refused 2 'unexpected' top everything

# How this machine is: no plugin is where hosts look, but a script loads
status=0
LV2_PATH="$folder/none" outboard doctor >out || status=$?
cat out
test "$status" -eq 1
grep -q '^[ !] script  *loads' out
grep -q '^! plugin  *not where hosts look' out
grep -q '^  *-> install it' out
refused 2 'no arguments' doctor now

for command in doctor install list log new profile reload remove reset run top \
  trace; do
  outboard "$command" --help | grep -q "^Usage: outboard $command"
done
outboard doctor --help | grep -qx 'Usage: outboard doctor'
for command in 'help --help' 'help help' help -h --help; do
  # shellcheck disable=SC2086 # They are two words
  outboard $command | grep -q '^  help COMMAND'
done
outboard top --once -h | grep -q '^Usage: outboard top'
refused 2 '^outboard new: ' new --nope

# The Tab key behind some words
after_tab()
{
  PATH=$(dirname "$program"):$PATH bash -c '. "$1" && shift && COMP_WORDS=("$@") &&
    COMP_CWORD=$(($# - 1)) && _outboard && echo "${COMPREPLY[@]}"' \
    - "$completion" outboard "$@"
}
test "$(after_tab re)" = 'remove render reload reset'
test "$(after_tab help doc)" = doctor
test "$(after_tab top --on)" = --once
test "$(after_tab profile --)" = --seconds
test -z "$(after_tab check my)"
