"""Who comes to the table, what third parties do there, and what moves a minimum beside the odds.

In the laboratory, or in a pie between two with a third who may help (`mediated.toml`). Shares of
worlds are over fixed seeds, the same luck on both sides of a comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np

from sim import game, scenario
from sim import moves as move
from sim.acts import Act, Statement
from sim.ensembles import ensemble
from sim.readiness import readiness
from sim.reservation import worth_of_change
from sim.scenario import Scenario
from sim.validation.oracle import Check, number, oracle, ordered, same
from sim.validation.standing import minimum, party
from sim.validation.textbook import begin, fearon, limits, pie
from sim.view import own_of

SHARES = (0.3, 0.45, 0.55, 0.7)
RIPE = {"behaviour.ready": 0.3, "behaviour.hurt": 0.1, "behaviour.talk": 0.2}


@cache
def third() -> Scenario:
    """A pie between a and b, and c who backs a."""
    with as_file(files("sim.validation") / "mediated.toml") as path:
        return scenario.load(path)


def both(name: str, value: Any) -> dict[str, Any]:
    """One number for a and b alike."""
    return {f"parties.{p}.{name}": value for p in "ab"}


def played(found: Scenario, seed: int, rounds: int) -> tuple[game.Game, int]:
    """A world of machines through some rounds or to a signature, and terms tabled in it."""
    now, tabled = game.begin(found, seed), 0
    while now.phase == "war" and now.round <= rounds:
        now = game.play(now, {})
        tabled += int((now.moves[:, move.PROPOSAL] >= 0).sum())
        if now.stage == "answers":
            now = game.play(now, {})
    return now, tabled


def settled(values: Mapping[str, Any], worlds: int = 16) -> float:
    """Share of mediated worlds in which machines sign within eight rounds."""
    found = third().with_values({**values, "scenario.rounds": 8})
    return float((ensemble(found, worlds, seed=1, to_end=False)["signed"] > 0).mean())


@oracle("T7", "wagner-2000", "engine")
def absolute_war() -> Iterator[Check]:
    """What an absolute war would cost shifts the terms of a limited one, though it never comes."""
    shares = (0.5, 0.6, 0.7, 0.8)
    picked = []
    for defeat in (0.0, -0.4):
        begun = begin(shares, fearon(0.6, {"parties.south.war.defeat": defeat}))
        value, least = begun.real_values(1)
        gains = value - least[:, None]
        best = int(np.argmax(np.where((gains >= 0).all(axis=0), gains.prod(axis=0), -1.0)))
        picked.append(float(value[0, best]))
    yield ordered("North's part in the Nash terms, South's loss in absolute defeat 0 and .4", "<",
                  picked)  # fmt: skip


@oracle("T9", "zartman-1989", "engine")
def ripeness() -> Iterator[Check]:
    """Take away one condition of ripeness, whichever, and talks never start; all are not enough."""
    ripe = fearon(0.5, RIPE, costs=(0.1, 0.1))
    yield same("all met: talks start", True, _talk(SHARES, ripe) > 0)
    for what, lacking in (
        ("the war does not hurt North", {"parties.north.war.cost_weight": 0.0}),
        ("nor South", {"parties.south.war.cost_weight": 0.0}),
        ("North is not stuck", {"parties.north.war.optimism": 1.0}),
        ("South is not stuck", {"parties.south.war.optimism": 1.0}),
    ):  # fmt: skip
        yield number(f"{what}: terms tabled", 0, _talk(SHARES, {**ripe, **lacking}))
    yield number("all or nothing, no way out: terms tabled", 0, _talk((0.0, 0.0, 1.0, 1.0), ripe))
    drawn = {f"parties.{p}.war.cost_weight": {"low": 0.01, "high": 0.1} for p in ("north", "south")}
    spoke = [_talk(SHARES, {**ripe, **drawn}, seed) > 0 for seed in range(12)]
    yield same("hurt a private matter: some of 12 worlds talk, not all", True, 0 < sum(spoke) < 12)


def _talk(shares: tuple[float, ...], values: Mapping[str, Any], seed: int = 1) -> int:
    return played(pie(shares, values), seed, 6)[1]


@oracle("T10", "pruitt-1997", "engine")
def ready() -> Iterator[Check]:
    """Readiness is motivation times optimism; good offices work only where there is motivation."""

    def of(window: float, cost: float, offices: float = 0.0) -> float:
        values = {"behaviour.hurt": 0.1, "parties.a.war.cost_weight": cost,
                  "parties.c.backing.offices": offices}  # fmt: skip
        begun = game.begin(third().with_values(values), 1)
        own = own_of(begun.world.private, 0)
        return float(readiness(begun.arena, begun.world.public, own, window, 0))

    yield number(".8 times .5", 0.4, of(0.5, 0.08), 1e-9)
    yield number(".8 times 0", 0.0, of(0.0, 0.08))
    gains = [of(0.3, c, 0.4) - of(0.3, c) for c in (0.0, 0.05, 0.1)]
    yield number("what good offices add without motivation", 0.0, gains[0], 1e-9)
    yield ordered("and by motivation 0, .5, 1", "<", gains)


@oracle("T15", "kahneman-tversky-1979", "engine")
def prospects() -> Iterator[Check]:
    """Who sees only losses fights on from a chance of .457; at neutral values it is Fearon's."""
    felt = {"war__loss_aversion": 2.25, "war__sensitivity": 0.88}
    own = party(**felt)
    yield number("v(-.5)", -1.2226, float(worth_of_change(own, -0.5)), 5e-5)
    yield number("half of v(-1)", -1.125, 0.5 * float(worth_of_change(own, -1.0)), 5e-5)

    def least(reference: float = 0.0, **numbers: float) -> float:
        low, high = 0.0, 1.0
        while high - low > 1e-9:
            p = (low + high) / 2
            losing = party(war__victory=0, war__defeat=-1, war__optimism=p,
                           war__reference=reference, **numbers)  # fmt: skip
            low, high = (low, p) if minimum(losing) > -0.5 else (p, high)
        return high

    yield number("a sure loss of half: gambles from a chance of", 0.457, least(**felt), 5e-4)
    yield number("by expected utility", 0.5, least(), 1e-6)
    yield ordered("a reference point at what is left: no gamble below even odds", ">=",
                  [least(reference=-1.0, **felt), 0.5])  # fmt: skip
    neutral = party(war__victory=0.9, war__defeat=-0.3, war__optimism=0.37, war__reference=0.7)
    plain = party(war__victory=0.9, war__defeat=-0.3, war__optimism=0.37)
    yield number("at lambda 1 and exponent 1 it moves the minimum by", 0.0,
                 minimum(neutral) - minimum(plain))  # fmt: skip


@oracle("T18", "min-2020", "engine", slow=True)
def forced_talks() -> Iterator[Check]:
    """Forced talks are more frequent, tell less of an end, and the weaker side stalls."""
    drawn = {"behaviour.talk": 0.6, "war.battles_per_round": 0.1,
             **both("war.optimism", {"low": 0.4, "high": 0.8}),
             **both("war.cost_weight", 0.12)}  # fmt: skip
    shares = []
    for press in (0.0, 1.0):
        pressed = {**drawn, "parties.c.backing.press": press, "scenario.rounds": 6}
        rows = ensemble(third().with_values(pressed), 24, seed=1, to_end=False)
        spoke, signed = rows["talk_rounds"] > 0, rows["signed"] > 0
        shares.append((spoke.mean(), signed.sum() / max(1, spoke.sum())))
    yield ordered("share of worlds with talks, free and forced", "<", [float(s[0]) for s in shares])
    yield ordered("share of these that sign, free and forced", ">", [float(s[1]) for s in shares])
    found = third().with_values({
        "behaviour.talk": 1.0, "parties.c.backing.press": 1.0, "parties.a.war.optimism": 0.3,
        "parties.b.war.optimism": 0.7, **both("war.cost_weight", 0.2),
    })  # fmt: skip
    begun = game.begin(found, 1)
    value, _ = begun.real_values(1)
    tabled = game.play(begun, {}).moves[:, move.PROPOSAL]
    yield number("the losing side asks for its best less", 0.0,
                 float(value[0].max() - value[0, tabled[0]]))  # fmt: skip


@oracle("T19", "clayton-2023", "engine", slow=True)
def costs_and_cover() -> Iterator[Check]:
    """Ceasefires come with intense violence, little support from abroad, and a mediator's cover."""
    drawn = {**both("war.optimism", {"low": 0.45, "high": 0.7}),
             **both("war.cost_weight", {"low": 0.05, "high": 0.15})}  # fmt: skip
    violent = [settled({**drawn, **both("war.strength", s)}) for s in (0.2, 1.0)]
    yield ordered("share signed, little and much violence", "<", violent)
    aided = [settled({**drawn, "parties.a.war.support": 10.0, "parties.c.backing.aid": aid,
                      "parties.c.backing.aid_capacity": 0.2, "war.strength_cap": 1.0,
                      "parties.c.backing.attention": 0.4}) for aid in (0.0, 1.0)]  # fmt: skip
    yield ordered("without and with aid that makes going on bearable", ">", aided)
    yield ordered("margin once both have demanded much, cover 0, .5 and .9", "<",
                  [_covered(cover) for cover in (0.0, 0.5, 0.9)])  # fmt: skip


def _covered(cover: float) -> float:
    """The margin of the window after both have said in public that they want nearly all."""
    now = game.begin(third().with_values({
        **both("war.cost_weight", 0.2), **both("leader.face", 1.5), "behaviour.commitment": 0.5,
        "parties.c.backing.cover": cover,
    }), 1)  # fmt: skip
    most, least = list(now.scenario.issues["pie"].options)[-1], "share0"
    acts = {p: Act(statement=Statement("demand", "pie", o)) for p, o in (("a", most), ("b", least))}
    return game.play(game.play(now, acts), {n: Act() for n in "ab"}).log[-1].window.margin


@oracle("T22", "favretto-2009", "engine", slow=True)
def powerful_third() -> Iterator[Check]:
    """With a powerful third party settlement is likeliest at no bias and at full, least between."""
    shares = [settled({
        **both("war.optimism", {"low": 0.4, "high": 0.6}), **both("war.cost_weight", 0.1),
        "parties.c.backing.force": 0.3, "parties.c.alignment.a": bias,
        "parties.c.alignment.b": -bias}) for bias in (0.0, 0.5, 1.0)]  # fmt: skip
    yield ordered("share signed at bias 0 and .5", ">", shares[:2])
    yield ordered("at .5 and 1", "<", shares[1:])


@oracle("T21", "kydd-2006", "engine")
def guarantor() -> Iterator[Check]:
    """Below a bias of .5 a guarantee is trusted and opens the window; above it opens nothing."""
    values = {
        "parties.a.war.optimism": 0.6, "parties.b.war.optimism": 0.4,
        "parties.a.war.cost_weight": 0.10, "parties.b.war.cost_weight": 0.15,
        "parties.a.war.patience": 0.9, "war.pause_horizon": 10,
        "parties.b.war.replenishment": 0.1, "credibility.rogue_gain": 0.2,
        "credibility.rogue_loss": 0.6,
    }  # fmt: skip
    for bias, opens in ((0.0, True), (0.26, True), (0.55, False), (1.0, False)):
        leaning = {"parties.c.alignment.a": bias, "parties.c.alignment.b": -bias}
        begun = game.begin(third().with_values({**values, **leaning}), 1)
        yield same(f"bias {bias}: the guarantee opens the window", opens,
                   bool(begun.real_surplus(1)[1].any()))  # fmt: skip


@oracle("T16", "our form", "engine")
def sunk_cost() -> Iterator[Check]:
    """Own dead raise the minimum by s log(1 + dead): s = 0 is the textbook, s > 0 delays peace."""
    off, on = party(), party(war__sunk_cost=0.01)
    yield number("s = 0", 0.0, minimum(off, casualties=1e6) - minimum(off), 0.0)
    rise = minimum(on, casualties=99) - minimum(on)
    yield number("s = .01, 99 dead", 0.01 * float(np.log(100)), rise, 2.0**-39)
    rounds = []
    for s in (0.0, 0.005):
        values = fearon(0.8, {
            "parties.south.war.optimism": 0.6, "war.battles_per_round": 1.0, "war.casualties": 100,
            "parties.north.war.sunk_cost": s, "parties.south.war.sunk_cost": s,
        }, costs=(0.1000001, 0.1000001))  # fmt: skip
        now = begin((0.1, 0.4, 0.6, 0.9), values)
        silent = {name: Act() for name in now.scenario.parties}
        while sum(limits(now)) > 1.0 and now.round < 39:
            now = game.play(game.play(now, silent), silent)
        rounds.append(float(now.round))
    yield ordered("rounds until a way out, s = 0 and .005", "<", rounds)
