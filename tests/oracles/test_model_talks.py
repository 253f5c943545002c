"""Who comes to the table and what third parties do there, in the model as it runs.

Keys: docs/bibliography.md. Shares of worlds are over fixed seeds, the same luck on both sides
of every comparison.
"""

from __future__ import annotations

from typing import ClassVar

import pytest
from small_worlds import mediated, pie

from sim import columns as at
from sim import game
from sim import moves as move
from sim.acts import Act
from sim.insight import credit
from sim.readiness import motivation, optimism, readiness
from sim.scenario import Scenario
from sim.view import own_of

SHARES = [0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7]


def talks(scenario: Scenario, seed: int = 1, rounds: int = 4) -> int:
    """Terms that machines table within some rounds, up to a signature."""
    return len(_played(scenario, seed, rounds)[1])


def signs(scenario: Scenario, seed: int, rounds: int = 12) -> bool:
    """Whether machines sign within some rounds."""
    return _played(scenario, seed, rounds)[0].phase != "war"


def settled(scenario: Scenario, seeds: int = 24, rounds: int = 6) -> float:
    """Share of worlds in which machines sign within some rounds."""
    return sum(signs(scenario, seed, rounds) for seed in range(seeds)) / seeds


def _played(scenario: Scenario, seed: int, rounds: int) -> tuple[game.Game, list[tuple[int, int]]]:
    played, tabled = game.begin(scenario, seed), []
    while played.phase == "war" and played.round <= rounds:
        played = game.play(played, {})
        tabled += [(p, int(t)) for p, t in enumerate(played.moves[:, move.PROPOSAL]) if t >= 0]
        if played.stage == "answers":
            played = game.play(played, {})
    return played, tabled


RIPE = {
    "behaviour.ready": 0.3, "behaviour.hurt": 0.1, "behaviour.talk": 0.2,
    "parties.a.war.cost_weight": 0.1, "parties.b.war.cost_weight": 0.1,
}  # fmt: skip


class TestRipeness:
    """[zartman-1989]: both hurt, both stuck, both see a way out; necessary, not sufficient."""

    def test_ripe(self):
        """With all of it terms are tabled."""
        assert talks(pie(SHARES, RIPE)) > 0

    @pytest.mark.parametrize(
        "lacking",
        [
            {"parties.a.war.cost_weight": 0.0},  # it does not hurt a
            {"parties.b.war.cost_weight": 0.0},  # nor b
            {"parties.a.war.optimism": 1.0},  # a is not stuck
            {"parties.b.war.optimism": 1.0},  # nor b
        ],
    )
    def test_any_one_missing_and_talks_never_start(self, lacking):
        """Whichever it is."""
        assert talks(pie(SHARES, RIPE | lacking), rounds=10) == 0

    def test_without_a_way_out_talks_never_start(self):
        """Where all or nothing is on the table no side believes in a window."""
        assert talks(pie([0.0, 1.0], RIPE), rounds=10) == 0

    def test_not_sufficient(self):
        """Where hurt is a private matter, some worlds in which both hurt talk, and some do not."""
        drawn = {f"parties.{p}.war.cost_weight": {"low": 0.01, "high": 0.1} for p in "ab"}
        found = [talks(pie(SHARES, RIPE | drawn), seed) > 0 for seed in range(12)]
        assert 0 < sum(found) < 12

    def test_off_it_keeps_nobody_away(self):
        """At the neutral values even a side that does not hurt tables terms."""
        free = {"parties.a.war.cost_weight": 0.0, "parties.b.war.cost_weight": 0.1}
        assert talks(pie(SHARES, free)) > 0


class TestReadiness:
    """[pruitt-1997]: motivation times optimism."""

    def of(self, window: float, cost: float, **values: float) -> float:
        set_ = {"behaviour.hurt": 0.1, "parties.a.war.cost_weight": cost}
        set_ |= {name.replace("__", "."): v for name, v in values.items()}
        begun = game.begin(mediated([0.5], set_), 1)
        own = own_of(begun.world.private, 0)
        return readiness(begun.arena, begun.world.public, own, window, 0)

    def test_the_product(self):
        """.8 * .5 = .4 and .8 * 0 = 0."""
        assert self.of(0.5, 0.08) == pytest.approx(0.4)
        assert self.of(0.0, 0.08) == 0.0

    def test_good_offices_work_where_there_is_motivation(self):
        """The gain is offices times motivation: none at 0, and the more the higher it is."""
        gains = [self.of(0.3, c, parties__c__backing__offices=0.4) - self.of(0.3, c)
                 for c in (0.0, 0.05, 0.1)]  # fmt: skip
        assert gains == pytest.approx([0.0, 0.2, 0.4])

    def test_good_offices_in_the_game(self):
        """A small country brings to the table those who hurt, and nobody who does not."""
        base = RIPE | {"behaviour.ready": 0.8}
        base |= {"parties.a.war.optimism": 0.58, "parties.b.war.optimism": 0.58}
        found = {}
        for hurt in (0.0, 0.1):
            for offices in (0.0, 1.0):
                cost = {f"parties.{p}.war.cost_weight": hurt for p in "ab"}
                scenario = mediated([0.45, 0.5, 0.55], base | cost | {
                    "parties.c.backing.offices": offices, "belief.spread": 0.4,
                })  # fmt: skip
                found[hurt, offices] = talks(scenario)
        assert found[0.0, 0.0] == found[0.0, 1.0] == found[0.1, 0.0] == 0
        assert found[0.1, 1.0] > 0

    def test_optimism_grows_during_talks(self):
        """Once the other has tabled terms there is more hope, by the rapport."""
        scenario = pie([0.45, 0.5, 0.55], RIPE | {"behaviour.rapport": 0.2})
        begun = game.begin(scenario, 1)
        quiet = own_of(begun.world.private, 0)
        spoken = quiet._replace(offered=quiet.offered.copy())
        spoken.offered[1] = 0
        assert optimism(begun.arena, quiet, 0.3, 0) == pytest.approx(0.3)
        assert optimism(begun.arena, spoken, 0.3, 0) == pytest.approx(0.5)

    def test_the_readier_the_more_conciliatory(self):
        """Who waits for nearly all it can expect gives up waiting as it grows ready."""
        waits = {f"parties.{p}.mind.hold": 1.0 for p in "ab"}
        stiff = pie(SHARES, RIPE | waits)
        eased = stiff.with_values({"behaviour.conciliation": 1.0})
        late, early = ([_played(s, seed, 6)[0].round for seed in range(4)] for s in (stiff, eased))
        assert all(e < r for e, r in zip(early, late, strict=True))

    def test_motivation_is_public_knowledge_where_its_numbers_are(self):
        """What each is taken to feel is what the public forecast says."""
        begun = game.begin(pie([0.5], RIPE), 1)
        own = begun.world.private.own
        for p in range(2):
            seen = motivation(begun.arena, begun.world.public, begun.arena.middle[p], p)
            assert seen == motivation(begun.arena, begun.world.public, own[p], p)


class TestStandingFirm:
    """[langlois-langlois-2012]: rivals stand firm until one yields, and yields at once."""

    def offers(self, firm: float, seat: int) -> list[float]:
        """Shares of a pie that a machine of order 0 asks for itself, round by round."""
        scenario = pie([n / 20 for n in range(5, 16)], {
            "scenario.rounds": 10, "parties.a.war.cost_weight": 0.3,
            "parties.b.war.cost_weight": 0.3, "parties.a.mind.order": 0,
            "parties.b.mind.order": 0, "parties.a.mind.firm": firm, "parties.b.mind.firm": firm,
        })  # fmt: skip
        played, asked, refuse = game.begin(scenario, 1), [], {n: Act() for n in "ab"}
        while played.stage != "over":
            value, _ = played.real_values(played.round)
            played = game.play(played, {})
            asked.append(float(value[seat, played.moves[seat, move.PROPOSAL]]))
            played = game.play(played, refuse)
        return asked

    def test_by_default_it_concedes_step_by_step(self):
        """Along the curve, ever less."""
        asked = self.offers(0.0, 0)
        assert len(set(asked)) >= 5
        assert asked == sorted(asked, reverse=True)

    def test_it_stands_firm_and_then_yields(self):
        """The same demand up to its time, then the least that beats its minimum."""
        asked = self.offers(0.6, 0)
        assert len(set(asked[:5])) == 1
        assert asked[5] < asked[0] - 0.4

    def test_the_first_to_yield_gets_less(self):
        """Two who stand firm sign only once one yields; the firmer keeps the better share."""
        scenario = pie([n / 20 for n in range(5, 16)], {
            "scenario.rounds": 10, "parties.a.war.cost_weight": 0.3,
            "parties.b.war.cost_weight": 0.3, "parties.a.mind.order": 0,
            "parties.b.mind.order": 0, "parties.a.mind.firm": 0.5, "parties.b.mind.firm": 0.9,
        })  # fmt: skip
        played, _ = _played(scenario, 1, 10)
        signed = int(played.world.public.state[at.W_SIGNED])
        value, limits = played.real_values(1)
        assert played.world.public.state[at.W_SIGNED_ROUND] == 5
        assert value[1, signed] - limits[1] > value[0, signed] - limits[0]


class TestForcedTalks:
    """[min-2020]: talks that others force are less sincere, and the weaker side stalls."""

    DRAWN: ClassVar = {
        "behaviour.talk": 0.6, "war.battles_per_round": 0.1,
        "parties.a.war.optimism": {"low": 0.4, "high": 0.8},
        "parties.b.war.optimism": {"low": 0.4, "high": 0.8},
        "parties.a.war.cost_weight": 0.12, "parties.b.war.cost_weight": 0.12,
    }  # fmt: skip

    def of(self, press: float, seeds: int = 16) -> tuple[float, float]:
        """Share of worlds with talks, and of these the share that signs."""
        scenario = mediated(SHARES, self.DRAWN | {"parties.c.backing.press": press})
        spoke = [s for s in range(seeds) if talks(scenario, s)]
        return len(spoke) / seeds, sum(signs(scenario, s, 4) for s in spoke) / len(spoke)

    def test_more_talks_and_fewer_agreements_for_each(self):
        """Under pressure all talk, and a smaller share of those talks ends the war."""
        free, forced = self.of(0.0), self.of(1.0)
        assert free[0] < forced[0] == 1.0
        assert free[1] > forced[1]

    def test_the_disadvantaged_side_stalls(self):
        """Pressed without a way out, the losing side asks for its best; the other does not."""
        scenario = mediated([n / 20 for n in range(1, 20)], {
            "behaviour.talk": 1.0, "parties.c.backing.press": 1.0,
            "parties.a.war.optimism": 0.3, "parties.b.war.optimism": 0.7,
            "parties.a.war.cost_weight": 0.2, "parties.b.war.cost_weight": 0.2,
        })  # fmt: skip
        begun = game.begin(scenario, 1)
        value, _ = begun.real_values(1)
        moved = game.play(begun, {}).moves[:, move.PROPOSAL]
        assert value[0, moved[0]] == value[0].max()
        assert value[1, moved[1]] < value[1].max()

    def test_pressure_fades_with_attention(self):
        """A third party that looks away presses nobody."""
        away = {"parties.c.backing.press": 1.0, "parties.c.backing.attention": 0.0,
                "behaviour.talk": 1.0}  # fmt: skip
        assert talks(mediated([0.3, 0.7], away)) == 0
        assert talks(mediated([0.3, 0.7], away | {"parties.c.backing.attention": 1.0})) > 0


class TestCostsAndCover:
    """[clayton-2023]: when ceasefires come. Three signs."""

    DRAWN: ClassVar = {
        "parties.a.war.optimism": {"low": 0.45, "high": 0.7},
        "parties.b.war.optimism": {"low": 0.45, "high": 0.7},
        "parties.a.war.cost_weight": {"low": 0.05, "high": 0.15},
        "parties.b.war.cost_weight": {"low": 0.05, "high": 0.15},
    }  # fmt: skip

    def test_intensity(self):
        """The more violence there is, below what hardens, the more worlds settle."""
        found = [
            settled(pie(SHARES, self.DRAWN | {"parties.a.war.strength": s,
                                              "parties.b.war.strength": s}))
            for s in (0.2, 1.0)
        ]  # fmt: skip
        assert found[0] < found[1]

    def test_foreign_support(self):
        """Aid that makes going on bearable keeps the receiving side fighting."""
        found = []
        for aid in (0.0, 1.0):
            found.append(settled(mediated(SHARES, self.DRAWN | {
                "parties.a.war.support": 10.0, "parties.c.backing.aid": aid,
                "parties.c.backing.aid_capacity": 0.2, "war.strength_cap": 1.0,
                "parties.c.backing.attention": 0.4,
            })))  # fmt: skip
        assert found[0] > found[1]

    def test_mediation_cover(self):
        """A mediator's part saves the face of those who said too much in public."""
        found = []
        for cover in (0.0, 0.9):
            found.append(settled(mediated(SHARES, self.DRAWN | {
                "parties.a.leader.face": 1.5, "parties.b.leader.face": 1.5,
                "behaviour.commitment": 0.5, "behaviour.open": 1.0,
                "parties.c.backing.cover": cover,
            })))  # fmt: skip
        assert found[0] < found[1]


class TestBothSignsOfBias:
    """[kydd-2003] for informants, [kydd-2006] for guarantors: one bias, two effects."""

    def world(self, toward_a: float) -> game.Game:
        """b would rearm in a pause, so only a guarantee that a trusts opens the window."""
        return game.begin(mediated([n / 20 for n in range(1, 20)], {
            "parties.a.war.optimism": 0.6, "parties.b.war.optimism": 0.4,
            "parties.a.war.cost_weight": 0.10, "parties.b.war.cost_weight": 0.15,
            "parties.a.war.patience": 0.9, "war.pause_horizon": 10,
            "parties.b.war.replenishment": 0.1,
            "credibility.rogue_gain": 0.2, "credibility.rogue_loss": 0.6,
            "parties.c.alignment.a": toward_a, "parties.c.alignment.b": -toward_a,
        }), 1)  # fmt: skip

    @pytest.mark.parametrize("bias", [0.0, 0.2, 0.26])
    def test_an_honest_broker_can_guarantee_and_is_not_believed(self, bias):
        """Below Kydd's .2667 its word does not count; its guarantee opens the window."""
        begun = self.world(bias)
        assert credit(begun.arena, 1.0, 2, 0) == 0.0
        assert begun.real_surplus(1)[1].any()

    @pytest.mark.parametrize("bias", [0.55, 0.8, 1.0])
    def test_a_friend_is_believed_and_cannot_guarantee(self, bias):
        """Past (l - g)/(l + g) = .5 the guarantee of a partial third party opens nothing."""
        begun = self.world(bias)
        assert credit(begun.arena, 1.0, 2, 0) == 1.0
        assert not begun.real_surplus(1)[1].any()

    def test_off_any_guarantee_counts(self):
        """Where trust is no matter, bias is none."""
        begun = self.world(1.0)
        plain = begun.scenario.with_values(
            {"credibility.rogue_gain": 0.0, "credibility.rogue_loss": 0.0}
        )
        assert game.begin(plain, 1).real_surplus(1)[1].any()


class TestPowerfulThird:
    """[favretto-2009]: settlement is likeliest with none and with full bias, least between."""

    def share(self, bias: float, force: float) -> float:
        return settled(mediated([n / 20 for n in range(1, 20)], {
            "parties.a.war.optimism": {"low": 0.4, "high": 0.6},
            "parties.b.war.optimism": {"low": 0.4, "high": 0.6},
            "parties.a.war.cost_weight": 0.1, "parties.b.war.cost_weight": 0.1,
            "parties.c.backing.force": force,
            "parties.c.alignment.a": bias, "parties.c.alignment.b": -bias,
        }), seeds=16)  # fmt: skip

    def test_u_shape(self):
        """P(0) > P(.5) < P(1)."""
        none, half, full = (self.share(b, 0.3) for b in (0.0, 0.5, 1.0))
        assert none > half < full

    def test_without_force_bias_moves_nothing(self):
        """A third party that cannot step in changes no odds."""
        assert self.share(0.0, 0.0) == self.share(0.5, 0.0) == self.share(1.0, 0.0)

    def test_full_bias_shifts_the_odds_and_not_the_width(self):
        """The side that it would join gains what the other loses."""
        begun = game.begin(mediated([0.5], {
            "parties.c.backing.force": 0.3, "parties.c.alignment.a": 1.0,
            "parties.c.alignment.b": -1.0,
        }), 1)  # fmt: skip
        assert begun.world.private.own[:2, at.P_WAR_OPTIMISM] == pytest.approx([0.8, 0.2])


class TestRiskAndReturn:
    """[fearon-1995]: a demand of one whose cost of war is private, made once."""

    @pytest.mark.parametrize("p", [0.3, 0.6])
    def test_the_demand_and_the_risk(self, p):
        """c_b uniform on [0, .4], c_a = .1: demand p + .15, refused by .375 of all b.

        A machine's prior is a bell of that mean and deviation and not uniform, so its demand
        may lie a step of .025 off, and it is refused by those whose cost is less.
        """
        shares = [p + n / 40 for n in range(-3, 14)]
        scenario = pie(shares, {
            "scenario.rounds": 1, "parties.a.war.optimism": p, "parties.b.war.optimism": 1 - p,
            "parties.a.war.cost_weight": 0.1,
            "parties.b.war.cost_weight": {"low": 0.0, "high": 0.4},
        })  # fmt: skip
        refused = 0
        for seed in range(100):
            begun = game.begin(scenario, seed)
            surplus, _ = begun.real_surplus(1)
            tabled = int(game.play(begun, {}).moves[0, move.PROPOSAL])
            option = int(begun.arena.options[0, tabled]) - 1
            assert shares[option] - p == pytest.approx(0.15, abs=0.026)
            refused += bool(surplus[1, tabled] < 0)
        # three standard errors of a share of .375 in 100 worlds
        assert refused / 100 == pytest.approx((shares[option] - p) / 0.4, abs=0.145)
