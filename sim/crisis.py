"""Crisis bargaining: when war comes, when it ends, and whose word counts.

Closed forms of small models from the literature on war as bargaining. The
engine reduces to them where its extensions are off, and the oracle tests hold
it to their numbers. Keys in brackets are entries of docs/bibliography.md.
"""

from __future__ import annotations

import math
from typing import NamedTuple


class Demand(NamedTuple):
    """A take-it-or-leave-it demand of a, and the chance that it ends in war."""

    share: float
    war: float


def risk_return_demand(p: float, cost_a: float, cost_b_most: float) -> Demand:
    """What a demands of b, whose cost of war it knows only to be uniform on [0, cost_b_most].

    The risk-return trade-off [fearon-1995]: b yields iff its cost is at least
    `share - p`, so a demands `p + (cost_b_most - cost_a) / 2`, at most 1 and at
    least p, and war comes with chance `(share - p) / cost_b_most`. Inside these
    bounds that is `(1 - cost_a / cost_b_most) / 2` whatever p. ValueError: p
    outside [0, 1], a negative cost, `cost_b_most` not above 0.

    >>> demand = risk_return_demand(0.5, 0.1, 0.4)
    >>> print(f"{demand.share:.3f} {demand.war:.3f}")
    0.650 0.375
    """
    _probability("p", p)
    if not (0.0 <= cost_a < math.inf and 0.0 < cost_b_most < math.inf):
        raise ValueError(f"costs are finite, not negative, b's not 0: {cost_a}, {cost_b_most}")
    excess = min(max(0.0, (cost_b_most - cost_a) / 2.0), 1.0 - p)
    return Demand(p + excess, excess / cost_b_most)


def powell_threshold(delta: float, cost: float, p_after: float) -> float:
    """The chance of victory above which a side that will weaken fights now.

    The commitment problem [powell-2006], for this game: a pie of 1 each round,
    discount factor delta, the side's chance of winning it all falls once and
    for good from p to `p_after`, war costs it `cost` once. The other cannot
    promise more than this round's whole pie, so it fights iff
    `p > delta p_after + (1 - delta)(1 + (1 - delta) cost)`: a fall of more than
    the threshold less `p_after` makes war, even with everything known.
    ValueError: delta or p_after outside [0, 1], a cost negative or not finite.

    >>> print(f"{powell_threshold(0.9, 0.5, 0.5):.3f}")
    0.555
    """
    _probability("delta", delta)
    _probability("p_after", p_after)
    if not 0.0 <= cost < math.inf:
        raise ValueError(f"a cost of war is at least 0 and finite, not {cost}")
    return delta * p_after + (1.0 - delta) * (1.0 + (1.0 - delta) * cost)


def convergence_battles(gap: float, evidence: float, cost_sum: float) -> int:
    """Battles until two beliefs about victory are as close as war is dear.

    Both hold Beta priors worth `evidence` battles; their chances of winning sum
    to 1 + `gap`, mutual optimism if above 0. After n battles seen by both the gap is `gap *
    evidence / (evidence + n)`, whatever their outcomes, and terms exist once
    that is at most the sum of both costs: `n = ceil(evidence * (gap / cost_sum - 1))`, at least 0.
    Our form of learning by fighting [smith-stam-2004], [slantchev-2003].
    Within 1e-9 of a whole number counts as it. ValueError: gap outside [-1, 1],
    evidence negative, cost_sum not above 0, or one not finite.

    >>> [convergence_battles(0.4, 10, cost) for cost in (0.1, 0.2, 0.4)]
    [30, 10, 0]
    """
    if not (abs(gap) <= 1.0 and 0.0 <= evidence < math.inf and 0.0 < cost_sum < math.inf):
        raise ValueError(f"no such beliefs: gap {gap}, evidence {evidence}, costs {cost_sum}")
    battles = evidence * (gap / cost_sum - 1.0)
    return max(0, math.ceil(battles - 1e-9 * max(1.0, abs(battles))))


class Fate(NamedTuple):
    """How a war over forts ends: chance of taking all, expected number of battles."""

    victory: float
    battles: float


def gamblers_ruin(forts: int, held: int, p: float) -> Fate:
    """War as a walk over forts, each battle moving one of them with chance p to us.

    [smith-stam-2004], [filson-werner-2002]; formulas [feller-1968]: with q = 1 -
    p and r = q / p, from k of N forts, victory `(1 - r^k) / (1 - r^N)` and
    duration `(k - N victory) / (q - p)`; `k / N` and `k (N - k)` at p = 1/2.
    ValueError: not 0 <= held <= forts, no forts, p outside [0, 1].

    >>> fate = gamblers_ruin(10, 5, 0.6)
    >>> print(f"{fate.victory:.6f} {fate.battles:.4f}")
    0.883636 19.1818
    """
    _probability("p", p)
    if not 0 <= held <= forts or forts < 1:
        raise ValueError(f"forts held lie between 0 and all forts: {held} of {forts}")
    # Nearer to 1/2 than this the quotients lose more digits than the limit does.
    if abs(p - 0.5) < 1e-8:
        return Fate(held / forts, float(held * (forts - held)))
    if p < 0.5:
        other = gamblers_ruin(forts, forts - held, 1.0 - p)
        return Fate(_walk(forts, held, p), other.battles)
    victory = 1.0 - _walk(forts, forts - held, 1.0 - p)
    return Fate(victory, (forts * victory - held) / (p - (1.0 - p)))


def _walk(forts: int, held: int, p: float) -> float:
    """The chance of taking all for the weaker side, p < 1/2, without large powers."""
    s = p / (1.0 - p)
    if s == 0.0 or held == 0:
        return 1.0 if held == forts else 0.0
    shrink = math.log(s)
    return (
        math.exp((forts - held) * shrink) * math.expm1(held * shrink) / math.expm1(forts * shrink)
    )


def goemans_threshold(victory: float, disaster: float, defeat: float) -> float:
    """The chance of victory above which a leader who is losing fights on.

    Gambling for resurrection [goemans-2000], as an inequality: a leader gains
    `victory` by winning, loses `disaster` by losing after fighting on and
    `defeat` by accepting a moderate defeat, so fights on iff `P > (disaster -
    defeat) / (victory + disaster)`. At 0 or below any chance will do.
    ValueError: not `victory + disaster > 0`, or not finite.

    >>> goemans_threshold(victory=1, disaster=1, defeat=0.4)
    0.3
    """
    stake = victory + disaster
    if not (0.0 < stake < math.inf and math.isfinite(defeat)):
        raise ValueError(f"a leader needs something at stake: {victory}, {disaster}, {defeat}")
    return (disaster - defeat) / stake


class Bias(NamedTuple):
    """The biases towards the listener at which a mediator's word counts, `least` to `most`."""

    least: float
    most: float


def credible_bias(
    accuracy: float, war_aversion: float, share_big: float, share_small: float, share_war: float
) -> Bias:
    """The bias towards a that makes a mediator's word on b's resolve credible to a.

    Only a mediator on one's own side is believed when it counsels restraint
    [kydd-2003]. Our form: told "weak" a demands `share_big`, which a tough b
    answers with war (worth `share_war` to a), told "tough" `share_small`, which
    is safe. The mediator's signal q = accuracy is right with that chance; it
    weighs a's share by its bias b and dislikes war by w. It says "weak" of a
    weak b iff `b (q big + (1-q) war - small) >= (1-q) w`, and does not say so of
    a tough one iff `b ((1-q) big + q war - small) <= q w`: the first bounds the
    bias from below, the second from above, where it binds at all (inf).
    ValueError: accuracy outside [1/2, 1], war_aversion negative, not finite.

    >>> bias = credible_bias(0.9, 0.2, share_big=0.75, share_small=0.65, share_war=0.5)
    >>> print(f"{bias.least:.4f} {bias.most}")
    0.2667 inf
    """
    if not 0.5 <= accuracy <= 1.0:
        raise ValueError(f"accuracy lies in [0.5, 1], not {accuracy}")
    if not 0.0 <= war_aversion < math.inf:
        raise ValueError(f"war_aversion is at least 0 and finite, not {war_aversion}")
    if not all(map(math.isfinite, (share_big, share_small, share_war))):
        raise ValueError("shares are finite")
    error = 1.0 - accuracy
    if_weak = accuracy * share_big + error * share_war - share_small
    if_tough = error * share_big + accuracy * share_war - share_small
    least = error * war_aversion / if_weak if if_weak > 0.0 else math.inf
    most = accuracy * war_aversion / if_tough if if_tough > 0.0 else math.inf
    return Bias(least, most)


def honest_broker_bias(gain: float, loss: float) -> float:
    """The largest partiality, either way, with which a mediator can build trust between two sides.

    Between enemies who fear to be exploited the sign turns round: it is the
    unbiased mediator that is believed [kydd-2006]. Our form: told that the
    other can be trusted, a side lays down its guard; one that cannot gains
    `gain` by it and the trusting side loses `loss`. A mediator that weighs them
    by `(1 + b)/2` and `(1 - b)/2` vouches for a rogue iff `(1+b) gain >
    (1-b) loss`. Its word must hold for both, so it counts iff `|b|` is at most
    `(loss - gain) / (loss + gain)`; below 0 nobody's does. ValueError: gain or
    loss negative, not finite, or both 0.

    >>> print(f"{honest_broker_bias(gain=0.2, loss=0.6):.2f}")
    0.50
    """
    if not (0.0 <= gain < math.inf and 0.0 <= loss < math.inf and gain + loss > 0.0):
        raise ValueError(f"gain and loss are finite, not negative, not both 0: {gain}, {loss}")
    return (loss - gain) / (loss + gain)


def _probability(name: str, value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{name} lies in [0, 1], not {value}")
