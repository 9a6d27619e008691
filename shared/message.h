// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The control channel between supervisor and child; supervisor, control

#ifndef OUTBOARD_MESSAGE_H
#define OUTBOARD_MESSAGE_H

#include "status.h"

#include <assert.h>
#include <stdint.h>

/**
   @file

   A pair of SOCK_SEQPACKET sockets; each packet is one message: ObMessage, then
   `size` bytes.  Texts are UTF-8 without a terminating NUL.  Nothing here is
   real-time.  Only the host passes descriptors.
*/

/// Largest payload of a message [bytes]
#define OB_MESSAGE_MAX 32768U

/// Largest script [bytes]
#define OB_SCRIPT_MAX (1024U * 1024U)

/// What a message says
typedef enum
{
  OB_MESSAGE_HELLO  = 1, ///< Child: ObHello; Python is up, nothing loaded yet
  OB_MESSAGE_LOAD   = 2, ///< Host: ObLoad, path; a memfd with the script's text
  OB_MESSAGE_READY  = 3, ///< Child: ObReady, name; the script is loaded
  OB_MESSAGE_FAILED = 4, ///< Child: text; the script did not load
  OB_MESSAGE_LOG    = 5  ///< Child: ObLogLine, text
} ObMessageType;

/// The start of every packet
typedef struct
{
  uint32_t version; ///< OB_ABI_VERSION
  uint16_t type;    ///< ObMessageType
  uint16_t padding;
  uint32_t size; ///< Of what follows [bytes]
} ObMessage;

static_assert(sizeof(ObMessage) == 12, "wire size");

/// OB_MESSAGE_HELLO
typedef struct
{
  uint32_t python; ///< PY_VERSION_HEX
  uint32_t locked; ///< Not 0 if the segment is locked into memory
} ObHello;

static_assert(sizeof(ObHello) == 8, "wire size");

/// OB_MESSAGE_LOAD; the path follows
typedef struct
{
  uint32_t nominal;   ///< The host's usual block length [frames]
  uint32_t offline;   ///< Not 0 if the host renders
  uint32_t text_size; ///< Of the script [bytes], up to OB_SCRIPT_MAX
  uint32_t path_size; ///< Of the path that follows, may be 0 [bytes]
} ObLoad;

static_assert(sizeof(ObLoad) == 16, "wire size");

/// OB_MESSAGE_READY; the name of the script follows
typedef struct
{
  uint32_t callbacks; ///< Bit per ObCallback that the script defines
  uint32_t routes;    ///< Bit per ObKind that the child wants to answer
  uint32_t params;    ///< Number of parameters
  uint32_t name_size; ///< Of the name that follows [bytes]
} ObReady;

static_assert(sizeof(ObReady) == 16, "wire size");

/// How important a line is
typedef enum
{
  OB_LOG_NOTE    = 0, ///< What the script printed
  OB_LOG_WARNING = 1, ///< Something the user should know
  OB_LOG_ERROR   = 2  ///< Something went wrong
} ObLogLevel;

/// OB_MESSAGE_LOG; the text follows
typedef struct
{
  uint32_t level;     ///< ObLogLevel
  uint32_t text_size; ///< [bytes]
} ObLogLine;

static_assert(sizeof(ObLogLine) == 8, "wire size");

/**
   Send one message: `head` of `head_size` bytes, then `text`.

   Does not block.  At most OB_MESSAGE_MAX bytes.

   @param fd A descriptor to pass along, or -1.
   @return OB_SUCCESS; OB_FULL if the receiver is behind; OB_CLOSED; OB_TOO_BIG;
   or OB_ERROR.
*/
ObStatus
ob_message_send(int           socket,
                ObMessageType type,
                const void*   head,
                uint32_t      head_size,
                const void*   text,
                uint32_t      text_size,
                int           fd);

/**
   Receive one message; does not block.

   @param message Set to the header, checked: its size is that of the packet.
   @param payload Room for OB_MESSAGE_MAX bytes.
   @param fd Set to the descriptor passed along or -1, owned by the caller; NULL
   to take none (the kernel then closes what was sent).
   @return OB_SUCCESS; OB_EMPTY if there is none now; OB_CLOSED; OB_BAD_VERSION;
   OB_CORRUPT; or OB_ERROR.
*/
ObStatus
ob_message_receive(int socket, ObMessage* message, void* payload, int* fd);

#endif // OUTBOARD_MESSAGE_H
