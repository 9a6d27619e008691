// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Those whom the supervisor attends to; setup, supervisor

#include "clients.h"

#include "doorbell.h"

#include <stdbool.h>

void
ob_clients_init(ObClients* const clients)
{
  pthread_mutex_init(&clients->lock, NULL);
  pthread_cond_init(&clients->left, NULL);
  clients->first = NULL;
}

void
ob_clients_destroy(ObClients* const clients)
{
  pthread_cond_destroy(&clients->left);
  pthread_mutex_destroy(&clients->lock);
}

void
ob_clients_join(ObClients* const clients, ObClient* const client)
{
  pthread_mutex_lock(&clients->lock);
  client->joined = true;
  client->next   = clients->first;
  clients->first = client;
  pthread_mutex_unlock(&clients->lock);
}

void
ob_clients_await(ObClients* const clients, const ObClient* const client)
{
  pthread_mutex_lock(&clients->lock);
  while (client->joined) {
    pthread_cond_wait(&clients->left, &clients->lock);
  }
  pthread_mutex_unlock(&clients->lock);
}

/// Take a client whose attend() returned false off the list
static void
remove_client(ObClients* const clients, ObClient* const client)
{
  pthread_mutex_lock(&clients->lock);

  ObClient** place = &clients->first;
  while (*place != client) {
    place = &(*place)->next;
  }

  *place         = client->next;
  client->joined = false;
  pthread_cond_broadcast(&clients->left);
  pthread_mutex_unlock(&clients->lock);
}

/// Return the first client: only this thread takes clients away, and others add
/// them at the front
static ObClient*
first_of(ObClients* const clients)
{
  pthread_mutex_lock(&clients->lock);
  ObClient* const first = clients->first;
  pthread_mutex_unlock(&clients->lock);
  return first;
}

uint64_t
ob_clients_attend(ObClients* const clients)
{
  uint64_t earliest = OB_NEVER;

  ObClient* client = first_of(clients);
  while (client) {
    ObClient* const next = client->next;
    uint64_t        due  = OB_NEVER;

    if (!client->attend(client->handle, &due)) {
      remove_client(clients, client);
    } else if (due < earliest) {
      earliest = due;
    }
    client = next;
  }

  return earliest;
}

bool
ob_clients_at_most_one(ObClients* const clients)
{
  const ObClient* const first = first_of(clients);

  return !first || !first->next;
}

void
ob_clients_ask(ObClients* const clients, ObQuestion* const question)
{
  for (const ObClient* client = first_of(clients); client;
       client                 = client->next) {
    client->answer(client->handle, question);
  }
}
