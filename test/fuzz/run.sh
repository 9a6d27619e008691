#!/usr/bin/env bash
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Usage: run.sh FUZZER CORPUS FOUND each|end
#
# Replays a fuzzer's corpus, then lets it look for more, for FUZZ_SECONDS (10 by
# default), from FUZZ_SEED on (1 by default: about the same again; 0: another).
# An input that breaks something is kept in the folder FOUND, as the fuzzer
# knows.  With FUZZ_KEEP, what reaches something new is added to the corpus.
# Leaks are looked for after each input that may have left some, or, if all
# inputs leave something in the process that all of them share, at the end.

set -euo pipefail

fuzzer=$1
corpus=$2
found=$3
name=${fuzzer##*/fuzz_}

# Not in a folder of the user's choice: paths of sockets are short
work=$(mktemp -d /tmp/outboard-fuzz-XXXXXX)
trap 'rm -rf "$work"' EXIT
mkdir -p "$corpus" "$work/new" "$work/tmp"
export TMPDIR=$work/tmp

options=(
  -max_total_time="${FUZZ_SECONDS:-10}"
  -seed="${FUZZ_SEED:-1}"
  -len_control=0
  -max_len=3000
  -timeout=30
  -rss_limit_mb=2048
  -print_final_stats=1
)
if [[ $4 == end ]]; then
  options+=(-detect_leaks=0)
fi
if [[ -f $corpus.dict ]]; then
  options+=(-dict="$corpus.dict")
fi

if ! "$fuzzer" "${options[@]}" "$work/new" "$corpus" >"$work/log" 2>&1; then
  tail -n 60 "$work/log"
  echo "$name: broken by the newest $found/$name-*; again with: $fuzzer FILE"
  exit 1
fi
tail -n 12 "$work/log"

if [[ -n ${FUZZ_KEEP:-} ]]; then
  "$fuzzer" -merge=1 -max_len=3000 "$corpus" "$work/new" 2>&1 | tail -n 2
fi
