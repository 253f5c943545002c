"""Around every page: a place where a fault becomes a sentence instead of a traceback."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import solara

from ..components import MessageScreen, words
from ..words import say

log = logging.getLogger("ceasefire.pages")


@solara.component
def Layout(children: Sequence[solara.Element] = ()) -> solara.Element:
    """The page, or what to do when it failed; the log has the reason, the screen has not."""
    fault, clear = solara.use_exception()
    if fault is not None:
        log.error("a page failed", exc_info=fault)
        return Message("fault", event_again=lambda _: clear())
    return solara.Div(children=list(children))


def Message(name: str, event_again: object = None) -> solara.Element:
    """A page that says one thing: `fault`, `missing`."""
    return MessageScreen(
        title=say(f"screen.message.{name}"),
        text=say(f"screen.message.{name}_text"),
        button=say(f"screen.message.{name}_button"),
        words=words(),
        event_again=event_again,
    )
