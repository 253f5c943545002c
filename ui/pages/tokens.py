"""From a token in the address to a place at a table."""

from __future__ import annotations

import logging
from collections.abc import Callable

import solara
import solara.lab

from ..components import LoadingScreen, words
from ..rooms import Place, hosted
from ..store import StoreError
from ..table import Seat, shared
from .layout import Message

log = logging.getLogger("ceasefire.pages")

CLASS = "class-"
"""How the token of a class begins; it names the class, and the browser's cookie opens the seat."""


@solara.component
def Seated(token: str, page: Callable[[Seat], solara.Element]) -> solara.Element:
    """The page of the seat that the token names; until its game is laid, a page that says so.

    A game that is not at hand is played again from its record, which takes a while.
    """
    key = cookie(f"ceasefire-{token.removeprefix(CLASS)}")
    task = solara.lab.use_task(lambda: find(token, key), dependencies=[token])
    if task.finished:
        return page(task.value) if task.value is not None else Message("missing")
    return Message("missing") if task.error else LoadingScreen(words=words())


@solara.component
def Elsewhere(to: str) -> solara.Element:
    """Nothing is here: the browser goes to another page."""
    router = solara.use_router()
    solara.use_effect(lambda: router.push(to), [to])
    return solara.Div()


def cookie(name: str) -> str:
    """What this browser's cookie of that name holds; empty if there is none."""
    return (solara.lab.cookies.value or {}).get(name, "")


def find(token: str, key: str = "") -> Seat | Place | None:
    """The place the token stands for; None if it cannot be had."""
    try:
        house = hosted()
        if house is not None:
            # a server of classes opens nobody's own games
            return _place(house.place(token.removeprefix(CLASS), key))
        return shared().seat(token) if token else None
    except (KeyError, StoreError):
        return None
    except Exception:
        log.exception("a game could not be laid")
        return None


def _place(place: Place | None) -> Place | None:
    return place if place is not None and place.table.begun else None


def address(page: str, token: str) -> str:
    """Where a page of a seat is."""
    return f"/{page}/{token}"
