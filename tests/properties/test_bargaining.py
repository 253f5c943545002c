"""What holds of bargaining whatever the terms. Keys: docs/bibliography.md.

Values are whole numbers and maps are by powers of two, so arithmetic is exact
and ties stay ties.
"""

from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim import frontier
from sim.bargaining import (
    acceptable,
    bargaining_range,
    egalitarian,
    kalai_smorodinsky,
    margin,
    nash,
    pareto_frontier,
    rubinstein,
    surplus,
)
from sim.double_auction import double_auction
from sim.frontier import through

WHOLE = st.integers(-8, 8).map(float)
SOLUTIONS = [nash, kalai_smorodinsky, egalitarian]
SIZE = st.integers(1, 12)


def tables(rows, columns):
    return arrays(np.float64, st.tuples(rows, columns), elements=WHOLE)


@st.composite
def problems(draw):
    """Points [terms, party] and a disagreement, often one that all can improve on."""
    points = draw(tables(SIZE, st.integers(2, 4)))
    return points, draw(arrays(np.float64, points.shape[1], elements=WHOLE))


@st.composite
def maps(draw, parties):
    """An affine map of each party's utility, exact in floating point."""
    scale = draw(st.lists(st.integers(-3, 3), min_size=parties, max_size=parties))
    return np.exp2(scale), draw(arrays(np.float64, parties, elements=WHOLE))


@st.composite
def positions(draw):
    """Values, reservation points, consent needed and red lines of some parties."""
    values = draw(tables(st.integers(1, 4), SIZE))
    parties, terms = values.shape
    return (
        values,
        draw(arrays(np.float64, parties, elements=WHOLE)),
        draw(arrays(np.bool_, (terms, parties))),
        draw(arrays(np.bool_, (parties, terms))),
    )


def dominates(better, worse):
    return bool((better >= worse).all() and (better > worse).any())


class TestAcceptance:
    @given(positions(), st.data())
    def test_a_higher_reservation_point_never_enlarges_the_window(self, position, data):
        values, reservation, required, red = position
        party = data.draw(st.integers(0, len(reservation) - 1))
        raised = reservation.copy()
        raised[party] += data.draw(st.floats(0, 20))
        before, after = (acceptable(values, r, required, red) for r in (reservation, raised))
        assert not (after & ~before).any()

    @given(positions(), st.data())
    def test_one_more_consent_or_red_line_never_enlarges_the_window(self, position, data):
        values, reservation, required, red = position
        window = acceptable(values, reservation, required, red)
        more = required | data.draw(arrays(np.bool_, required.shape))
        redder = red | data.draw(arrays(np.bool_, red.shape))
        assert not (acceptable(values, reservation, more, red) & ~window).any()
        assert not (acceptable(values, reservation, required, redder) & ~window).any()

    @given(positions())
    def test_it_is_what_each_required_party_says_alone(self, position):
        values, reservation, required, red = position
        window = acceptable(values, reservation, required, red)
        for term in range(values.shape[1]):
            consents = [
                values[party, term] >= reservation[party] and not red[party, term]
                for party in np.flatnonzero(required[term])
            ]
            assert window[term] == all(consents)

    @given(positions())
    def test_the_margin_is_the_smallest_surplus_among_the_required(self, position):
        values, reservation, required, _ = position
        gains = surplus(values, reservation)
        for term, smallest in enumerate(margin(values, reservation, required)):
            assert smallest == min(gains[required[term], term], default=np.inf)

    @given(positions())
    def test_consent_for_all_terms_alike_may_be_said_once(self, position):
        values, reservation, required, red = position
        once = margin(values, reservation, required[0], red)
        each = margin(values, reservation, np.broadcast_to(required[0], required.shape), red)
        assert np.array_equal(once, each)

    @given(positions(), st.data())
    def test_relabelling_the_parties_changes_nothing(self, position, data):
        values, reservation, required, red = position
        order = data.draw(st.permutations(range(len(reservation))))
        relabelled = margin(values[order], reservation[order], required[:, order], red[order])
        assert np.array_equal(relabelled, margin(values, reservation, required, red))

    @given(positions(), st.data())
    def test_affine_maps_of_utility_change_nothing(self, position, data):
        """Reservation points are on the same scale as terms and are mapped with them."""
        values, reservation, required, red = position
        scale, shift = data.draw(maps(len(reservation)))
        mapped = acceptable(
            values * scale[:, None] + shift[:, None], reservation * scale + shift, required, red
        )
        assert np.array_equal(mapped, acceptable(values, reservation, required, red))

    def test_what_does_not_fit_is_refused(self):
        with pytest.raises(ValueError, match="for each party"):
            surplus([[0.1, 0.2]], [0.1, 0.2])
        with pytest.raises(ValueError, match="numbers"):
            margin([[np.nan]], [0.0])
        with pytest.raises(ValueError, match=r"values are \[party, terms\]"):
            margin([0.1, 0.2], 0.0)
        with pytest.raises(ValueError, match="required is of shape"):
            acceptable([[0.1, 0.2]], [0.0], required=[[True, True]])
        with pytest.raises(ValueError, match="red is of shape"):
            acceptable([[0.1, 0.2]], [0.0], red=[True, True])


class TestFrontier:
    @given(tables(SIZE, st.integers(1, 4)))
    def test_its_members_are_undominated_and_everything_else_is_dominated(self, points):
        members = pareto_frontier(points)
        assert np.array_equal(members, np.unique(members))
        for row, point in enumerate(points):
            assert (row in members) != any(dominates(other, point) for other in points)

    @given(tables(st.integers(1, 40), st.just(2)))
    def test_the_sort_for_two_agrees_with_the_sweep_for_many(self, points):
        """A third party that cares about nothing changes nothing."""
        indifferent = np.column_stack([points, np.zeros(len(points))])
        assert np.array_equal(pareto_frontier(points), pareto_frontier(indifferent))

    def test_rounding_of_sums_hides_no_domination(self):
        """Both rows sum to 1e16 in floating point."""
        assert pareto_frontier([[1e16, 0.0, 0.0], [1e16, 0.25, 0.0]]).tolist() == [1]

    def test_no_terms_have_no_frontier(self):
        assert pareto_frontier(np.empty((0, 2))).size == 0
        assert pareto_frontier(np.empty((0, 3))).size == 0

    @pytest.mark.parametrize("points", [[1.0, 2.0], [[np.nan, 1.0]], [[np.inf, 1.0]], [[], []]])
    def test_what_is_no_table_of_numbers_is_refused(self, points):
        with pytest.raises(ValueError, match="finite table"):
            pareto_frontier(points)


@pytest.mark.parametrize("solution", SOLUTIONS)
class TestSolutions:
    """[nash-1950], [kalai-smorodinsky-1975], [kalai-1977]"""

    @given(problem=problems())
    def test_they_are_efficient_and_nobody_loses(self, solution, problem):
        points, disagreement = problem
        chosen = solution(points, disagreement)
        rational = (points >= disagreement).all(axis=1)
        assert bool(chosen.size) == bool(rational.any())
        assert rational[chosen].all()
        assert set(chosen) <= set(pareto_frontier(points))

    @given(problem=problems(), data=st.data())
    def test_relabelling_the_parties_chooses_the_same_terms(self, solution, problem, data):
        points, disagreement = problem
        order = data.draw(st.permutations(range(len(disagreement))))
        relabelled = solution(points[:, order], disagreement[order])
        assert np.array_equal(relabelled, solution(points, disagreement))

    @given(points=tables(SIZE, st.just(2)), level=WHOLE)
    def test_between_equals_the_answer_is_symmetric(self, solution, points, level):
        both = np.unique(np.vstack([points, points[:, ::-1]]), axis=0)
        chosen = {tuple(point) for point in both[solution(both, [level, level])]}
        assert chosen == {(b, a) for a, b in chosen}

    def test_what_does_not_fit_is_refused(self, solution):
        with pytest.raises(ValueError, match="disagreement for each party"):
            solution([[0.1, 0.2]], [0.0])
        with pytest.raises(ValueError, match="disagreement for each party"):
            solution([[0.1, 0.2]], [0.0, np.nan])


@pytest.mark.parametrize("solution", [nash, kalai_smorodinsky])
@given(problem=problems(), data=st.data())
def test_affine_maps_of_utility_choose_the_same_terms(solution, problem, data):
    """Invariance, which Nash and Kalai-Smorodinsky share."""
    points, disagreement = problem
    scale, shift = data.draw(maps(len(disagreement)))
    mapped = solution(points * scale + shift, disagreement * scale + shift)
    assert np.array_equal(mapped, solution(points, disagreement))


def test_the_egalitarian_choice_depends_on_the_unit():
    points = np.array([[4.0, 1.0], [2.0, 2.0], [1.0, 4.0]])
    assert egalitarian(points, [0, 0]).tolist() == [1]
    assert egalitarian(points * [1, 4], [0, 0]).tolist() == [0]


@pytest.mark.parametrize("solution", [nash, egalitarian])
@given(problem=problems(), data=st.data())
def test_irrelevant_alternatives_do_not_matter(solution, problem, data):
    """Of fewer terms, among them some that were chosen, those are chosen again."""
    points, disagreement = problem
    chosen = solution(points, disagreement)
    # Where nobody can gain together every product of Nash is 0 and the frontier decides.
    assume(chosen.size and (points[chosen[0]] > disagreement).all())
    kept = data.draw(arrays(np.bool_, len(points)))
    kept[chosen[0]] = True
    left = np.flatnonzero(kept)
    assert set(left[solution(points[left], disagreement)]) == set(chosen) & set(left)


@given(problem=problems(), data=st.data())
def test_more_terms_never_lower_the_smallest_gain_of_the_egalitarian(problem, data):
    """Monotonicity [kalai-1977]."""
    points, disagreement = problem
    fewer = points[data.draw(arrays(np.bool_, len(points)))]
    before, after = egalitarian(fewer, disagreement), egalitarian(points, disagreement)
    if before.size:
        least = [(t[c[0]] - disagreement).min() for t, c in ((fewer, before), (points, after))]
        assert least[1] >= least[0]


CURVES = [frontier.nash, frontier.kalai_smorodinsky, frontier.egalitarian]
# A maximum is found by comparing products of up to 300, flat to the square root of rounding.
NEAR = partial(pytest.approx, abs=1e-5, rel=1e-5)


class TestHull:
    @given(tables(SIZE, st.just(2)), st.data())
    def test_no_lottery_lies_beyond_it(self, points, data):
        weights = data.draw(arrays(np.float64, len(points), elements=st.floats(0.01, 1)))
        x, y = weights @ points / weights.sum()
        curve = through(points)
        assert x <= curve.high + 1e-9
        assert y <= curve.at(min(x, curve.high)) + 1e-9

    @given(tables(SIZE, st.just(2)))
    def test_it_ends_at_each_partys_best_terms(self, points):
        curve = through(points)
        assert (curve.high, curve.at(curve.low)) == tuple(points.max(axis=0))
        assert [curve.low, curve.at(curve.low)] in points.tolist()
        assert [curve.high, curve.at(curve.high)] in points.tolist()

    @pytest.mark.parametrize("points", [[], [[1.0, 2.0, 3.0]], [[np.nan, 1.0]]])
    def test_what_is_no_table_of_pairs_is_refused(self, points):
        with pytest.raises(ValueError, match="points are a finite table"):
            through(points)


@pytest.mark.parametrize("solution", CURVES)
class TestCurves:
    @given(points=tables(SIZE, st.just(2)), disagreement=st.tuples(WHOLE, WHOLE))
    def test_they_lie_on_the_frontier_and_nobody_loses(self, solution, points, disagreement):
        curve = through(points)
        point = solution(curve, disagreement)
        possible = curve.high >= disagreement[0] and curve.at(disagreement[0]) >= disagreement[1]
        assert (point is not None) == possible
        if point is not None:
            assert curve.low <= point[0] <= curve.high
            assert point[1] == curve.at(point[0])
            assert point[0] >= disagreement[0]
            assert point[1] >= disagreement[1]

    @given(points=tables(SIZE, st.just(2)), disagreement=st.tuples(WHOLE, WHOLE))
    def test_exchanging_the_parties_exchanges_the_answer(self, solution, points, disagreement):
        here = solution(through(points), disagreement)
        there = solution(through(points[:, ::-1]), disagreement[::-1])
        if here is None:
            assert there is None
        else:
            assert there[::-1] == NEAR(here)


@pytest.mark.parametrize("solution", CURVES[:2])
@given(points=tables(SIZE, st.just(2)), disagreement=st.tuples(WHOLE, WHOLE), data=st.data())
def test_affine_maps_of_utility_map_the_answer(solution, points, disagreement, data):
    scale, shift = data.draw(maps(2))
    here = solution(through(points), disagreement)
    there = solution(through(points * scale + shift), tuple(np.array(disagreement) * scale + shift))
    if here is None:
        assert there is None
    else:
        assert (np.array(there) - shift) / scale == NEAR(np.array(here))


@given(points=tables(SIZE, st.just(2)), disagreement=st.tuples(WHOLE, WHOLE))
def test_lotteries_never_lower_the_product_of_nash(points, disagreement):
    """The finite choice is one of the points of the hull."""
    chosen = nash(points, disagreement)
    if chosen.size:
        best = frontier.nash(through(points), disagreement)
        products = [np.prod(np.array(p) - disagreement) for p in (points[chosen[0]], best)]
        assert products[1] >= products[0] - 1e-9


SHARES = st.floats(0, 1)
COSTS = st.floats(0, 2)


class TestRange:
    """[fearon-1995]"""

    @given(SHARES, COSTS, COSTS, st.sampled_from([0.5, 1.0, 2.0]), maps(2))
    def test_affine_maps_of_utility_change_nothing(self, p, cost_a, cost_b, power, affine):
        (scale_a, scale_b), (shift_a, shift_b) = affine

        def mapped(scale, shift):
            return lambda x: scale * x**power + shift

        before = bargaining_range(p, cost_a, cost_b, mapped(1, 0), mapped(1, 0))
        after = bargaining_range(
            p, cost_a, cost_b, mapped(scale_a, shift_a), mapped(scale_b, shift_b)
        )
        # A shift of up to 64 times the scale rounds utilities; a root at 0 magnifies that.
        assert after == pytest.approx(before, abs=1e-6)

    @given(SHARES, COSTS, COSTS)
    def test_exchanging_the_parties_turns_it_round(self, p, cost_a, cost_b):
        low, high = bargaining_range(p, cost_a, cost_b)
        assert bargaining_range(1 - p, cost_b, cost_a) == pytest.approx((1 - high, 1 - low))

    @given(SHARES, COSTS, COSTS, st.floats(0, 1))
    def test_dearer_wars_leave_more_to_agree_on(self, p, cost_a, cost_b, more):
        before = bargaining_range(p, cost_a, cost_b)
        after = bargaining_range(p, cost_a + more, cost_b)
        assert after.low <= before.low
        assert after.high == before.high

    @pytest.mark.parametrize(
        ("p", "cost_a", "cost_b"), [(1.1, 0, 0), (float("nan"), 0, 0), (0.5, -0.1, 0), (0.5, 0, -1)]
    )
    def test_impossible_wars_are_refused(self, p, cost_a, cost_b):
        with pytest.raises(ValueError, match="not"):
            bargaining_range(p, cost_a, cost_b)

    def test_a_utility_must_rise(self):
        with pytest.raises(ValueError, match="rises"):
            bargaining_range(0.5, 0.1, 0.1, lambda x: -x)


@given(st.floats(0, 0.99), st.floats(0, 0.99))
def test_the_patient_get_more(delta_a, delta_b):
    """[rubinstein-1982]"""
    share = rubinstein(delta_a, delta_b)
    assert 0 < share <= 1
    assert rubinstein((delta_a + 1) / 2, delta_b) >= share
    assert rubinstein(delta_a, (delta_b + 1) / 2) <= share


@given(SHARES, SHARES)
def test_nobody_trades_at_a_loss(value, cost):
    """[chatterjee-samuelson-1983]; a price is a rounded mean, hence the tolerance."""
    trade = double_auction(value, cost)
    if trade.done:
        assert cost - 1e-12 <= trade.price <= value + 1e-12
