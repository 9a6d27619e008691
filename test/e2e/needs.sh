# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# What the tests in this folder need, without which they are skipped; sourced

skip()
{
  printf 'skipped: %s\n' "$*"
  exit 77
}

# needs PROGRAM...: look for these and for jack_player; sets player
needs()
{
  local program
  player=$build/tools/jack_player
  [[ -x $player ]] ||
    skip 'jack_player was not built: JACK or libsmf is missing'
  for program in "$@"; do
    command -v "$program" >/dev/null || skip "there is no $program"
  done
}
