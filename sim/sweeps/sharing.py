"""What the points of a sweep share: an arena, made anew only as far as a point changes it.

Most numbers of a scenario stand in the arena as they are: another value is another entry of a
small array, and all that is computed over terms stays. The rest (*deep* numbers) have an
arena of their own, kept for the points beside. Every number's way is the same as that of
`sim.arena` and `sim.opening`, bit for bit; a test goes through all addresses.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import fields, mediation
from sim.arena import Arena, arena
from sim.ensembles import Prepared, opening_of
from sim.hypotheses import FULL, lattice
from sim.opening import spreads
from sim.scenario import Scenario
from sim.sweeps.ambiguity import RISK, STRENGTH, Ambiguity, possible
from sim.sweeps.factors import Factor
from sim.sweeps.spec import settings

Floats = NDArray[np.float64]
T = TypeVar("T")

ROOM = 64_000_000
"""Bytes of arenas that are kept for the points beside."""
SPREADS = 64
"""Spreads that are kept: small tables, each for one set of ranges."""
_COMMON = fields.index(fields.COMMON)
_PARTY = fields.index(fields.PARTY)
_DEEP = frozenset({
    "ambiguity.strength", "ambiguity.risk", "behaviour.hold", "belief.spread", "belief.lapse",
    "belief.offer_width", "belief.answer_width", "belief.type_width", "belief.untyped",
    "credibility.rogue_gain", "credibility.rogue_loss", "backing.force", "backing.cover",
    "profile.spread",
})  # fmt: skip
"""Numbers of the field table on which arrays over terms or hypotheses rest."""
_APART = [n for n, f in enumerate(fields.PARTY) if not f.name.startswith(("mind.", "knowledge."))]
"""Rows of a party's numbers by which its minimum goes: those that are not its mind's."""


class _Kept(Generic[T]):
    """The last few of something, by a key."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: OrderedDict[Any, T] = OrderedDict()

    def get(self, key: Any, make: Callable[[], T]) -> T:
        if key in self.found:
            self.found.move_to_end(key)
            return self.found[key]
        made = self.found[key] = make()
        while len(self.found) > self.most:
            self.found.popitem(last=False)
        return made


class Shared:
    """Prepares the points of a sweep over one scenario, each from what the others left."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._arenas: _Kept[tuple[Scenario, Arena]] = _Kept(2)
        self._ends: _Kept[tuple[Scenario, Ambiguity | None]] = _Kept(2)
        self._spreads: _Kept[Floats] = _Kept(SPREADS)

    def at(self, chosen: Sequence[tuple[Factor, Any]]) -> Prepared:
        """What worlds at these values of factors are played with; raises as `setting` does."""
        names, numbers = settings(chosen)
        # + 0.0: as a scenario keeps it, 0 without a sign
        numbers = {a: v + 0.0 for a, v in numbers.items()}
        light = {a: v for a, v in numbers.items() if self._light(a, v)}
        deep = {a: v for a, v in numbers.items() if a not in light}
        scenario, base = self._base(tuple(names), deep)
        found = _changed(scenario, base, light) if light else base
        return Prepared(found, opening_of(found), self._spread(found))

    def _light(self, address: str, value: float) -> bool:
        """Whether a number stands in the arena as it is, and may have this value."""
        kind, _, rest = address.partition(".")
        if kind == "parties":
            rest = rest.partition(".")[2]
            known = rest in _PARTY or rest.startswith("alignment.")
        else:
            rest, known = address, address in _COMMON
        return known and rest not in _DEEP and self._within(address, value)

    def _within(self, address: str, value: float) -> bool:
        """Whether the scenario has such a number, and it may have this value."""
        if address not in self.scenario._numbers:
            return False
        low, high = self.scenario.limits(address)
        return low <= value <= high

    def _base(self, names: tuple[str, ...], deep: Mapping[str, float]) -> tuple[Scenario, Arena]:
        """The scenario and its arena at all that is not light."""
        soft = {a: deep[a] for a in (STRENGTH, RISK) if a in deep and self._within(a, deep[a])}
        rest = {a: v for a, v in deep.items() if a not in soft}

        def make() -> tuple[Scenario, Arena]:
            if soft:
                scenario, ends = self._ends.get(
                    (names, tuple(rest.items())), self._both(names, rest)
                )
                if ends is not None:
                    level = {a: scenario.number(a).value for a in (STRENGTH, RISK)} | soft
                    return scenario, ends.at(level[STRENGTH], level[RISK])
            scenario = self._scenario(names, deep)
            return scenario, self._built(scenario)

        return self._arenas.get((names, tuple(deep.items())), make)

    def _scenario(self, names: tuple[str, ...], numbers: Mapping[str, float]) -> Scenario:
        scenario = self.scenario
        for name in names:
            scenario = scenario.counterfactual(name)
        return scenario.with_values(numbers) if numbers else scenario

    def _both(
        self, names: tuple[str, ...], numbers: Mapping[str, float]
    ) -> Callable[[], tuple[Scenario, Ambiguity | None]]:
        """The scenario and its arenas at the ends of ambiguity, where they tell all between."""

        def make() -> tuple[Scenario, Ambiguity | None]:
            scenario = self._scenario(names, numbers)
            return scenario, Ambiguity(scenario, self._built) if possible(scenario) else None

        return make

    def _built(self, scenario: Scenario) -> Arena:
        # not through the cache of arenas: what is kept is bounded here
        made: Arena = arena.__wrapped__(scenario)
        size = sum(p.nbytes for p in made if isinstance(p, np.ndarray))
        self._arenas.most = max(2, min(64, ROOM // max(1, size)))
        return made

    def _spread(self, found: Arena) -> Floats:
        # all that `spreads` reads of an arena
        key = tuple(
            part.tobytes() for part in (
                found.low[:, _APART], found.high[:, _APART], found.floor, found.scale,
                found.grid[:2], found.common[at.C_WAR_LINE],
            )
        )  # fmt: skip
        return self._spreads.get(key, lambda: spreads(found))


def _changed(scenario: Scenario, base: Arena, light: Mapping[str, float]) -> Arena:
    """An arena with other values of light numbers, by the steps of `sim.arena.arena`."""
    names = list(scenario.parties)
    common, low, high = base.common.copy(), base.low.copy(), base.high.copy()
    alignment, belligerent = base.alignment, base.belligerent
    swayed = False
    for end, side in ((low, "low"), (high, "high")):
        for p in belligerent:
            hope = scenario.parties[names[p]].numbers["war.optimism"]
            end[p, at.P_WAR_OPTIMISM] = getattr(hope, side)
    for address, value in light.items():
        kind, _, rest = address.partition(".")
        if kind != "parties":
            common[_COMMON[address]] = value
            continue
        name, _, field = rest.partition(".")
        p = names.index(name)
        if field in _PARTY:
            low[p, _PARTY[field]] = high[p, _PARTY[field]] = value
            continue
        if not swayed:
            alignment, swayed = alignment.copy(), True
        alignment[p, names.index(field.partition(".")[2])] = value
    leans = mediation.leaning(alignment, belligerent)
    for p, more in zip(belligerent, mediation.intervention(leans, low[:, at.P_BACKING_FORCE]),
                       strict=True):  # fmt: skip
        for end in (low, high):
            end[p, at.P_WAR_OPTIMISM] = min(1.0, max(0.0, end[p, at.P_WAR_OPTIMISM] + more))
    found = base._replace(
        common=common, low=low, high=high, middle=(low + high) / 2, alignment=alignment
    )
    if swayed:
        trust = mediation.trusted(leans, common)
        vouched = mediation.vouched(base.needs, belligerent, trust)
        found = found._replace(exposed=np.where(vouched, 1.0 - base.protection, 1.0))
    if base.tier == FULL:
        found = found._replace(lattice=lattice(base.tier, low, high))
    return found
