"""The engine as it runs, with its extensions off, gives the textbook's numbers.

All in the laboratory, its land alone at stake (`textbook.pie`), or by the rules themselves.
Sources are keys of docs/bibliography.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import crisis, fields, game, nature, scenario
from sim.acts import Act
from sim.arena import arena
from sim.ensembles import ensemble
from sim.insight import credit
from sim.opening import open_world, opening_public, spreads
from sim.opponent import correct
from sim.preferences import effective
from sim.reservation import chance
from sim.validation.oracle import Check, number, oracle, ordered, same
from sim.validation.standing import minimum, party
from sim.validation.textbook import begin, cuts, fearon, limits, options_of
from sim.war import decided, fight

Floats = NDArray[np.float64]
GRAIN = 2.0**-39  # minima are rounded to 2^-40, so that rules agree on every machine
EDGES = (0.45, 0.5, 0.75, 0.8)
"""Four shares about the ends of the range that p = .6 and costs .10, .15 make."""


@oracle("T1", "fearon-1995", "engine")
def bargaining_range() -> Iterator[Check]:
    """In the laboratory both minima stand where Fearon says, whatever the scale and the odds."""
    for low, high in ((0.0, 1.0), (0.2, 0.8)):
        begun = begin(EDGES, fearon(0.6), low=low, high=high)
        north, south = limits(begun)
        yield number(f"terms on {low} to {high}: low end", 0.50, north, GRAIN)
        yield number("high end", 0.75, 1 - south, GRAIN)
    passing = ["half", "most"]
    yield same("shares .45, .50, .75, .80: pass", passing, cuts(begin(EDGES, fearon(0.6))))
    for p in (0.3, 0.5, 0.8):
        north, south = limits(begin(EDGES, fearon(p)))
        yield number(f"width at p = {p}", 0.25, 1 - south - north, 2 * GRAIN)


@oracle("T2", "fearon-1995", "engine")
def risk_return() -> Iterator[Check]:
    """In the laboratory the best demand is refused in .375 of worlds, at p = .3 and at p = .6."""
    for p in (0.3, 0.6):
        demand = crisis.risk_return_demand(p, 0.1, 0.4).share
        values = fearon(p, {"parties.south.war.cost_weight": {"low": 0.0, "high": 0.4}})
        worlds, refused = 400, 0
        for k in range(worlds):
            # South's cost by equal steps of the uniform law it is drawn from
            cost = 0.4 * (k + 0.5) / worlds
            own = party(war__victory=1, war__defeat=0, war__optimism=1 - p, war__cost_weight=cost)
            refused += minimum(own, violence=1.0) > 1 - demand
        yield number(f"p = {p}: refused", 0.375, refused / worlds, 1 / worlds)
        share = float(np.mean(_drawn_costs(values, 200) < demand - p))
        yield number(f"p = {p}: of 200 worlds drawn by lot", 0.375, share, 0.09)


def _drawn_costs(values: dict[str, object], worlds: int) -> Floats:
    """South's weight of cost as nature draws it, world by world."""
    found = arena(scenario.load("lab").with_values(values))
    public, spread = opening_public(found, watched=False), spreads(found)
    return np.array([
        open_world(found, public, spread, nature.key(3, k)).private.own[1, at.P_WAR_COST_WEIGHT]
        for k in range(worlds)
    ])  # fmt: skip


@oracle("T3", "powell-2006", "engine")
def commitment() -> Iterator[Check]:
    """A pause in which the other rearms shuts the window; a guarantee reopens it."""
    shares = (0.525, 0.6, 0.65, 0.725)
    guard = {f"issues.trade.options.{o}.protection": x for o, x in (("none", 0.0), ("open", 1.0))}
    for rearming, patience, passing in (
        (0.0, 0.9, ["none", "limited", "open"]), (0.1, 0.9, ["open"]),
        (0.1, 0.0, ["none", "limited", "open"]),
    ):  # fmt: skip
        begun = begin(shares, fearon(0.6, {**guard,
            "parties.north.war.patience": patience, "war.pause_horizon": 10,
            "parties.south.war.replenishment": rearming, "war.strength_cap": 3.0,
        }))  # fmt: skip
        _, passes = begun.real_surplus(1)
        yield same(f"rearming {rearming}, patience {patience}: of no guarantee, none, full",
                   passing, options_of(begun, "trade", passes))  # fmt: skip


@oracle("T4", "slantchev-2003", "engine")
def convergence() -> Iterator[Check]:
    """Fighting goes on the longer the wider beliefs stand apart, and the cheaper war is."""
    yield ordered("battles until terms exist, costs .05, .1, .2, .3 together", ">",
                  [_settles(0.4, c) for c in (0.05, 0.1, 0.2, 0.3)])  # fmt: skip
    yield ordered("gap of first beliefs .2, .3, .4, .5", "<",
                  [_settles(g, 0.1) for g in (0.2, 0.3, 0.4, 0.5)])  # fmt: skip


@oracle("T4b", "smith-stam-2004", "engine")
def battles() -> Iterator[Check]:
    """By the engine's rules beliefs converge after 10, 30 and 0 battles, whoever wins them."""
    for cost, expected in ((0.2, 10), (0.1, 30), (0.4, 0)):
        for wins in (0.0, 0.5, 1.0):
            found = _settles(0.4, cost, wins)
            yield number(f"costs {cost}, North wins {wins:.0%}", expected, found)
    values = fearon(0.8, {
        "parties.south.war.optimism": 0.6, "war.battles_per_round": 1.0, "war.noise": 0.3,
    }, costs=(0.1000001, 0.1000001))  # fmt: skip
    for seed in (1, 2, 3):
        played = begin((0.1, 0.4, 0.6, 0.9), values, seed)
        silent = {name: Act() for name in played.scenario.parties}
        while sum(limits(played)) > 1.0 and played.round < 20:
            played = game.play(game.play(played, silent), silent)
        won = float(played.world.public.state[at.W_WINS])
        yield number(f"in a game, North winning {won:.2f} of them: rounds", 10, played.round)


def _settles(gap: float, costs: float, wins: float = 0.5) -> int:
    """Battles until both minima together fit the pie, priors worth ten battles."""
    own = [party(war__victory=1, war__defeat=0, war__evidence=10, war__cost_weight=costs / 2,
                 war__optimism=0.5 + gap / 2) for _ in range(2)]  # fmt: skip
    state = np.array([field.neutral for field in fields.PUBLIC])
    for n in range(500):
        state[at.W_BATTLES], state[at.W_WINS] = n, wins * n
        wanted = sum(float(chance(own[side], state, side)) for side in (0, 1))
        if wanted - 1.0 <= costs + 1e-12:
            return n
    return -1


@oracle("T6", "feller-1968", "engine")
def forts() -> Iterator[Check]:
    """Between even sides the line is a fair walk: .2 of wars are won from .2, .5 from .5."""
    changed = {"war.mobility": 0.4, "war.noise": 0.3, "war.decided_high": 1.0,
               "war.decided_low": 0.0, "war.effort_attack": 1.0,
               "war.effort_hold": 1.0}  # fmt: skip
    found = arena(scenario.load("lab").with_values(changed))
    for line in (0.2, 0.5):
        won, wars = 0, 300
        for k in range(wars):
            state = np.array([field.neutral for field in fields.PUBLIC])
            state[at.W_LINE] = line
            standing = np.tile([field.neutral for field in fields.STANDING], (2, 1))
            standing[:, at.S_STRENGTH] = 1.0
            for r in range(2000):
                fight(found, state, standing, nature.bell(nature.key(6, k), r, 0, nature.BATTLE))
                if decided(found.common, state):
                    break
            won += int(state[at.W_LINE] >= 1.0)
        yield number(f"line at {line}: share of {wars} wars won", line, won / wars, 0.085)


@oracle("T11", "goemans-2000", "engine")
def resurrection() -> Iterator[Check]:
    """By the engine's rules a losing leader fights on exactly where P > (K - L)/(V + K)."""
    found = begin((0.1, 0.4, 0.6, 0.9), fearon(0.5)).arena
    for disaster, defeat in ((1.0, 0.4), (1.0, 1.0), (0.5, 0.5)):
        threshold = crisis.goemans_threshold(1.0, disaster, defeat)
        right = []
        for p in (0.0, 0.1, 0.29, 0.31, 0.5):
            own = party(war__victory=1, war__defeat=0, war__optimism=p, leader__accountability=1,
                        leader__disaster=disaster, leader__defeat=defeat,
                        leader__defeat_below=0.5)  # fmt: skip
            nothing = np.zeros(found.needs.shape[0])
            value = effective(found, nothing, own, np.ones(found.first.shape[0]),
                              found.values[0, 0], 1.0, 0.0, 0, 0.0, 0.0,
                              np.zeros(found.first.shape[0]),
                              np.zeros(found.first.shape[0], np.int64))  # fmt: skip
            right.append((minimum(own) > value[0]) == (p > threshold))
        yield same(f"K = {disaster}, L = {defeat}: fights on as theory says at five chances", 5,
                   sum(right))  # fmt: skip


@oracle("resolve", "our form", "engine")
def resolve() -> Iterator[Check]:
    """Up to a threshold violence widens the window; past it coercion narrows it."""
    own = party(war__victory=1, war__defeat=0, war__cost_weight=0.2, war__resolve=0.5,
                war__threshold=0.6)  # fmt: skip
    width = [1.0 - 2 * minimum(own, violence=v) for v in (0.2, 0.4, 0.6, 0.8, 1.0)]
    yield ordered("width below the threshold", "<", width[:3])
    yield ordered("width past it", ">", width[2:])
    rise = minimum(own, violence=0.85) - minimum(own, violence=0.6)
    yield number("slope past it (b = .5)", 0.5, rise / 0.25, 4 * GRAIN)


@oracle("T17", "putnam-1988", "engine")
def win_sets() -> Iterator[Check]:
    """In the laboratory a higher minimum moves the Nash terms up, and shuts the window past .75."""
    shares = (0.5, 0.625, 0.655, 0.75)
    for victory, expected in ((1.0, "half"), (1.1, "most")):
        # V(victory) = 1.1 at p = .6 raises North's minimum from .50 to .56
        begun = begin(shares, fearon(0.6, {"parties.north.war.victory": victory}))
        value, least = begun.real_values(1)
        gains = value - least[:, None]
        best = int(np.argmax(np.where((gains >= 0).all(axis=0), gains.prod(axis=0), -1.0)))
        picked = options_of(begun, "land", np.arange(gains.shape[1]) == best)
        yield number(f"North's minimum at V = {victory}", 0.6 * victory - 0.1, limits(begun)[0],
                     GRAIN)  # fmt: skip
        yield same("Nash takes the share " + str(shares[1 if expected == "half" else 2]),
                   [expected], picked)  # fmt: skip
    shut = begin(shares, fearon(0.6, {"parties.north.war.victory": 1.5}))
    yield same("minimum at .80: terms that pass", [], cuts(shut))


@oracle("T20", "kydd-2003", "engine")
def adviser() -> Iterator[Check]:
    """The engine believes an adviser just above the bias of .2667 and not just below it."""
    least = crisis.credible_bias(0.9, 0.2, 0.75, 0.65, 0.5).least
    found = arena(scenario.load("ukraine-2022"))
    for bias, believed in ((least - 1e-9, 0.0), (least + 1e-9, 1.0)):
        leaning = found._replace(alignment=np.full_like(found.alignment, bias))
        yield number(f"bias {bias:.4f}: credit", believed, credit(leaning, 1.0, 3, 0))
    names = list(scenario.load("ukraine-2022").parties)
    japan = names.index("japan")
    for listener, believed in (("ukraine", True), ("russia", False)):
        credited = credit(found, 1.0, japan, names.index(listener)) > 0.0
        yield same(f"Japan's word reaches {listener}", believed, bool(credited))


@oracle("N1", "raiffa-1982", "engine")
def zone() -> Iterator[Check]:
    """There is a window iff both minima fit the pie, and machines sign nothing outside it."""
    rows = []
    for p, q in ((0.5, 0.5), (0.6, 0.5), (0.7, 0.5), (0.8, 0.6), (0.7, 0.7)):
        begun = begin((0.35, 0.45, 0.55, 0.65), fearon(p, {"parties.south.war.optimism": q}))
        north, south = limits(begun)
        some = any(north <= x <= 1 - south for x in (0.35, 0.45, 0.55, 0.65))
        rows.append(bool(cuts(begun)) == some)
    yield same("five pairs of beliefs: windows where theory puts them", 5, sum(rows))
    outside = 0
    for k in range(12):
        played = game.run(game.begin(scenario.load("lab"), 11, k))
        for event in played.events:
            if event.kind == "signed":
                _, passes = played.real_surplus(event.round)
                outside += int(not passes[int(event.data["number"])])
    yield same("agreements outside the window in 12 worlds of the laboratory", 0, outside)


@oracle("N6", "myerson-satterthwaite-1983", "engine")
def full_information() -> Iterator[Check]:
    """With everything known and minds of order 1, no window is missed in the laboratory."""
    known = {
        **{f"parties.{p}.profiles.land.chance": 1.0 for p in ("north", "south")},
        "parties.north.profiles.trade.chance": 0.0, "parties.south.profiles.name.chance": 0.0,
        **{f"parties.{p}.mind.empathy": 0.98 for p in ("north", "south")},
        **{f"parties.{p}.war.optimism": 0.5 for p in ("north", "south")},
        **{f"parties.{p}.war.cost_weight": 0.15 for p in ("north", "south")},
    }  # fmt: skip
    found = ensemble(scenario.load("lab").with_values(known), 12, seed=5)
    yield number("windows opened in 12 worlds", 12, float(found["opened"].sum()))
    yield number("of these not seized", 0, float((found["opened"] & ~found["seized"]).sum()))


@oracle("N7", "zeng-sycara-1998", "engine")
def bayes() -> Iterator[Check]:
    """The engine's own correction of a belief gives .5588 and .4412."""
    after = correct(np.array([[0.5], [0.5]]), np.array([[0.95], [0.75]])).ravel()
    yield number("first", 0.5588, float(after[0]), 5e-5)
    yield number("second", 0.4412, float(after[1]), 5e-5)
    before = np.array([[0.1, 0.2], [0.3, 0.4]])
    moved = abs(correct(before, np.full((2, 2), 0.3)) - before).max()
    yield number("equal likelihoods move it by", 0.0, float(moved), 1e-15)
