#!/usr/bin/env bash
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Usage: run.sh FUZZER CORPUS FOUND clean|unclean
#
# Replays a fuzzer's corpus, then lets it look for more, for FUZZ_SECONDS (10 by
# default).  An input that breaks something is kept in the folder FOUND.  With
# FUZZ_KEEP, what covers something new is added to that folder.  An unclean
# program is not asked what it has not freed.

set -euo pipefail

fuzzer=$1
corpus=$2
found=$3
name=${fuzzer##*/fuzz_}
seconds=${FUZZ_SECONDS:-10}

work=${FUZZ_KEEP:+$FUZZ_KEEP/$name}
if [[ -z $work ]]; then
  work=$(mktemp -d "${TMPDIR:-/tmp}/outboard-fuzz-XXXXXX")
  trap 'rm -rf "$work"' EXIT
fi
mkdir -p "$work" "$found" "$corpus"

options=(
  -max_total_time="$seconds"
  -max_len=4096
  -timeout=20
  -rss_limit_mb=2048
  -print_final_stats=1
  -artifact_prefix="$found/$name-"
)
if [[ $4 == unclean ]]; then
  export ASAN_OPTIONS=detect_leaks=0
fi
if [[ -f $corpus.dict ]]; then
  options+=(-dict="$corpus.dict")
fi

if ! "$fuzzer" "${options[@]}" "$work" "$corpus" 2>&1 | tail -n 60; then
  echo "$name: broken by the newest input in $found; again with: $fuzzer FILE"
  exit 1
fi
