#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Installs what was built below another root, for tests and the demo, but leaves
# alone the log of the last real installation, by which `ninja uninstall` goes.
#
# usage: stage.sh BUILD ROOT

set -eu

: "${2:?usage: stage.sh BUILD ROOT}"
logs=$1/meson-logs

# One at a time, or the log of one were kept by another
exec 9<"$logs"
flock 9

kept=$(mktemp)
trap 'rm -f "$kept"' EXIT
was=
if [ -f "$logs/install-log.txt" ]; then
  was=yes
  cp -p "$logs/install-log.txt" "$kept"
fi
DESTDIR=$(realpath -m "$2") meson install -C "$1" --no-rebuild --quiet \
  >/dev/null 9<&-
if [ "$was" ]; then
  cp -p "$kept" "$logs/install-log.txt"
else
  rm -f "$logs/install-log.txt"
fi
