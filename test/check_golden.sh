#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Runs all golden tests in a folder
#
# usage: check_golden.sh OUTBOARD PLUGIN SCRIPTD FOLDER

set -eu

outboard=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$2" "$3" "$folder"

cd "$4"
"$outboard" --scriptd "$folder/outboard-scriptd" test
