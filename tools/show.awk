# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

# Shows notes in and out side by side by frame, and as a piano roll

# Usage: awk -f show.awk INPUT OUTPUT, both as text lists of MIDI messages

function hex(digits)
{
  return 16 * (index("0123456789abcdef", substr(digits, 1, 1)) - 1) + \
    index("0123456789abcdef", substr(digits, 2, 1)) - 1
}

function note_name(pitch)
{
  return names[pitch % 12 + 1] (int(pitch / 12) - 1)
}

function is_on()
{
  return $2 ~ /^9/ && $4 != "00"
}

function is_note()
{
  return $2 ~ /^[89]/
}

BEGIN {
  width = 64
  low   = 128
  split("C C# D D# E F F# G G# A A# B", names)
}

FNR == 1 {
  ++file
}

is_note() {
  pitch = hex($3)
  shown[file, $1] = shown[file, $1] (is_on() ? " " : " -") note_name(pitch)
  if (!($1 in seen)) {
    seen[$1] = 1
    frames[++n] = $1 + 0
  }

  if (is_on()) {
    start[file, pitch] = $1
    low  = pitch < low ? pitch : low
    high = pitch > high ? pitch : high
  } else if ((file, pitch) in start) {
    bar_pitch[++bars] = pitch
    bar_file[bars]    = file
    bar_start[bars]   = start[file, pitch]
    bar_end[bars]     = $1
  }
  last = $1 + 0 > last ? $1 + 0 : last
}

function sort_frames(    i, j, frame)
{
  for (i = 2; i <= n; ++i) {
    frame = frames[i]
    for (j = i - 1; j > 0 && frames[j] > frame; --j) {
      frames[j + 1] = frames[j]
    }
    frames[j + 1] = frame
  }
}

function print_table(    i, frame)
{
  printf("\n%8s  %8s   %-12s %s\n", "frame", "ms", "in",
         "out (- is a note-off)")
  for (i = 1; i <= n; ++i) {
    frame = frames[i]
    printf("%8d  %8.2f  %-12s %s\n", frame, frame / 48, shown[1, frame],
           shown[2, frame])
  }
}

# Fill the columns in which a note sounds; what was played comes first
function draw(bar,    column)
{
  column = int(bar_start[bar] * width / (last + 1))
  for (; column <= bar_end[bar] * width / (last + 1); ++column) {
    if (!((bar_pitch[bar], column) in cell)) {
      cell[bar_pitch[bar], column] = bar_file[bar] == 1 ? "#" : "="
    }
  }
}

function print_roll(    bar, column, pitch, line)
{
  for (bar = 1; bar <= bars; ++bar) {
    draw(bar)
  }
  printf("\n      # in   = out\n")
  for (pitch = high; pitch >= low; --pitch) {
    line = ""
    for (column = 0; column < width; ++column) {
      line = line ((pitch, column) in cell ? cell[pitch, column] : " ")
    }
    if (line ~ /[#=]/) {
      printf("  %-4s|%s|\n", note_name(pitch), line)
    }
  }
  printf("\n")
}

END {
  sort_frames()
  print_table()
  print_roll()
}
