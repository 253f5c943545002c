"""A browser may send a screen's own events, and nothing else reaches Python from it.

ipyvue also lets a page make widgets of any importable class, call methods of a widget and read
its attributes by name. No screen of ours needs that; whoever has a page's socket could use it.
"""

from __future__ import annotations

from typing import Any

from ipyvue.VueTemplateWidget import Events


def seal() -> None:
    """Let no message of a page do more than tell an event that its screen has."""
    Events._handle_event = _handle_event


def _handle_event(self: Any, _: object, content: Any, buffers: object) -> None:
    name = content.get("event") if isinstance(content, dict) else None
    if isinstance(name, str) and name in (self.events or ()):
        getattr(self, f"vue_{name}")(content.get("data", {}))
