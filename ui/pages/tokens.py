"""From a token in the address to a place at a table."""

from __future__ import annotations

import logging

import solara

from ..store import StoreError
from ..table import Seat, shared

log = logging.getLogger("ceasefire.pages")


def use_seat(token: str) -> Seat | None:
    """The place the token stands for; None for a token nobody was given or a broken game."""
    return solara.use_memo(lambda: find(token), [token])


def find(token: str) -> Seat | None:
    """The place the token stands for; None if it cannot be had."""
    try:
        return shared().seat(token) if token else None
    except (KeyError, StoreError):
        return None
    except Exception:
        log.exception("a game could not be laid")
        return None


def address(page: str, token: str) -> str:
    """Where a page of a seat is."""
    return f"/{page}/{token}"
