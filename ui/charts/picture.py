"""A seat's whole screen at one position, as it travels to a browser or between processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sim import beliefs, evidence, formulas

from .. import telling
from . import board, plane, shoes
from .packing import text

if TYPE_CHECKING:
    from sim.beliefs import Analysis
    from sim.evidence import Passage
    from sim.view import View


class Picture(NamedTuple):
    """The board without who is waited for and without shoes stepped into; the tables as text."""

    key: str
    board: Mapping[str, Any]
    tables: str


def picture(view: View, analysis: Analysis) -> Picture:
    """What a seat's screen shows of a view, in the language spoken."""
    view = telling.view(view)
    key = board.key(view)
    return Picture(key, board.board(view, analysis, {}), text(plane.tables(view, analysis, key)))


def worn(
    view: View, analysis: Analysis, party: str, known: tuple[Passage, ...] = ()
) -> tuple[dict[str, Any], tuple[Passage, ...]]:
    """The panel of another party's shoes; `known` is what an earlier one made of the past."""
    view = telling.view(view)
    seen = beliefs.shoes(view, party)
    account = evidence.account(view, party, known)
    both = formulas.formulas(view, analysis, party)
    return shoes.panel(view, party, seen, account, both), account.passages
