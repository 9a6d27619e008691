// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The control channel between supervisor and child; supervisor, control

#ifndef OUTBOARD_MESSAGE_H
#define OUTBOARD_MESSAGE_H

#include "jail.h"
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

/// How messages are sent, as for send()
#define OB_MESSAGE_FLAGS (MSG_DONTWAIT | MSG_NOSIGNAL)

/// Largest script [bytes]
#define OB_SCRIPT_MAX (1024U * 1024U)

/// Knobs of a plugin that has no ports for a script's own parameters
#define OB_KNOBS 16U

/// Largest state and description [bytes]
#define OB_STATE_MAX (1024U * 1024U)

/// Most further files of a script, and the longest name of one [bytes]
#define OB_FILES_MAX 32U
#define OB_FILE_NAME_MAX 128U

/// What a message says
typedef enum
{
  OB_MESSAGE_HELLO  = 1, ///< Child: ObHello; Python is up, nothing loaded yet
  OB_MESSAGE_LOAD   = 2, ///< Host: ObLoad, path, ports; a memfd: script, state
  OB_MESSAGE_READY  = 3, ///< Child: ObReady, name; the script is loaded
  OB_MESSAGE_FAILED = 4, ///< Child: text; the script did not load
  OB_MESSAGE_LOG    = 5, ///< Child: ObLogLine, text
  OB_MESSAGE_FILES  = 6, ///< Child: names of further files, a line each
  OB_MESSAGE_FILE   = 7, ///< Host: ObFile, name; a memfd with its bytes
  OB_MESSAGE_DESCRIPTION = 8,  ///< Child: ObChunk, part of a JSON text
  OB_MESSAGE_SAVE        = 9,  ///< Host: ObSave; asks for the state
  OB_MESSAGE_STATE       = 10, ///< Child: ObChunk, part of a JSON text
  OB_MESSAGE_SHOW        = 11, ///< Child: ObShow, name, value; both texts
  OB_MESSAGE_JAIL        = 12  ///< Child: ObJail; before it looks at the script
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

/**
   OB_MESSAGE_LOAD; the path follows, then the ports.

   The memfd holds the script's text, then the saved state (a JSON text).

   The ports are the ids of parameters, a line each, in the order of
   ObParamChange.index; an empty line is a port without a parameter.  Without
   ports, a parameter's index is its place in the script.
*/
typedef struct
{
  uint32_t nominal;    ///< The host's usual block length [frames]
  uint32_t offline;    ///< Not 0 if the host renders
  uint32_t is_file;    ///< Not 0 if the text is that of the file at the path
  uint32_t text_size;  ///< Of the script [bytes], up to OB_SCRIPT_MAX
  uint32_t state_size; ///< Of the saved state [bytes], up to OB_STATE_MAX
  uint32_t path_size;  ///< Of the path that follows, may be 0 [bytes]
  uint32_t ports_size; ///< Of the ports behind it, may be 0 [bytes]
} ObLoad;

static_assert(sizeof(ObLoad) == 28, "wire size");

/// OB_MESSAGE_FILE; the name follows
typedef struct
{
  uint32_t found;     ///< 0 if there is no such file: there is no memfd then
  uint32_t size;      ///< Of the file [bytes], up to OB_SCRIPT_MAX
  uint32_t name_size; ///< Of the name that follows [bytes]
} ObFile;

static_assert(sizeof(ObFile) == 12, "wire size");

/// A part of a text that may be longer than a message; the part follows
typedef struct
{
  uint32_t id;     ///< ObSave.id that is answered, or 0
  uint32_t total;  ///< Size of the whole text [bytes], up to OB_STATE_MAX
  uint32_t offset; ///< Where the part belongs; parts come in order [bytes]
  uint32_t size;   ///< Of the part [bytes]
} ObChunk;

static_assert(sizeof(ObChunk) == 16, "wire size");

/// OB_MESSAGE_SAVE
typedef struct
{
  uint32_t id; ///< To be sent back; not 0
} ObSave;

static_assert(sizeof(ObSave) == 4, "wire size");

/// OB_MESSAGE_SHOW; the name follows, then the value
typedef struct
{
  uint32_t name_size;  ///< [bytes]
  uint32_t value_size; ///< [bytes]
} ObShow;

static_assert(sizeof(ObShow) == 8, "wire size");

/// OB_MESSAGE_READY; the name of the script follows
typedef struct
{
  uint32_t callbacks; ///< Bit per ObCallback that the script defines
  uint32_t routes;    ///< Bit per ObKind that the child wants to answer
  uint32_t params;    ///< Number of parameters
  uint32_t latency;   ///< Fixed look-ahead of the script [frames]
  uint32_t name_size; ///< Of the name that follows [bytes]
} ObReady;

static_assert(sizeof(ObReady) == 20, "wire size");

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

   @param type ObMessageType, or of another channel with such packets.
   @param fd A descriptor to pass along, or -1.
   @return OB_SUCCESS; OB_FULL if the receiver is behind; OB_CLOSED; OB_TOO_BIG;
   or OB_ERROR.
*/
ObStatus
ob_message_send(int         socket,
                unsigned    type,
                const void* head,
                uint32_t    head_size,
                const void* text,
                uint32_t    text_size,
                int         fd);

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
