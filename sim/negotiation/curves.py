"""What negotiators of several types would offer next, and how well an offer fits them.

Plain functions on float arrays, in the subset of Python that Numba compiles. A
hypothesis is a row k (a concession curve) and a column g (a cell of the grid
of reservation values), so most arrays are `[K, G]`. Utilities are the
other's, on [0, 1]; time is the share of the negotiation that is over.
Keys in brackets are entries of docs/bibliography.md.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVELS = 8192  # resolution at which a demand is rounded up to an outcome
SMALLEST_STEP = 0.002  # smaller steps cannot be told from none


def outcomes_above(values: Floats) -> Floats:
    """The least utility of an outcome that is at least `i / LEVELS`, `[LEVELS + 1]`; the best else.

    >>> outcomes_above(np.array([0.0, 0.5, 1.0]))[[0, 1, 4096, 4097]]
    array([0. , 0.5, 0.5, 1. ])
    """
    ordered = np.sort(values)
    wanted = np.arange(LEVELS + 1) / LEVELS - 1e-6
    found = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    result: Floats = ordered[found]
    return result


def rounded_up(above: Floats, demand: Floats) -> Floats:
    """The outcome a demand is met by: nobody can offer what is not on the table, `[K, G]`."""
    level = np.ceil(np.minimum(np.maximum(demand, 0.0), 1.0) * LEVELS - 1e-6).astype(np.int64)
    return above[level.ravel()].reshape(demand.shape)


def kept(time: float, exponents: Floats, ends: Floats, start: float) -> Floats:
    """Share of the surplus still demanded, `1 - (1 - end)(t^p - t0^p) / (1 - t0^p)`, `[K]`.

    Time-dependent tactics [faratin-sierra-jennings-1998]: p below 1 concedes early, above 1
    late (boulware). `end` is kept to the last; at time `start` (t0, below 1) all is demanded.
    """
    begun = np.power(start, exponents)
    passed = (np.power(time, exponents) - begun) / (1.0 - begun)
    share: Floats = 1.0 - (1.0 - ends) * passed
    return share


def tactic_fit(
    above: Floats,
    edges: Floats,
    now: Floats,
    before: Floats,
    value: float,
    previous: float,
    gap: float,
    tolerance: float,
    wander: float,
) -> Floats:
    """Likelihood of an offer of one who keeps to `R + kept * (best - R)`, `[K, G]`.

    Such a negotiator offers the outcome just above its demand. Within a cell the demand lies
    in a band; outside it the likelihood falls with the fourth power of the distance. It offers
    the same again unless its demand has passed the next lower outcome, `gap` below. One who
    wavers offers up to about `wander` more than it demands, now more and now less.
    """
    best = above[LEVELS]
    low = edges[:-1] + np.maximum(best - edges[:-1], 0.0) * now.reshape(-1, 1)
    high = edges[1:] + np.maximum(best - edges[1:], 0.0) * now.reshape(-1, 1)
    low, high = rounded_up(above, low), rounded_up(above, high)
    wide = tolerance + wander
    far = np.maximum((low - value) / tolerance, (value - high) / wide)
    far = np.maximum(far, 0.0)
    fit = 1.0 / ((1.0 + far * far) * (1.0 + far * far))
    middle = 0.5 * (edges[1:] + edges[:-1])
    step = np.maximum(best - middle, 0.0) * (before - now).reshape(-1, 1)
    moves = np.minimum(np.maximum((step + wander) / gap, 0.02), 0.98)
    # the area under a band with two such tails, each pi/4 of its width
    area = high - low + 0.25 * math.pi * (tolerance + wide)
    likelihood: Floats = fit * (1.0 - moves) if value == previous else fit * moves / area
    return likelihood


def cauchy(distance: float, width: float) -> float:
    """Density of a Cauchy distribution."""
    z = distance / width
    return 1.0 / (math.pi * width * (1.0 + z * z))


def wander_density(step: float, repeats: int, offers: int, width: float) -> float:
    """Density of the next offer of one who follows no curve: it repeats itself, or steps anywhere.

    How often it repeats itself is learned (Laplace's rule), so that standing still tells
    nobody apart. At a repeat this is a probability, as in `tactic_fit`.
    """
    still = (repeats + 1.0) / (offers + 1.0)
    return still if step == 0.0 else (1.0 - still) * cauchy(step, width)


def ranked_density(
    sent: Floats, following: float, can: float, value: float, previous: float, width: float
) -> float:
    """Density of the next offer of one who goes down its list, outcome by outcome.

    MiCRO [de-jonge-2022] answers a new offer with its next best outcome, worth `following`,
    while that is above its reservation value (probability `can`, 0 if no answer is due);
    else it repeats one of those it `sent`, and hardly ever offers what is neither.
    """
    same, near, sent_before = 0.0, 0.0, 0.02
    for i in range(sent.shape[0]):
        if sent[i] == value:
            sent_before = 1.0
        if sent[i] == previous:
            same += 1.0 / sent.shape[0]
        else:
            near += cauchy(value - sent[i], width) / sent.shape[0]
    if value == previous:
        return (1.0 - can) * same + (can if following == previous else 0.0) + 0.01
    return (1.0 - can) * near * sent_before + can * cauchy(value - following, width)


def mirror_density(step: float, conceded: float, width: float) -> float:
    """Density of the next offer of one who answers a concession with as large a one.

    Tit for tat [faratin-sierra-jennings-1998]; `conceded` is what my last two offers gave it.
    """
    still = 0.7 if abs(conceded) < 0.005 else 0.05
    return still if step == 0.0 else (1.0 - still) * cauchy(step + conceded, width)


def moved_on(mass: Floats, born: Floats, hazard: float, drift: float, cell: float) -> Floats:
    """A round passes: some mass has jumped to `born`, the rest diffuses to the next cells.

    `drift` is the standard deviation of the reservation value's change a round; ends reflect.
    """
    q = min(0.25, 0.5 * (drift / cell) * (drift / cell))
    stays = (1.0 - hazard) * mass
    if q > 0.0:
        flow = q * (stays[:, 1:] - stays[:, :-1])
        stays[:, :-1] += flow
        stays[:, 1:] -= flow
    return stays + born
