"""Pages rendered without a browser."""

from __future__ import annotations

from typing import Any


def screen(box: Any) -> Any:
    """The one widget of our own in what was rendered."""
    todo = [box]
    while todo:
        widget = todo.pop()
        if getattr(widget, "template_file", None) and hasattr(widget, "words"):
            return widget
        todo += list(getattr(widget, "children", ()))
    raise AssertionError("no screen")
