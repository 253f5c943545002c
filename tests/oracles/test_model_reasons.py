"""What moves a reservation point and the worth of terms, in the model as it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np
import pytest
from one_party import OPENING, minimum, party, standing
from small_worlds import harbour, pie

from sim import columns as at
from sim import game
from sim.acts import Act, Statement
from sim.reservation import reservation, worth_of_change
from sim.scenario import Scenario
from sim.war import society


def first_open(scenario: Scenario, seed: int = 1, rounds: int = 55) -> int | None:
    """The first round with a true window while everybody refuses everything."""
    return _first(scenario, seed, rounds, lambda g: bool(g.real_surplus(g.round)[1].any()))


def first_way_out(scenario: Scenario, seed: int = 1, rounds: int = 55) -> int | None:
    """The first round in which some division of the pie, however fine, is worth it to both."""
    return _first(scenario, seed, rounds, lambda g: g.real_values(g.round)[1].sum() <= 1.0)


def _first(
    scenario: Scenario, seed: int, rounds: int, found: Callable[[game.Game], bool]
) -> int | None:
    played, refuse = game.begin(scenario, seed), {n: Act() for n in scenario.parties}
    while played.round < rounds and played.stage != "over":
        if found(played):
            return played.round
        played = game.play(game.play(played, refuse), refuse)
    return None


class TestProspects:
    """[kahneman-tversky-1979] as [levy-1996] reads it for war: losers are drawn to gambles."""

    FELT: ClassVar = {"war__loss_aversion": 2.25, "war__sensitivity": 0.88}

    def gambles(self, p: float, reference: float = 0.0, **felt: float) -> bool:
        """Whether a sure loss of half is worse than none with chance p, else all."""
        own = party(war__victory=0, war__defeat=-1, war__optimism=p,
                    war__reference=reference, **felt)  # fmt: skip
        return minimum(own, standing()) > -0.5

    def test_what_losses_count(self):
        """v(-.5) = -1.2226 is less than half of v(-1) = -2.25, and v(.5) = .5434."""
        own = party(**self.FELT)
        found = [worth_of_change(own, x) for x in (-0.5, -1.0, 0.5)]
        assert found == pytest.approx([-1.2226, -2.25, 0.5434], abs=5e-5)
        assert found[0] < 0.5 * found[1]

    @pytest.mark.parametrize("p", [0.3, 0.456, 0.457, 0.499, 0.501, 0.6])
    def test_in_losses_it_fights_on_above_457(self, p):
        """Expected utility needs more than .5."""
        assert self.gambles(p, **self.FELT) == (p > 0.4567)
        assert self.gambles(p) == (p > 0.5)

    @pytest.mark.parametrize("p", [0.46, 0.5, 0.54, 0.55])
    def test_a_reference_point_reset_to_what_is_left_removes_it(self, p):
        """What is left is then all gain, and a gamble must be better than even."""
        assert self.gambles(p, reference=-1.0, **self.FELT) == (p > 0.5**0.88)

    def test_half_won_and_half_lost_about_the_reference_point(self):
        """Losses that weigh more than gains make an even fight dear: .5 - .3125/2.25."""
        own = party(war__victory=1, war__defeat=0, war__reference=0.5, war__loss_aversion=2.25)
        assert minimum(own, standing()) == pytest.approx(0.5 - 0.3125 / 2.25, abs=2**-39)

    @pytest.mark.parametrize("reference", [-1.0, 0.0, 0.7])
    def test_at_its_neutral_values_it_is_fearon(self, reference):
        """At lambda = 1 and exponent 1 the reference point does not matter, to the bit."""
        plain = party(war__victory=0.9, war__defeat=-0.3, war__optimism=0.37)
        other = plain.copy()
        other[at.P_WAR_REFERENCE] = reference
        assert minimum(other, standing()) == minimum(plain, standing())

    @pytest.mark.parametrize("p", [0.44, 0.455, 0.459, 0.49])
    def test_in_the_game(self, p):
        """Half of a pie that it counts as its own, against a fight for all of it."""
        scenario = pie([0.5], {"parties.a.war.optimism": p, "parties.b.war.optimism": 0.3})
        felt = {f"parties.a.war.{n}": v for n, v in
                (("loss_aversion", 2.25), ("sensitivity", 0.88), ("reference", 1.0))}  # fmt: skip
        assert game.begin(scenario, 1).real_surplus(1)[1].any()
        passes = game.begin(scenario.with_values(felt), 1).real_surplus(1)[1]
        assert passes.any() == (p < 0.4567)


class TestWaiting:
    """What delays a settlement in a war whose beliefs converge, way out in round 10."""

    BASE: ClassVar = {
        "war.battles_per_round": 1.0, "war.casualties": 100,
        "parties.a.war.cost_weight": 0.1000001, "parties.b.war.cost_weight": 0.1000001,
        "parties.a.war.optimism": 0.8, "parties.b.war.optimism": 0.6,
    }  # fmt: skip

    @pytest.mark.parametrize(("costs", "battles"), [(0.2, 10), (0.1, 30), (0.4, 1)])
    def test_mutual_optimism_takes_as_many_battles_as_theory_says(self, costs, battles):
        """10, 30 and none; a game is first measured after its first battle."""
        half = costs / 2 + 1e-7
        ours = {f"parties.{p}.war.cost_weight": half for p in "ab"}
        assert first_way_out(pie([0.1, 0.9], self.BASE | ours)) == battles

    def test_sunk_costs_delay_it(self):
        """s = 0 is the textbook's date; the more own dead count, the later."""
        found = []
        for s in (0.0, 0.002, 0.005):
            sunk = {f"parties.{p}.war.sunk_cost": s for p in "ab"}
            found.append(first_way_out(pie([0.1, 0.9], self.BASE | sunk)))
        assert None not in found
        assert found[0] < found[1] < found[2]


class TestCommitment:
    """[powell-2006]: the exact threshold, delta = .9, cost .5, p after the shift .5."""

    @pytest.mark.parametrize("p", [0.52, 0.55, 0.5549, 0.5551, 0.56, 0.6])
    def test_fights_now_above_555(self, p):
        """Even if the other offers everything. A round's cost is (1 - delta) * .5."""
        rearming = (2 * p - 1) / 10
        strength = 1 - p - rearming  # and 1 - p once the first round is fought
        begun = game.begin(pie([1.0], {
            "parties.a.war.optimism": p, "parties.a.war.strength": p,
            "parties.b.war.strength": strength, "parties.b.war.replenishment": rearming,
            "war.pause_horizon": 10, "parties.a.war.patience": 0.9,
            "parties.a.war.cost_weight": 0.05 / strength,
        }), 1)  # fmt: skip
        value, limits = begun.real_values(1)
        assert (value[0].max() < limits[0]) == (p > 0.555)


class TestResolve:
    """The cliff in the game: the range widens with violence up to theta, then narrows."""

    def width(self, strength: float) -> float:
        both = {f"parties.{p}.war.{n}": v for p in "ab" for n, v in
                (("strength", strength), ("cost_weight", 0.2), ("resolve", 0.5),
                 ("threshold", 0.6), ("optimism", 0.5))}  # fmt: skip
        return 1.0 - float(game.begin(pie([0.5], both), 1).real_values(1)[1].sum())

    def test_slopes(self):
        """2c per unit of violence below theta, -2b above: violence here is strength."""
        assert self.width(0.5) - self.width(0.25) == pytest.approx(2 * 0.2 * 0.25)
        assert self.width(0.9) - self.width(0.7) == pytest.approx(-2 * 0.5 * 0.2)


class TestRegimes:
    """[goemans-2000]: leaders who lose all either way gamble for resurrection."""

    # worth 0 to the losing side: terms that are a defeat, from the chance theory names
    LOSING: ClassVar = {
        "war.battles_per_round": 1.0, "war.noise": 0.03, "war.casualties": 100,
        "parties.a.war.strength": 0.25, "parties.b.war.strength": 1.75,
        "parties.a.war.optimism": 0.6, "parties.b.war.optimism": 0.6,
        "parties.a.leader.defeat_below": 0.5,
    }  # fmt: skip

    def leader(self, accountability: float, defeat: float) -> Scenario:
        """K = 1; L is the loss in a moderate defeat."""
        return pie([0.0, 0.5], self.LOSING | {
            "parties.a.leader.accountability": accountability,
            "parties.a.leader.disaster": 1.0, "parties.a.leader.defeat": defeat,
        })  # fmt: skip

    def ended(self, scenario: Scenario, seed: int) -> tuple[int, float]:
        """Round of the end and dead of both sides, all seats played by machines."""
        played = game.begin(scenario, seed)
        while played.phase == "war":
            played = game.play(played, {})
        dead = played.world.public.standing[:, at.S_CASUALTIES]
        return played.round, float(dead.min())

    def test_the_window_opens_at_the_chance_theory_names(self):
        """For a democrat (L = .4) once its chance is down to .30."""
        scenario = self.leader(1.0, 0.4)
        found = first_open(scenario)
        assert found is not None
        played, refuse = game.begin(scenario, 1), {n: Act() for n in "ab"}
        chances = []
        for _ in range(found):
            state = played.world.public.state
            chances.append((6.0 + state[at.W_WINS]) / (10.0 + state[at.W_BATTLES]))
            played = game.play(game.play(played, refuse), refuse)
        assert chances[-2] > 0.30 >= chances[-1]

    def test_mixed_regimes_fight_longer_and_both_sides_lose_more(self):
        """L = K against L = .4, on the same luck."""
        for seed in (1, 2, 3):
            democrat, mixed = (self.ended(self.leader(1.0, d), seed) for d in (0.4, 1.0))
            assert mixed[0] > democrat[0]
            assert mixed[1] > democrat[1]

    def test_a_leader_without_stake_settles_as_theory_without_leaders(self):
        """At g = 0 his losses do not count."""
        assert first_open(self.leader(0.0, 1.0)) == first_open(self.leader(0.0, 0.0))

    def test_a_leader_who_leaves_takes_his_stake_along(self):
        """The window of a mixed regime opens with the exit, and not before."""
        exit_ = """
[[events]]
id = "exit"
round = 12
title = "The leader leaves office"
effects = [{ field = "exit", party = "a", add = 1.0 }]
"""
        mixed = self.LOSING | {
            "parties.a.leader.accountability": 1.0, "parties.a.leader.disaster": 1.0,
            "parties.a.leader.defeat": 1.0, "parties.a.war.cost_weight": 0.38,
        }  # fmt: skip
        assert first_open(pie([0.0], mixed)) is None
        assert first_open(pie([0.0], mixed, exit_)) == 12
        stays = pie([0.0], mixed, exit_).with_values({"events.exit.effects.a.exit": 0.0})
        assert first_open(stays) is None


class TestHope:
    """A pause that leaves the law open is worth what diplomacy may bring later."""

    def surplus(self, hope: float) -> np.ndarray:
        scenario = harbour().with_values({"parties.east.war.hope": hope})
        begun = game.begin(scenario, 1)
        return begun.real_values(1)[0][list(scenario.parties).index("east")]

    def test_it_counts_for_de_facto_terms_alone(self):
        """By its own size on the party's scale; off it is nothing."""
        begun = game.begin(harbour(), 1)
        p = list(harbour().parties).index("east")
        gained = self.surplus(0.1) - self.surplus(0.0)
        expected = np.where(begun.arena.de_jure, 0.0, 0.1 * begun.world.private.scale[p])
        assert begun.arena.de_jure.any()
        assert gained == pytest.approx(expected, abs=1e-12)


class TestHome:
    """Publics, elections, words that bind, and files with the adversary."""

    BACKER: ClassVar = {"backing__sanctions_burden": 0.2, "backing__fatigue": 0.5}

    def at_round(self, round_: float, **more: float) -> float:
        state = OPENING.copy()
        state[at.W_ROUND] = round_
        own = party(**self.BACKER, **more)
        return reservation(own, standing(sanctions=1.0, attention=0.8), state, 0, 0.0, 1.0)

    def test_an_election_makes_burdens_felt_until_the_vote(self):
        """The present course is worth less up to the day, by the salience, and then as before."""
        calm = self.at_round(10)
        found = [self.at_round(r, backing__election=20, backing__salience=0.5) for r in
                 (5, 10, 20, 21)]  # fmt: skip
        assert found[0] > found[1] > found[2]
        assert found[2] == pytest.approx(calm - 0.5 * 0.2 * 1.1, abs=2**-39)
        assert found[3] == calm

    def test_low_salience_moves_little(self):
        """At salience 0 an election is no event."""
        assert self.at_round(20, backing__election=20) == self.at_round(20)

    def test_a_public_may_want_sanctions_and_peace(self):
        """The one raises the worth of the present course, the other lowers it."""
        plain = self.at_round(1)
        assert self.at_round(1, audience__sanctions=0.1) == pytest.approx(plain + 0.1, abs=2**-39)
        assert self.at_round(1, audience__peace=0.1) == pytest.approx(plain - 0.1, abs=2**-39)

    def test_to_condemn_shrinks_what_one_can_accept(self):
        """A label demands action: whoever condemned accepts less than before, and no more."""
        scenario = harbour().with_values({
            "behaviour.condemnation": 0.3, "parties.isle.war.hatred_weight": 0.5,
        })  # fmt: skip
        isle = list(scenario.parties).index("isle")
        quiet = game.play(game.begin(scenario, 1), {})
        spoke = game.play(game.begin(scenario, 1), {"isle": Act(statement=Statement("condemn"))})
        before, after = (g.real_values(1)[1][isle] for g in (quiet, spoke))
        assert before == after  # measured before the word
        hatred = [g.world.public.standing[isle, at.S_HATRED] for g in (quiet, spoke)]
        assert hatred[1] == pytest.approx(hatred[0] + 0.3)
        own = party(war__hatred_weight=0.5)
        assert minimum(own, standing(hatred=hatred[1])) > minimum(own, standing(hatred=hatred[0]))

    def test_hatred_decays_slowly(self):
        """By `war.hatred_decay` of itself a round, once the fighting is over."""
        begun = game.begin(harbour(), 1)
        state, rows = begun.world.public.state.copy(), begun.world.public.standing.copy()
        state[at.W_PHASE] = 1.0
        rows[:, at.S_HATRED] = 0.8
        for _ in range(10):
            society(begun.arena, state, rows)
        assert rows[:, at.S_HATRED] == pytest.approx(0.8 * 0.99**10)

    def test_the_adversary_breaks_a_file_fast_and_mends_it_slowly(self):
        """Under full sanctions the track goes by its retaliation, without them by its repair."""
        scenario = harbour()
        begun = game.begin(scenario, 1)
        isle = list(scenario.parties).index("isle")
        arena = begun.arena
        assert arena.middle[isle, at.P_TRACK_RETALIATION] > arena.middle[isle, at.P_TRACK_REPAIR]
        rows = begun.world.public.standing.copy()
        rows[:, at.S_POSTURE] = 1.0
        rows[isle, at.S_TRACK], rows[isle, at.S_SANCTIONS] = 0.8, 1.0
        broken = rows.copy()
        society(arena, begun.world.public.state.copy(), broken)
        left = 0.8 * (1.0 - arena.middle[isle, at.P_TRACK_RETALIATION])
        assert broken[isle, at.S_TRACK] == pytest.approx(left)
        broken[isle, at.S_SANCTIONS] = 0.0
        mended = broken.copy()
        society(arena, begun.world.public.state.copy(), mended)
        gained = mended[isle, at.S_TRACK] - broken[isle, at.S_TRACK]
        assert 0.0 < gained < 0.8 - broken[isle, at.S_TRACK]
        own = party(track__weight=0.3)
        assert minimum(own, standing(track=0.8)) > minimum(own, standing(track=left))
