"""Around every page: a place where a fault becomes a sentence instead of a traceback."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

import solara

import sim

from ..components import MessageScreen, words
from ..store import StoreError
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


def use_trouble() -> tuple[str, Callable[[str], None]]:
    """What went wrong last, as JSON text for a screen, and a way to tell it; each time counts."""
    told, set_told = solara.use_state((0, ""))

    def tell(sentence: str) -> None:
        set_told(lambda before: (before[0] + 1, sentence))

    return json.dumps({"number": told[0], "text": told[1]}), tell


def careful(
    handler: Callable[[Any], object], tell: Callable[[str], object]
) -> Callable[[Any], None]:
    """The handler of an event; a fault in it is logged, and told as a sentence."""

    def handled(data: Any) -> None:
        try:
            handler(data)
        except Exception:
            log.exception("an event could not be handled")
            tell(say("screen.message.fault_text"))

    return handled


def refusing(
    handler: Callable[[Any], object],
    tell: Callable[[str], object],
    refusals: tuple[type[Exception], ...],
    unreadable: str,
) -> Callable[[Any], None]:
    """The handler of an event whose refusals are told as the sentences they are.

    What cannot be read at all is told by the sentence `unreadable`.
    """

    def handled(data: Any) -> None:
        try:
            handler(data)
        except (*refusals, StoreError, sim.ScenarioError) as error:
            tell(str(error))
        except (KeyError, TypeError, ValueError, OverflowError):
            log.warning("an event could not be read", exc_info=True)
            tell(say(unreadable))

    return careful(handled, tell)


def Message(name: str, event_again: object = None) -> solara.Element:
    """A page that says one thing: `fault`, `missing`."""
    return MessageScreen(
        title=say(f"screen.message.{name}"),
        text=say(f"screen.message.{name}_text"),
        button=say(f"screen.message.{name}_button"),
        words=words(),
        event_again=event_again,
    )
