#!/bin/sh
# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Checks that the man page has every command and every option that the command
# itself knows, and that it is well formed
#
# usage: check_man.sh OUTBOARD PAGE

set -eu

program=$1
page=$2
failed=0

lacks()
{
  echo "$page: no $*"
  failed=1
}

# As it is read: with dashes that are dashes
text=$(sed 's/Fl Fl /--/g; s/Fl \([a-z]\)/-\1/g' "$page")
commands=$("$program" --help | sed -n '/^  [a-z]/s/^  \([a-z]*\).*/\1/p')
test -n "$commands"
for command in $commands; do
  echo "$text" | grep -q "^\.It Cm $command\|Cm $command" || lacks "$command"
  test "$command" != help || continue
  for option in $("$program" "$command" --help | sed -n '2,$!d
      s/^ *\(-[a-z], \)*\(--[a-z]*\).*/\2/p'); do
    echo "$text" | grep -q -- "$option" || lacks "$command $option"
  done
done

if command -v groff >/dev/null; then
  complaints=$(groff -ww -mandoc -Tutf8 -z "$page" 2>&1)
  test -z "$complaints" || {
    echo "$complaints"
    failed=1
  }
fi
exit $failed
