#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Checks that the README names the packages that the tools install, and no other
#
# usage: check_dependencies.sh SOURCE

set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# In the table, and in the command before it
# shellcheck disable=SC2016 # They are quotes of Markdown
sed -n '/^### Packages/,/^## /s/^| \(`[^|]*\)|.*/\1/p' "$1/README.md" |
  grep -o '`[a-z0-9-]*`' | tr -d '`' | sort >"$work/table"
sed -n '/^sudo apt install gcc/,/^```/p' "$1/README.md" | grep -v '^```' |
  sed 's/^sudo apt install//; s/\\//' | tr -s ' ' '\n' | grep . |
  sort >"$work/command"

# What PipeWire has in the place of JACK is not installed by the tools
grep -vx pipewire-jack "$work/table" >"$work/named"

sed -n '/^build_packages=(/,/^)/p' "$1/tools/lib.sh" | grep -v '[()]' |
  tr -s ' ' '\n' | grep . | sort >"$work/build"
{
  cat "$work/build"
  sed -n 's/^\(host\|test\)_packages=(\(.*\))/\2/p' "$1/tools/lib.sh"
  sed -n 's/^optional_packages //p' "$1/tools/test"
} | tr ' ' '\n' | sort -u >"$work/installed"

diff "$work/build" "$work/command"
diff "$work/installed" "$work/named"
