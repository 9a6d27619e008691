# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# A JACK server and a plugin host of our own, without sound card; sourced

# jack_start PLAYER PERIOD LOG [OPTION...]: start a server that nobody else uses
jack_start()
{
  local realtime=(-r)
  if chrt -f 70 true 2>/dev/null; then
    realtime=(-R -P 70)
  fi
  export JACK_DEFAULT_SERVER=outboard-$$
  export JACK_NO_AUDIO_RESERVATION=1 JACK_NO_START_SERVER=1

  # Synchronous if nothing else is said: a late client makes a cycle longer, it
  # does not miss it; and it ends with this script even if that is killed
  local try server=("${@:4}")
  ((${#server[@]})) || server=(-S -t 5000)
  at_exit jack_stop
  for try in {1..8}; do
    setpriv --pdeathsig TERM \
      jackd -n "$JACK_DEFAULT_SERVER" "${server[@]}" "${realtime[@]}" \
      -d dummy -r 48000 -p "$2" >"$3" 2>&1 &
    jack_pid=$!
    ! "$1" --wait || return 0

    # There is place for eight on a machine, also if others use it meanwhile
    jack_stop
    grep -q 'Too many servers' "$3" || break
    say "too many JACK servers, attempt $try of 8"
  done
  cat "$3" >&2
  die "the JACK server did not start"
}

# gone PID SECONDS: wait until one of our processes has ended
gone()
{
  local i
  for ((i = 0; i < 10 * $2; ++i)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  return 1
}

# Killed, it would leave one of JACK's eight places for servers taken for ever
jack_stop()
{
  [[ -n ${jack_pid:-} ]] || return 0
  kill -TERM "$jack_pid" 2>/dev/null || true
  gone "$jack_pid" 30 || kill -KILL "$jack_pid"
  wait "$jack_pid" 2>/dev/null || true
  jack_pid=
}

# jalv_start LOG ARGUMENT...: start jalv as the client "outboard"
jalv_start()
{
  jalv_log=$1
  shift
  : >"$jalv_log"
  exec {jalv_input}> >(exec stdbuf -oL jalv -n outboard -x "$@" \
    >"$jalv_log" 2>&1)
  jalv_pid=$!
  at_exit jalv_stop
}

# Jalv leaves at the end of its input; a signal would cut it off from JACK
jalv_stop()
{
  [[ -n ${jalv_pid:-} ]] || return 0
  exec {jalv_input}>&-
  gone "$jalv_pid" 10 || kill -KILL "$jalv_pid"
  wait "$jalv_pid" 2>/dev/null || true
  jalv_pid=
}

# jalv_say COMMAND: type a line at jalv's prompt
jalv_say()
{
  printf '%s\n' "$*" >&"$jalv_input"
}

# jalv_output SYMBOL: print an output port's value, as a whole number
jalv_output()
{
  local before value
  before=$(wc -l <"$jalv_log")
  jalv_say monitors
  for _ in {1..100}; do
    value=$(tail -n +$((before + 1)) "$jalv_log" |
      sed -n "s/^\(> \)*$1 *= *\([-0-9]*\).*/\2/p" | tail -n 1)
    if [[ -n $value ]]; then
      printf '%s\n' "$value"
      return 0
    fi
    sleep 0.05
  done
  return 1
}

# Show what jalv and the plugin said, but not the answers to jalv_output
jalv_show_log()
{
  grep -v '^\(> \)*[a-z_0-9]* *= ' "$jalv_log" >&2 || true
}

# Wait until the plugin's script runs
jalv_wait_running()
{
  local status=
  for _ in {1..100}; do
    status=$(jalv_output status) || break
    case $status in
    1) return 0 ;;
    3) break ;;
    esac
    sleep 0.1
  done
  jalv_show_log
  die "the script did not start: status ${status:-unknown}"
}
