// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What an LV2 session stores of the plugin; setup

#ifndef OUTBOARD_LV2_STATE_H
#define OUTBOARD_LV2_STATE_H

#include "instance.h"
#include "lv2_uris.h"

#include <lv2/core/lv2.h>
#include <lv2/state/state.h>

/**
   Store all that is needed to play the script elsewhere, if there is one.

   What cannot be stored does not keep the rest from being so.

   @param preset Path of the script that the plugin is made for; NULL if the
   user chooses.
   @return LV2_STATE_SUCCESS if all is stored, else the first failure.
*/
LV2_State_Status
ob_lv2_state_save(ObInstance*               instance,
                  const char*               preset,
                  const ObLv2Uris*          uris,
                  LV2_State_Store_Function  store,
                  LV2_State_Handle          handle,
                  const LV2_Feature* const* features);

/**
   Load the script that was stored, if any; may be called while run() runs.

   A script that does not load is no failure: the user is told of it.

   @param preset As for ob_lv2_state_save(); it is loaded anyway.
   @return LV2_STATE_SUCCESS, or LV2_STATE_ERR_NO_SPACE if out of memory: then
   what plays stays.
*/
LV2_State_Status
ob_lv2_state_restore(ObInstance*                 instance,
                     const char*                 preset,
                     const ObLv2Uris*            uris,
                     LV2_State_Retrieve_Function retrieve,
                     LV2_State_Handle            handle,
                     const LV2_Feature* const*   features);

#endif // OUTBOARD_LV2_STATE_H
