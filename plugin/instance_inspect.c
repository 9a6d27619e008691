// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// One plugin instance without its format: what the command line sees of it;
// supervisor

#include "instance_impl.h"

#include "child.h"
#include "doorbell.h"
#include "inspector.h"
#include "link.h"

#include <stdatomic.h>
#include <string.h>

/// Return the length of a text, as far as it is told [bytes]
static uint32_t
told_size(const char* const text)
{
  return (uint32_t)strnlen(text, OB_INSPECT_TEXT_MAX);
}

/// Describe the instance
static void
describe(ObInstance* const instance, ObQuestion* const question)
{
  ObChild* const          child   = ob_player_playing(instance->player);
  const ObScript* const   script  = child ? ob_child_script(child) : NULL;
  const ObFigures         figures = ob_engine_figures(instance->engine);
  const ObReport* const   report  = &figures.report;
  const char* const       title   = child ? ob_child_title(child) : "";
  const char* const       path    = script ? script->path : "";
  const ObInspectInstance record  = {
     .number   = instance->number,
     .state    = (uint32_t)report->state,
     .mode     = (uint32_t)figures.mode,
     .child    = child ? ob_child_pid(child) : 0,
     .children = ob_player_children(instance->player),
     .nominal  = ob_engine_nominal(instance->engine),
     .latency  = report->latency,
     .load     = report->load,
     .rate     = ob_engine_rate(instance->engine),
     .misses   = report->misses,
     .late     = report->late,
     .dropped  = report->dropped,
     .median   = figures.median,
     .most     = figures.most,
     .longest  = figures.longest,
     .jail     = child ? *ob_child_jail(child) : (ObJail){ 0U, 0U },
     .sizes    = { [OB_INSPECT_NAME]   = told_size(instance->name),
                   [OB_INSPECT_SCRIPT] = told_size(title),
                   [OB_INSPECT_PATH]   = told_size(path) },
  };

  const char* const texts[] = { [OB_INSPECT_NAME]   = instance->name,
                                [OB_INSPECT_SCRIPT] = title,
                                [OB_INSPECT_PATH]   = path };
  char              all[OB_INSPECT_TEXTS * OB_INSPECT_TEXT_MAX];
  uint32_t          size = 0U;
  for (unsigned i = 0U; i < OB_INSPECT_TEXTS; ++i) {
    memcpy(all + size, texts[i], record.sizes[i]);
    size += record.sizes[i];
  }

  question->status = ob_question_answer(
    question, OB_INSPECT_INSTANCE, &record, sizeof(record), all, size);
}

/// Send the lines that are new, as many as are asked for at a time
static void
send_lines(const ObInstance* const instance, ObQuestion* const question)
{
  char          text[OB_MESSAGE_MAX - sizeof(ObInspectLine)];
  ObJournalLine line = { .number = question->asked.line };

  for (uint32_t i = 0U;
       i < OB_INSPECT_PAGE && !question->status && instance->log.journal &&
       ob_journal_read(
         instance->log.journal, line.number, &line, text, sizeof(text));
       ++i) {
    const uint32_t      size = (uint32_t)strlen(text);
    const ObInspectLine head = {
      line.number, line.time, (uint32_t)line.level, size
    };
    question->status = ob_question_answer(
      question, OB_INSPECT_LINE, &head, sizeof(head), text, size);
  }
}

/// Tell where the script's time went since this was first asked
static void
send_times(ObInstance* const instance, ObQuestion* const question)
{
  ObChild* const child = ob_player_playing(instance->player);
  if (!child) {
    question->status = OB_CLOSED;
    return;
  }

  const uint64_t now = ob_now();
  if (!instance->profiled) {
    instance->profiled = now;
  }

  // A child that is new since then does not know yet
  ObSegmentHeader* const header = ob_child_link(child)->segment.header;
  ObInspectTimes         times  = { .since = now - instance->profiled };
  atomic_store(&header->host.profile, (uint32_t)(instance->profiled | 1U));
  for (unsigned i = 0U; i < OB_PARTS; ++i) {
    const ObPartTime* const part = &header->parts[i];
    times.parts[i] =
      (ObInspectTime){ atomic_load_explicit(&part->count, memory_order_relaxed),
                       atomic_load_explicit(&part->total, memory_order_relaxed),
                       atomic_load_explicit(&part->worst,
                                            memory_order_relaxed) };
  }

  question->status = ob_question_answer(
    question, OB_INSPECT_TIMES, &times, sizeof(times), NULL, 0U);
}

/// The one who asked for times has left
static void
end_times(ObInstance* const instance)
{
  ObChild* const child = ob_player_playing(instance->player);

  instance->profiled = 0U;
  if (child) {
    atomic_store(&ob_child_link(child)->segment.header->host.profile, 0U);
  }
}

/// Have the script's stack written to the log
static void
trace(ObInstance* const instance, ObQuestion* const question)
{
  ObChild* const child = ob_player_playing(instance->player);

  question->status = child ? ob_child_trace(child) : OB_CLOSED;
}

/// Return what became of what was chosen, or started afresh, last
static ObStatus
outcome(ObInstance* const instance)
{
  pthread_mutex_lock(&instance->lock);
  const bool taken = instance->choices == instance->taken;
  pthread_mutex_unlock(&instance->lock);

  if (!taken || ob_player_pending(instance->player)) {
    return OB_EMPTY;
  }
  return ob_player_playing(instance->player)
           ? ob_player_outcome(instance->player)
           : OB_CLOSED;
}

void
ob_instance_answer(void* const handle, ObQuestion* const question)
{
  ObInstance* const instance = (ObInstance*)handle;

  if (question->type == OB_INSPECT_LIST) {
    if (instance->number < question->asked.instance && !question->status &&
        question->found < OB_INSPECT_PAGE) {
      ++question->found;
      describe(instance, question);
    }
    return;
  }

  if (instance->number != question->asked.instance) {
    return;
  }

  ++question->found;
  switch (question->type) {
    case OB_INSPECT_LOG:
      send_lines(instance, question);
      break;
    case OB_INSPECT_TRACE:
      trace(instance, question);
      break;
    case OB_INSPECT_PROFILE:
      send_times(instance, question);
      break;
    case OB_INSPECT_RELOAD:
      ob_log(&instance->log, OB_LOG_NOTE, "The user wants a reload");
      question->status =
        ob_instance_read_again(instance, NULL) ? OB_SUCCESS : OB_NO_FILE;
      ob_supervisor_nudge(instance->supervisor);
      break;
    case OB_INSPECT_RESET:
      ob_log(&instance->log, OB_LOG_NOTE, "The user wants a new start");
      ob_player_restart(instance->player, true);
      ob_supervisor_nudge(instance->supervisor);
      break;
    case OB_INSPECT_OUTCOME:
      question->status = outcome(instance);
      break;
    case OB_INSPECT_END:
      end_times(instance);
      break;
    default:
      break;
  }
}
