"""A domain: what the negotiation field's files can say of a scenario.

Issues with options, and for each party a weight an issue, a value an option and
a reservation value. Everything else of a scenario has no place in them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PLACES = 15
"""Decimals of a weight: as many as survive from text to float and back."""


@dataclass(frozen=True)
class Issue:
    """One item of the agenda; `titles` say its options in words, where a file has any."""

    name: str
    options: tuple[str, ...]
    titles: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Profile:
    """A party's preferences in normal form; no reservation value: any terms beat none."""

    name: str
    weights: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]
    reservation: float | None


@dataclass(frozen=True)
class Domain:
    """An agenda and the preferences of those who negotiate it."""

    name: str
    issues: tuple[Issue, ...]
    profiles: tuple[Profile, ...]

    @property
    def terms_count(self) -> int:
        """How many terms there are."""
        return math.prod(len(issue.options) for issue in self.issues)


def normal(
    name: str,
    weights: Sequence[float],
    values: Sequence[Sequence[float]],
    reservation: float | None,
) -> Profile:
    """The same preferences in normal form: the worst terms are worth 0 and the best 1.

    The best option of every issue is worth 1, the worst 0, and the decimals of the
    weights sum to exactly 1, as GeniusWeb demands; in this form a programme that
    divides each issue by its best value (GENIUS) reads the same utilities as one
    that does not. An issue on which all options are equal has weight 0. ValueError
    when every issue is such.

    >>> normal("n", [1.0, 3.0], [[0.0, 2.0], [5.0, 4.0]], 5.5).weights
    (0.4, 0.6)
    >>> normal("n", [1.0, 3.0], [[0.0, 2.0], [5.0, 4.0]], 14.5).reservation
    0.5
    """
    lows = [min(row) if w >= 0 else max(row) for w, row in zip(weights, values, strict=True)]
    highs = [max(row) if w >= 0 else min(row) for w, row in zip(weights, values, strict=True)]
    spans = [w * (high - low) for w, low, high in zip(weights, lows, highs, strict=True)]
    total = total_of(spans)
    if not 0.0 < total < math.inf:
        raise ValueError("preferences that are the same for all terms")
    base = math.fsum(w * low for w, low in zip(weights, lows, strict=True))
    return Profile(
        name,
        _shares(spans, total),
        tuple(
            tuple((v - low) / (high - low) if span > 0.0 else 0.0 for v in row)
            for row, low, high, span in zip(values, lows, highs, spans, strict=True)
        ),
        None if reservation is None else (reservation - base) / total,
    )


def total_of(weights: Sequence[float]) -> float:
    """The sum of weights: exactly 1 if they say so as they are written."""
    return 1.0 if _decimals(weights) == 1 else math.fsum(weights)


def _decimals(weights: Sequence[float]) -> Decimal:
    return sum((Decimal(repr(weight)) for weight in weights), Decimal(0))


def _shares(spans: Sequence[float], total: float) -> tuple[float, ...]:
    """Spans as shares whose decimals sum to exactly 1; the largest takes what rounding left."""
    if _decimals(spans) == 1:
        return tuple(spans)
    shares = [round(span / total, PLACES) for span in spans]
    largest = shares.index(max(shares))
    rest = _decimals([share for n, share in enumerate(shares) if n != largest])
    shares[largest] = float(1 - rest)
    return tuple(shares)


def utilities(profile: Profile) -> Floats:
    """The utility of all terms, `[T]`, the options of the last issue running fastest.

    >>> utilities(Profile("n", (0.25, 0.75), ((0.0, 1.0), (1.0, 0.0)), None)).tolist()
    [0.75, 0.0, 1.0, 0.25]
    """
    total = np.zeros(1)
    for weight, row in zip(profile.weights, profile.values, strict=True):
        total = (total[:, None] + weight * np.array(row)[None, :]).ravel()
    return total


def chosen(domain: Domain, number: int) -> tuple[str, ...]:
    """The options of terms by their number in `utilities`."""
    sizes = tuple(len(issue.options) for issue in domain.issues)
    places = np.unravel_index(number, sizes)
    return tuple(i.options[int(n)] for i, n in zip(domain.issues, places, strict=True))


def file_stem(number: int, profile: Profile) -> str:
    """The name of a party's file: programmes that sort files keep the parties' order."""
    return f"party{number}-{re.sub(r'[^A-Za-z0-9_-]+', '-', profile.name)[:60]}"
