"""Theory in closed form: the functions the engine's rules are held to give the published numbers.

Sources are keys of docs/bibliography.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim import bargaining, crisis, frontier, inference
from sim.coalitions import Coalitions, blocked
from sim.double_auction import double_auction
from sim.validation.oracle import Check, number, oracle, ordered, same

PIE = frontier.Frontier(lambda x: 1.0 - x, 0.0, 1.0)
PARABOLA = frontier.Frontier(lambda x: 1.0 - x * x, 0.0, 1.0)
ROUNDING = 1e-12  # bisection ends between neighbouring floats
MAXIMUM = 1e-6  # a maximum found by comparing values is flat over the square root of rounding
PRINTED = 5e-6  # half a unit of the fifth digit, where a source prints five


@oracle("T1", "fearon-1995", "theory")
def fearon() -> Iterator[Check]:
    """The bargaining range runs from p - c_A to p + c_B and its width does not depend on p."""
    low, high = bargaining.bargaining_range(0.6, 0.10, 0.15)
    yield number("p = .6, costs .10 and .15: low end", 0.50, low, ROUNDING)
    yield number("high end", 0.75, high, ROUNDING)
    for p in (0.3, 0.6, 0.8):
        width = bargaining.bargaining_range(p, 0.10, 0.15).width
        yield number(f"width at p = {p}", 0.25, width, ROUNDING)
    low, high = bargaining.bargaining_range(0.6, 0.10, 0.15, math.sqrt, math.sqrt)
    yield number("risk-averse (square root): low end", 0.25, low, ROUNDING)
    yield number("risk-averse: high end", 0.9375, high, ROUNDING)


@oracle("T2", "fearon-1995", "theory")
def risk_return() -> Iterator[Check]:
    """Not knowing the other's cost, a demand risks war with chance (1 - c_A/c) / 2 whatever p."""
    for p in (0.3, 0.6, 0.85):
        demand = crisis.risk_return_demand(p, 0.1, 0.4)
        yield number(f"p = {p}: share demanded", p + 0.15, demand.share, ROUNDING)
        yield number(f"p = {p}: chance of war", 0.375, demand.war, ROUNDING)
    yield number("p = .9, where the pie ends", 0.25, crisis.risk_return_demand(0.9, 0.1, 0.4).war,
                 ROUNDING)  # fmt: skip


@oracle("T3", "powell-2006", "theory")
def powell() -> Iterator[Check]:
    """A side that will weaken by more than .055 fights now; a guarantee of the shift stops it."""
    threshold = crisis.powell_threshold(delta=0.9, cost=0.5, p_after=0.5)
    yield number("delta = .9, c = .5, p after .5: fights above", 0.555, threshold, ROUNDING)
    yield same("p = .6 unguarded: fights", True, threshold < 0.6)
    guarded = 0.6 - 0.2 * (0.6 - 0.5)
    kept = crisis.powell_threshold(0.9, 0.5, guarded)
    yield same("with four fifths of the shift guaranteed: fights", False, kept < 0.6)


@oracle("T4b", "smith-stam-2004", "theory")
def battles() -> Iterator[Check]:
    """Two beliefs converge after a number of battles that does not depend on who wins them."""
    for cost, expected in ((0.2, 10), (0.1, 30), (0.4, 0)):
        found = crisis.convergence_battles(0.4, 10, cost)
        yield number(f"Beta(8,2) against Beta(4,6), costs {cost}", expected, found)


@oracle("T6", "feller-1968", "theory")
def forts() -> Iterator[Check]:
    """War as a walk over ten forts: the chance to take all, and how many battles it takes."""
    for held, p, victory, length in (
        (5, 0.5, 0.5, 25), (5, 0.6, 0.883636, 19.1818), (2, 0.5, 0.2, 16)
    ):  # fmt: skip
        fate = crisis.gamblers_ruin(10, held, p)
        yield number(f"{held} held, p = {p}: victory", victory, fate.victory, 5e-7)
        yield number(f"{held} held, p = {p}: battles", length, fate.battles, 5e-5)


@oracle("T8", "shapley-1967", "theory")
def empty_core() -> Iterator[Check]:
    """Three players, each pair of which can have more than 2/3 together: no division holds."""
    steps = 60
    shares = [(a, b, steps - a - b) for a in range(steps + 1) for b in range(steps + 1 - a)]
    divisions = np.array(shares, np.float64).T / steps
    member = np.array([[True, True, False], [True, False, True], [False, True, True]])

    def held(pair: float) -> list[tuple[int, ...]]:
        """The divisions that no pair blocks, in sixtieths."""
        pairs = Coalitions(member, np.ones(3, bool), np.zeros((3, 3)), np.full(3, pair))
        shut = [blocked(pairs, n, divisions, np.zeros(3), np.ones(3)) for n in range(3)]
        return [shares[t] for t in np.flatnonzero(~np.any(shut, axis=0))]

    yield same("each pair worth just under 2/3: thirds alone hold", [(20, 20, 20)],
               held(2 / 3 - 1e-9))  # fmt: skip
    yield same("each pair worth .70: no division holds", [], held(0.70))


@oracle("T11", "goemans-2000", "theory")
def resurrection() -> Iterator[Check]:
    """A losing leader fights on iff P > (K - L)/(V + K): the mixed regime at any chance."""
    yield number("V = 1, K = 1, L = .4", 0.30, crisis.goemans_threshold(1, 1, 0.4), ROUNDING)
    yield number("K = L", 0.0, crisis.goemans_threshold(1, 1, 1), ROUNDING)


@oracle("T17", "putnam-1988", "theory")
def win_sets() -> Iterator[Check]:
    """A smaller win-set earns better terms while there is a deal, and then there is none."""
    for reservation, expected in ((0.50, 0.625), (0.56, 0.655)):
        point = frontier.nash(PIE, (reservation, 0.25))
        share = point[0] if point else math.nan
        yield number(f"own minimum {reservation}: share", expected, share, MAXIMUM)
    yield same("own minimum .76: a deal", False, frontier.nash(PIE, (0.76, 0.25)) is not None)


@oracle("T20", "kydd-2003", "theory")
def adviser() -> Iterator[Check]:
    """An adviser is believed from a bias of .2667 toward the listener on."""
    least = crisis.credible_bias(0.9, 0.2, 0.75, 0.65, 0.5).least
    yield number("q = .9, shares .75, .65, .5, aversion .2", 0.2667, least, 5e-5)


@oracle("T21", "kydd-2006", "theory")
def broker() -> Iterator[Check]:
    """For trust between enemies the sign turns: the partial mediator is not believed."""
    most = crisis.honest_broker_bias(gain=0.3, loss=0.5)
    least = crisis.credible_bias(0.9, 0.2, 0.75, 0.65, 0.5).least
    yield number("gain .3, loss .5: believed up to a bias of", 0.25, most, ROUNDING)
    yield ordered("a builder of trust must lean less than an adviser", "<", [most, least])


@oracle("N2", "nash-1950", "theory")
def nash() -> Iterator[Check]:
    """Nash: the midpoint of a linear range, (.57735, .66667) on 1 - x squared."""
    low, high = bargaining.bargaining_range(0.6, 0.10, 0.15)
    middle = frontier.nash(PIE, (low, 1 - high)) or (math.nan, math.nan)
    yield number("p = .6, costs .10 and .15", 0.625, middle[0], MAXIMUM)
    x, y = frontier.nash(PARABOLA, (0.0, 0.0)) or (math.nan, math.nan)
    yield number("parabola, first", 0.57735, x, PRINTED)
    yield number("parabola, second", 0.66667, y, PRINTED)
    rescaled = frontier.Frontier(lambda u: 3.0 + 2.0 * (1.0 - ((u + 4.0) / 5.0) ** 2), -4.0, 1.0)
    moved = frontier.nash(rescaled, (-4.0, 3.0)) or (math.nan, math.nan)
    yield number("the same on other scales", 0.57735, (moved[0] + 4.0) / 5.0, PRINTED)


@oracle("N3", "kalai-smorodinsky-1975", "theory")
def kalai() -> Iterator[Check]:
    """Kalai and Smorodinsky: gains in proportion to the ideal, the golden section here."""
    point = frontier.kalai_smorodinsky(PARABOLA, (0.0, 0.0)) or (math.nan, math.nan)
    for name, value in zip(("first", "second"), point, strict=True):
        yield number(f"parabola, {name}", 0.618034, value, 5e-7)


@oracle("N4", "rubinstein-1982", "theory")
def rubinstein() -> Iterator[Check]:
    """Alternating offers: the first is accepted and leaves (1 - d2)/(1 - d1 d2)."""
    for first, second, share in ((0.9, 0.9, 0.526316), (0.9, 0.8, 0.714286), (0.8, 0.9, 0.357143)):
        yield number(f"patience {first} and {second}", share,
                     bargaining.rubinstein(first, second), 5e-7)  # fmt: skip


@oracle("N5", "myerson-satterthwaite-1983", "theory")
def myerson() -> Iterator[Check]:
    """The best mechanism trades 9/32 of all pairs and keeps 27/32 of the gains."""
    done, gains, window = _auction()
    yield number("chance of trade (9/32)", 9 / 32, float(done.mean()), 2e-3)
    yield number("gains kept (9/64)", 9 / 64, float((gains * done).mean()), 1e-3)
    kept = float((gains * done).sum() / (gains * window).sum())
    yield number("efficiency (27/32)", 27 / 32, kept, 1e-3)


@oracle("N6", "chatterjee-samuelson-1983", "theory")
def missed() -> Iterator[Check]:
    """Not every window can be seized: the double auction misses 7/16 of them, keeps 27/32."""
    done, gains, window = _auction()
    yield number("windows missed (7/16)", 7 / 16, float(1 - done[window].mean()), 2e-3)
    kept = float((gains * done).sum() / (gains * window).sum())
    yield number("gains kept (27/32)", 27 / 32, kept, 1e-3)
    apart = (np.arange(100) + 0.5) / 400
    bid, ask = 0.75 + apart[:, None], apart[None, :]
    yield number("missed where a price separates all values", 0.0,
                 float(1 - double_auction(bid, ask).done.mean()))  # fmt: skip


def _auction() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    price = (np.arange(1000) + 0.5) / 1000
    value, cost = price[:, None], price[None, :]
    window = value >= cost
    return double_auction(value, cost).done, np.where(window, value - cost, 0.0), window


@oracle("N7", "zeng-sycara-1998", "theory")
def bayes() -> Iterator[Check]:
    """Bayes' rule over two reservation points: even odds and .95, .75 give .5588, .4412."""
    first, second = inference.posterior([0.5, 0.5], [0.95, 0.75])
    yield number("first", 0.5588, float(first), 5e-5)
    yield number("second", 0.4412, float(second), 5e-5)


@oracle("N11", "camerer-ho-chong-2004", "theory")
def hierarchy() -> Iterator[Check]:
    """Two thirds of the mean: order 2 of a hierarchy says 26.667, a level-2 mind 22.222."""
    said = [50.0]
    for order in range(1, 40):
        said.append(2 / 3 * float(inference.lower_orders(1.5, order) @ said))
    yield number("cognitive hierarchy, order 2", 26.667, said[2], 5e-4)
    yield ordered("a level-2 mind, 22.222, and a hierarchy's order 2", "<", [200 / 9, said[2]])
    mean = float(inference.lower_orders(1.5, 40) @ said)
    yield number("mean answer", 33.50, mean, 5e-3)
