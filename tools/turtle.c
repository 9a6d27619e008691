// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Writing Turtle, so that no text can break it; setup

#include "turtle.h"

#include <serd/serd.h>

#include <assert.h>
#include <float.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Resources within resources: a port's scale point
#define DEPTH 4U

#define XSD "http://www.w3.org/2001/XMLSchema#"
#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

/// The name of an anonymous resource, never written
typedef struct
{
  char text[16];
} Blank;

struct ObTurtleImpl
{
  SerdEnv*    env;
  SerdWriter* writer;
  ObStatus    status; ///< The first failure
  char*       uri;    ///< The subject
  unsigned    depth;  ///< Anonymous resources that are open
  unsigned    blanks; ///< Those there have been
  Blank       open[DEPTH];
  const char* from; ///< While copying: what to replace ...
  const char* to;   ///< ... by what
};

static const uint8_t*
bytes(const char* const text)
{
  return (const uint8_t*)text;
}

static SerdNode
node(const SerdType type, const char* const text)
{
  return serd_node_from_string(type, bytes(text));
}

/// Remember a failure, if it is the first
static void
note(ObTurtle* const turtle, const ObStatus status)
{
  if (!turtle->status) {
    turtle->status = status;
  }
}

static void
note_serd(ObTurtle* const turtle, const SerdStatus status)
{
  note(turtle, status ? OB_ERROR : OB_SUCCESS);
}

ObTurtle*
ob_turtle_new(FILE* const file)
{
  ObTurtle* const turtle = (ObTurtle*)calloc(1U, sizeof(ObTurtle));
  if (!turtle) {
    return NULL;
  }

  turtle->env = serd_env_new(NULL);
  turtle->writer =
    serd_writer_new(SERD_TURTLE,
                    (SerdStyle)(SERD_STYLE_ABBREVIATED | SERD_STYLE_CURIED),
                    turtle->env,
                    NULL,
                    serd_file_sink,
                    file);
  return turtle;
}

void
ob_turtle_prefix(ObTurtle* const   turtle,
                 const char* const name,
                 const char* const uri)
{
  const SerdNode short_name = node(SERD_LITERAL, name);
  const SerdNode full       = node(SERD_URI, uri);

  note_serd(turtle, serd_writer_set_prefix(turtle->writer, &short_name, &full));
}

/// Copy a prefix
static SerdStatus
on_prefix(void* const           handle,
          const SerdNode* const name,
          const SerdNode* const uri)
{
  return serd_writer_set_prefix(((ObTurtle*)handle)->writer, name, uri);
}

/// Return what to write for a URI, to be freed; NULL if it stays as it is
static char*
replacement(ObTurtle* const turtle, const SerdNode* const own)
{
  const size_t      size = strlen(turtle->from);
  const char* const text = (const char*)own->buf;
  char*             uri  = NULL;
  if (own->type != SERD_URI || strncmp(text, turtle->from, size) ||
      (text[size] && text[size] != '#')) {
    return NULL;
  }

  if (asprintf(&uri, "%s%s", turtle->to, text + size) < 0) {
    note(turtle, OB_NO_MEM);
    return NULL;
  }

  return uri;
}

/// Copy a statement
static SerdStatus
on_statement(void* const              handle,
             const SerdStatementFlags flags,
             const SerdNode* const    graph,
             const SerdNode* const    subject,
             const SerdNode* const    predicate,
             const SerdNode* const    object,
             const SerdNode* const    datatype,
             const SerdNode* const    language)
{
  ObTurtle* const turtle       = (ObTurtle*)handle;
  char* const     subject_uri  = replacement(turtle, subject);
  char* const     object_uri   = replacement(turtle, object);
  const SerdNode  subject_node = node(SERD_URI, subject_uri);
  const SerdNode  object_node  = node(SERD_URI, object_uri);

  const SerdStatus status =
    serd_writer_write_statement(turtle->writer,
                                flags,
                                graph,
                                subject_uri ? &subject_node : subject,
                                predicate,
                                object_uri ? &object_node : object,
                                datatype,
                                language);

  free(subject_uri);
  free(object_uri);
  return status;
}

/// Copy the end of an anonymous resource
static SerdStatus
on_end(void* const handle, const SerdNode* const blank)
{
  return serd_writer_end_anon(((ObTurtle*)handle)->writer, blank);
}

void
ob_turtle_copy(ObTurtle* const   turtle,
               const char* const path,
               const char* const from,
               const char* const to)
{
  turtle->from = from;
  turtle->to   = to;

  SerdNode          uri = serd_node_new_file_uri(bytes(path), NULL, NULL, true);
  SerdReader* const reader = serd_reader_new(
    SERD_TURTLE, turtle, NULL, NULL, on_prefix, on_statement, on_end);

  serd_reader_add_blank_prefix(reader, bytes("copied"));
  note_serd(turtle, serd_reader_read_file(reader, uri.buf));
  serd_reader_free(reader);
  serd_node_free(&uri);
}

void
ob_turtle_subject(ObTurtle* const turtle, const char* const uri)
{
  assert(!turtle->depth);
  free(turtle->uri);
  turtle->uri = strdup(uri);
  if (!turtle->uri) {
    note(turtle, OB_NO_MEM);
  }
}

static void
add(ObTurtle* const          turtle,
    const SerdStatementFlags flags,
    const char* const        property,
    const SerdNode* const    object,
    const char* const        datatype)
{
  if (turtle->status) {
    return;
  }

  const unsigned           depth = turtle->depth;
  const SerdStatementFlags more  = depth ? SERD_ANON_CONT : 0U;
  const SerdNode predicate = strcmp(property, "a") ? node(SERD_CURIE, property)
                                                   : node(SERD_URI, RDF_TYPE);
  const SerdNode type      = node(SERD_URI, datatype);
  const SerdNode subject   = depth
                               ? node(SERD_BLANK, turtle->open[depth - 1U].text)
                               : node(SERD_URI, turtle->uri);

  note_serd(turtle,
            serd_writer_write_statement(turtle->writer,
                                        flags | more,
                                        NULL,
                                        &subject,
                                        &predicate,
                                        object,
                                        datatype ? &type : NULL,
                                        NULL));
}

void
ob_turtle_add(ObTurtle* const   turtle,
              const char* const property,
              const char* const resource)
{
  const SerdNode object = node(SERD_CURIE, resource);

  add(turtle, 0U, property, &object, NULL);
}

void
ob_turtle_add_uri(ObTurtle* const   turtle,
                  const char* const property,
                  const char* const uri)
{
  const SerdNode object = node(SERD_URI, uri);

  add(turtle, 0U, property, &object, NULL);
}

void
ob_turtle_add_file(ObTurtle* const   turtle,
                   const char* const property,
                   const char* const path)
{
  SerdNode object = serd_node_new_file_uri(bytes(path), NULL, NULL, true);

  add(turtle, 0U, property, &object, NULL);
  serd_node_free(&object);
}

/// Add a number, with a fraction if it is whole
static void
add_number(ObTurtle* const   turtle,
           const char* const property,
           const float       value,
           const char* const fraction)
{
  char text[32];
  int  digits = 5;
  do {
    snprintf(text, sizeof(text), "%.*g", ++digits, (double)value);
  } while (digits < FLT_DECIMAL_DIG && strtof(text, NULL) != value);
  if (!strpbrk(text, ".e")) {
    strcat(text, fraction);
  }

  const char* const type = strchr(text, 'e')   ? XSD "double"
                           : strchr(text, '.') ? XSD "decimal"
                                               : XSD "integer";

  const SerdNode object = node(SERD_LITERAL, text);
  add(turtle, 0U, property, &object, type);
}

void
ob_turtle_add_number(ObTurtle* const   turtle,
                     const char* const property,
                     const float       value)
{
  add_number(turtle, property, value, "");
}

void
ob_turtle_add_real(ObTurtle* const   turtle,
                   const char* const property,
                   const float       value)
{
  add_number(turtle, property, value, ".0");
}

/// Add a text; control characters but those in `allowed` become spaces
static void
add_text(ObTurtle* const   turtle,
         const char* const property,
         const char* const text,
         const char* const allowed)
{
  char* const copy = text ? strdup(text) : NULL;
  if (!copy) {
    note(turtle, OB_NO_MEM);
    return;
  }

  for (char* c = copy; *c; ++c) {
    if (((unsigned char)*c < ' ' || *c == 0x7F) && !strchr(allowed, *c)) {
      *c = ' ';
    }
  }

  const SerdNode object = node(SERD_LITERAL, copy);
  add(turtle, 0U, property, &object, NULL);
  free(copy);
}

void
ob_turtle_add_text(ObTurtle* const   turtle,
                   const char* const property,
                   const char* const text)
{
  add_text(turtle, property, text, "\n\t");
}

void
ob_turtle_add_line(ObTurtle* const   turtle,
                   const char* const property,
                   const char* const text)
{
  add_text(turtle, property, text, "");
}

void
ob_turtle_begin(ObTurtle* const turtle, const char* const property)
{
  assert(turtle->depth < DEPTH);
  Blank* const blank = &turtle->open[turtle->depth];
  snprintf(blank->text, sizeof(blank->text), "own%u", turtle->blanks++);

  const SerdNode object = node(SERD_BLANK, blank->text);
  add(turtle, SERD_ANON_O_BEGIN, property, &object, NULL);
  ++turtle->depth;
}

void
ob_turtle_end(ObTurtle* const turtle)
{
  assert(turtle->depth);
  const SerdNode blank = node(SERD_BLANK, turtle->open[--turtle->depth].text);

  if (!turtle->status) {
    note_serd(turtle, serd_writer_end_anon(turtle->writer, &blank));
  }
}

ObStatus
ob_turtle_finish(ObTurtle* const turtle)
{
  note_serd(turtle, serd_writer_finish(turtle->writer));
  serd_writer_free(turtle->writer);
  serd_env_free(turtle->env);

  const ObStatus status = turtle->status;
  free(turtle->uri);
  free(turtle);
  return status;
}
