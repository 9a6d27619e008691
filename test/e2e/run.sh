#!/usr/bin/env bash
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Plays through `outboard run` on a JACK server of our own: what comes out, what
# it prints, how it ends, and what it says when JACK is not as it should be.

set -euo pipefail

: "${1:?Usage: run.sh BUILD_DIRECTORY}"

# A server throws out those who are late, which on a busy machine anybody may be
if [[ ${2:-} != once ]]; then
  for try in 1 2 3; do
    status=0
    "$0" "$1" once || status=$?
    ((status != 0 && status != 77)) || exit "$status"
    printf 'that was try %s of 3\n' "$try"
  done
  exit 1
fi

build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)

# shellcheck source-path=SCRIPTDIR source=../../tools/lib.sh
. "$here/../../tools/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../../tools/jack.sh
. "$here/../../tools/jack.sh"
# shellcheck source-path=SCRIPTDIR source=needs.sh
. "$here/needs.sh"

needs jackd jack_bufsize

work=$(mktemp -d)
at_exit "rm -rf '$work'"
stage "$build" "$work/stage"
outboard=$(find "$work/stage" -path '*/bin/outboard')
export JACK_NO_START_SERVER=1

# The interval is what tells editions of the script apart
write_script()
{
  cat >"$work/new.py" <<END
"""Holder"""
from outboard import *
interval = Int("interval", "Interval", 0, 24, default=$1)
def on_note_on(note):
    note.hold()
    note.send(pitch=note.pitch + interval.value)
    show("interval", interval.value)
END
  mv "$work/new.py" "$work/holder.py"
}

# await FILE TEXT: wait until a line with TEXT is in FILE
await()
{
  local i
  for ((i = 0; i < 100; ++i)); do
    ! grep -q -- "$2" "$1" || return 0
    sleep 0.1
  done
  cat "$1" >&2
  die "\"$2\" did not come"
}

# start ARGUMENT...: start a client and wait until it is there
start()
{
  : >"$work/said" # Or what the one before has said is taken for its word
  "$outboard" run "$work/holder.py" --name holder "$@" >"$work/said" 2>&1 &
  run_pid=$!
  at_exit run_stop
  await "$work/said" 'JACK client "holder"'
}

run_stop()
{
  [[ -n ${run_pid:-} ]] || return 0
  kill -KILL "$run_pid" 2>/dev/null || true
  wait "$run_pid" 2>/dev/null || true
  run_pid=
}

# ends STATUS: wait until the client ends, which must be soon and so
ends()
{
  local status=0
  gone "$run_pid" 30 || die 'it does not end'
  wait "$run_pid" || status=$?
  run_pid=
  ((status == $1)) || {
    cat "$work/said" >&2
    die "it ended with status $status, not $1"
  }
}

# record LENGTH: play a key that is struck but not released; record in $work/out
record()
{
  printf '0 90 3C 64\n' >"$work/in"
  "$player" --to holder:in --from holder:out --length "$1" \
    --output "$work/out" "$work/in" || {
    cat "$work/said" "$work/jack.log" >&2
    die 'nothing could be recorded'
  }
}

# came BYTES: whether such a message was recorded
came()
{
  grep -qi "^[0-9]* $1\$" "$work/out" || {
    cat "$work/out" >&2
    die "$1 did not come out"
  }
}

# answers BYTES: a key is answered with such a message, once the script is ready
answers()
{
  local try
  for try in 1 2 3 4 5; do
    record 9600
    ! grep -qi "^[0-9]* $1\$" "$work/out" || return 0
    printf 'not answered, attempt %s of 5\n' "$try"
  done
  came "$1"
}

# refused TEXT ARGUMENT...: the command must fail at once, and say TEXT
refused()
{
  local text=$1 status=0
  shift
  timeout 20 "$outboard" run "$@" >"$work/said" 2>&1 || status=$?
  ((status == 1 || status == 2)) || die "status $status of: run $*"
  grep -q -- "$text" "$work/said" || {
    cat "$work/said" >&2
    die "no \"$text\" from: run $*"
  }
}

write_script 12
refused 'there is no JACK server' "$work/holder.py"

jack_start "$player" 128 "$work/jack.log"
refused 'there is no such MIDI port' "$work/holder.py" --connect nobody:here
refused 'interval is a whole number from 0 to 24' "$work/holder.py" \
  --set interval=99
refused 'no.py' "$work/no.py"
refused 'name one preset' "$work/holder.py" "$work/holder.py"

# It plays, with the parameter as set, and says what the script shows
start --set interval=7
answers '90 43 64'
await "$work/said" 'interval: 7'

# An edited script plays on without a new start
write_script 5
await "$work/said" 'has changed and is loaded again'
sleep 0.3
answers '90 43 64' # The value was set, so it stays

# What is wrong with an edition is said, and the one before plays on
echo 'def on_note_on(:' >"$work/holder.py"
await "$work/said" 'holder.py:1: SyntaxError'
answers '90 43 64'
write_script 5

# Another length of the blocks
jack_bufsize 256 >/dev/null
answers '90 43 64'

# At the end, what sounds is ended, even though the script holds it
(
  sleep 1
  kill -TERM "$run_pid"
) &
record 120000
came '90 43 64'
came '80 43 [0-9a-f]*'
ends 0

# Connected from the start, with another signal to end it
"$outboard" run "$work/holder.py" --name second >"$work/second" 2>&1 &
second_pid=$!
at_exit "kill -KILL $second_pid 2>/dev/null || true"
await "$work/second" 'JACK client "second"'
start --connect second:in --connect second:out
kill -INT "$run_pid"
ends 0
kill -HUP "$second_pid"
run_pid=$second_pid
ends 0

# The server goes away
start
jack_stop
ends 1
await "$work/said" 'the JACK server is gone'
say 'plays, reloads, and ends with nothing sounding'
