// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Lets the command line look inside: a socket and its visitors; supervisor

#ifndef OUTBOARD_INSPECTOR_H
#define OUTBOARD_INSPECTOR_H

#include "clients.h"
#include "inspect.h"
#include "status.h"
#include "supervisor.h"

#include <stdint.h>

/// Visitors at a time
#define OB_VISITORS 8U

/// One connection
typedef struct
{
  ObWatch  watch;    ///< Its socket
  uint32_t profiles; ///< Number of the instance whose time it wants; 0: none
  struct ObInspectorImpl* inspector;
} ObVisitor;

/// Embedded in the supervisor
typedef struct ObInspectorImpl
{
  ObSupervisor* supervisor;
  ObClients*    clients;
  ObWatch       door; ///< The listening socket
  char          path[108];
  ObVisitor     visitors[OB_VISITORS];
} ObInspector;

/// A question, put to each client by ObClient.answer()
struct ObQuestionImpl
{
  ObInspectType type;
  ObInspectAsk  asked;
  int           socket; ///< For ob_question_answer()
  uint32_t      found;  ///< How many clients it concerned
  ObStatus      status;
};

/// Send a part of the answer, as ob_message_send(); for ObClient.answer()
ObStatus
ob_question_answer(ObQuestion*   question,
                   ObInspectType type,
                   const void*   head,
                   uint32_t      head_size,
                   const void*   text,
                   uint32_t      text_size);

/**
   Open the door; without one, nobody can look inside, but all else works.

   Before the supervisor's thread starts; setup.
*/
void
ob_inspector_open(ObInspector*  inspector,
                  ObSupervisor* supervisor,
                  ObClients*    clients);

/// Send all visitors away and remove the socket; after the thread has ended
void
ob_inspector_close(ObInspector* inspector);

#endif // OUTBOARD_INSPECTOR_H
