#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Checks that a plugin's binary exports one function and no more
#
# usage: check_exports.sh MODULE

set -eu

if ! command -v nm >/dev/null; then
  echo "skipped: no nm"
  exit 77
fi

# Sanitizers add symbols of their own
exported=$(nm -D --defined-only "$1" | awk '{print $3}' | grep -v '^__')
echo "$exported"
test "$exported" = lv2_lib_descriptor
