#!/usr/bin/env bash
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Check that every benchmark runs, and that the report has all its rows

set -euo pipefail

report=$1 module=$2 scriptd=$3 pipe=$4
shift 4

rows=(
  live_rtt_vs_floor_p50
  live_rtt_vs_floor_p99
  live_rtt_vs_bounded_p50
  live_rtt_vs_mp_pipe_p50
  idle_run_vs_c_filter_p50
  pipelined_run_vs_filter_and_wake_p50
  pipelined_run_slow_vs_fast
  innocent_p999_hog_vs_quiet
  innocent_late_events
  gil_innocent_p999_hog_vs_quiet
  event_cost_vs_vectorcall
  scale_128_late_events
  scale_128_blocks_over
  scale_idle_512_run_share
  instance_start_ms
  instance_private_kib
)

scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

filter=/usr/lib/lv2/midifilter.lv2/midifilter.so
for program in "$@"; do
  "$program" "$module" "$scriptd" "$filter" "$pipe" tiny 2>"$scratch/log" \
    >>"$scratch/rows" || {
    cat "$scratch/log"
    exit 1
  }
done
"$report" tiny "$scratch/bench.json" "$scratch/bench.svg" <"$scratch/rows"

python3 - "$scratch/bench.json" "${rows[@]}" <<'END'
import json, sys

with open(sys.argv[1], encoding="utf-8") as file:
    rows = json.load(file)["rows"]
for key in sys.argv[2:]:
    row = rows[key]
    assert row["value"] is not None or row["note"], f"{key}: no reason given"
    assert row["value"] is None or row["value"] >= 0, f"{key}: {row['value']}"
END
grep -q '</svg>' "$scratch/bench.svg"
if "${!#}" 2>/dev/null; then
  echo 'no complaint about missing arguments'
  exit 1
fi
