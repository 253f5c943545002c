"""The view: the one place where secrets are cut.

What a seat may know is listed here field by field: the public world, its own
row of the private one, and the events whose audience it is in. Closed by
default: what is not listed is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.acts import Place
from sim.arena import Arena
from sim.compiled import rule
from sim.knowledge import Own, Public
from sim.scenario import Scenario
from sim.world import Private


@rule
def own_of(private: Private, i: int) -> Own:
    """Party i's row of the private world, and nothing else of it."""
    return Own(
        private.own[i], private.profile[i], private.weights[i], private.values[i],
        private.utility[i], private.floor[i], private.scale[i], private.red[i], private.knows[i],
        private.experts[i], private.belief[i], private.imagined[i], private.imagined_weights[i],
        private.imagined_values[i], private.imagined_floor[i], private.imagined_scale[i],
        private.told[i], private.offered[i], private.refused[i],
    )


@dataclass(frozen=True)
class Event:
    """Something that happened, as a seat saw it. `audience` is None for everybody."""

    round: int
    kind: str
    party: str | None
    data: Mapping[str, Any]
    text_key: str
    audience: frozenset[str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Moment:
    """One round as a seat measured it, after the situation and before any move."""

    round: int
    public: Mapping[str, float]
    standing: Mapping[str, Mapping[str, float]]
    reservation: float
    window: float
    window_formula: float
    low: float
    high: float


@dataclass(frozen=True)
class Open:
    """A proposal that a seat must answer now; `value` is what it is worth to that seat."""

    proposer: str
    terms: Mapping[str, str]
    index: int
    private: bool
    value: float


@dataclass(frozen=True)
class Legal:
    """What a seat may decide now."""

    posture: tuple[str, ...]
    aid: tuple[int, ...]
    sanctions: tuple[int, ...]
    statement: bool
    insight: tuple[str, ...]
    voice: tuple[Place, ...]
    propose: bool


@dataclass(frozen=True)
class View:
    """All that one seat may know now."""

    seat: str
    scenario: Scenario
    round: int
    stage: str
    phase: str
    ending: str
    public: Mapping[str, float]
    standing: Mapping[str, Mapping[str, float]]
    own: Mapping[str, float]
    profile: str
    weights: Mapping[str, float]
    red_lines: frozenset[Place]
    known: frozenset[Place]
    voiced: frozenset[Place]
    reservation: float
    legal: Legal
    open: tuple[Open, ...]
    events: tuple[Event, ...]
    history: tuple[Moment, ...]
    arena: Arena = field(repr=False)
    common: Public = field(repr=False)
    mine: Own = field(repr=False)

    @property
    def number(self) -> int:
        """The seat's party number."""
        return list(self.scenario.parties).index(self.seat)
