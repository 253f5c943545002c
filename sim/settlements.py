"""What wars are settled on: the terms signed first in each of many worlds.

To lay a scenario from history beside history: in which share of worlds do the
machines sign what was signed, when, and how much of an issue does a party get?
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim import columns as at
from sim import nature
from sim.acts import terms_names
from sim.compiled import warm
from sim.ensembles import outcome, prepared

if TYPE_CHECKING:
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Settled:
    """One world: each party's profile, what was signed first (or None), and in which round."""

    world: int
    profiles: Mapping[str, str]
    terms: Mapping[str, str] | None
    round: int

    def holds(self, terms: Mapping[str, str]) -> bool:
        """Whether what was signed has these options; terms may name some issues only."""
        return self.terms is not None and all(self.terms[i] == o for i, o in terms.items())


@dataclass(frozen=True)
class Settlements:
    """Many worlds of one scenario."""

    worlds: tuple[Settled, ...]

    def __len__(self) -> int:
        return len(self.worlds)

    def where(self, party: str, profile: str) -> Settlements:
        """The worlds in which a party had this profile."""
        return Settlements(tuple(w for w in self.worlds if w.profiles[party] == profile))

    def share(self, terms: Mapping[str, str]) -> float:
        """The share of worlds settled on these terms; 0 of no worlds is 0."""
        return sum(w.holds(terms) for w in self.worlds) / max(1, len(self))

    def expected(self, issue: str, worth: Mapping[str, float]) -> float:
        """The mean over worlds of what an issue's option is worth; 0 where nothing was signed."""
        found = [worth[w.terms[issue]] for w in self.worlds if w.terms is not None]
        return sum(found) / max(1, len(self))

    def modal(self) -> Mapping[str, str] | None:
        """The outcome of most worlds: terms, or None where most sign nothing."""
        seen = Counter(None if w.terms is None else tuple(w.terms.items()) for w in self.worlds)
        most = max(seen.items(), key=lambda pair: pair[1])[0] if seen else None
        return None if most is None else dict(most)

    def median_round(self) -> float:
        """The median round of signing among worlds that signed; NaN if none did."""
        rounds = [w.round for w in self.worlds if w.terms is not None]
        return float(np.median(rounds)) if rounds else float("nan")


def settle(
    scenario: Scenario,
    worlds: int,
    seed: int = 0,
    first: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Settlements:
    """Worlds `first` to `first + worlds - 1` of a seed, machines everywhere, to a first signature.

    World k is the one that `NegotiationModel(scenario, rng=stream(seed, k))` plays.
    """
    warm()
    given = prepared(scenario)
    settled = []
    for k in range(first, first + worlds):
        key = nature.key(seed, k)
        came_to = outcome(given.arena, given.public, given.spread, key, False)
        number, state = int(came_to.state[at.W_SIGNED]), came_to.state
        profiles = {
            party.id: list(party.profiles)[int(came_to.profile[p])]
            for p, party in enumerate(scenario.parties.values())
        }
        terms = None if number < 0 else terms_names(scenario, given.arena, number)
        settled.append(Settled(k, profiles, terms, int(state[at.W_ROUND])))
        if progress is not None:
            progress(k - first + 1)
    return Settlements(tuple(settled))
