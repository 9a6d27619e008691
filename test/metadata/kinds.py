# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Kinds: a parameter of every kind.

With and without unit, group and curve, and with what is at the edge.
"""
from outboard import *

__author__ = "The Outboard authors"
__license__ = "ISC"
__version__ = "2.1"
CATEGORY = "Utility"

level = Float("level", "Level", 0, 1)
rate = Float("rate", "Rate", 0.1, 20, default=1.5, unit="Hz", curve="log")
push = Float("push", "Push", -20, 20, unit="100% \"%n\"", group="Feel: 100%")
tiny = Float("tiny", "Tiny", 1e-9, 2e-9)
vast = Float("vast", "Vast", -1e9, 1e9)
interval = Int("interval", "Interval", -24, 24, default=12, unit="st")
large = Int("large", "Large", -16777216, 16777216)
cells = Int("cells", "Cells", 1, 4, unit="cells", group="Feel: 100%")
on = Bool("on", "On", default=True, group="Switches")
mode = Bool("mode", "Way")
shape = Choice("shape", "Shape", ["up", "down", "up & down"], "down")
only = Choice("only", "Only", ["one"])
many = Choice("many", "Many", range(128))
go = Trigger("go", "Go")
row = Steps("row", "Row", 16, 0, 127, default=64)
bend = Steps("bend", "Bend", 3, -0.5, 0.5)
