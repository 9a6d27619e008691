#!/usr/bin/env bash
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Runs one of the tests with Ardour on a JACK server of its own: as run.py does

set -euo pipefail

usage='Usage: on_jack.sh BUILD_DIRECTORY TEST'
: "${2:?$usage}"
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)

# shellcheck source-path=SCRIPTDIR source=../../tools/lib.sh
. "$here/../../tools/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../../tools/jack.sh
. "$here/../../tools/jack.sh"

readonly skipped=77 period=256

player=$build/tools/jack_player
if [[ ! -x $player ]] || ! command -v jackd >/dev/null; then
  echo 'skipped: there is no jackd, or jack_player was not built'
  exit "$skipped"
fi

work=$(mktemp -d)
at_exit "rm -rf '$work'"
# Asynchronous: every cycle that begins before all clients are done is an xrun
jack_start "$player" "$period" "$work/jack.log" -t 5000
"$here/run.py" "$build" "$2" JACK
