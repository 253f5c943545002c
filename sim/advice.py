"""Advice: what a seat's own analysts would table now, why, and what a probe would teach.

The mind that machines propose with, asked by a person. A probe is judged by
the value of information (Howard 1966; Baarslag & Gerding 2015): what the best
next proposal is expected to gain once the answer is known, less what it gains
without asking. Everything is computed from a view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.acts import Place, place_of, terms_names
from sim.beliefs import Estimate, information, minimum
from sim.compiled import entry, rule
from sim.knowledge import Own, Public
from sim.likelihoods import saw_answer
from sim.opponent import Seen, correct, every_weight, evidence
from sim.outlook import Outlook, everything, outlook, with_window
from sim.strategies import expected, formula
from sim.view import View

if TYPE_CHECKING:
    from sim.arena import Arena

Floats = NDArray[np.float64]

_LADDER = (0.15, 0.3, 0.5, 0.7, 0.85)  # chances of a yes at which a probe is looked for


@dataclass(frozen=True)
class Probe:
    """Terms one could table, and what each answer of the other belligerent would teach.

    `worth` and all gains are on the seat's 0..1 scale; `bits` is the expected
    information on the other's utility and minimum; `information` what knowing the
    answer adds to the best next proposal's expected gain, the terms' own aside.
    """

    number: int
    terms: Mapping[str, str]
    surplus: float
    chance: float
    yes: float
    gain: float
    bits: float
    information: float
    after_yes: Estimate
    after_no: Estimate
    window_after_no: float


@dataclass(frozen=True)
class Trade:
    """One issue of a proposal: how much it weighs for the seat, and as believed for the other."""

    issue: str
    own_weight: float
    other_weight: float
    own_gives: float
    other_gets: float


@dataclass(frozen=True)
class Advice:
    """What to table, if anything; what could be learned by asking; a formula to put forward."""

    rival: str
    window: float
    proposal: Probe | None
    trades: tuple[Trade, ...]
    probes: tuple[Probe, ...]
    formula: Place | None


@entry
def after_answer(
    arena: Arena, public: Public, seen: Seen, own: Own, i: int, j: int, terms: int, accepted: bool
) -> tuple[float, Floats, Outlook]:
    """How likely an answer by party j is, the belief about it after, `[H, G]`, and the outlook."""
    likelihood = saw_answer(arena, seen, own, j, terms, arena.none, accepted)
    belief = own.belief.copy()
    learnt = correct(belief[j], likelihood)
    chance = evidence(belief[j], likelihood)
    for k in range(learnt.shape[0]):
        for g in range(learnt.shape[1]):
            belief[j, k, g] = learnt[k, g]
    later = believing(own, belief)
    look = outlook(arena, public, seen, later, i, everything(arena))
    return chance, learnt, with_window(arena, seen, later, i, look)


@rule
def believing(own: Own, belief: Floats) -> Own:
    """The same party with other beliefs, `[P, H, G]`."""
    return Own(
        own.own, own.profile, own.weights, own.values, own.utility, own.floor, own.scale, own.red,
        own.knows, own.experts, belief, own.imagined, own.imagined_weights, own.imagined_values,
        own.imagined_floor, own.imagined_scale, own.told, own.offered, own.refused, own.unaided,
        own.trust, own.hinted, own.apart, own.post,
    )  # fmt: skip


def advise(view: View) -> Advice:
    """The seat's advice now. A seat that cannot table terms gets no proposal and no probes."""
    arena, look = view.arena, view.look
    rival = int(arena.belligerent[1 - arena.side[view.number]])
    unspoken = int(view.mine.knows) & ~view.common.voiced
    flat = formula.plain(arena, view.common, look, unspoken) if unspoken else -1
    gain = look.window_formula - look.window
    voice = place_of(view.scenario, arena, flat) if flat >= 0 and gain > 0.0 else None
    gains = expected.plain(look, -1.0)
    best = int(np.argmax(gains))
    if not view.legal.propose or gains[best] <= 0.0:
        return Advice(list(view.scenario.parties)[rival], look.window, None, (), (), voice)
    proposal = probe(view, best)
    others = [probe(view, n) for n in _candidates(view, rival) if n != best]
    worthwhile = [p for p in others if p.bits > 0.0]
    worthwhile.sort(key=lambda p: (-p.information, -p.bits, p.number))
    return Advice(
        list(view.scenario.parties)[rival], look.window, proposal, trades(view, best),
        tuple(worthwhile[:3]), voice,
    )  # fmt: skip


def _candidates(view: View, rival: int) -> list[int]:
    """For each rung of the ladder the best terms for the seat that are accepted as likely."""
    look = view.look
    mine = np.flatnonzero(look.own & look.usable)
    found: list[int] = []
    for rung in _LADDER:
        near = mine[np.abs(look.accept[rival, mine] - rung) <= 0.1]
        if near.size:
            found.append(int(near[np.argmax(look.value[near])]))
    return sorted(set(found))


def probe(view: View, number: int) -> Probe:
    """What tabling these terms would gain and teach, whatever the answer."""
    arena, look, own = view.arena, view.look, view.mine
    rival = int(arena.belligerent[1 - arena.side[view.number]])
    now = max(0.0, float(expected.plain(look, -1.0).max()))
    ahead, bits, estimates, windows = 0.0, 0.0, [], []
    for accepted in (True, False):
        chance, learnt, later = after_answer(
            arena, view.common, view.seen, own, view.number, rival, number, accepted
        )
        ahead += chance * max(0.0, float(expected.plain(later, -1.0).max()))
        bits += chance * information(own.belief[rival], learnt)
        belief = own.belief.copy()
        belief[rival] = learnt
        estimates.append(minimum(arena, believing.plain(own, belief), view.seen, rival))
        windows.append(float(later.window_formula))
    surplus = float(look.value[number] - look.minimum)
    return Probe(
        number=number, terms=terms_names(view.scenario, arena, number), surplus=surplus,
        chance=float(look.passes[number]), yes=float(look.accept[rival, number]),
        gain=float(look.passes[number]) * surplus, bits=bits, information=ahead - now,
        after_yes=estimates[0], after_no=estimates[1], window_after_no=windows[1],
    )  # fmt: skip


def trades(view: View, number: int) -> tuple[Trade, ...]:
    """Issue by issue: what the seat gives up of its best, and what the other is believed to get.

    Sorted by how much more the other is believed to gain than the seat gives.
    """
    arena, own = view.arena, view.mine
    rival = int(arena.belligerent[1 - arena.side[view.number]])
    mass = own.belief[rival].sum(axis=1)
    rows = every_weight(arena, view.seen, own, rival)
    weights = sum(m * row for m, row in zip(mass, rows, strict=True))
    values = sum(m * _values(view, rival, k) for k, m in enumerate(mass))
    found = []
    for n, issue in enumerate(view.scenario.issues):
        first, count = int(arena.first[n]), len(view.scenario.issues[issue].options)
        chosen = int(arena.options[n, number])
        best = int(own.values[first : first + count].argmax()) + first
        found.append(Trade(
            issue, float(own.weights[n]), float(weights[n]),
            float(own.weights[n] * (own.values[best] - own.values[chosen])),
            float(weights[n] * (values[chosen] - values[best])),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda t: t.own_gives - t.other_gets))


def _values(view: View, rival: int, k: int) -> Floats:
    """Option values under row k of the belief about a rival."""
    profiles = view.arena.chance.shape[1]
    imagined, shared = view.mine.imagined_values[rival, 0], view.arena.values[rival]
    values: Floats = imagined if k == profiles else shared[min(k, profiles - 1)]
    return values
