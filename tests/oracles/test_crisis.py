"""Small models of war as bargaining give their numbers. Keys: docs/bibliography.md."""

import math

import numpy as np
import pytest

from sim.crisis import (
    convergence_battles,
    credible_bias,
    gamblers_ruin,
    goemans_threshold,
    honest_broker_bias,
    powell_threshold,
    risk_return_demand,
)
from sim.inference import lower_orders, posterior


class TestRiskReturn:
    """[fearon-1995]"""

    @pytest.mark.parametrize("p", [0.0, 0.3, 0.5, 0.6, 0.85])
    def test_the_risk_of_war_does_not_depend_on_power(self, p):
        demand = risk_return_demand(p, cost_a=0.1, cost_b_most=0.4)
        assert demand.share == pytest.approx(p + 0.15)
        assert demand.war == pytest.approx(0.375)

    def test_but_it_does_where_the_pie_ends(self):
        assert risk_return_demand(0.9, 0.1, 0.4) == pytest.approx((1.0, 0.25))

    def test_whoever_fears_war_more_than_the_other_can_demands_the_safe_share(self):
        assert risk_return_demand(0.5, cost_a=0.5, cost_b_most=0.4) == (0.5, 0.0)

    @pytest.mark.parametrize(("p", "cost_a"), [(0.3, 0.1), (0.6, 0.1), (0.9, 0.1), (0.5, 0.6)])
    def test_no_other_demand_is_worth_more(self, p, cost_a):
        shares = np.arange(0, 10_001) / 10_000
        war = np.clip((shares - p) / 0.4, 0, 1)
        worth = (1 - war) * shares + war * (p - cost_a)
        best = shares[np.argmax(worth)]
        assert risk_return_demand(p, cost_a, 0.4).share == pytest.approx(best, abs=2e-4)


class TestCommitmentProblem:
    """[powell-2006]"""

    def test_a_fall_of_more_than_a_twentieth_makes_war(self):
        threshold = powell_threshold(delta=0.9, cost=0.5, p_after=0.5)
        assert threshold == pytest.approx(0.555)
        assert threshold - 0.5 == pytest.approx(0.055)

    def test_a_guarantee_that_removes_enough_of_the_shift_reopens_the_window(self):
        before, after = 0.6, 0.5
        guarded = before - (1 - 0.8) * (before - after)
        assert before > powell_threshold(0.9, 0.5, after)
        assert before < powell_threshold(0.9, 0.5, guarded)

    def test_the_threshold_is_where_fighting_now_and_the_best_promise_are_worth_the_same(self):
        """War now, against the whole pie now and one's war tomorrow."""
        delta, cost, p_after = 0.9, 0.5, 0.5
        p = powell_threshold(delta, cost, p_after)
        fight = p / (1 - delta) - cost
        wait = 1 + delta * (p_after / (1 - delta) - cost)
        assert fight == pytest.approx(wait)


class TestConvergence:
    """[smith-stam-2004], [slantchev-2003]"""

    @pytest.mark.parametrize(("cost_sum", "battles"), [(0.2, 10), (0.1, 30), (0.4, 0), (0.5, 0)])
    def test_beta_8_2_against_beta_4_6(self, cost_sum, battles):
        assert convergence_battles(8 / 10 - 4 / 10, 10, cost_sum) == battles

    @pytest.mark.parametrize("seed", range(20))
    def test_it_takes_as_many_battles_whatever_their_outcomes(self, seed):
        outcomes = np.random.default_rng(seed).random(40) < 0.5
        won_a, won_b, battles = 8, 4, 0
        # Whole numbers, as rounding would decide at the very battle where terms appear.
        while 10 * (won_a - won_b) > 2 * (10 + battles):
            won_a, won_b = won_a + outcomes[battles], won_b + outcomes[battles]
            battles += 1
        assert battles == convergence_battles(0.4, 10, 0.2) == 10

    def test_mutual_pessimism_needs_no_battle(self):
        assert convergence_battles(-0.4, 10, 0.1) == 0

    def test_rounding_adds_no_battle(self):
        assert convergence_battles(0.07, 10, 0.01) == 60
        assert convergence_battles(0.14, 10, 0.05) == 18


class TestForts:
    """[feller-1968], [smith-stam-2004], [filson-werner-2002]"""

    @pytest.mark.parametrize(
        ("held", "p", "victory", "battles"),
        [(5, 0.5, 0.5, 25), (5, 0.6, 0.883636, 19.1818), (2, 0.5, 0.2, 16)],
    )
    def test_of_ten_forts(self, held, p, victory, battles):
        fate = gamblers_ruin(10, held, p)
        assert round(fate.victory, 6) == victory
        assert round(fate.battles, 4) == battles

    @pytest.mark.parametrize("p", [0.0, 0.1, 0.45, 0.5, 0.500001, 0.7, 1.0])
    def test_each_battle_only_moves_the_walk(self, p):
        """Victory from k is the mean of victory from k + 1 and k - 1; one battle is spent."""
        fates = [gamblers_ruin(12, held, p) for held in range(13)]
        assert fates[0] == (0, 0)
        assert fates[12] == (1, 0)
        for k in range(1, 12):
            mean = p * fates[k + 1].victory + (1 - p) * fates[k - 1].victory
            rest = p * fates[k + 1].battles + (1 - p) * fates[k - 1].battles
            assert fates[k].victory == pytest.approx(mean, abs=1e-9)
            assert fates[k].battles == pytest.approx(1 + rest, abs=1e-6)

    def test_a_long_front_overflows_nothing(self):
        assert gamblers_ruin(100_000, 50_000, 0.3).victory == 0.0
        assert gamblers_ruin(100_000, 50_000, 0.7) == pytest.approx((1.0, 125_000))


class TestResurrection:
    """[goemans-2000]"""

    def test_a_democrat_needs_three_chances_in_ten(self):
        assert goemans_threshold(victory=1, disaster=1, defeat=0.4) == 0.3

    def test_a_leader_with_nothing_left_to_lose_fights_on_for_any_chance(self):
        assert goemans_threshold(victory=1, disaster=1, defeat=1) == 0.0


class TestCredibility:
    """[kydd-2003]"""

    def test_a_mediator_is_believed_from_a_bias_of_four_fifteenths(self):
        bias = credible_bias(0.9, 0.2, share_big=0.75, share_small=0.65, share_war=0.5)
        assert bias.least == pytest.approx(4 / 15)
        assert round(bias.least, 4) == 0.2667
        assert bias.most == math.inf

    def test_one_who_hates_war_more_must_be_more_biased(self):
        calm, averse = (credible_bias(0.9, w, 0.75, 0.65, 0.5).least for w in (0.1, 0.4))
        assert calm < 4 / 15 < averse

    def test_too_partial_a_mediator_cries_weakness_whatever_it_sees(self):
        """Where big demands pay even against a tough side: .55*.6 + .45*.9 > .65."""
        bias = credible_bias(0.55, 0.1, share_big=0.9, share_small=0.65, share_war=0.6)
        assert bias.most == pytest.approx(0.55 * 0.1 / 0.085)

    def test_nobody_is_believed_where_a_big_demand_never_pays(self):
        assert credible_bias(0.6, 0.2, 0.75, 0.65, 0.5).least == math.inf

    @pytest.mark.parametrize("bias", [0.1, 0.2, 0.26, 0.27, 0.5, 2.0])
    def test_truth_is_what_pays_exactly_within_the_bounds(self, bias):
        """Told apart by what the mediator gets from each word after each signal."""
        q, w, big, small, war = 0.9, 0.2, 0.75, 0.65, 0.5

        def cries_weak(weak):
            return bias * (weak * big + (1 - weak) * war) - (1 - weak) * w

        truthful = cries_weak(q) >= bias * small >= cries_weak(1 - q)
        least, most = credible_bias(q, w, big, small, war)
        assert truthful == (least <= bias <= most)


class TestHonestBroker:
    """[kydd-2006]: for trust between enemies the sign of bias turns round."""

    @pytest.mark.parametrize("bias", [-0.9, -0.5, -0.4, 0.0, 0.4, 0.5, 0.6, 0.9])
    def test_truth_is_what_pays_for_both_exactly_within_the_bound(self, bias):
        """Told apart by what the mediator gets from vouching for a rogue on either side."""
        gain, loss = 0.2, 0.6

        def lies(b):
            return (1 + b) / 2 * gain - (1 - b) / 2 * loss > 1e-12

        honest = not lies(bias) and not lies(-bias)
        assert honest == (abs(bias) <= honest_broker_bias(gain, loss) + 1e-12)

    def test_signs_are_opposite(self):
        """The adviser of one side must lean to it, the builder of trust must not."""
        least = credible_bias(0.9, 0.2, share_big=0.75, share_small=0.65, share_war=0.5).least
        most = honest_broker_bias(gain=0.3, loss=0.5)
        assert 0.0 < most < least
        for bias in np.linspace(0.0, 1.0, 21):
            assert not (bias >= least and bias <= most)

    def test_nobody_can_where_treachery_pays_more_than_it_costs(self):
        assert honest_broker_bias(gain=0.6, loss=0.2) < 0.0

    @pytest.mark.parametrize(("gain", "loss"), [(-0.1, 1.0), (1.0, -0.1), (0.0, 0.0)])
    def test_refuses_what_has_no_meaning(self, gain, loss):
        with pytest.raises(ValueError, match="gain and loss"):
            honest_broker_bias(gain, loss)


class TestBayes:
    """[zeng-sycara-1998]"""

    def test_two_reservation_points(self):
        assert posterior([0.5, 0.5], [0.95, 0.75]).round(4).tolist() == [0.5588, 0.4412]

    def test_equal_likelihoods_teach_nothing(self):
        assert posterior([0.25, 0.75], [0.3, 0.3]).tolist() == [0.25, 0.75]


class TestCognitiveHierarchy:
    """[camerer-ho-chong-2004]: two thirds of the mean, order 0 says 50, tau = 1.5."""

    def answers(self, orders):
        said = [50.0]
        for order in range(1, orders):
            said.append(2 / 3 * float(lower_orders(1.5, order) @ said))
        return said

    def test_order_two_says(self):
        assert round(self.answers(3)[2], 3) == 26.667

    def test_the_mean_answer_is(self):
        assert round(float(lower_orders(1.5, 40) @ self.answers(40)), 2) == 33.50

    def test_a_mind_of_level_two_that_knows_only_level_one_says_less(self):
        """[nagel-1995]: 50, 33.333, 22.222."""
        assert round(50 * (2 / 3) ** 2, 3) == 22.222 < self.answers(3)[2]


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: risk_return_demand(1.1, 0.1, 0.4),
        lambda: risk_return_demand(0.5, 0.1, 0.0),
        lambda: powell_threshold(1.1, 0.5, 0.5),
        lambda: powell_threshold(0.9, -0.5, 0.5),
        lambda: convergence_battles(0.4, 10, 0.0),
        lambda: convergence_battles(math.nan, 10, 0.2),
        lambda: gamblers_ruin(10, 11, 0.5),
        lambda: gamblers_ruin(0, 0, 0.5),
        lambda: goemans_threshold(0.0, 0.0, 0.0),
        lambda: credible_bias(0.4, 0.2, 0.75, 0.65, 0.5),
        lambda: credible_bias(0.9, -0.2, 0.75, 0.65, 0.5),
        lambda: credible_bias(0.9, 0.2, math.inf, 0.65, 0.5),
        lambda: posterior([0.5, 0.5], [0.0, 0.0]),
        lambda: posterior([0.5, -0.5], [0.5, 0.5]),
        lambda: lower_orders(1.5, 0),
        lambda: lower_orders(-1.0, 1),
    ],
)
def test_impossible_numbers_are_refused(impossible):
    with pytest.raises(ValueError, match=r"\w"):
        impossible()
