"""Who knows more than any reader may: how often could a jump be told within ten rounds at all?

`Informed` knows the exponent, the reservation value before, how far offers stray, when a jump
may come and how large it may be; only whether and when it came, and which way, it must
find out. Its odds are exact, so that hardly any alarm does better at the same rate of false ones.
"""

from __future__ import annotations

import math

import numpy as np

from sim.negotiation.shocks import Floats, reached

FIRST, LAST = 20, 65  # rounds after which R may jump
SIZES = np.linspace(0.15, 0.35, 41)
EVER = 0.5  # share of negotiators that jump, to the one who knows
LEAST = 1e-12


class Informed:
    """The posterior log odds of a jump for one who knows the parameters."""

    def __init__(self, values: Floats, minimum: float, exponent: float, straying: float) -> None:
        self.levels = np.unique(values)
        after = minimum + np.concatenate([-SIZES, SIZES])
        after = after[(after >= 0.0) & (after <= 0.95)]
        self.minimum, self.cell = np.concatenate([[minimum], after]), SIZES[1] - SIZES[0]
        self.exponent, self.straying = exponent, max(straying, 1e-9)
        self.mass = np.zeros(len(self.minimum))
        self.mass[0], self.offers = 1.0, 0

    def heard(self, value: float, time: float) -> None:
        """One offer: some of what has not moved may have done so since the last."""
        left = time**self.exponent
        wide = np.full(len(self.mass), self.cell * left)
        wide[0] = 1e-9
        start = 1.0 - (1.0 - self.minimum) * left - 0.5 * wide - 1e-9
        place = int(np.searchsorted(self.levels, value - LEAST))
        lower = self.levels[place - 1] if place else -1.0
        stray = np.full(len(self.mass), self.straying)
        top = 1.0 if value >= 1.0 - LEAST else reached(value, start, wide, stray)
        fit = np.maximum(top - reached(lower, start, wide, stray), LEAST)
        if FIRST <= self.offers <= LAST:
            born = EVER / (LAST - FIRST + 1.0)
            born /= 1.0 - born * (self.offers - FIRST)
            self.mass[1:] += born * self.mass[0] / max(len(self.mass) - 1, 1)
            self.mass[0] *= 1.0 - born
        self.mass *= fit
        self.mass /= self.mass.sum()
        self.offers += 1

    @property
    def log_odds(self) -> float:
        """Of a jump against none."""
        return math.log(self.mass[1:].sum() + 1e-300) - math.log(self.mass[0] + 1e-300)
