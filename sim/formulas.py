"""Formulas: ambiguous options by both readings, as far as a seat can know the other's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.acts import terms_number
from sim.beliefs import Analysis
from sim.opponent import every_row
from sim.view import View

if TYPE_CHECKING:
    from sim.opponent import Seen
    from sim.scenario import Issue, Option


@dataclass(frozen=True)
class Formula:
    """An ambiguous option by both readings; worth is utility above leaving the issue out.

    `mine` is exact, `theirs` the mean of the seat's belief; `barred` is the believed chance
    that their reading crosses a red line of theirs.
    """

    issue: str
    option: str
    my_reading: str
    their_reading: str
    mine: float
    theirs: float
    my_reading_worth: float
    their_reading_worth: float
    barred: float


def formulas(view: View, analysis: Analysis, party: str) -> tuple[Formula, ...]:
    """The ambiguous options this seat knows, as it and another party would read them.

    Only those that the two would read differently, each by itself: nothing else addressed.
    """
    seen, found = view.seen, []
    for issue in view.scenario.issues.values():
        for option in issue.options.values():
            known = not option.latent or (issue.id, option.id) in view.known
            if option.ambiguous and known and option.readings[view.seat] != option.readings[party]:
                found.append(_formula(view, analysis, seen, party, issue, option))
    return tuple(found)


def _formula(
    view: View, analysis: Analysis, seen: Seen, party: str, issue: Issue, option: Option
) -> Formula:
    arena, j = view.arena, list(view.scenario.parties).index(party)
    nothing = {one.id: one.silent for one in view.scenario.issues.values()}
    readings = option.readings[view.seat], option.readings[party]
    silent, formula, my_clear, their_clear = (
        terms_number(view.scenario, arena, {**nothing, issue.id: wording})
        for wording in (issue.silent, option.id, *readings)
    )
    mine, theirs = analysis.own - analysis.own[silent], analysis.other[party].value
    theirs = theirs - theirs[silent]
    rows = view.mine.belief[j].sum(axis=1)
    red = [row.red[formula] for row in every_row(arena, seen, view.mine, j)]
    return Formula(
        issue.id, option.id, *readings, float(mine[formula]), float(theirs[formula]),
        float(mine[my_clear]), float(theirs[their_clear]), float(rows[np.array(red)].sum()),
    )  # fmt: skip
