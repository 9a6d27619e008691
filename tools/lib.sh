# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# What the commands in this folder share: messages, packages, builds; sourced

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/build/log
command=${0##*/}

say()
{
  printf '%s: %s\n' "$command" "$*"
}

die()
{
  printf '%s: %s\n' "$command" "$*" >&2
  exit 1
}

# Run a command when the script ends, however it ends; the last one first
exit_commands=()
at_exit()
{
  exit_commands+=("$*")
}

run_exit_commands()
{
  local status=$? i
  trap - EXIT INT TERM
  for ((i = ${#exit_commands[@]} - 1; i >= 0; --i)); do
    eval "${exit_commands[i]}" || true
  done
  exit "$status"
}
trap run_exit_commands EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# logged NAME COMMAND...: output goes to a log, shown only on failure
logged()
{
  local log=$logs/$1.log
  shift
  mkdir -p "$logs"
  "$@" >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    die "failed: $* (see ${log#"$root"/})"
  }
}

as_root()
{
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "needs root or sudo for: $*"
  fi
}

missing_packages()
{
  local package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null |
      grep -qx installed || printf '%s\n' "$package"
  done
}

# Install the Debian packages that are missing
packages()
{
  local missing
  command -v dpkg-query >/dev/null || {
    say "not Debian: please see to it yourself that there are: $*"
    return 0
  }
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  logged apt-update as_root apt-get -q update
  logged apt-install as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y --no-install-recommends install "${missing[@]}"
}

# The same for packages that only some releases have
optional_packages()
{
  local package
  for package in "$@"; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      packages "$package"
    fi
  done
}

build_packages=(
  gcc libc6-dev libcairo2-dev libjack-jackd2-dev libjansson-dev liblilv-dev
  libseccomp-dev libserd-dev libsmf-dev libsndfile1-dev lv2-dev meson
  ninja-build pkg-config python3-dev
)
host_packages=(jackd2 jalv mda-lv2)
ardour_packages=(ardour x42-plugins)
test_packages=(clang lilv-utils python3 shellcheck sordi valgrind)
bench_packages=(x42-plugins)

# One name in all releases; clang only recommends it
fuzz_packages=(libclang-rt-dev)

# build NAME [SETUP_OPTION...]: compile into build/NAME
build()
{
  local name=$1 again=()
  local directory=$root/build/$name
  shift
  # Configured anew each time: a library may have been installed meanwhile
  if [[ -f $directory/build.ninja ]]; then
    again=(--reconfigure)
  fi
  logged "setup-$name" meson setup "${again[@]}" "$directory" "$root" "$@"
  logged "build-$name" meson compile -C "$directory"
}

# What to say if not can_fuzz
cannot_fuzz='clang has no libFuzzer here, see the package libclang-rt-dev'

# Whether there is all that fuzzers need
can_fuzz()
{
  printf '%s\n' '#include <stddef.h>' \
    'int LLVMFuzzerTestOneInput(const void *p, size_t n) { return p && n > 9; }' |
    clang -fsanitize=fuzzer,address,undefined -x c - -o /dev/null 2>/dev/null
}

# Compile the fuzzers, and all else with what they need, into build/fuzz
build_fuzz()
{
  CC=clang build fuzz -Dfuzz=enabled -Db_lundef=false \
    -Db_sanitize=address,undefined
}

# stage BUILD DIRECTORY: install there; sets bundle and LV2_PATH accordingly
stage()
{
  rm -rf "$2"
  "$root/tools/stage.sh" "$1" "$2"
  bundle=$(find "$2" -type d -name outboard.lv2)
  [[ -n $bundle ]] || die "no bundle was installed to $2"
  export LV2_PATH=${bundle%/*}:/usr/lib/lv2
}
