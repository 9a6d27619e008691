// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard reload and reset: what can be demanded of an instance; setup

#include "command.h"
#include "view.h"

static ObExit
reload(const ObView* const view)
{
  const ObStatus status = ob_view_demand(view, OB_INSPECT_RELOAD);
  if (status) {
    ob_complain("%s: cannot be read: %s",
                view->texts[OB_INSPECT_PATH],
                ob_strerror(status));
    return OB_EXIT_FAILED;
  }

  return OB_EXIT_GOOD;
}

static ObExit
reset(const ObView* const view)
{
  const ObStatus status = ob_view_demand(view, OB_INSPECT_RESET);
  if (status) {
    ob_complain("not started afresh: %s", ob_strerror(status));
    return OB_EXIT_FAILED;
  }

  return OB_EXIT_GOOD;
}

static ObExit
run_reload(const ObEnvironment* const environment,
           const int                  count,
           char* const* const         arguments)
{
  (void)environment;
  return ob_view_command(count, arguments, reload);
}

static ObExit
run_reset(const ObEnvironment* const environment,
          const int                  count,
          char* const* const         arguments)
{
  (void)environment;
  return ob_view_command(count, arguments, reset);
}

const ObCommand ob_command_reload = {
  "reload",
  "ID",
  "have an instance read its script's file once more",
  "As if the file had been saved just now: parameters, what the script\n"
  "remembers, and the notes that sound stay.  Whether it has loaded is in\n"
  "outboard log.  ID is as for outboard log.\n",
  1,
  run_reload,
};

const ObCommand ob_command_reset = {
  "reset",
  "ID",
  "start the script of an instance afresh",
  "In a new process, from what was last saved of it, even if it rests because\n"
  "it died too often.  What sounds is ended.  ID is as for outboard log.\n",
  1,
  run_reset,
};
