// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Instances that run in the user's hosts, seen from outside; setup

#include "view.h"

#include "complain.h"
#include "grow.h"
#include "text.h"
#include "view_talk.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/// Return the process at the other end of a socket
static pid_t
peer_of(const int socket)
{
  struct ucred peer = { .pid = 0 };
  socklen_t    size = sizeof(peer);

  getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size);
  return peer.pid;
}

/// Find out what program a process runs, which may say anything there
static void
read_program(const pid_t pid, char* const program, const size_t room)
{
  char path[32];
  char name[32];
  snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);

  FILE* const file = fopen(path, "re");
  if (!file || !fgets(name, sizeof(name), file)) {
    snprintf(name, sizeof(name), "?");
  }
  if (file) {
    fclose(file);
  }
  ob_text_clean(program, room, name, strcspn(name, "\n"));
}

/// Take an instance out of a packet; false if that is not in order
static bool
parse(ObView* const view, const ObMessage* const message, const char* payload)
{
  if (message->type != OB_INSPECT_INSTANCE ||
      message->size < sizeof(view->record)) {
    return false;
  }

  memcpy(&view->record, payload, sizeof(view->record));
  uint32_t left = message->size - (uint32_t)sizeof(view->record);
  payload += sizeof(view->record);
  for (unsigned i = 0U; i < OB_INSPECT_TEXTS; ++i) {
    const uint32_t size = view->record.sizes[i];
    if (size > left) {
      return false;
    }
    view->texts[i] = (char*)malloc(size + 1U);
    if (!view->texts[i]) {
      return false;
    }
    ob_text_clean(view->texts[i], size + 1U, payload, size);
    payload += size;
    left -= size;
  }

  return !left;
}

static void
clear_view(ObView* const view)
{
  for (unsigned i = 0U; i < OB_INSPECT_TEXTS; ++i) {
    free(view->texts[i]);
  }
}

/// Receive a page of a host's instances
static ObStatus
collect_page(ObViews* const      views,
             const int           socket,
             const ObView* const host,
             uint32_t* const     last,
             uint32_t* const     received)
{
  char      payload[OB_MESSAGE_MAX];
  ObMessage message;
  ObStatus  status = OB_SUCCESS;

  *received = 0U;
  if (!ob_view_ask(socket, OB_INSPECT_LIST, *last, 0U)) {
    return OB_CLOSED;
  }

  while (!(status = ob_view_receive(socket, &message, payload)) &&
         message.type != OB_INSPECT_END) {
    ObView        view  = *host;
    ObView* const grown = (ObView*)ob_grow(
      views->views, &views->capacity, views->count + 1U, sizeof(ObView));
    if (!grown) {
      return OB_NO_MEM;
    }
    views->views = grown;
    if (!parse(&view, &message, payload)) {
      clear_view(&view);
      return OB_CORRUPT;
    }
    grown[views->count++] = view;
    *last                 = view.record.number;
    ++*received;
  }

  return status;
}

/// Ask one host, if it lives
static void
collect_host(ObViews* const views, const char* const path)
{
  const char* const name   = strrchr(path, '/') + 1;
  ObView            host   = { .host = (pid_t)strtol(name, NULL, 10) };
  int               socket = -1;
  ObStatus          status = ob_view_connect(path, &socket);
  if (status == OB_CLOSED) {
    unlink(path); // Its process is gone
    return;
  }
  if (!status) {
    host.host = peer_of(socket);
  }

  uint32_t last     = UINT32_MAX;
  uint32_t received = 0U;
  read_program(host.host, host.program, sizeof(host.program));
  snprintf(host.socket, sizeof(host.socket), "%s", path);
  while (!status) {
    status = collect_page(views, socket, &host, &last, &received);
    if (received < OB_INSPECT_PAGE) {
      break;
    }
  }
  if (status && status != OB_CLOSED) { // Else it has just ended
    ob_view_complain(&host, status);
  }
  if (socket >= 0) {
    close(socket);
  }
}

static bool
is_socket_name(const char* const name)
{
  const size_t length = strlen(name);
  const size_t end    = sizeof(OB_INSPECT_SUFFIX) - 1U;

  return length > end && !strcmp(name + length - end, OB_INSPECT_SUFFIX);
}

/// By host, then by number
static int
compare(const void* const a, const void* const b)
{
  const ObView* const first  = (const ObView*)a;
  const ObView* const second = (const ObView*)b;

  if (first->host != second->host) {
    return first->host < second->host ? -1 : 1;
  }
  return first->record.number < second->record.number ? -1 : 1;
}

/// Ask all hosts
static ObStatus
collect(ObViews* const views)
{
  char folder[sizeof(views->views->socket)];
  char path[sizeof(views->views->socket)];

  *views                = (ObViews){ .count = 0U };
  const ObStatus status = ob_inspect_folder(folder, sizeof(folder));
  DIR* const     dir    = status ? NULL : opendir(folder);
  if (!dir) {
    return status ? status : ob_status_from_errno(errno);
  }

  const struct dirent* entry = NULL;
  while ((entry = readdir(dir))) {
    if (is_socket_name(entry->d_name) &&
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) <
          (int)sizeof(path)) {
      collect_host(views, path);
    }
  }

  closedir(dir);
  if (views->count) {
    qsort(views->views, views->count, sizeof(ObView), compare);
  }
  return OB_SUCCESS;
}

bool
ob_views_open(ObViews* const views)
{
  const ObStatus status = collect(views);
  if (status) {
    ob_complain("cannot look for hosts: %s", ob_strerror(status));
  }

  return !status;
}

ObExit
ob_view_command(const int          count,
                char* const* const arguments,
                ObExit (*const act)(const ObView* view))
{
  ObViews views;
  ObExit  result = OB_EXIT_FAILED;

  if (count != 1) {
    ob_complain("name one instance, see outboard top");
    return OB_EXIT_USAGE;
  }
  if (ob_views_open(&views)) {
    const ObView* const view = ob_views_find(&views, arguments[0]);
    if (view) {
      result = act(view);
    }
    ob_views_clear(&views);
  }

  return result;
}

void
ob_views_clear(ObViews* const views)
{
  for (size_t i = 0U; i < views->count; ++i) {
    clear_view(&views->views[i]);
  }

  free(views->views);
  *views = (ObViews){ .count = 0U };
}

void
ob_view_id(const ObView* const view, char* const id, const size_t room)
{
  snprintf(id, room, "%d.%u", (int)view->host, view->record.number);
}

size_t
ob_view_name_length(const ObView* const view)
{
  const char* const line  = view->texts[OB_INSPECT_SCRIPT];
  const char* const colon = strstr(line, ": ");
  return colon ? (size_t)(colon - line) : strlen(line);
}

/// Return whether the user means this one
static bool
is_meant(const ObView* const view, const char* const wanted)
{
  const char* const path   = view->texts[OB_INSPECT_PATH];
  const char* const slash  = strrchr(path, '/');
  const char* const file   = slash ? slash + 1 : path;
  const size_t      stem   = strcspn(file, ".");
  const char* const script = view->texts[OB_INSPECT_SCRIPT];
  const size_t      name   = ob_view_name_length(view);
  char              id[32];

  ob_view_id(view, id, sizeof(id));
  return !strcmp(id, wanted) || !strcmp(view->texts[OB_INSPECT_NAME], wanted) ||
         !strcmp(script, wanted) ||
         (name && strlen(wanted) == name && !strncmp(script, wanted, name)) ||
         !strcmp(path, wanted) || !strcmp(file, wanted) ||
         (stem && strlen(wanted) == stem && !strncmp(file, wanted, stem));
}

const ObView*
ob_views_find(const ObViews* const views, const char* const wanted)
{
  const ObView* found = NULL;

  for (size_t i = 0U; i < views->count; ++i) {
    const ObView* const view = &views->views[i];
    if (is_meant(view, wanted)) {
      if (found) {
        ob_complain("several instances are \"%s\"; name one by its ID, see "
                    "outboard top",
                    wanted);
        return NULL;
      }
      found = view;
    }
  }

  if (!found) {
    ob_complain("no instance \"%s\" is running, see outboard top", wanted);
  }
  return found;
}
