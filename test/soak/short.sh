#!/usr/bin/env bash
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# A soak of some seconds, always with the same faults; and that a seed's plan is
# always the same.

set -euo pipefail

: "${1:?Usage: short.sh BUILD_DIRECTORY}"
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)

# shellcheck source-path=SCRIPTDIR source=../../tools/lib.sh
. "$here/../../tools/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../../tools/jack.sh
. "$here/../../tools/jack.sh"

readonly skipped=77 slow=3 period=256 attempts=3 minutes=0.12 seed=6
soak=$build/test/soak/soak
command -v jackd >/dev/null || {
  echo 'skipped: there is no jackd'
  exit "$skipped"
}

plan()
{
  "$soak" --plan 1000 --seed "$1"
}

cmp <(plan 1) <(plan 1) || die 'one seed, two plans'
! cmp -s <(plan 1) <(plan 2) || die 'two seeds, one plan'

# What is cached for threads would count as allocated
export GLIBC_TUNABLES=glibc.malloc.tcache_count=0
work=$(mktemp -d)
at_exit "rm -rf '$work'"
jack_start "$build/tools/jack_player" "$period" "$work/jack.log"
status=$slow
for ((i = 0; i < attempts && status == slow; ++i)); do
  status=0
  "$soak" --seed "$seed" --instances 6 --minutes "$minutes" --gap 50 \
    "$build/plugin/outboard.so" "$build/scriptd/outboard-scriptd" \
    "$here/../../presets" "$here" 2>"$work/soak.log" || status=$?
done
((status == 0)) || tail -n 50 "$work/soak.log" >&2
exit "$status"
