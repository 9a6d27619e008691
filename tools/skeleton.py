"""@NAME@: what it does, in a line.

The first line is the name that hosts show, and after the colon what it does.
The rest is for people who want to know more.
"""
from outboard import *

__author__ = ""
__license__ = "ISC"
__version__ = "1.0"
CATEGORY = ""

# Parameters appear in the host, in this order.  The first word is an id, which
# automation and sessions know the parameter by: do not change it later.
interval = Int("interval", "Interval", -24, 24, default=12)
level = Float("level", "Level", 0, 100, default=80, unit="%")
on = Bool("on", "On", default=True)


# Called when a key is struck.  What is sent from a note belongs to it: it ends
# when the key is released, so there is no code for that.
def on_note_on(note):
    note.send()
    velocity = note.velocity * level.value / 100
    if on.value and velocity >= 1:
        note.send(pitch=fold(note.pitch + interval.value), velocity=velocity)


# Other events that are not mentioned pass through.  This one is mentioned:
# without send(), the host would not get it.
def on_cc(event):
    event.send()
