#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Runs a preset's golden tests with the plugin that was just built
#
# usage: check_preset.sh OUTBOARD PLUGIN SCRIPTD TEST

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The plugin is looked for beside the program that runs scripts
cp "$2" "$3" "$folder"
"$1" --scriptd "$folder/$(basename "$3")" test "$4"
