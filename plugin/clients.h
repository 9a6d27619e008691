// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Those whom the supervisor attends to; setup, supervisor

#ifndef OUTBOARD_CLIENTS_H
#define OUTBOARD_CLIENTS_H

#include "supervisor.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/// A list that one thread attends, while others join and leave
typedef struct
{
  pthread_mutex_t lock; ///< Of what follows; held briefly
  pthread_cond_t  left; ///< A client has left
  ObClient*       first;
} ObClients;

/// Prepare an empty list
void
ob_clients_init(ObClients* clients);

/// Destroy an empty list
void
ob_clients_destroy(ObClients* clients);

/// Add a client; setup
void
ob_clients_join(ObClients* clients, ObClient* client);

/// Wait until a client's attend() has returned false; setup
void
ob_clients_await(ObClients* clients, const ObClient* client);

/// Attend all, and return when the next one is due [ns, as ob_now()];
/// supervisor
uint64_t
ob_clients_attend(ObClients* clients);

/// Return whether there is at most one; supervisor
bool
ob_clients_at_most_one(ObClients* clients);

/// Put a question to all, the latest first; supervisor
void
ob_clients_ask(ObClients* clients, ObQuestion* question);

#endif // OUTBOARD_CLIENTS_H
