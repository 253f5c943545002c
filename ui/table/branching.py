"""Branches: games that share their first rounds with another and go on otherwise.

A branch plays the same world with the same luck, so whoever plays it knows what
came. It is practice, and says so; and as long as the game it left is open, its
truth is kept back, since it is that game's truth too.
"""

from __future__ import annotations

from typing import Any

from sim.game import Game, played_on
from ui.store import Listing, Store
from ui.words import say

from . import filing

KIND = "branch"
FAMILY = 24
"""Games of one family that are laid side by side at most, the newest."""


class NoBranch(ValueError):
    """A game from which none can be made, or not there; str() is the sentence."""


def refuse(listing: Listing, current: Game, round: int) -> None:
    """NoBranch when no game may go on from that round of this one now."""
    over = current.stage == "over"
    if not listing.seats:
        raise NoBranch(say("table.branch_watched"))
    if not over and (len(listing.seats) > 1 or listing.about.get("kind") == "daily"):
        raise NoBranch(say("table.branch_open"))
    if not 1 <= round <= last(current):
        raise NoBranch(say("table.branch_round", last=last(current)))


def last(current: Game) -> int:
    """The last round that was begun with moves: one can go on from any up to it."""
    begun = [stage.round for stage in current.played]
    return current.round if current.stage != "over" else max(begun, default=1)


def cut(current: Game, round: int) -> Game:
    """The game as it was at the beginning of a round."""
    start = filing.start_of(current, round)
    return played_on(filing.begun(current), current, start)


def about(listing: Listing, round: int) -> dict[str, Any]:
    """What the shelf keeps of a branch: the game it left, in which round, and the first of them."""
    return {"kind": KIND, "of": listing.id, "root": root(listing), "round": round}


def root(listing: Listing) -> str:
    """The first game of the family."""
    return str(listing.about.get("root", listing.id))


def family(listing: Listing, store: Store) -> list[Listing]:
    """The game that was first and all that left it or one another, oldest first."""
    first = root(listing)
    found = [one for one in store.listings() if root(one) == first]
    return sorted(found, key=lambda one: (one.id != first, one.created))[:FAMILY]


def kept_back(listing: Listing, store: Store) -> bool:
    """Whether a game that this one left is still open, so that the truth is its secret."""
    seen = {listing.id}
    parent = str(listing.about.get("of", ""))
    while parent and parent not in seen:
        seen.add(parent)
        found = store.listings(parent)
        if not found:
            return False
        if found[0].status != "over":
            return True
        parent = str(found[0].about.get("of", ""))
    return False
