#!/usr/bin/env bash
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Plays one case of this folder through the plugin in jalv on a JACK server, and
# compares every message and its frame with what is expected.
#
# A case is NAME.in and NAME.out (what is played, what must come), NAME.cmd
# (lines for jalv's prompt, such as the preset to load) and, unless that loads
# one, the script NAME.py.  In pipelined mode everything comes a block later.

set -euo pipefail

usage='Usage: jalv.sh BUILD_DIRECTORY CASE [pipelined]'
: "${2:?$usage}"
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
case=$here/$2
mode=${3:-live}

# shellcheck source-path=SCRIPTDIR source=../../tools/lib.sh
. "$here/../../tools/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../../tools/jack.sh
. "$here/../../tools/jack.sh"
# shellcheck source-path=SCRIPTDIR source=needs.sh
. "$here/needs.sh"

readonly period=256 attempts=5

# A saved session that contains nothing but the script's path
write_state()
{
  cat >"$1" <<END
@prefix atom: <http://lv2plug.in/ns/ext/atom#> .
@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix pset: <http://lv2plug.in/ns/ext/presets#> .
@prefix state: <http://lv2plug.in/ns/ext/state#> .

<>
	a pset:Preset ;
	lv2:appliesTo <urn:outboard:script> ;
	state:state [ <urn:outboard:file> "$case.py"^^atom:Path ] .
END
}

start_plugin()
{
  if [[ -f $case.py ]]; then
    write_state "$work/state.ttl"
    jalv_start "$work/jalv.log" -t -l "$work"
  else
    jalv_start "$work/jalv.log" -t urn:outboard:script
  fi
  jalv_say set deadline 80 # The machine may be busy: late is not wrong
  if [[ -f $case.cmd ]]; then
    cat "$case.cmd" >&"$jalv_input"
  fi
  if [[ $mode == pipelined ]]; then
    jalv_say set mode 1
  fi
  jalv_wait_running
}

# What should come: the list without comments, shifted by the latency
write_expected()
{
  local latency=0
  if [[ $mode == pipelined ]]; then
    latency=$period
  fi
  sed 's/ *#.*//; /^$/d' "$case.out" |
    awk -v latency="$latency" '{ $1 += latency; print }' >"$work/expected"
}

# Return 0 if what came is right, 1 if not, 3 if the machine was too slow
attempt()
{
  local late status=0
  late=$(jalv_output late) || return 1
  "$player" --to outboard:in --from outboard:out \
    --output "$work/out" "$case.in" || status=$?
  if ((status)); then
    return "$status"
  fi
  if [[ $(jalv_output late) != "$late" ]]; then
    return 3
  fi
  diff -u "$work/expected" "$work/out"
}

needs jackd jalv

work=$(mktemp -d)
at_exit "rm -rf '$work'"
stage "$build" "$work/stage"
write_expected
jack_start "$player" "$period" "$work/jack.log"
start_plugin

for ((i = 1; i <= attempts; ++i)); do
  status=0
  attempt || status=$?
  case $status in
  0)
    say "$2, $mode: $(wc -l <"$work/expected") messages, each at its frame"
    exit 0
    ;;
  3) say "$2, $mode: the machine was too slow, attempt $i of $attempts" ;;
  *) break ;;
  esac
done
jalv_show_log
die "$2, $mode: not what was expected"
