#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Checks that plugin and command find what belongs to them wherever they are:
# in the build folder, below a scratch root, in a home, copied by hand
#
# usage: check_layout.sh BUILD SOURCE

set -eu

build=$(realpath "$1")
source=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

home=$work/home
prefix=$home/.local
mkdir "$home"
cat >"$work/octave.py" <<'END'
"""Octave"""
from outboard import *
def on_note_on(note):
    note.send(pitch=note.pitch + 12)
END

# render OUTBOARD PRESET
render()
{
  "$1" render "$2" "$source/tools/demo.mid" -o "$work/out.mid" >"$work/log" 2>&1
}

# works OUTBOARD BUNDLES: the command works on scripts, hosts on what is there
works()
{
  echo "$1, and bundles in $2"
  "$1" check "$work/octave.py" >"$work/check"
  render "$1" "$work/octave.py"
  plays "$1" "$2"
}

# plays OUTBOARD BUNDLES: what a host finds in there plays
plays()
{
  LV2_PATH=$2 render "$1" 'Outboard Chord' || {
    cat "$work/log"
    return 1
  }
  grep -q 'in 31 notes .* out 93 notes' "$work/log"
}

# fails MESSAGE COMMAND...: it fails, and says so
fails()
{
  message=$1
  shift
  if "$@"; then
    echo "works, should not: $*"
    return 1
  fi
  cat "$work/log"
  grep -q -- "$message" "$work/log"
}

# In the build folder
works "$build/tools/outboard" "$build/presets"
sandbox=$(grep sandbox "$work/check")

# As the README says, in a home, with bundles in another tree
meson setup "$work/build" "$source" --buildtype plain -Dtests=disabled \
  --prefix "$prefix" "-Dlv2dir=$home/.lv2" >"$work/log"
meson compile -C "$work/build" >"$work/log"
install_to()
{
  DESTDIR=$1 meson install -C "$work/build" --no-rebuild --quiet
}

# Below another root, as packages are made, and not where it was built to be
install_to "$work/root"
works "$work/root$prefix/bin/outboard" "$work/root$home/.lv2"
for file in bin/outboard libexec/outboard-scriptd share/man/man1/outboard.1 \
  share/outboard/outboard.pyi share/bash-completion/completions/outboard; do
  test -f "$work/root$prefix/$file"
done

# Copied by hand, without and with the program, while there is no other
mkdir "$work/copy" "$work/bin"
cp -r "$work/root$home/.lv2/outboard.lv2" \
  "$work/root$home/.lv2/outboard-chord.lv2" "$work/copy"
fails "$prefix/libexec/outboard-scriptd could not be started" \
  plays "$build/tools/outboard" "$work/copy"
cp "$work/root$prefix/libexec/outboard-scriptd" "$work/copy/outboard.lv2"
plays "$build/tools/outboard" "$work/copy"
rm "$work/copy/outboard.lv2/outboard-scriptd"
cp "$work/root$prefix/bin/outboard" "$work/bin"
fails "there is no program $prefix/libexec/outboard-scriptd" \
  render "$work/bin/outboard" "$work/octave.py"

# All of a prefix copied elsewhere, while there is no other
mkdir "$work/moved"
cp -r "$work/root$home/.local" "$work/root$home/.lv2" "$work/moved"
works "$work/moved/.local/bin/outboard" "$work/moved/.lv2"
rm -r "$work/moved"

alone()
{
  "$work/bin/outboard" --scriptd "$build/tools/outboard-scriptd" \
    install "$work/octave.py" --to "$work/bin" >"$work/log" 2>&1
}
fails 'none installed' alone

# Where it was built to be; copies without the program use that one
rm -r "$work/root"
install_to ''
works "$prefix/bin/outboard" "$home/.lv2"
grep -qxF -- "$sandbox" "$work/check"
LV2_PATH=$home/.lv2 "$prefix/bin/outboard" doctor >"$work/log" || true
grep -q "^  plugin  *$home/.lv2/outboard.lv2" "$work/log"
works "$work/bin/outboard" "$work/copy"

# Nothing remains
ninja -C "$work/build" uninstall >"$work/log"
test -z "$(find "$home" ! -type d)"
