#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Validates the Turtle of all installed bundles
#
# usage: validate_ttl.sh BUILD

set -eu

for tool in lv2_validate sordi; do
  if ! command -v "$tool" >/dev/null; then
    echo "skipped: no $tool"
    exit 77
  fi
done

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

"$(dirname "$0")/../tools/stage.sh" "$1" "$stage"
bundle=$(find "$stage" -name outboard.lv2)
cd "$bundle"

# The validator forgives what it cannot read
validate()
{
  if lv2_validate "$@" >"$stage/said" 2>&1 && ! grep -q '^error' "$stage/said"
  then
    return 0
  fi
  cat "$stage/said" >&2
  return 1
}

validate ./*.ttl

# It finds what is no number, and what is no Turtle
for edit in 's/lv2:index 3/lv2:index "three"/' 's/"MIDI out/MIDI out/'; do
  sed "$edit" outboard.ttl >"$stage/wrong.ttl"
  if validate manifest.ttl "$stage/wrong.ttl" 2>/dev/null; then
    echo "valid in spite of $edit"
    exit 1
  fi
done

# Each script is a preset, and each preset has its script
sordi "$bundle/manifest.ttl" |
  sed -n 's/.*<urn:outboard:file> <.*\/\(.*\)> \./\1/p' | sort >"$stage/named"
find presets -name '*.py' -exec basename {} \; | sort >"$stage/there"
diff "$stage/named" "$stage/there"

# Each script is a plugin as well, unless the build could not run anything
for plugin in ../outboard-*.lv2; do
  test -e "$plugin" || continue
  validate "$plugin"/*.ttl
  basename "$(echo "$plugin"/*.py)"
done | sort >"$stage/plugins"
test ! -s "$stage/plugins" || diff "$stage/there" "$stage/plugins"
