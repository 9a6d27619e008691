// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What Python has for this: two processes and a multiprocessing.Pipe

#undef NDEBUG

#include "pipe_peer.h"

#include "bench.h"

#include <assert.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

_Noreturn static void
become_python(const int in, const int out, const int core)
{
  char where[16];
  char asker[16];
  char answerer[16];
  snprintf(where, sizeof(where), "%d", core);
  snprintf(asker, sizeof(asker), "%d", BENCH_PRIORITY_AUDIO);
  snprintf(answerer, sizeof(answerer), "%d", BENCH_PRIORITY_CHILD);

  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  execl("/usr/bin/python3",
        "python3",
        "-I",
        bench.pipe,
        where,
        asker,
        answerer,
        (char*)NULL);
  _exit(1);
}

bool
pipe_peer_start(PipePeer* const peer, const int core)
{
  int in[2];
  int out[2];
  assert(!pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC));

  peer->pid = fork();
  assert(peer->pid >= 0);
  if (!peer->pid) {
    become_python(in[0], out[1], core);
  }
  close(in[0]);
  close(out[1]);
  peer->to   = fdopen(in[1], "w");
  peer->from = fdopen(out[0], "r");
  assert(peer->to && peer->from);

  int ready = 0;
  return fscanf(peer->from, "%d", &ready) == 1;
}

bool
pipe_peer_ask(PipePeer* const peer,
              const uint64_t  period,
              double* const   times,
              const unsigned  count)
{
  fprintf(peer->to, "%u %llu\n", count, (unsigned long long)period);
  fflush(peer->to);

  unsigned n = 0U;
  while (n < count && fscanf(peer->from, "%lf", &times[n]) == 1) {
    ++n;
  }
  return n == count;
}

void
pipe_peer_stop(PipePeer* const peer)
{
  fclose(peer->to); // It ends when there is nothing more to read
  fclose(peer->from);
  waitpid(peer->pid, NULL, 0);
}
