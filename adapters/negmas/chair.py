"""A chair of our world for a NegMAS negotiator: from a view to its turn, and back to an act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adapters.negmas.process import Process
from adapters.negmas.turns import Brief, Died, Left, Lost, Outcome, Stalled
from sim.acts import Act, Proposal
from sim.beliefs import analyse
from sim.view import Open, View

LIMIT = 10.0
"""Seconds a negotiator has for a turn."""
START = 120.0
"""Seconds it has to be made, the import of NegMAS included."""
PATIENCE = 3
"""Processes it may use up by stalling or dying before its chair stays empty."""
SAME = 1e-9
"""Difference in utility that is none."""
SAMPLE = 4_000
"""Terms from which additive values are fitted; whether they fit is checked on all."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int16]
Sum = tuple[tuple[float, ...], tuple[tuple[float, ...], ...], float]


class Chair:
    """Where a NegMAS negotiator sits; `make` is its class, or a call without arguments.

    A turn that it loses is an act that does nothing, with a note that says why. One
    that stalls, or whose process dies, is made anew and has forgotten what it heard.
    """

    def __init__(
        self, make: Callable[[], Any], limit: float = LIMIT, seed: int = 0, start: float = START
    ) -> None:
        self.make, self.limit, self.seed, self.start = make, limit, seed, start
        self._process: Process | None = None
        self._brief: Brief | None = None
        self._used = 0
        self._gone = ""

    def act(self, view: View) -> tuple[Act, str]:
        """The act of a seat now, and a note when its turn is lost."""
        if view.stage not in ("moves", "answers") or view.phase != "war":
            return Act(), ""
        if self._gone:
            return Act(), self._gone
        try:
            return (self._moves(view) if view.stage == "moves" else self._answers(view)), ""
        except Lost as lost:
            self._lose(lost)
            return Act(), f"{lost}."

    def _lose(self, lost: Lost) -> None:
        """What a lost turn means for the turns after it."""
        if isinstance(lost, Left):
            self._gone = "its chair is empty, for it ended the negotiation."
            self.close()
        elif isinstance(lost, Stalled | Died) or self._process is None:
            self.close()
            self._used += 1
            if self._used >= PATIENCE:
                self._gone = (
                    "its chair is empty, for it stalled, died or could not begin too often."
                )

    def close(self) -> None:
        """End the negotiator's process."""
        if self._process is not None:
            self._process.end()
            self._process = None

    def _ask(self, view: View, what: str, *arguments: Any) -> Any:
        told = self._told(view)
        if self._process is None:
            begun = replace(told, elapsed=view.round - 1, reservation=view.reservation)
            self._process = Process(begun, self.make, self.start)
        return self._process.ask(what, self.limit, view.reservation, *arguments)

    def _told(self, view: View) -> Brief:
        """What the negotiator was told when it first sat down."""
        if self._brief is None:
            self._brief = brief(view, self.seed)
        return self._brief

    def _moves(self, view: View) -> Act:
        outcome = self._ask(view, "propose")
        if outcome is None or not view.legal.propose:
            return Act()
        return Act(proposal=Proposal(dict(zip(view.scenario.issues, outcome, strict=True))))

    def _answers(self, view: View) -> Act:
        """Of several proposals it is shown the one worth most to it; the others are refused."""
        best = max(view.open, key=lambda proposal: proposal.value, default=None)
        offer = None if best is None else _outcome(self._told(view), best)
        yes = self._ask(view, "answer", offer)
        answers = {proposal.proposer: yes and proposal is best for proposal in view.open}
        return Act(answers=answers)


def _outcome(told: Brief, proposal: Open) -> Outcome | None:
    """A proposal as an outcome; None with an option that was unknown when one sat down."""
    terms = proposal.terms
    known = all(terms[name] in options for name, options in told.issues)
    return tuple(terms[name] for name, _ in told.issues) if known else None


def brief(view: View, seed: int) -> Brief:
    """What a seat knows, as a negotiator is told it: its values and its reservation point.

    Terms that cross a red line are worth less than any others; options that the
    seat does not know are not on the agenda.
    """
    judged = analyse(view)
    names = [list(issue.options) for issue in view.scenario.issues.values()]
    usable = np.flatnonzero(judged.usable)
    rows = judged.options[usable]
    seen = [sorted(set(rows[:, i].tolist())) for i in range(rows.shape[1])]
    issues = tuple(
        (issue, tuple(names[i][o] for o in seen[i])) for i, issue in enumerate(view.scenario.issues)
    )
    worth = judged.own.copy()
    red = np.asarray(view.mine.red)
    worth[red] = min(0.0, float(judged.own.min()), view.reservation) - 1.0
    fitted = _additive(rows, worth[usable], seen)
    weights, values, bias = (None, None, 0.0) if fitted is None else fitted
    table: dict[Outcome, float] = {}
    if fitted is None:
        for row, value in zip(rows, worth[usable], strict=True):
            table[tuple(names[i][o] for i, o in enumerate(row))] = float(value)
    reservation, rounds = float(view.reservation), view.scenario.rounds
    return Brief(issues, weights, values, bias, table, reservation, rounds, seed)


def _additive(rows: Ints, worth: Floats, seen: list[list[int]]) -> Sum | None:
    """Weights, values and bias that sum to the worth of all terms, or None if none do."""
    columns = [(i, o) for i, options in enumerate(seen) for o in options]
    some = np.random.default_rng(0).permutation(len(rows))[:SAMPLE]
    design = np.stack([rows[some, i] == o for i, o in columns], axis=1).astype(float)
    found, *_ = np.linalg.lstsq(design, worth[some], rcond=None)
    parts = dict(zip(columns, found.tolist(), strict=True))
    tables = [np.array([parts[i, o] for o in options]) for i, options in enumerate(seen)]
    total = sum(table[np.searchsorted(seen[i], rows[:, i])] for i, table in enumerate(tables))
    if np.abs(total - worth).max() > SAME:
        return None
    spans = [float(np.ptp(table)) for table in tables]
    values = tuple(
        tuple(((table - table.min()) / (span or 1.0)).tolist())
        for table, span in zip(tables, spans, strict=True)
    )
    return tuple(spans), values, float(sum(table.min() for table in tables))
