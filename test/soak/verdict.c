// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a soak has found out: figures, and whether the promises were kept; setup

#include "verdict.h"

#include <jansson.h>

#include <inttypes.h>

/// Of so many blocks one may take far longer than the deadline: a virtual
/// machine's core may be taken away without the kernel knowing
static const uint64_t blocks_per_overrun = 10000U;

/// Of so many notes of bystanders one may be dropped, and counted, though a
/// core seems to be left
static const uint64_t notes_per_drop = 1000U;

/// What allocators and libraries keep [bytes]
static const size_t heap_allowance = 32768U;
static const size_t size_allowance = 16777216U;

/// Sums over bystanders, or over victims
typedef struct
{
  uint64_t slots, blocks, held, overruns, offline, messages;
  uint64_t misses, late, dropped, excused, checks, stuck, doubled;
  uint64_t children, restarts, broken;
  uint64_t worst, own;         ///< [ns]
  uint64_t notes, unaccounted; ///< Of bystanders: expected, and neither
                               ///< heard nor counted as dropped
} Sums;

/// Add the notes of a bystander, of whom is known how many there must be
static void
add_notes(Sums* const          sums,
          const Slot* const    slot,
          const Trouble* const trouble)
{
  const uint64_t expected = slot->musician.ons * slot->role->notes;
  const uint64_t heard    = slot->ear.ons;
  const uint64_t missing =
    expected > heard ? expected - heard : heard - expected;

  // A key that was dropped on its way in is all its notes
  const uint64_t dropped = slot->tally.dropped * slot->role->notes;

  // When its latency changes, what is under way ends
  const bool exact = !slot->pipelined || !trouble->done[FAULT_LENGTH];

  sums->notes += expected;
  sums->unaccounted += exact && missing > dropped ? missing - dropped : 0U;
}

/// Keep what is known of each bystander
static void
put_bystanders(json_t* const report, const Findings* const findings)
{
  json_t* const list = json_array();
  for (unsigned i = 0U; i < findings->n_slots; ++i) {
    const Slot* const slot = &findings->slots[i];
    if (slot->bystander) {
      json_array_append_new(
        list,
        json_pack("{sssIsIsIsI}",
                  "script",
                  slot->role->name,
                  "notes expected",
                  (json_int_t)(slot->musician.ons * slot->role->notes),
                  "notes heard",
                  (json_int_t)slot->ear.ons,
                  "late",
                  (json_int_t)slot->tally.late,
                  "dropped",
                  (json_int_t)slot->tally.dropped));
    }
  }
  json_object_set_new(report, "bystanders", list);
}

static Sums
add_up(const Findings* const findings, const bool bystanders)
{
  Sums sums = { .slots = 0U };
  for (unsigned i = 0U; i < findings->n_slots; ++i) {
    const Slot* const  slot  = &findings->slots[i];
    const Tally* const tally = &slot->tally;
    if (slot->bystander != bystanders) {
      continue;
    }

    ++sums.slots;
    sums.blocks += tally->blocks;
    sums.held += tally->held;
    sums.overruns += tally->overruns;
    sums.offline += tally->offline;
    sums.messages += tally->messages;
    sums.misses += tally->misses;
    sums.late += tally->late;
    sums.dropped += tally->dropped;
    sums.excused += tally->excused;
    sums.checks += tally->checks;
    sums.stuck += tally->stuck;
    sums.doubled += slot->ear.doubled;
    sums.children += tally->children;
    sums.restarts += tally->restarts;
    sums.broken += tally->broken;
    sums.worst = tally->worst > sums.worst ? tally->worst : sums.worst;
    sums.own   = tally->own > sums.own ? tally->own : sums.own;
    if (bystanders) {
      add_notes(&sums, slot, findings->trouble);
    }
  }
  return sums;
}

static double
percent(const uint64_t part, const uint64_t whole)
{
  return whole ? 100.0 * (double)part / (double)whole : 100.0;
}

/// Print a figure of both groups, and keep it
static void
put(json_t* const     report,
    const char* const name,
    const uint64_t    bystanders,
    const uint64_t    victims)
{
  printf("  %-28s %12" PRIu64 " %12" PRIu64 "\n", name, bystanders, victims);
  json_object_set_new(
    report,
    name,
    json_pack("[II]", (json_int_t)bystanders, (json_int_t)victims));
}

static void
tell_figures(json_t* const report, const Sums* const by, const Sums* const of)
{
  printf("  %-28s %12s %12s\n", "", "bystanders", "victims");
  put(report, "instances", by->slots, of->slots);
  put(report, "blocks run", by->blocks, of->blocks);
  printf("  %-28s %11.3f%% %11.3f%%\n",
         "within the deadline",
         percent(by->held, by->blocks),
         percent(of->held, of->blocks));
  put(report, "blocks within the deadline", by->held, of->held);
  put(report, "overruns", by->overruns, of->overruns);
  put(report, "worst run() [us]", by->worst / 1000U, of->worst / 1000U);
  put(report, "the same, on a core [us]", by->own / 1000U, of->own / 1000U);
  put(report, "blocks while freewheeling", by->offline, of->offline);
  put(report, "messages out", by->messages, of->messages);
  put(report, "misses", by->misses, of->misses);
  put(report, "late", by->late, of->late);
  put(report, "dropped", by->dropped, of->dropped);
  put(report, "dropped with no core left", by->excused, of->excused);
  put(report, "processes that played", by->children, of->children);
  put(report, "restarts after a death", by->restarts, of->restarts);
  put(report, "times all had to end", by->checks, of->checks);
  put(report, "stuck", by->stuck, of->stuck);
}

static void
tell_stalls(json_t* const report, const Witness* const witness)
{
  const uint64_t stalls  = witness->n_stalls;
  const uint64_t foreign = witness->n_foreign;
  const uint64_t worst   = witness->worst / 1000000U;

  printf("  for 100 ms or longer no core was left: %" PRIu64
         " times, at most %" PRIu64 " ms;\n"
         "  %" PRIu64 " times because of other programs\n",
         stalls,
         worst,
         foreign);
  json_object_set_new(report,
                      "no core left",
                      json_pack("{sIsIsI}",
                                "times",
                                (json_int_t)stalls,
                                "by others",
                                (json_int_t)foreign,
                                "longest [ms]",
                                (json_int_t)worst));
}

static void
tell_faults(json_t* const report, const Trouble* const trouble)
{
  json_t* const faults = json_object();
  uint64_t      total  = 0U;
  for (unsigned i = 0U; i < FAULTS; ++i) {
    printf(
      "  %-28s %12" PRIu64 "\n", plan_name((FaultKind)i), trouble->done[i]);
    json_object_set_new(faults,
                        plan_name((FaultKind)i),
                        json_integer((json_int_t)trouble->done[i]));
    total += trouble->done[i];
  }

  printf("  %-28s %12" PRIu64 "\n"
         "  %" PRIu64 " of the kills came while notes sounded; %" PRIu64
         " scripts that rested were\n"
         "  chosen again; %" PRIu64 " faults had nothing to happen to\n",
         "faults",
         total,
         trouble->sounding,
         trouble->revived,
         trouble->missed);
  json_object_set_new(report, "faults", faults);
  json_object_set_new(report,
                      "kills while notes sounded",
                      json_integer((json_int_t)trouble->sounding));
}

/// Tell one promise; return whether it was kept
static bool
judge(json_t* const     report,
      const bool        kept,
      const char* const promise,
      const int64_t     figure,
      const int64_t     allowed)
{
  printf("  %-6s %s: %" PRId64 " (allowed: %" PRId64 ")\n",
         kept ? "OK" : "BROKEN",
         promise,
         figure,
         allowed);
  json_object_set_new(report, promise, json_boolean(kept));
  return kept;
}

/// Judge something of which there may be only so much
static bool
limit(json_t* const     report,
      const char* const promise,
      const uint64_t    figure,
      const uint64_t    allowed)
{
  return judge(
    report, figure <= allowed, promise, (int64_t)figure, (int64_t)allowed);
}

/// Judge by how much something has grown
static bool
growth(json_t* const     report,
       const char* const promise,
       const size_t      before,
       const size_t      after,
       const size_t      allowed)
{
  const int64_t by = (int64_t)after - (int64_t)before;

  return judge(report, by <= (int64_t)allowed, promise, by, (int64_t)allowed);
}

static bool
judge_leaks(json_t* const report, const Findings* const findings)
{
  const Belongings* const   before = &findings->before;
  const Belongings* const   after  = &findings->after;
  const RigResources* const a      = &before->resources;
  const RigResources* const b      = &after->resources;

  bool kept =
    growth(report, "leaked descriptors", a->descriptors, b->descriptors, 0U);
  kept &= growth(report, "leaked threads", a->threads, b->threads, 0U);
  kept &= growth(report, "leaked mappings", a->mappings, b->mappings, 0U);
  kept &= growth(report, "leaked processes", a->children, b->children, 0U);
  kept &= growth(
    report, "leaked heap [bytes]", before->heap, after->heap, heap_allowance);
  kept &= growth(
    report, "grown by [bytes]", before->size, after->size, size_allowance);
  return kept;
}

/// Judge what must hold on any machine
static bool
judge_always(json_t* const         report,
             const Findings* const findings,
             const Sums* const     by,
             const Sums* const     of)
{
  bool kept =
    limit(report, "notes and pedals stuck", by->stuck + of->stuck, 0U);
  kept &= limit(
    report, "notes begun where one sounded", by->doubled + of->doubled, 0U);
  kept &=
    limit(report, "bystanders' notes lost uncounted", by->unaccounted, 0U);
  kept &= limit(report, "bystanders restarted", by->restarts, 0U);
  kept &= limit(
    report, "processes that broke the protocol", by->broken + of->broken, 0U);
  kept &=
    limit(report, "scripts that did not play again", findings->silent, 0U);
  kept &= limit(report, "JACK server lost", findings->closed, 0U);
  return judge_leaks(report, findings) && kept;
}

/// Judge what holds while a core is left
static bool
judge_in_time(json_t* const report, const Sums* const by, const Sums* const of)
{
  const uint64_t blocks = by->blocks + of->blocks;
  const uint64_t grace  = 1U + blocks / blocks_per_overrun;

  bool kept = limit(report,
                    "blocks far beyond the deadline",
                    by->overruns + of->overruns,
                    grace);
  kept &= limit(report,
                "bystanders' events dropped",
                by->dropped - by->excused,
                by->notes / notes_per_drop);
  return kept;
}

Verdict
verdict_tell(const Findings* const findings, const char* const path)
{
  const Sums    by       = add_up(findings, true);
  const Sums    of       = add_up(findings, false);
  json_t* const report   = json_object();
  json_t* const promises = json_object();
  printf("\nseed %" PRIu64 ", %" PRIu64 ".%" PRIu64 " s, %" PRIu64 " xruns\n\n",
         findings->seed,
         findings->time / 1000U,
         findings->time / 100U % 10U,
         findings->xruns);
  json_object_set_new(report, "seed", json_integer((json_int_t)findings->seed));
  json_object_set_new(
    report, "seconds", json_real((double)findings->time / 1000.0));
  json_object_set_new(
    report, "xruns", json_integer((json_int_t)findings->xruns));

  tell_figures(report, &by, &of);
  tell_stalls(report, findings->witness);
  put_bystanders(report, findings);
  puts("");
  tell_faults(report, findings->trouble);
  puts("");
  const bool    always  = judge_always(promises, findings, &by, &of);
  const bool    in_time = judge_in_time(promises, &by, &of);
  const Verdict verdict = !always    ? VERDICT_BROKEN
                          : !in_time ? VERDICT_SLOW
                                     : VERDICT_KEPT;
  json_object_set_new(report, "promises", promises);
  json_object_set_new(report, "kept", json_boolean(verdict == VERDICT_KEPT));
  if (path && json_dump_file(report, path, JSON_INDENT(2))) {
    fprintf(stderr, "soak: %s cannot be written\n", path);
  }
  json_decref(report);
  return verdict;
}
