#!/usr/bin/env bash
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# What jalv offers at its prompt and on its command line: a state in a folder
# as lilv saves it, the list of presets, and controls by symbol and by index,
# which are heard in what plays.  And lv2bench, a host with hardly any features.

set -euo pipefail

: "${1:?Usage: prompt.sh BUILD_DIRECTORY}"
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)

# shellcheck source-path=SCRIPTDIR source=../../tools/lib.sh
. "$here/../../tools/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../../tools/jack.sh
. "$here/../../tools/jack.sh"
# shellcheck source-path=SCRIPTDIR source=needs.sh
. "$here/needs.sh"

needs jackd jalv lv2bench

# A script whose one parameter is heard, and a state with it and with ports
write_state()
{
  cat >"$work/state/shift.py" <<END
from outboard import *
interval = Int("interval", "Interval", 0, 24)
def on_note_on(note):
    note.send(pitch=note.pitch + interval.value)
END
  cat >"$work/state/state.ttl" <<END
@prefix atom: <http://lv2plug.in/ns/ext/atom#> .
@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix pset: <http://lv2plug.in/ns/ext/presets#> .
@prefix state: <http://lv2plug.in/ns/ext/state#> .

<>
	a pset:Preset ;
	lv2:appliesTo <urn:outboard:script> ;
	lv2:port [
		lv2:symbol "deadline" ;
		pset:value 80.0
	] , [
		lv2:symbol "fallback" ;
		pset:value 1.0
	] ;
	state:state [ <urn:outboard:file> <shift.py> ] .
END
}

# plays PITCH: a key that is struck, 60, must come out as PITCH
plays()
{
  local i pitch
  printf '0 90 3C 64\n480 80 3C 00\n' >"$work/in"
  for ((i = 0; i < 5; ++i)); do
    "$player" --to outboard:in --from outboard:out --output "$work/out" \
      "$work/in"
    pitch=$(sed -n 's/^[0-9]* 90 \([0-9a-fA-F]*\) .*/\1/p' "$work/out")
    [[ $((16#${pitch:-0})) != "$1" ]] || return 0
  done
  jalv_show_log
  die "60 came out as $((16#${pitch:-0})), not as $1"
}

# says COMMAND PATTERN...: type it, and wait for such lines of the answer
says()
{
  local i pattern before
  before=$(wc -l <"$jalv_log")
  jalv_say "$1"
  for pattern in "${@:2}"; do
    for ((i = 0; i < 100; ++i)); do
      ! tail -n +$((before + 1)) "$jalv_log" |
        grep -q "^\(> \)*$pattern" || continue 2
      sleep 0.05
    done
    cat "$jalv_log" >&2
    die "no \"$pattern\" after: $1"
  done
}

work=$(mktemp -d)
at_exit "rm -rf '$work'"
mkdir "$work/state"
stage "$build" "$work/stage"
write_state

lv2bench -b 256 -n 9600 urn:outboard:script >"$work/bench" 2>&1
grep -q '^[0-9.]* urn:outboard:script$' "$work/bench"

jack_start "$player" 256 "$work/jack.log"
jalv_start "$work/jalv.log" -t -l "$work/state" -c knob2=0.75
jalv_wait_running
says controls 'deadline = 80' 'fallback = 1' 'knob2 = 0.75'
plays 60

jalv_say set knob1 0.75
plays 78
jalv_say set 8 0.25
plays 66
jalv_say 'knob1 = 1'
plays 84

says 'set nosuch 1' 'error: no control named'
mapfile -t presets < <(basename -s .py -a "$bundle"/presets/*.py)
says presets "${presets[@]/#/urn:outboard:script#}"
jalv_say preset urn:outboard:script#transpose
jalv_wait_running
plays 72
says controls 'deadline = 80'
say 'state, controls and presets are as told'
