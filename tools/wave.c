// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Playing MIDI with an LV2 instrument into a WAV file; setup

#include "wave.h"

#include "complain.h"
#include "progress.h"

#include <sndfile.h>

#include <math.h>
#include <stdlib.h>

/// Below this nobody hears anything [1], if it stays so for a while [s]
static const float  silence      = 1.0e-4f;
static const double silence_time = 0.25;

/// What still sounds after this is cut [s]
static const double fading_max = 10.0;

/// A file being written
typedef struct
{
  SNDFILE*        file;
  ObHost*         synth;
  const ObEvents* events;
  size_t          next; ///< Event
  float           gain;
  float*          frames; ///< A block, channels interleaved
  uint32_t        quiet;  ///< For how long it has been silent [frames]
  ObWave*         wave;
} Writer;

/// Play a block; return OB_SUCCESS or OB_FULL
static ObStatus
play(Writer* const writer, const uint32_t frames)
{
  const ObEvents* const events = writer->events;
  const uint32_t        start  = writer->wave->frames;

  ObStatus status = OB_SUCCESS;
  for (; !status && writer->next < events->count &&
         events->events[writer->next].frame < start + frames;
       ++writer->next) {
    const ObEvent* const event = &events->events[writer->next];
    status                     = ob_host_midi(writer->synth,
                          event->frame - start,
                          ob_events_bytes(events, event),
                          event->size);
  }
  ob_host_run(writer->synth, frames);
  return status;
}

/// Write what was played
static ObStatus
write_block(Writer* const writer, const uint32_t frames)
{
  ObWave* const  wave     = writer->wave;
  const uint32_t channels = wave->channels;
  for (uint32_t c = 0U; c < channels; ++c) {
    const float* const samples = ob_host_audio(writer->synth, c);
    for (uint32_t i = 0U; i < frames; ++i) {
      writer->frames[i * channels + c] = samples[i] * writer->gain;
    }
  }

  float peak = 0.0f;
  for (uint32_t i = 0U; i < frames * channels; ++i) {
    peak = fmaxf(peak, fabsf(writer->frames[i]));
  }
  wave->peak    = fmaxf(wave->peak, peak);
  writer->quiet = peak < silence ? writer->quiet + frames : 0U;
  wave->frames += frames;
  return sf_writef_float(writer->file, writer->frames, frames) == frames
           ? OB_SUCCESS
           : OB_ERROR;
}

static ObStatus
write_all(Writer* const              writer,
          const ObHostOptions* const options,
          const uint32_t             length)
{
  const uint32_t quiet = (uint32_t)(silence_time * options->rate);
  const uint32_t end   = length + (uint32_t)(fading_max * options->rate);

  ObStatus status = OB_SUCCESS;
  while (!status && writer->wave->frames < end &&
         (writer->wave->frames < length || writer->quiet < quiet)) {
    status = play(writer, options->block);
    if (!status) {
      status = write_block(writer, options->block);
    }
    ob_progress("playing",
                writer->wave->frames < length ? writer->wave->frames : length,
                length);
  }
  return status;
}

ObStatus
ob_wave_write(const char* const          path,
              ObHost* const              synth,
              const ObHostOptions* const options,
              const ObEvents* const      events,
              const uint32_t             length,
              const double               gain,
              ObWave* const              wave)
{
  *wave        = (ObWave){ 0U, ob_host_channels(synth), 0.0f };
  SF_INFO info = { .samplerate = (int)options->rate,
                   .channels   = (int)wave->channels,
                   .format     = SF_FORMAT_WAV | SF_FORMAT_PCM_24 };
  if (!wave->channels) {
    ob_complain("%s: the instrument has no audio output", path);
    return OB_BAD_ARG;
  }

  Writer writer = {
    .synth = synth, .events = events, .gain = (float)gain, .wave = wave
  };
  writer.file = sf_open(path, SFM_WRITE, &info);
  writer.frames =
    (float*)calloc((size_t)options->block * wave->channels, sizeof(float));
  ObStatus status = writer.file && writer.frames ? OB_SUCCESS : OB_ERROR;
  if (!status) {
    sf_command(writer.file, SFC_SET_CLIPPING, NULL, SF_TRUE);
    status = write_all(&writer, options, length);
  }
  if (status) {
    ob_complain("%s: %s", path, sf_strerror(writer.file));
  }
  if (writer.file && sf_close(writer.file) && !status) {
    ob_complain("%s: could not be written", path);
    status = OB_ERROR;
  }
  free(writer.frames);
  return status;
}
