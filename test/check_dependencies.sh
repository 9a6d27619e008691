#!/usr/bin/env bash
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Checks that the README names the packages that the tools install, and no other

set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=../tools/lib.sh
. "$(cd "$(dirname "$0")" && pwd)/../tools/lib.sh"

# Not in all releases, or in the place of another
others=(clang-format-14 jack-example-tools pipewire-jack)

# The table
table()
{
  # shellcheck disable=SC2016 # These are quotes of Markdown
  sed -n '/^### Packages/,/^## /s/^| \(`[^|]*\)|.*/\1/p' "$root/README.md" |
    grep -o '`[a-z0-9-]*`' | tr -d '`'
}

# The command in front of it
command()
{
  sed -n '/^sudo apt install gcc/,/^```/p' "$root/README.md" |
    sed '/^```/d; s/^sudo apt install//; s/\\//' | xargs -n 1
}

installed()
{
  local list
  for list in $(compgen -v | grep '_packages$'); do
    declare -n packages=$list
    printf '%s\n' "${packages[@]}"
  done
}

diff <(printf '%s\n' "${build_packages[@]}" | sort) <(command | sort)
diff <({ installed && printf '%s\n' "${others[@]}"; } | sort -u) <(table | sort)
