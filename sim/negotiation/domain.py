"""Domains: what is negotiated, and what each outcome is worth to each party.

The field's own form: issues with options, all combinations as outcomes, utilities in
[0, 1] and one reservation value a party. Outcomes are counted with the last issue
fastest, as `itertools.product` does. Keys in brackets are entries of docs/bibliography.md.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim import bargaining, nature

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

# What a draw is for: numbers beside those of `sim.nature`, never reused.
WEIGHTS, VALUES, LIMITS, CHOICE = 101, 102, 103, 104


@dataclass(frozen=True, eq=False)
class Domain:
    """Issues, utilities and reservation values of a negotiation; P parties, T outcomes.

    `sizes`: options of each issue; their product is T. `utilities` [P, T] and
    `reservation` [P], on each party's own scale, usually [0, 1]. ValueError:
    shapes that do not fit, a number that is not finite.
    """

    sizes: tuple[int, ...]
    utilities: Floats
    reservation: Floats

    def __post_init__(self) -> None:
        table = np.array(self.utilities, dtype=np.float64)
        limits = np.array(self.reservation, dtype=np.float64)
        count = math.prod(self.sizes)
        if table.ndim != 2 or table.shape[0] < 2 or table.shape[1] != count or count < 1:
            raise ValueError(f"utilities are [2 parties or more, {count}], not {table.shape}")
        if limits.shape != table.shape[:1]:
            raise ValueError(f"{table.shape[0]} parties want as many reservation values")
        if not (np.isfinite(table).all() and np.isfinite(limits).all()):
            raise ValueError("utilities and reservation values must be finite")
        table.setflags(write=False)
        limits.setflags(write=False)
        object.__setattr__(self, "sizes", tuple(int(size) for size in self.sizes))
        object.__setattr__(self, "utilities", table)
        object.__setattr__(self, "reservation", limits)

    @property
    def parties(self) -> int:
        """P."""
        return int(self.utilities.shape[0])

    @property
    def count(self) -> int:
        """T."""
        return int(self.utilities.shape[1])

    @property
    def options(self) -> Ints:
        """The option of each issue in each outcome, [T, I]."""
        return options_of(self.sizes)

    @functools.cached_property
    def nash(self) -> int:
        """The outcome with the largest product of gains, the first of equals; -1: no zone."""
        found = bargaining.nash(self.utilities.T, self.reservation)
        return int(found[0]) if found.size else -1

    @functools.cached_property
    def zone(self) -> NDArray[np.bool_]:
        """Outcomes that leave nobody below its reservation value, [T]."""
        return bargaining.acceptable(self.utilities, self.reservation)

    def limited(self, reservation: Sequence[float] | Floats) -> Domain:
        """The same domain with other reservation values, [P]."""
        return replace(self, reservation=np.asarray(reservation, dtype=np.float64))

    def seated(self, order: Sequence[int]) -> Domain:
        """The same domain with its parties in another order."""
        rows = list(order)
        return Domain(self.sizes, self.utilities[rows], self.reservation[rows])


@functools.cache
def options_of(sizes: tuple[int, ...]) -> Ints:
    """The option of each issue in each outcome, [T, I].

    >>> options_of((2, 2)).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """
    table = np.indices(sizes).reshape(len(sizes), -1).T.astype(np.intp)
    table.setflags(write=False)
    return table


def additive(sizes: Sequence[int], tables: Sequence[Floats]) -> Floats:
    """Utilities [..., T] that add up over issues from `tables[i]` [..., sizes[i]].

    >>> additive((2, 2), [np.array([0.0, 0.5]), np.array([0.0, 0.25])])
    array([0.  , 0.25, 0.5 , 0.75])
    """
    total = np.asarray(tables[0])
    for table in tables[1:]:
        added = total[..., :, None] + np.asarray(table)[..., None, :]
        total = added.reshape(*added.shape[:-2], -1)
    assert total.shape[-1] == math.prod(sizes)
    return total


def generated(
    seed: int,
    sizes: Sequence[int],
    parties: int = 2,
    conflict: float = 0.0,
    replicate: int = 0,
) -> Domain:
    """A random linear-additive domain, reservation values 0.

    Each party draws a weight for every issue and a value for every option, scaled
    to [0, 1] within the issue. With `conflict` c in [0, 1] every later party's values
    are `(1 - c) * its own + c * (1 - the first's)`, scaled again: 0 is independent,
    1 exactly opposed within each issue. ValueError: a conflict outside [0, 1].
    """
    if not 0.0 <= conflict <= 1.0:
        raise ValueError(f"conflict lies in [0, 1], not {conflict}")
    key = nature.key(seed, replicate)
    values = [
        [_scaled(nature.uniforms(key, issue, party + 1, VALUES, size)) for party in range(parties)]
        for issue, size in enumerate(sizes)
    ]
    rows = []
    for party in range(parties):
        weights = nature.uniforms(key, 0, party + 1, WEIGHTS, len(sizes))
        own = [issue[party] for issue in values]
        if party:
            opposed = [1.0 - issue[0] for issue in values]
            own = [
                _scaled((1.0 - conflict) * mine + conflict * against)
                for mine, against in zip(own, opposed, strict=True)
            ]
        shares = weights / weights.sum()
        rows.append(additive(sizes, [w * table for w, table in zip(shares, own, strict=True)]))
    return Domain(tuple(sizes), np.array(rows), np.zeros(parties))


def with_limits(
    domain: Domain, seed: int, replicate: int = 0, low: float = 0.0, high: float | None = None
) -> Domain:
    """The same domain with reservation values drawn from U(low, high), [P].

    `high` None: each party's utility at the Nash point of reservation values 0, so that
    a zone of agreement always exists (the rule of the 2024 negotiation league).
    """
    tops = (
        domain.utilities[:, domain.limited(np.zeros(domain.parties)).nash]
        if high is None
        else np.full(domain.parties, high)
    )
    key = nature.key(seed, replicate)
    drawn = [nature.uniforms(key, 0, party + 1, LIMITS, 1)[0] for party in range(domain.parties)]
    return domain.limited(low + np.array(drawn) * (tops - low))


def _scaled(values: Floats) -> Floats:
    spread = values.max() - values.min()
    return (values - values.min()) / spread if spread > 0.0 else np.ones_like(values)
