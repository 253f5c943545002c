"""What terms are worth at other strengths and risks of ambiguity, from two arenas at the ends.

An ambiguous option is worth a mixture of one's own reading and an adjudicated one
(`sim.preferences.option_values`); nothing else in an arena rests on the two numbers of it. An
arena in which readings count alone, and one in which only judges do, give both ends.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arena import Arena
from sim.factions import inside
from sim.hypotheses import GRID
from sim.preferences import paired, preference, raw_utility
from sim.scenario import Scenario
from sim.scenario.schema import TIERS

Floats = NDArray[np.float64]

STRENGTH, RISK = "ambiguity.strength", "ambiguity.risk"


class Ambiguity:
    """Arenas of a scenario that differ in these two numbers alone; tier grid."""

    def __init__(self, scenario: Scenario, build: Callable[[Scenario], Arena]) -> None:
        self.own = own = build(scenario.with_values({STRENGTH: 1.0, RISK: 0.0}))
        self.judged = build(scenario.with_values({STRENGTH: 1.0, RISK: 1.0}))
        options = [o for i in scenario.issues.values() for o in i.options.values()]
        self.unclear = np.array([o.ambiguous for o in options])
        parties, shared, width = own.values.shape
        terms = own.without.shape[1]
        self.shape = (parties, shared, terms)
        # one long list of terms, those of every row after the other, for one call of the rule
        rows = parties * shared + parties
        shift = np.repeat(np.arange(rows) * width, terms)
        self.options = np.tile(own.options, (1, rows)) + shift
        weights = np.concatenate([own.weights.reshape(-1, own.weights.shape[2]),
                                  own.image_weights[:, 0]])  # fmt: skip
        self.weights = np.ascontiguousarray(np.repeat(weights, width, axis=0).T)
        red = np.take_along_axis(own.red, np.maximum(own.kin, 0)[:, :, None], axis=1)
        self.barred = red & (own.kin >= 0)[:, :, None]

    def at(self, strength: float, risk: float) -> Arena:
        """The arena at a strength and a risk."""
        own, judged = self.own, self.judged
        parties, shared, terms = self.shape
        common = own.common.copy()
        common[at.C_AMBIGUITY_STRENGTH], common[at.C_AMBIGUITY_RISK] = strength, risk
        values = self._mixed(own.values, judged.values, strength, risk)
        factions = own.factions._replace(
            values=self._mixed(own.factions.values, judged.factions.values, strength, risk)
        )
        expected = np.zeros((parties, values.shape[2]))
        for k in range(own.chance.shape[1]):
            expected += own.chance[:, k, None] * values[:, k]
        flat = np.concatenate([values.reshape(-1), expected.reshape(-1)])
        raw = raw_utility.plain(self.options, self.weights, flat).reshape(-1, terms)
        mine, images = raw[: parties * shared].reshape(self.shape), raw[parties * shared :]
        pairs = (own.pair_first, own.pair_second, own.pair_value)
        for p in np.unique(own.pair_party).tolist():
            mine[p] = paired(mine[p], own.options, own.pair_party == p, *pairs)
            images[p] = paired(images[p], own.options, own.pair_party == p, *pairs)
        for p in np.flatnonzero(own.factions.quota > 0.0).tolist():
            for k in np.flatnonzero(own.kin[p] >= 0).tolist():
                kin = int(own.kin[p, k])
                both = own.weights[p, kin], own.weights[p, k]
                agreed = inside(factions, own.options, p, kin, *both)
                mine[p, k] = paired(agreed, own.options, own.pair_party == p, *pairs)
        rows, floor, scale = _on_scales(mine.reshape(-1, terms))
        rows, floor, scale = (
            x.reshape(parties, shared, *x.shape[1:]) for x in (rows, floor, scale)
        )
        image, image_floor, image_scale = _on_scales(images)
        instead = np.stack([rows[p][:, own.without[p]] for p in range(parties)])
        lapse = float(common[at.C_BELIEF_LAPSE]) / 2
        return own._replace(
            common=common, values=values, factions=factions, rows=rows, floor=floor, scale=scale,
            image=image[:, None], image_values=expected[:, None],
            image_floor=image_floor[:, None], image_scale=image_scale[:, None],
            better=preference(rows, instead, self.barred, lapse),
        )  # fmt: skip

    def _mixed(self, own: Floats, judged: Floats, strength: float, risk: float) -> Floats:
        found = own.copy()
        mine, theirs = own[..., self.unclear], judged[..., self.unclear]
        found[..., self.unclear] = (
            strength * ((1 - risk) * mine + risk * theirs) + (1 - strength) * theirs
        )
        return found


def possible(scenario: Scenario) -> bool:
    """Whether arenas at other strengths can be made so: in tier grid, with ambiguous options."""
    options = [o for i in scenario.issues.values() for o in i.options.values()]
    return scenario.tier == TIERS[GRID] and any(o.ambiguous for o in options)


def _on_scales(raw: Floats) -> tuple[Floats, Floats, Floats]:
    """`on_scale` of many rows at once."""
    low, high = raw.min(axis=1), raw.max(axis=1)
    wide = high > low
    scale = np.where(wide, 1.0 / np.where(wide, high - low, 1.0), 1.0)
    return (raw - low[:, None]) * scale[:, None], low, scale
