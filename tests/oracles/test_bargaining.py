"""Bargaining theory gives the published numbers. Keys: docs/bibliography.md."""

import math

import numpy as np
import pytest

from sim import bargaining, frontier
from sim.bargaining import Range, bargaining_range
from sim.double_auction import double_auction
from sim.frontier import Frontier

PARABOLA = Frontier(lambda x: 1 - x * x, 0, 1)
PIE = Frontier(lambda x: 1 - x, 0, 1)

# Bisection ends between neighbouring floats, so only the utility's own rounding is left.
ROUNDING = 1e-12
# A maximum is found by comparing values, which are flat over the square root of that.
MAXIMUM = 1e-7


class TestBargainingRange:
    """[fearon-1995]"""

    def test_it_runs_from_p_less_own_cost_to_p_plus_the_others(self):
        assert bargaining_range(0.6, 0.10, 0.15) == Range(0.5, 0.75)
        assert bargaining_range(0.6, 0.10, 0.15).width == 0.25

    @pytest.mark.parametrize("p", [0.2, 0.35, 0.5, 0.6, 0.8])
    def test_its_width_is_the_sum_of_costs_whatever_the_balance_of_power(self, p):
        assert bargaining_range(p, 0.10, 0.15).width == pytest.approx(0.25, abs=ROUNDING)

    def test_risk_aversion_widens_it(self):
        low, high = bargaining_range(0.6, 0.10, 0.15, math.sqrt, math.sqrt)
        assert low == pytest.approx(0.25, abs=ROUNDING)
        assert high == pytest.approx(0.9375, abs=ROUNDING)

    def test_utilities_from_a_fifth_to_four_fifths_change_nothing(self):
        """Costs are in units of a party's own distance from defeat to victory."""
        low, high = bargaining_range(
            0.6, 0.10, 0.15, lambda x: 0.2 + 0.6 * x, lambda x: 0.2 + 0.6 * x
        )
        assert (low, high) == pytest.approx((0.5, 0.75), abs=ROUNDING)
        low, high = bargaining_range(
            0.6, 0.10, 0.15, lambda x: 0.2 + 0.6 * math.sqrt(x), lambda x: 5 * math.sqrt(x) - 3
        )
        assert (low, high) == pytest.approx((0.25, 0.9375), abs=ROUNDING)

    @pytest.mark.parametrize(("bottom", "top"), [(0.0, 1.0), (0.2, 0.8), (-3.0, 5.0)])
    def test_over_terms_the_window_is_the_same_range(self, bottom, top):
        """Reservation points come from victory and defeat, mapped as the terms are."""
        share = (np.arange(100) + 0.5) / 100  # none on the edge, where rounding would decide
        span = top - bottom
        values = bottom + span * np.array([share, 1 - share])
        reservation = bottom + span * np.array([0.6 - 0.10, 0.4 - 0.15])
        window = share[bargaining.acceptable(values, reservation)]
        assert (window[0], window[-1]) == pytest.approx((0.505, 0.745))
        assert len(window) == 25

    def test_it_stays_within_the_pie(self):
        assert bargaining_range(0.05, 0.10, 0.15).low == 0.0
        assert bargaining_range(0.95, 0.10, 0.15).high == 1.0

    def test_those_who_love_risk_may_leave_no_range(self):
        assert bargaining_range(0.5, 0.01, 0.01, lambda x: x**4, lambda x: x**4).empty


class TestNash:
    """[nash-1950]"""

    def test_on_a_linear_range_it_is_the_midpoint(self):
        """p + (c_B - c_A) / 2 with p = .6, c_A = .10, c_B = .15."""
        low, high = bargaining_range(0.6, 0.10, 0.15)
        x, y = frontier.nash(PIE, (low, 1 - high))
        assert (x, y) == pytest.approx((0.625, 0.375), abs=MAXIMUM)

    def test_on_a_parabola(self):
        point = frontier.nash(PARABOLA, (0, 0))
        assert point == pytest.approx((1 / math.sqrt(3), 2 / 3), abs=MAXIMUM)
        assert [round(u, 5) for u in point] == [0.57735, 0.66667]

    def test_over_a_finite_set_of_terms(self):
        share = np.arange(0, 1001) / 1000
        (best,) = bargaining.nash(np.column_stack([share, 1 - share**2]), [0, 0])
        assert share[best] == 0.577

    def test_a_smaller_win_set_gets_better_terms_until_there_is_no_deal(self):
        """[putnam-1988]: a's minimum from .50 to .56 moves the terms by half of that."""
        assert frontier.nash(PIE, (0.56, 0.25))[0] == pytest.approx(0.655, abs=MAXIMUM)
        assert frontier.nash(PIE, (0.76, 0.25)) is None

    def test_lotteries_over_three_points(self):
        """Between (0, 1) and (1, 0) a coin does better than the poor compromise."""
        curve = frontier.through([[0, 1], [1, 0], [0.25, 0.25]])
        assert frontier.nash(curve, (0, 0)) == pytest.approx((0.5, 0.5), abs=MAXIMUM)


class TestKalaiSmorodinsky:
    """[kalai-smorodinsky-1975]"""

    def test_on_a_parabola_it_is_the_golden_section(self):
        point = frontier.kalai_smorodinsky(PARABOLA, (0, 0))
        golden = (math.sqrt(5) - 1) / 2
        assert point == pytest.approx((golden, golden), abs=ROUNDING)
        assert [round(u, 6) for u in point] == [0.618034, 0.618034]

    def test_on_a_linear_range_it_agrees_with_nash(self):
        x, _ = frontier.kalai_smorodinsky(PIE, (0.5, 0.25))
        assert x == pytest.approx(0.625, abs=ROUNDING)

    def test_a_better_best_case_helps_though_the_terms_were_there_before(self):
        """What sets it apart from Nash: cutting off b's best terms moves the answer to a."""
        whole = frontier.through([[0, 1], [0.75, 0.75], [1, 0]])
        cut = frontier.through([[0, 0.75], [0.75, 0.75], [1, 0]])
        assert frontier.nash(whole, (0, 0)) == pytest.approx((0.75, 0.75), abs=MAXIMUM)
        assert frontier.nash(cut, (0, 0)) == pytest.approx((0.75, 0.75), abs=MAXIMUM)
        assert frontier.kalai_smorodinsky(whole, (0, 0)) == pytest.approx((0.75, 0.75))
        # On the edge y = 3 - 3x: the way to (1, 3/4) meets it at x = 4/5.
        assert frontier.kalai_smorodinsky(cut, (0, 0)) == pytest.approx((0.8, 0.6))

    def test_over_a_finite_set_of_terms(self):
        share = np.arange(0, 1001) / 1000
        (best,) = bargaining.kalai_smorodinsky(np.column_stack([share, 1 - share**2]), [0, 0])
        assert share[best] == 0.618


class TestEgalitarian:
    """[kalai-1977]"""

    def test_gains_are_equal(self):
        golden = (math.sqrt(5) - 1) / 2
        assert frontier.egalitarian(PARABOLA, (0, 0)) == pytest.approx((golden, golden))
        assert frontier.egalitarian(PIE, (0.5, 0.25)) == pytest.approx((0.625, 0.375))

    def test_it_depends_on_the_unit_of_utility(self):
        """With b's utility doubled, u2 = 2 - 2 u1: equal gains of 2/3, no longer half the pie."""
        doubled = Frontier(lambda x: 2 - 2 * x, 0, 1)
        assert frontier.egalitarian(doubled, (0, 0)) == pytest.approx((2 / 3, 2 / 3))
        for solution, tolerance in [
            (frontier.nash, MAXIMUM),
            (frontier.kalai_smorodinsky, ROUNDING),
        ]:
            assert solution(doubled, (0, 0)) == pytest.approx((0.5, 1.0), abs=tolerance)

    def test_over_a_finite_set_nobody_is_held_back(self):
        """[imai-1983]: of terms with the same smallest gain, the larger second one."""
        points = [[0.4, 0.4], [0.4, 0.5], [0.9, 0.3]]
        assert bargaining.egalitarian(points, [0, 0]).tolist() == [1]


class TestRubinstein:
    """[rubinstein-1982]"""

    @pytest.mark.parametrize(
        ("delta_a", "delta_b", "share"),
        [(0.9, 0.9, 0.526316), (0.9, 0.8, 0.714286), (0.8, 0.9, 0.357143)],
    )
    def test_the_first_mover_gets(self, delta_a, delta_b, share):
        assert round(bargaining.rubinstein(delta_a, delta_b), 6) == share

    def test_each_is_indifferent_between_the_others_offer_and_waiting(self):
        a, b = bargaining.rubinstein(0.9, 0.8), bargaining.rubinstein(0.8, 0.9)
        assert 1 - a == pytest.approx(0.8 * b, abs=ROUNDING)
        assert 1 - b == pytest.approx(0.9 * a, abs=ROUNDING)

    def test_in_the_limit_the_share_is_that_of_the_others_impatience(self):
        """[binmore-rubinstein-wolinsky-1986]: r_b / (r_a + r_b); error of the order of a round."""
        step = 1e-6
        share = bargaining.rubinstein(math.exp(-0.1 * step), math.exp(-0.3 * step))
        assert share == pytest.approx(0.75, abs=1e-6)


class TestDoubleAuction:
    """[chatterjee-samuelson-1983], [myerson-satterthwaite-1983]"""

    @pytest.fixture
    def trades(self):
        # Centres of 1000 by 1000 cells; means are exact but for the cells on a boundary.
        prices = (np.arange(1000) + 0.5) / 1000
        value, cost = prices[:, None], prices[None, :]
        return value, cost, double_auction(value, cost)

    def test_nine_in_thirty_two_trade(self, trades):
        _, _, trade = trades
        assert trade.done.mean() == pytest.approx(9 / 32, abs=1e-3)

    def test_seven_of_sixteen_windows_are_missed(self, trades):
        value, cost, trade = trades
        windows = value >= cost
        assert 1 - trade.done[windows].mean() == pytest.approx(7 / 16, abs=1e-3)

    def test_twenty_seven_parts_in_thirty_two_of_the_gains_are_kept(self, trades):
        value, cost, trade = trades
        gains = np.where(trade.done, value - cost, 0).mean()
        assert gains == pytest.approx(9 / 64, abs=1e-3)
        assert gains / np.maximum(value - cost, 0).mean() == pytest.approx(27 / 32, abs=1e-3)

    def test_bids_and_asks_decide_the_trade(self, trades):
        _, _, trade = trades
        assert (trade.done == (trade.bid >= trade.ask)).mean() > 0.999
        assert np.array_equal(np.isnan(trade.price), ~trade.done)

    @pytest.mark.parametrize("cost", [0.0, 0.2, 0.5, 0.7])
    def test_no_other_ask_does_better_against_these_bids(self, cost):
        """The equilibrium ask is 2/3 cost + 1/4."""
        values = (np.arange(20_000) + 0.5) / 20_000
        bids = values * 2 / 3 + 1 / 12
        asks = np.arange(0, 801) / 1000

        def profit(ask):
            return np.where(bids >= ask, (bids + ask) / 2 - cost, 0).mean()

        best = asks[np.argmax([profit(ask) for ask in asks])]
        assert best == pytest.approx(2 / 3 * cost + 1 / 4, abs=2e-3)
