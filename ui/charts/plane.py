"""The plane: all terms a seat can make, by what they are worth to either belligerent.

Own values are exact, the others' are what the seat's analysts believe. Columns
are in the numbering of the seat's agenda.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .agenda import Agenda
from .packing import flags, pack
from .people import cast

if TYPE_CHECKING:
    from sim.beliefs import Analysis
    from sim.view import View


def agenda_of(view: View) -> Agenda:
    """The agenda as this seat knows it."""
    return Agenda.of(view.scenario, view.known, view.voiced, view.red_lines)


def tables(view: View, analysis: Analysis, key: str) -> dict[str, Any]:
    """All that the plane and the composer need of one measurement."""
    agenda = agenda_of(view)
    order = _order(agenda, analysis)
    people = {party["id"]: party for party in cast(view.scenario)}
    rivals = [p for p in view.scenario.belligerents if p != view.seat]
    likeliest = _places(order, np.array([analysis.likeliest]), len(analysis.own))
    chances = [_rival(analysis, people[p], p, order) for p in rivals]
    return {
        "key": key,
        "issues": agenda.described(),
        "sizes": agenda.sizes,
        "silent": agenda.silent,
        "belligerents": [people[p]["name"] for p in view.scenario.belligerents],
        "own": {**people[view.seat], "values": pack(analysis.own[order])},
        "minimum": view.reservation,
        "rivals": chances,
        "axes": ["own", 0] if len(rivals) == 1 else [0, 1],
        "passes": pack(analysis.passes[order]),
        "ok": flags(analysis.acceptable[order]),
        "frontier": _places(order, analysis.frontier, len(analysis.own)),
        "likeliest": likeliest[0] if likeliest else -1,
    }


def _order(agenda: Agenda, analysis: Analysis) -> NDArray[np.int64]:
    """Row of the analysis for every number of the agenda."""
    numbers = agenda.numbers(analysis.options)
    rows = np.flatnonzero(numbers >= 0)
    order = np.empty(agenda.count, dtype=np.int64)
    order[numbers[rows]] = rows
    return order


def _rival(
    analysis: Analysis, person: dict[str, Any], party: str, order: NDArray[np.int64]
) -> dict[str, Any]:
    belief = analysis.other[party]
    estimate = belief.reservation
    return {
        **person,
        "party": party,
        "values": pack(belief.value[order]),
        "accept": pack(belief.accept[order], bits=8),
        "band": {"low": estimate.low, "mean": estimate.mean, "high": estimate.high},
    }


def _places(order: NDArray[np.int64], rows: NDArray[Any], terms: int) -> list[int]:
    """The agenda's numbers of rows of the analysis; rows it cannot name are left out."""
    place = np.full(terms, -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    found = place[np.asarray(rows, dtype=np.int64)]
    return [int(number) for number in found[found >= 0]]
