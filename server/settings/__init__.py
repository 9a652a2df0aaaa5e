"""What an operator sets: table.py lists it, load.py reads and checks it."""

from server.settings.consistency import is_loopback
from server.settings.load import Settings, WrongSetting, load
from server.settings.part import Part
from server.settings.table import PREFIX, SETTINGS, Setting

__all__ = ["PREFIX", "SETTINGS", "Part", "Setting", "Settings", "WrongSetting", "is_loopback", "load"]
