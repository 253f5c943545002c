"""Logged negotiations, each as seen from either seat: what an estimator of minimums may read.

A file is gzipped JSON: `scenarios[i]` has `u[o]`, the two utilities of outcome o,
`rv`, the two reservation values, `nash`, the utilities at the Nash point, and
`zopa`, whether an outcome is worth more than `rv` to both; `negs[k]` has
`scenario`, `strategies`, `n_steps` (offers each side has), `trace`, a list of
`[step, share of time passed, proposer, outcome]`, and `internal`, for each side
the agent's own estimates of the other's reservation value, `[step, estimate]`.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

MARKS = (0.25, 0.5, 0.75, 1.0)  # shares of the offers received at which estimates are scored
PARTS = {"develop": 0, "held-out": 1}  # a scenario belongs to a part by its index modulo 2
FILES = {"league": "reservation-league.json.gz", "free": "reservation-free.json.gz"}


class Event(NamedTuple):
    """What a seat saw: an offer of the other, or its refusal of an offer of mine."""

    heard: bool
    outcome: int
    time: float


class Seen(NamedTuple):
    """A negotiation from one seat, with the truth to score by."""

    scenario: int
    own: np.ndarray  # [T] utilities of the outcomes to this seat
    other: np.ndarray  # [T] and to the other
    own_minimum: float
    nash: float  # the other's utility at the Nash point
    rounds: int
    events: list[Event]
    target: str  # strategy of the other
    viewer: str  # strategy of this seat
    viewers_own: float | None  # the last estimate that the agent in this seat kept itself
    minimum: float  # the truth: the other's reservation value
    zone: bool  # the truth: whether an outcome is acceptable to both

    @property
    def offers(self) -> int:
        """How many offers were received."""
        return sum(event.heard for event in self.events)

    @property
    def marks(self) -> list[int]:
        """The numbers of offers after which estimates are scored."""
        return [max(1, math.ceil(self.offers * mark)) for mark in MARKS]


def read(path: Path, part: str, every: int = 1) -> list[Seen]:
    """The views of one part, both seats of each negotiation."""
    body = json.loads(gzip.decompress(path.read_bytes()))
    wanted = [n for n in body["negs"] if n["scenario"] % 2 == PARTS[part]]
    return [seen for n in wanted[::every] for seen in _both(body["scenarios"], n)]


def _both(scenarios: list[dict], negotiation: dict) -> Iterator[Seen]:
    number = negotiation["scenario"]
    scenario = scenarios[number]
    values = np.array(scenario["u"])
    for seat in range(2):
        other = 1 - seat
        events = _events(negotiation["trace"], seat)
        if not any(event.heard for event in events):
            continue
        kept = negotiation["internal"][str(seat)]
        yield Seen(
            number,
            values[:, seat],
            values[:, other],
            scenario["rv"][seat],
            scenario["nash"][other],
            negotiation["n_steps"],
            events,
            negotiation["strategies"][other],
            negotiation["strategies"][seat],
            float(kept[-1][1]) if kept and kept[-1][1] is not None else None,
            scenario["rv"][other],
            bool(scenario["zopa"]),
        )


def _events(trace: list[list], seat: int) -> list[Event]:
    """Offers and refusals in the order in which this seat learned of them.

    A counter-offer is a refusal. The last offer has no answer here: whether it was accepted
    is not used.
    """
    events, mine = [], None
    for _, time, proposer, outcome in trace:
        if proposer == seat:
            mine = (outcome, time)
            continue
        if mine is not None:
            events.append(Event(False, *mine))
        events.append(Event(True, outcome, time))
        mine = None
    return events
