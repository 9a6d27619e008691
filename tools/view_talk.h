// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Putting questions to a host; setup

#ifndef OUTBOARD_VIEW_TALK_H
#define OUTBOARD_VIEW_TALK_H

#include "inspect.h"
#include "message.h"
#include "status.h"
#include "view.h"

#include <stdbool.h>
#include <stdint.h>

/// How long a host may take to let somebody in, or to answer [ms]
#define OB_VIEW_PATIENCE 1000

/**
   Connect to a host, which lets in only some at a time.

   @param connection Set to the socket, to be closed by the caller.
   @return OB_SUCCESS; OB_TIMEOUT; OB_CLOSED if there is no such host; or why
   there is no connection.
*/
ObStatus
ob_view_connect(const char* path, int* connection);

/// Put a question, as in ObInspectAsk; return whether it could be sent
bool
ob_view_ask(int socket, ObInspectType type, uint32_t instance, uint64_t line);

/**
   Receive a part of an answer.

   @param payload Room for OB_MESSAGE_MAX bytes.
   @return OB_SUCCESS; OB_TIMEOUT; OB_CLOSED if the host is gone; or OB_CORRUPT.
*/
ObStatus
ob_view_receive(int socket, ObMessage* message, void* payload);

/// Return what became of a question, from the end of the answer; OB_CLOSED if
/// the instance is not there
ObStatus
ob_view_end(const ObMessage* message, const void* payload);

/// Demand something of an instance and wait for the answer; return what became
/// of it, as ob_view_end(), or why there is none
ObStatus
ob_view_demand(const ObView* view, ObInspectType type);

/// Say that the host of an instance does not answer
void
ob_view_complain(const ObView* view, ObStatus status);

#endif // OUTBOARD_VIEW_TALK_H
