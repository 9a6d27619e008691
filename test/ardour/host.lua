-- Copyright 2026 The Outboard authors
-- SPDX-License-Identifier: ISC

-- Ardour without a window, told what to do line by line; its main thread.
-- Each line of the input is a Lua statement, such as one of the functions here;
-- the answer goes to the file in the argument, because others print, too: the
-- lines that say() has written, then "." or "!" and what went wrong.

local answers = assert(io.open(arg[1], "w"))
local FIELDS = 3
local EXPORT_PRESET = "0f5a4c6d-5c2c-4c0e-8f43-2f1d5b6d9b72" -- plain.preset
local USER = ARDOUR.TransportRequestSource.TRS_UI

local function say(...)
  answers:write(table.concat({...}, " "), "\n")
end

local function track_named(name)
  local track = Session:route_by_name(name)
  assert(not track:isnil(), "there is no track " .. name)
  return track
end

-- A track has the plugin under test between two captures, then the click, then
-- perhaps what stalls
local BEFORE, PLUGIN, AFTER, CLICK, STALL = 0, 1, 2, 3, 4

local function processor(name, index)
  local found = track_named(name):nth_plugin(index)
  assert(not found:isnil(), name .. " has no plugin " .. index)
  return found
end

-- Return a parameter's number, for which Ardour counts control ports alone, and
-- its port
local function parameter(name, label)
  local plugin = processor(name, PLUGIN):to_insert():plugin(0)
  local index = 0
  for port = 0, plugin:parameter_count() - 1 do
    if plugin:parameter_is_control(port) then
      if plugin:parameter_label(port) == label then
        return index, port
      end
      index = index + 1
    end
  end
  error("there is no parameter " .. label)
end

local function memory_of(name, index)
  local insert = processor(name, index):to_insert()
  return insert:plugin(0):to_luaproc():shmem()
end

local function kept_by(name, index)
  return memory_of(name, index):to_int(0):array()
end

local function add(track, found, index)
  assert(not found:isnil(), "Ardour does not find plugin " .. index)
  assert(track:add_processor_by_index(found, index, nil, true) == 0)
end

local function script(wanted)
  return ARDOUR.LuaAPI.new_luaproc(Session, "Outboard " .. wanted)
end

local function start_engine(backend, frames)
  assert(not AudioEngine:set_backend(backend, "outboard", ""):isnil())
  assert(AudioEngine:set_buffer_size(frames) == 0)
end

function create(directory, backend, frames)
  start_engine(backend, frames)
  assert(create_session(directory, "song", 48000), "no session was created")
end

function open(directory, backend, frames)
  start_engine(backend, frames)
  assert(load_session(directory, "song"), "the session did not open")
end

function add_track(name, uri, preset)
  local midi = ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1)
  local audio = ARDOUR.ChanCount(ARDOUR.DataType("audio"), 2)
  local order = ARDOUR.PresentationInfo.max_order
  local track = Session:new_midi_track(midi, audio, false, ARDOUR.PluginInfo(),
    nil, nil, 1, name, order, ARDOUR.TrackMode.Normal, true):front()
  add(track, script("Capture"), BEFORE)
  add(track,
    ARDOUR.LuaAPI.new_plugin(Session, uri, ARDOUR.PluginType.LV2, preset), PLUGIN)
  add(track, script("Capture"), AFTER)
  add(track, script("Click"), CLICK)
end

function add_stall(name)
  add(track_named(name), script("Stall"), STALL)
end

-- Let a processor be late once
function stall(name)
  memory_of(name, STALL):atomic_set_int(0, 1)
end

function set(name, label, value)
  local index = parameter(name, label)
  assert(ARDOUR.LuaAPI.set_processor_param(processor(name, PLUGIN), index, value))
end

function get(name, label)
  local index = parameter(name, label)
  say((ARDOUR.LuaAPI.get_processor_param(processor(name, PLUGIN), index, false)))
end

-- Let a parameter follow points: {frame, value, frame, value...}
function automate(name, label, points)
  local index, port = parameter(name, label)
  local list, curve =
    ARDOUR.LuaAPI.plugin_automation(processor(name, PLUGIN), index)
  assert(not list:isnil())
  curve:set_interpolation(Evoral.InterpolationStyle.Discrete)
  for i = 1, #points, 2 do
    curve:add(Temporal.timepos_t(points[i]), points[i + 1], false, false)
  end
  local control = processor(name, PLUGIN):to_automatable():automation_control(
    Evoral.Parameter(ARDOUR.AutomationType.PluginAutomation, 0, port), true)
  assert(not control:isnil())
  control:set_automation_state(ARDOUR.AutoState.Play)
end

-- Bypass the plugin, or do not
function enable(name, on)
  processor(name, PLUGIN):to_insert():enable(on)
end

-- Write the song's sound to the session's export/FILE.wav
function export(file)
  local exporter = Session:simple_export()
  assert(exporter:set_preset(EXPORT_PRESET), "the preset is not known")
  exporter:set_name(file)
  assert(exporter:run_export(), "the export failed")
  exporter = nil
  collectgarbage() -- It must not outlive the session
end

-- Go to a frame, and stand still there or roll
function locate(frame, rolls)
  local disposition = ARDOUR.LocateTransportDisposition
  Session:request_locate(
    frame, false, rolls and disposition.MustRoll or disposition.MustStop, USER)
end

function roll()
  Session:request_roll(USER)
end

function loop(on)
  Session:request_play_loop(on, true)
end

function stop()
  Session:request_stop(false, false, USER)
end

function rolling()
  say(tostring(Session:transport_rolling()))
end

function position()
  say(Session:transport_sample())
end

function connected()
  say(tostring(AudioEngine:running()))
end

function xruns()
  say(Session:get_xrun_count())
end

function latency(name)
  say(processor(name, PLUGIN):signal_latency())
end

function clear(name)
  kept_by(name, BEFORE)[1] = 0
  kept_by(name, AFTER)[1] = 0
end

local function tell(kept)
  for i = 0, kept[1] - 1 do
    local field = 2 + i * FIELDS
    say(kept[field], kept[field + 1], kept[field + 2])
  end
end

function came_in(name)
  tell(kept_by(name, BEFORE))
end

function came_out(name)
  tell(kept_by(name, AFTER))
end

function save()
  assert(Session:save_state("") == 0, "the session was not saved")
end

function close()
  Session:close()
end

for line in io.lines() do
  local statement, problem = load(line)
  local done = false
  if statement then
    done, problem = pcall(statement)
  end
  answers:write(done and "." or "! " .. tostring(problem), "\n")
  answers:flush()
end
