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
from sim.behaviour import TYPES
from sim.compiled import entry
from sim.forecasts import forecast
from sim.onlooker import chair, reading
from sim.opponent import Seen, every_row, every_weight
from sim.outlook import Outlook, everything, outlook
from sim.view import View

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

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
    """What a seat believes of one other party. Arrays over all terms.

    `types` are those of `sim.behaviour.TYPES`; in tier grid, and of backers, `untyped` alone.
    """

    value: Floats
    accept: Floats
    reservation: Estimate
    profiles: Mapping[str, float]
    types: Mapping[str, float]


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
class SeesUs:
    """How others see this seat: what its public acts teach by public ranges alone.

    `reservation` is where they take its minimum to lie, `profiles` the chances they give
    its profiles, `accepts` the share of voiced terms they think it would likelier accept
    than not, `issue` the one they think weighs most for it. What was said in private,
    and what others know from experts, is not in it.
    """

    reservation: Estimate
    profiles: Mapping[str, float]
    accepts: float
    issue: str


@dataclass(frozen=True)
class Shoes:
    """The decision as another party faces it, from this seat's beliefs.

    `accepts` is the share of known terms it would likelier accept than not;
    `binding_issue` the issue on which this seat's likeliest terms are worst for it.
    `sees_us` is how it sees this seat, as far as public acts show.
    """

    accepts: float
    reservation: Estimate
    binding_issue: str
    my_last_offer_value: Estimate | None
    my_last_offer_chance: float | None
    would_accept: tuple[Mapping[str, str], ...]
    profiles: Mapping[str, float]
    sees_us: SeesUs


@entry
def consider_onlooker(arena: Arena, public: Public) -> tuple[Own, Seen, Floats]:
    """The onlooker's chair, its reading, and its chances of every party's yes, `[P, T]`."""
    own = chair(arena, public)
    seen = reading(arena, public, forecast(arena, public), own)
    look = outlook(arena, public, seen, own, arena.none, everything(arena))
    return own, seen, look.accept


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
    kinds = _profiles(view, view.mine.belief[j], j)
    return OtherBelief(value, look.accept[j], lowest, kinds, types(view, j))


def _expected(view: View, seen: Seen, j: int) -> Floats:
    """Posterior mean of party j's effective value of all terms, `[T]`."""
    weight = view.mine.belief[j].sum(axis=1)
    value = np.zeros(view.arena.needs.shape[0])
    for k, row in enumerate(every_row(view.arena, seen, view.mine, j)):
        value += weight[k] * row.value
    return value


def minimum(arena: Arena, own: Own, seen: Seen, j: int) -> Estimate:
    """A seat's belief about party j's reservation point."""
    return estimate(minimums(arena, own, seen, j), own.belief[j])


def minimums(arena: Arena, own: Own, seen: Seen, j: int) -> Floats:
    """Party j's reservation point now under every hypothesis of a seat's belief, `[H, C]`."""
    rows = every_row(arena, seen, own, j)
    return np.array([row.minimum + row.spread * arena.grid for row in rows])


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


def information(prior: Floats, posterior: Floats) -> float:
    """Kullback-Leibler divergence of a posterior from its prior, arrays of one shape, in bits."""
    held = posterior > 0.0
    gained = posterior[held] * np.log2(posterior[held] / prior[held])
    return max(0.0, float(gained.sum()))


def _profiles(view: View, belief: Floats, j: int) -> dict[str, float]:
    """The chances that a belief about party j, `[H, G]`, gives its profiles."""
    party = list(view.scenario.parties.values())[j]
    weight = belief.sum(axis=1)
    named = list(party.profiles)
    padded = view.arena.chance.shape[1]
    found = {name: float(weight[k]) for k, name in enumerate(named)}
    found["mirror"] = float(weight[padded])
    found["other"] = float(weight[len(named) : padded].sum())
    for kin, more in zip(view.arena.kin[j, padded:], weight[padded + 1 :], strict=True):
        found[named[kin] if kin >= 0 else "other"] += float(more)
    return found


def types(view: View, j: int) -> dict[str, float]:
    """Which type of negotiator the seat takes party j for."""
    weight = view.mine.belief[j].sum(axis=0)
    return {name: float(weight[view.arena.kind == kind].sum()) for kind, name in enumerate(TYPES)}


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
        profiles=_profiles(view, view.mine.belief[j], j),
        sees_us=sees_us(view),
    )


def sees_us(view: View) -> SeesUs:
    """How others see this seat, from public things alone."""
    arena, i = view.arena, view.number
    own, seen, accept = consider_onlooker(arena, view.common)
    weight = own.belief[i].sum(axis=1)
    weights = every_weight(arena, seen, own, i)
    voiced = (arena.latent & ~view.common.voiced) == 0
    return SeesUs(
        reservation=minimum(arena, own, seen, i),
        profiles=_profiles(view, own.belief[i], i),
        accepts=float((accept[i][voiced] >= 0.5).mean()),
        issue=list(view.scenario.issues)[int(np.argmax(weight @ weights))],
    )


def _last_offer(view: View) -> int | None:
    for event in reversed(view.events):
        if event.kind == "proposal" and event.party == view.seat:
            return terms_number(view.scenario, view.arena, event.data["terms"])
    return None


def _worth(view: View, seen: Seen, j: int, terms: int) -> Estimate:
    weight = view.mine.belief[j].sum(axis=1)
    rows = every_row(view.arena, seen, view.mine, j)
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
