// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What of JACK's transport a plugin is told, and when; real-time

#include "jack_transport.h"

#include "tempo.h"

#include <jack/transport.h>

/// Of a bar, and of a whole note
#define MOST_BEATS 256.0f

/// Return whether JACK knows bars and beats; any client may tell it of them
static bool
has_beats(const jack_position_t* const jack)
{
  return (jack->valid & JackPositionBBT) && jack->ticks_per_beat > 0.0 &&
         jack->beats_per_bar >= 1.0f && jack->beats_per_bar <= MOST_BEATS &&
         jack->beat_type >= 1.0f && jack->beat_type <= MOST_BEATS;
}

/// Return JACK's position as hosts tell it
static ObPosition
position_of(const jack_position_t* const jack)
{
  ObPosition position = { .tempo       = OB_TEMPO_USUAL,
                          .numerator   = 4,
                          .denominator = 4 };

  if (has_beats(jack)) {
    const double quarters = 4.0 / (double)jack->beat_type;
    position.tempo        = jack->beats_per_minute;
    position.numerator    = (int)jack->beats_per_bar;
    position.denominator  = (int)jack->beat_type;
    position.bar          = jack->bar - 1;
    position.bar_beat =
      (jack->beat - 1 + jack->tick / jack->ticks_per_beat) * quarters;
    position.beat =
      (double)position.bar * (double)jack->beats_per_bar * quarters +
      position.bar_beat;
  } else {
    position.beat =
      (double)jack->frame * position.tempo / (60.0 * (double)jack->frame_rate);
    position.bar      = (int64_t)(position.beat / 4.0);
    position.bar_beat = position.beat - 4.0 * (double)position.bar;
  }

  return position;
}

/// Return whether the song goes on as was to be expected
static bool
goes_on(const ObJackTransport* const transport,
        const jack_position_t* const now,
        const bool                   rolling)
{
  const jack_position_t* const before = &transport->position;
  const bool                   bbt    = has_beats(now);

  return transport->told && rolling == transport->rolling &&
         now->frame == transport->next && bbt == has_beats(before) &&
         (!bbt || (now->beats_per_minute == before->beats_per_minute &&
                   now->beats_per_bar == before->beats_per_bar &&
                   now->beat_type == before->beat_type));
}

void
ob_jack_transport_tell(ObJackTransport* const transport,
                       jack_client_t* const   client,
                       ObHost* const          host,
                       const uint32_t         frames)
{
  jack_position_t now;
  const bool      rolling =
    jack_transport_query(client, &now) == JackTransportRolling;

  if (!goes_on(transport, &now, rolling)) {
    const ObPosition position = position_of(&now);
    transport->told =
      !ob_host_position(host, 0U, now.frame, &position, rolling);
  }

  transport->position = now;
  transport->rolling  = rolling;
  transport->next     = now.frame + (rolling ? frames : 0U);
}
