"""What is told of the games: gains by pair, and paired effects with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .board import Floats
from .play import Outcome

RESAMPLES = 4000
Played = dict[str, list[Outcome]]


@dataclass(frozen=True)
class Effect:
    """A comparison on the same boards: the mean over terms (with, without, seat)."""

    name: str
    terms: tuple[tuple[str, str, int], ...]


def both(name: str, higher: str, lower: str, against: str) -> list[Effect]:
    """A higher order in place of a lower one, against the same: as initiator, responder, either."""
    first = (f"{higher}-{against}", f"{lower}-{against}", 0)
    second = (f"{against}-{higher}", f"{against}-{lower}", 1)
    return [
        Effect(f"{name}, initiator", (first,)),
        Effect(f"{name}, responder", (second,)),
        Effect(f"{name}, both roles", (first, second)),
    ]


EFFECTS = (
    *both("order 1 over order 0, against order 0", "1", "0", "0"),
    *both("order 2 over order 1, against order 1", "2", "1", "1"),
    Effect("two of order 1 over two of order 0", (("1-1", "0-0", 0), ("1-1", "0-0", 1))),
    Effect("two of order 2 over two of order 1", (("2-2", "1-1", 0), ("2-2", "1-1", 1))),
    *both("order 2 that signals over order 2 that does not, against order 1", "2", "2m", "1"),
)


def gains(outcomes: Sequence[Outcome]) -> Floats:
    """Points of both seats: (games, 2)."""
    return np.array([outcome.gains for outcome in outcomes])


def told(values: Floats, clusters: int) -> dict[str, float]:
    """Mean, 95 % interval and standardised size of paired differences.

    Bootstrap over clusters of equal size: boards, or sequences of games of a pair.
    The size is the mean over the standard deviation of the clusters' means.
    """
    means = values.reshape(clusters, -1).mean(axis=1)
    rng = np.random.default_rng(len(means))
    drawn = means[rng.integers(len(means), size=(RESAMPLES, len(means)))].mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    spread = float(means.std(ddof=1))
    size = float(means.mean()) / spread if spread else 0.0
    found = {"mean": means.mean(), "low": low, "high": high, "size": size}
    return {name: round(float(value), 3) for name, value in found.items()} | {"n": clusters}


def compare(played: Played, games: int, some: Sequence[int] | None = None) -> list[dict[str, Any]]:
    """All effects, own and joint; `some` keeps only these boards, each then a cluster."""
    found = []
    for effect in EFFECTS:
        if any(pair not in played for term in effect.terms for pair in term[:2]):
            continue
        own, joint = [], []
        for treated, control, seat in effect.terms:
            change = gains(played[treated]) - gains(played[control])
            change = change if some is None else change[list(some)]
            own.append(change[:, seat])
            joint.append(change.sum(axis=1))
        clusters = len(own[0]) // games
        found.append(
            {
                "effect": effect.name,
                "own": told(np.mean(own, axis=0), clusters),
                "joint": told(np.mean(joint, axis=0), clusters),
            }
        )
    return found


def acquainted(played: Played, strangers: Played, games: int) -> dict[str, Any]:
    """What knowing each other adds to each pair's joint gain, on the same boards."""
    return {
        pair: told((gains(outcomes) - gains(strangers[pair])).sum(axis=1), len(outcomes) // games)
        for pair, outcomes in played.items()
    }


def describe(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """A pair's line: gains with standard errors, agreement, offers, signals."""
    points = gains(outcomes)
    joint = points.sum(axis=1)
    error = len(joint) ** -0.5
    signals = [signal for outcome in outcomes for signal in outcome.signals]
    figures = {
        "initiator": points[:, 0].mean(),
        "initiator error": points[:, 0].std(ddof=1) * error,
        "responder": points[:, 1].mean(),
        "responder error": points[:, 1].std(ddof=1) * error,
        "joint": joint.mean(),
        "joint error": joint.std(ddof=1) * error,
        "agreed": np.mean([outcome.agreed for outcome in outcomes]),
        "offers": np.mean([outcome.offers for outcome in outcomes]),
        "cut": np.mean([outcome.cut for outcome in outcomes]),
    }
    counts = {
        "offers of order 2": len(signals),
        "expected to be refused": sum(signal.accepted < 0.5 for signal in signals),
        "signals on purpose": sum(signal.purposeful for signal in signals),
        "hides": sum(signal.hiding for signal in signals),
        "games with a signal on purpose": sum(
            any(signal.purposeful for signal in outcome.signals) for outcome in outcomes
        ),
    }
    return {name: round(float(value), 3) for name, value in figures.items()} | counts
