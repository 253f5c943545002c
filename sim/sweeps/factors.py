"""Factors: what a sweep varies, and how a number between 0 and 1 becomes a value."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

AS_WRITTEN = "as-written"
"""Among counterfactuals: the scenario as it stands."""


@dataclass(frozen=True)
class Factor:
    """One uncertainty or lever.

    `values` is empty for a range; `addresses` is empty for counterfactuals; `text` says what
    it stands for.
    """

    name: str
    lever: bool
    addresses: tuple[str, ...]
    base: float | str
    low: float = 0.0
    high: float = 0.0
    law: str = "uniform"
    centre: float = 0.0
    deviation: float = 0.0
    values: tuple[float, ...] | tuple[str, ...] = ()
    chances: tuple[float, ...] = ()
    levels: int = 5
    text: str = ""

    @property
    def kind(self) -> str:
        """`range`, `values` or `counterfactuals`."""
        if not self.addresses:
            return "counterfactuals"
        return "values" if self.values else "range"

    def steps(self) -> list[Any]:
        """Its values in a grid: those listed, or `levels` of them from low to high.

        >>> Factor("a", False, ("a",), 0.0, low=0.0, high=1.0, levels=3).steps()
        [0.0, 0.5, 1.0]
        """
        if self.values:
            return list(self.values)
        if self.law == "log-uniform":
            return [float(v) for v in np.geomspace(self.low, self.high, self.levels)]
        return [float(v) for v in np.linspace(self.low, self.high, self.levels)]

    def at(self, share: Floats) -> NDArray[Any]:
        """Its values at shares of its distribution, each from 0 to 1.

        >>> wide = Factor("a", False, ("a",), 0.0, low=1.0, high=100.0, law="log-uniform")
        >>> wide.at(np.array([0.5]))
        array([10.])
        """
        if self.values:
            chances = self.chances or (1 / len(self.values),) * len(self.values)
            bounds = np.cumsum(chances)[:-1] / sum(chances)
            kind: Any = object if isinstance(self.values[0], str) else np.float64
            return np.array(self.values, kind)[np.searchsorted(bounds, share, side="right")]
        return np.clip(self._quantile(share), self.low, self.high)

    def _quantile(self, share: Floats) -> Floats:
        low, high = self.low, self.high
        if self.law == "log-uniform":
            return np.asarray(low * (high / low) ** share)
        if self.law == "triangular":
            cut = (self.centre - low) / (high - low)
            left = low + np.sqrt(share * (high - low) * (self.centre - low))
            right = high - np.sqrt((1 - share) * (high - low) * (high - self.centre))
            return np.asarray(np.where(share < cut, left, right))
        if self.law == "normal":
            bell = NormalDist(self.centre, self.deviation)
            first, last = bell.cdf(low), bell.cdf(high)
            inner = np.clip(first + share * (last - first), 1e-15, 1 - 1e-15)
            return np.array([bell.inv_cdf(float(p)) for p in inner])
        return low + (high - low) * share

    def settings(self, value: Any) -> dict[str, float]:
        """The numbers it sets at a value, by address; none for a counterfactual."""
        return {address: float(value) for address in self.addresses}
