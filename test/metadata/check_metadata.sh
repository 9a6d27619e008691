#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Checks what hosts are told of all plugins that come with Outboard, and of
# those made of two scripts: one says all that there is to say, one nothing
#
# usage: check_metadata.sh BUILD AUDIT SCRIPT FAULTS

set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$(dirname "$0")/../../tools/stage.sh" "$1" "$work/stage"
bundle=$(find "$work/stage" -name outboard.lv2)
folder=${bundle%/*}
outboard=$(find "$work/stage" -path '*/bin/outboard')
export LV2_PATH="$folder:/usr/lib/lv2"

# check FOLDER: audit the plugins there
audit=$2
check()
{
  LV2_PATH="$1:/usr/lib/lv2" "$audit" "$1"
}

"$outboard" install "$3" --to "$folder"
check "$folder" >&2

# What no script says, nobody can tell
mkdir "$work/bare"
ln -s "$bundle" "$work/bare"
echo 'from outboard import *' >"$work/bare.py"
"$outboard" install "$work/bare.py" --to "$work/bare" >&2
if check "$work/bare" >"$work/said"; then
  echo 'the audit misses what a script does not say'
  exit 1
fi
diff "$work/said" - <<'END'
urn:outboard:preset:bare plugin: the licence is no URI
urn:outboard:preset:bare plugin: there is no author
1 plugins, 2 violations
END

# The audit finds what is wrong
faulty=$work/faulty
data=$faulty/outboard-kinds.lv2/kinds.ttl
mkdir "$faulty"
ln -s "$bundle" "$faulty"
cp -r "$folder/outboard-kinds.lv2" "$faulty"
check "$faulty" >&2
grep -v '^#' "$4" | while IFS='	' read -r edit complaint; do
  sed "$edit" "$folder/outboard-kinds.lv2/kinds.ttl" >"$data"
  if check "$faulty" >"$work/said" 2>&1 ||
    ! grep -q -- "$complaint" "$work/said"; then
    echo "the audit does not find: $edit"
    cat "$work/said"
    exit 1
  fi
done

# Programs of others; lv2ls counts plugins, lv2info reads all that is said
if command -v lv2ls >/dev/null && command -v lv2info >/dev/null; then
  lv2ls | grep '^urn:outboard:' >"$work/listed"
  test "$(wc -l <"$work/listed")" -eq "$(find "$folder" -name '*.ttl' \
    -path '*/manifest.ttl' | wc -l)"
  while read -r uri; do
    lv2info "$uri" >"$work/info" 2>"$work/said"
    grep -q '^	Name: ' "$work/info"
    test ! -s "$work/said"
  done <"$work/listed"
fi

# Its complaint about symbols is about those of the compiler's
if test -e "$work/listed" && command -v lv2lint >/dev/null; then
  xargs lv2lint -t 'Plugin Symbols' <"$work/listed" >&2
fi
