"""Beliefs as a seat can use them: the believed window, and the other's shoes.

Everything is computed from a view alone. `shoes` is the golden rule of
diplomacy as a function: the decision as the other faces it, as far as this
seat can know it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.acts import terms_names, terms_number
from sim.bargaining import pareto_frontier
from sim.opponent import Seen, guess
from sim.outlook import Outlook
from sim.view import View

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Estimate:
    """A mean with an interval that holds 80 % of the belief."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class OtherBelief:
    """What a seat believes of one other party. Arrays over all terms."""

    value: Floats
    accept: Floats
    reservation: Estimate
    profiles: Mapping[str, float]


@dataclass(frozen=True)
class Analysis:
    """A seat's judgement of all terms and of the window; see `sim.outlook`."""

    options: NDArray[np.int16]
    usable: Bools
    own: Floats
    acceptable: Bools
    other: Mapping[str, OtherBelief]
    window: float
    window_formula: float
    likeliest: int
    passes: Floats
    frontier: Ints


@dataclass(frozen=True)
class Shoes:
    """The decision as another party faces it, from this seat's beliefs.

    `accepts` is the share of known terms it would likelier accept than not;
    `binding_issue` the issue on which this seat's likeliest terms are worst for it.
    How it sees this seat (order 2) is not modelled yet: `sees_us` is None.
    """

    accepts: float
    reservation: Estimate
    binding_issue: str
    my_last_offer_value: Estimate | None
    my_last_offer_chance: float | None
    would_accept: tuple[Mapping[str, str], ...]
    profiles: Mapping[str, float]
    sees_us: None = None


def analyse(view: View) -> Analysis:
    """The seat's judgement now."""
    arena, names = view.arena, list(view.scenario.parties)
    seen, look = view.seen, view.look
    other = {name: _other(view, seen, look, j) for j, name in enumerate(names) if j != view.number}
    rivals = [j for j in arena.belligerent if j != view.number]
    sides = [look.value if j == view.number else other[names[j]].value for j in arena.belligerent]
    points = np.stack(sides, axis=1)
    usable = np.flatnonzero(look.usable)
    return Analysis(
        options=(arena.options - arena.first[:, None]).T.astype(np.int16),
        usable=look.usable, own=look.value, acceptable=look.own & look.usable, other=other,
        window=look.window, window_formula=look.window_formula,
        likeliest=int(np.argmax(np.where(look.own, look.passes, -1.0))), passes=look.passes,
        frontier=usable[pareto_frontier(points[usable])] if rivals else usable[:0],
    )  # fmt: skip


def _other(view: View, seen: Seen, look: Outlook, j: int) -> OtherBelief:
    value = _expected(view, seen, j)
    lowest = minimum(view.arena, view.mine, seen, j)
    return OtherBelief(value, look.accept[j], lowest, _profiles(view, j))


def _expected(view: View, seen: Seen, j: int) -> Floats:
    """Posterior mean of party j's effective value of all terms, `[T]`."""
    weight = view.mine.belief[j].sum(axis=1)
    value = np.zeros(view.arena.needs.shape[0])
    for k in range(weight.shape[0]):
        value += weight[k] * guess.plain(view.arena, seen, view.mine, j, k).value
    return value


def minimum(arena: Arena, own: Own, seen: Seen, j: int) -> Estimate:
    """A seat's belief about party j's reservation point."""
    return estimate(minimums(arena, own, seen, j), own.belief[j])


def minimums(arena: Arena, own: Own, seen: Seen, j: int) -> Floats:
    """Party j's reservation point now under every hypothesis of a seat's belief, `[H, G]`."""
    rows = range(own.belief.shape[1])
    lows = [guess.plain(arena, seen, own, j, k).minimum for k in rows]
    return np.array(lows)[:, None] + arena.grid[None, :]


def estimate(points: Floats, weights: Floats) -> Estimate:
    """The mean and the 10 and 90 % quantiles of weighted points, arrays of one shape."""
    low, high = quantiles(points, weights, (0.1, 0.9))
    return Estimate(float((points * weights).sum() / weights.sum()), low, high)


def quantiles(points: Floats, weights: Floats, shares: Sequence[float]) -> list[float]:
    """The smallest points that hold these shares of the weight at or below them."""
    flat = points.ravel()
    order = np.argsort(flat, kind="stable")
    cumulated = np.cumsum(weights.ravel()[order]) / weights.sum()
    return [float(flat[order][np.searchsorted(cumulated, share)]) for share in shares]


def _profiles(view: View, j: int) -> dict[str, float]:
    party = list(view.scenario.parties.values())[j]
    weight = view.mine.belief[j].sum(axis=1)
    named = list(party.profiles)
    padded = view.arena.chance.shape[1]
    found = {name: float(weight[k]) for k, name in enumerate(named)}
    found["mirror"] = float(weight[padded])
    found["other"] = float(weight[padded + 1 :].sum() + weight[len(named) : padded].sum())
    return found


def shoes(view: View, party: str) -> Shoes:
    """The decision as `party` faces it, computed only from this seat's beliefs."""
    j = list(view.scenario.parties).index(party)
    if j == view.number:
        raise ValueError(f"{party} stands in its own shoes already")
    seen, look = view.seen, view.look
    accept = np.where(look.usable, look.accept[j], 0.0)
    mine = look.own & look.usable
    liked = np.flatnonzero(mine & (accept >= 0.5))
    best = liked[np.argsort(-look.value[liked], kind="stable")[:3]]
    offer = _last_offer(view)
    return Shoes(
        accepts=float((accept >= 0.5).sum() / max(1, look.usable.sum())),
        reservation=minimum(view.arena, view.mine, seen, j),
        binding_issue=_binding(view, seen, look, j),
        my_last_offer_value=None if offer is None else _worth(view, seen, j, offer),
        my_last_offer_chance=None if offer is None else float(accept[offer]),
        would_accept=tuple(terms_names(view.scenario, view.arena, int(t)) for t in best),
        profiles=_profiles(view, j),
    )


def _last_offer(view: View) -> int | None:
    for event in reversed(view.events):
        if event.kind == "proposal" and event.party == view.seat:
            return terms_number(view.scenario, view.arena, event.data["terms"])
    return None


def _worth(view: View, seen: Seen, j: int, terms: int) -> Estimate:
    weight = view.mine.belief[j].sum(axis=1)
    rows = [guess.plain(view.arena, seen, view.mine, j, k) for k in range(weight.shape[0])]
    return estimate(np.array([row.value[terms] for row in rows]), weight)


def _binding(view: View, seen: Seen, look: Outlook, j: int) -> str:
    """The issue whose change alone, from the likeliest terms, would please j most."""
    arena = view.arena
    value = _expected(view, seen, j)
    terms = int(np.argmax(np.where(look.own, look.passes, -1.0)))
    here = arena.options[:, terms]
    gains = []
    for issue in range(arena.options.shape[0]):
        same = np.delete(arena.options == here[:, None], issue, axis=0).all(axis=0)
        gains.append(value[same & look.usable].max() - value[terms])
    return list(view.scenario.issues)[int(np.argmax(gains))]
