// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which folders have changed: one inotify for all instances; supervisor

#include "folders.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/inotify.h>
#include <unistd.h>

/// All ways in which editors and tools put a file in place, or take it away
static const uint32_t file_events = IN_CLOSE_WRITE | IN_MOVED_TO |
                                    IN_MOVED_FROM | IN_CREATE | IN_DELETE |
                                    IN_ATTRIB;

/// The folder itself goes
static const uint32_t own_events = IN_DELETE_SELF | IN_MOVE_SELF;

/// Let all owners of a folder know; all owners at all if `number` is -1
static void
tell(const ObFolders* const folders, const int number, const char* const name)
{
  ObFolder* next = NULL;

  for (ObFolder* folder = folders->folders; folder; folder = next) {
    next = folder->next;
    if (number < 0 || folder->number == number) {
      folder->changed(folder->handle, name);
    }
  }
}

/// The kernel has stopped watching a folder, or should
static void
lose(ObFolders* const folders, const int number)
{
  for (ObFolder** place = &folders->folders; *place;) {
    ObFolder* const folder = *place;
    if (folder->number == number) {
      *place         = folder->next;
      folder->number = -1;
      folder->changed(folder->handle, "");
    } else {
      place = &folder->next;
    }
  }
}

static void
take_event(ObFolders* const folders, const struct inotify_event* const event)
{
  if (event->mask & IN_Q_OVERFLOW) {
    tell(folders, -1, "");
  } else if (event->mask & IN_MOVE_SELF) {
    inotify_rm_watch(folders->events.fd, event->wd);
    lose(folders, event->wd);
  } else if (event->mask & (IN_IGNORED | IN_DELETE_SELF | IN_UNMOUNT)) {
    lose(folders, event->wd);
  } else if (event->len) {
    tell(folders, event->wd, event->name);
  }
}

/// There are events
static void
on_events(void* const handle)
{
  ObFolders* const                    folders = (ObFolders*)handle;
  _Alignas(struct inotify_event) char bytes[4096];
  const ssize_t size = read(folders->events.fd, bytes, sizeof(bytes));

  for (ssize_t done = 0; done < size;) {
    const struct inotify_event* const event =
      (const struct inotify_event*)(const void*)(bytes + done);

    take_event(folders, event);
    done += (ssize_t)(sizeof(*event) + event->len);
  }
}

/// The host has closed the inotify
static void
on_loss(void* const handle)
{
  ObFolders* const folders = (ObFolders*)handle;

  folders->events.fd = -1;
  while (folders->folders) {
    lose(folders, folders->folders->number);
  }
}

void
ob_folders_init(ObFolders* const folders, ObSupervisor* const supervisor)
{
  *folders = (ObFolders){ .supervisor = supervisor,
                          .events     = { .fd     = -1,
                                          .ready  = on_events,
                                          .lost   = on_loss,
                                          .handle = folders } };
}

void
ob_folders_close(ObFolders* const folders)
{
  ob_supervisor_close(folders->supervisor, &folders->events);
}

/// Open the inotify, unless it is; return whether it is now
static bool
open_events(ObFolders* const folders)
{
  ObWatch* const events = &folders->events;

  if (events->fd < 0) {
    ob_watch_set(events, inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (ob_watch_holds(events) &&
        ob_watches_add(ob_supervisor_watches(folders->supervisor), events)) {
      ob_supervisor_close(folders->supervisor, events);
    }
  }

  return ob_watch_holds(events);
}

bool
ob_folders_watch(ObFolders* const  folders,
                 ObFolder* const   folder,
                 const char* const path)
{
  if (folder->number < 0 && open_events(folders)) {
    folder->number = inotify_add_watch(
      folders->events.fd, path, file_events | own_events | IN_ONLYDIR);
    if (folder->number >= 0) {
      folder->next     = folders->folders;
      folders->folders = folder;
    }
  }

  return folder->number >= 0;
}

void
ob_folders_unwatch(ObFolders* const folders, ObFolder* const folder)
{
  bool shared = false;

  if (folder->number < 0) {
    return;
  }

  for (ObFolder** place = &folders->folders; *place;) {
    if (*place == folder) {
      *place = folder->next;
    } else {
      shared |= (*place)->number == folder->number;
      place = &(*place)->next;
    }
  }

  if (!shared && ob_watch_holds(&folders->events)) {
    inotify_rm_watch(folders->events.fd, folder->number);
  }
  folder->number = -1;
}
