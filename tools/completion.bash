# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# What the command line of outboard may go on with, for bash; it asks the
# command itself
# shellcheck shell=bash

_outboard()
{
  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=

  if ((COMP_CWORD == 1)) || [[ $COMP_CWORD -eq 2 && $command == help ]]; then
    words=$(outboard help | sed -n 's/^  \([a-z]\{1,\}\) .*/\1/p')
  elif [[ $word == -* ]]; then
    words=$(outboard help "$command" 2>/dev/null |
      sed -n 's/^ *\(-[a-z], \)*\(--[a-z]*\).*/\2/p')
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _outboard outboard
