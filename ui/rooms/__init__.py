"""The classroom: classes, their tables and people, from an append-only log. No Solara, no pages."""

from .desk import Desk
from .house import House, hosted, open_house
from .place import Place
from .room import Room
from .works import Works

__all__ = ["Desk", "House", "Place", "Room", "Works", "hosted", "open_house"]
