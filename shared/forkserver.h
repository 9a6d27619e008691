// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What supervisor and fork server say to each other; supervisor, interpreter

#ifndef OUTBOARD_FORKSERVER_H
#define OUTBOARD_FORKSERVER_H

#include "process.h"
#include "status.h"

/**
   @file

   A fork server is a child's program in which Python is up, but no script ever
   runs.  Asked for a child, it makes a copy of itself, as a child of the host's
   and not its own, which passes a pidfd of itself back.  The channel is a pair
   of SOCK_SEQPACKET sockets; the server's end is OB_CHILD_CONTROL.
*/

/// The argument that makes the child's program a fork server
#define OB_FORKSERVER_ARGUMENT "--fork-server"

/**
   Ask for a child with these descriptors; supervisor; does not block.

   @return OB_SUCCESS, or that the server is of no use: OB_CLOSED or OB_ERROR.
*/
ObStatus
ob_forkserver_ask(int socket, const int fds[OB_CHILD_HANDED]);

/**
   Hear what the server says; supervisor; does not block.

   @param process Set to the child, or to none if the server says that it is up.
   @return OB_SUCCESS; OB_EMPTY; OB_CORRUPT; OB_CLOSED; or what kept the server
   from making a child.
*/
ObStatus
ob_forkserver_hear(int socket, ObProcess* process);

/**
   Wait until asked for a child; interpreter.

   @param fds Set to its descriptors, which are above the places they go to.
   @return OB_SUCCESS; OB_CLOSED if the host is gone; OB_CORRUPT; or OB_ERROR.
*/
ObStatus
ob_forkserver_await(int socket, int fds[OB_CHILD_HANDED]);

/**
   Tell of this process, a copy that was asked for; or, in the server, that it
   is up, or what kept it from making a copy; interpreter.

   @param process NULL in the server.
*/
ObStatus
ob_forkserver_tell(int socket, ObStatus status, const ObProcess* process);

#endif // OUTBOARD_FORKSERVER_H
