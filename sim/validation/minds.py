"""Minds at the bargaining table: what is read from offers, whether knowing and reasoning help."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim import game, scenario
from sim.negotiation.domain import Domain, generated, with_limits
from sim.negotiation.grid import GridReader
from sim.negotiation.modeller import Modeller
from sim.negotiation.protocol import negotiate, negotiate_many
from sim.negotiation.table import relative_time
from sim.negotiation.tactics import BOULWARE, CONCEDER, LINEAR, STAND_FIRM
from sim.scenario import Scenario
from sim.validation.oracle import Check, number, oracle, ordered, same


@oracle("T5", "langlois-langlois-2012", "engine")
def standing_firm() -> Iterator[Check]:
    """Rivals may stand firm until one yields: settlement without gradual concessions."""
    share = np.linspace(0.0, 1.0, 101)
    # even all of the pie leaves the one who yields a twentieth
    pie = Domain((101,), np.array([share, 1.0 - 0.95 * share]), np.zeros(2))
    told = negotiate(pie, [STAND_FIRM, LINEAR], rounds=60)
    mine = {turn.outcome for turn in told.turns if turn.seat == 0 and not turn.accepted}
    yield same("different offers of the one who stands firm", 1, len(mine))
    yield same("agreed, on its terms", 100, told.agreement)
    both = negotiate(pie, [STAND_FIRM, STAND_FIRM], rounds=60)
    yield same("agreed where neither yields", False, both.agreement is not None)


@oracle("N8", "hindriks-tykhonov-2008", "engine")
def reading_offers() -> Iterator[Check]:
    """What a linear conceder cares about is read from its offers; no offer teaches nothing."""
    found = []
    for k in range(8):
        domain = generated(31, (4, 4, 3), replicate=k)
        played = negotiate_many([domain], [BOULWARE, LINEAR], rounds=60)
        reader = GridReader(1, domain.sizes)
        reader.read()
        before = reader.value[0].copy()
        reader.read()
        silent = float(abs(reader.value[0] - before).max())
        for round_, outcome in enumerate(played.offers[0, :, 1]):
            reader.heard(np.array([outcome]), relative_time(round_, 60))
        reader.read()
        found.append(np.corrcoef(reader.value[0], domain.utilities[1])[0, 1])
    better = float(np.mean(found))
    yield ordered("correlation with its true utility, mean of 8 against .6", ">", [better, 0.6])
    yield number("without any offer what is read moves by", 0.0, silent, 1e-12)


@oracle("N9", "baarslag-2016", "engine")
def knowing_helps() -> Iterator[Check]:
    """Accuracy and gain are two things: a model earns more than none, the truth no less."""
    domains = [with_limits(generated(21, (5, 4, 5), conflict=0.3, replicate=k), 22, k)
               for k in range(40)]  # fmt: skip
    gains = []
    for kind in ("none", "modelled", "truth"):
        mine = [negotiate_many(domains, [Modeller(kind, kind), other]).surplus[:, 0].mean()
                for other in (BOULWARE, CONCEDER)]  # fmt: skip
        gains.append(float(np.mean(mine)))
    yield ordered("mean surplus over 40 domains against two paces: none, modelled", "<", gains[:2])
    yield ordered("modelled, truth", "<=", gains[1:])


@oracle("N10", "de-weerd-verbrugge-verheij-2017", "engine")
def orders_of_mind() -> Iterator[Check]:
    """Where waiting costs, a mind that models the other does better than one that does not."""
    base = scenario.load("lab").with_values({"scenario.rounds": 16})
    worth = []
    for order in (0, 1):
        played = base.with_values({"parties.north.mind.order": order})
        worth.append(float(np.mean([_worth(played, k) for k in range(6)])))
    yield ordered("North's surplus, 2 % less each round, order 0 and 1, mean of 6 worlds", "<",
                  worth)  # fmt: skip


def _worth(played: Scenario, replicate: int) -> float:
    now = game.begin(played, 3, replicate)
    while now.phase == "war" and now.stage != "over":
        now = game.play(now, {})
    signed = next((event for event in now.events if event.kind == "signed"), None)
    if signed is None:
        return 0.0
    value, least = now.real_values(signed.round)
    return float(value[0, int(signed.data["number"])] - least[0]) * 0.98 ** (signed.round - 1)
