#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Runs the golden tests of the presets
#
# usage: check_golden.sh OUTBOARD PLUGIN SCRIPTD PRESETS

set -eu

outboard=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$2" "$3" "$folder"

cd "$4"
"$outboard" --scriptd "$folder/outboard-scriptd" test
