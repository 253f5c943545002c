"""The first game: a short one, in a world where each lesson is there to be learnt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .store import Listing
from .table import Tables

KIND = "first"
SCENARIO, SEAT = "portsmouth-first", "japan"
SEED = 5
"""A world without a window in plain words and with one by the formula; a test holds it to that."""


def begin(tables: Tables) -> str:
    """Begin a first game; the token of its seat."""
    table = tables.new(SCENARIO, SEED, (SEAT,), about={"kind": KIND})
    return table.listing.tokens[SEAT]


def unfinished(games: Iterable[Listing]) -> dict[str, Any]:
    """Where the newest unfinished first game goes on; empty if there is none."""
    for one in games:
        if one.about.get("kind") == KIND and one.status != "over":
            return {"url": f"/game/{one.tokens[SEAT]}"}
    return {}
