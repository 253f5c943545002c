"""Boxes, trees, levers, survival and rises find what is there, and nothing where nothing is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.sweeps.analysis import (
    boxes,
    levers,
    regional,
    resampling,
    rises,
    survival,
    trees,
)
from sim.sweeps.results import _wilson

# -- boxes and trees ---------------------------------------------------------------


@pytest.fixture(scope="module")
def planted():
    """A box in two of six inputs in which the outcome has chance .9, elsewhere .05."""
    random = np.random.default_rng(2)
    x = random.random((4000, 6))
    inside = (x[:, 0] > 0.6) & (x[:, 3] < 0.5)
    return x, (random.random(4000) < np.where(inside, 0.9, 0.05)).astype(float)


def test_the_planted_box_is_found(planted):
    """Two inputs restricted, near the planted limits, and no other."""
    found = boxes.discover(*planted)
    assert list(np.flatnonzero(found.box.restricted)) == [0, 3]
    assert found.box.low[0] == pytest.approx(0.6, abs=0.03)
    assert found.box.high[3] == pytest.approx(0.5, abs=0.03)
    assert found.density == pytest.approx(0.9, abs=0.05)
    assert found.low_range[0][0] <= 0.6 <= found.low_range[0][1] + 0.02
    assert (found.again[[0, 3]] > 0.95).all()
    assert (found.again[[1, 2, 4, 5]] < 0.5).all()


def test_where_there_is_nothing_no_box_is_told():
    """Peeling always finds something; rows it has not seen take it back."""
    random = np.random.default_rng(4)
    told = 0
    for _ in range(10):
        x, y = random.random((800, 5)), (random.random(800) < 0.3).astype(float)
        half = slice(0, 400), slice(400, 800)
        box, _ = boxes._found(x[half[0]], y[half[0]], x[half[1]], y[half[1]])
        told += int(box.restricted.sum())
    assert told <= 3


def test_a_point_under_several_policies_is_one_case(planted):
    """Four copies of every row make no restriction surer, and no copy is held out of its own."""
    x, y = planted
    groups = np.tile(np.arange(len(x)), 4)
    once = boxes.discover(x, y)
    again = boxes.discover(np.tile(x, (4, 1)), np.tile(y, 4), groups=groups)
    assert np.array_equal(once.box.restricted, again.box.restricted)
    assert again.quasi_p[0] == pytest.approx(once.quasi_p[0], rel=1e-6)
    half = resampling.halves(resampling.numbered(groups, len(groups)))
    assert not set(groups[half]) & set(groups[~half])
    wide = regional.main_effect(x[:, 0], y)
    copied = regional.main_effect(np.tile(x[:, 0], 4), np.tile(y, 4), groups=groups)
    assert copied[2] - copied[1] == pytest.approx(wide[2] - wide[1], rel=0.25)
    assert regional.limit(np.tile(y > 0, 4), groups) == pytest.approx(regional.limit(y > 0))


def test_inputs_of_few_values_lose_one_at_a_time():
    x = np.tile([[0.0], [1.0], [2.0], [3.0]], (200, 1))
    found = boxes.peel(x, (x[:, 0] == 2.0).astype(float))[-1]
    assert (found.low[0], found.high[0]) == (2.0, 2.0)


def test_rows_in_the_order_of_a_grid_have_many_values_all_the_same():
    """The first rows of a grid hold one value of its first input; how many there are is told
    from rows all over, and always from the same ones."""
    many = np.repeat(np.linspace(0.0, 1.0, 60), 500)
    assert not boxes._few(many)
    assert boxes._few(np.repeat([0.0, 0.5, 1.0], 10_000))
    assert boxes._sample(30_000) is boxes._sample(30_000)


def test_a_tree_asks_the_right_questions(planted):
    found = trees.grow(*planted, ["a", "b", "c", "d", "e", "f"])
    best = found.leaves[0]
    assert best.mean == pytest.approx(0.9, abs=0.06)
    assert {text.split()[0] for text in best.conditions} == {"a", "d"}
    assert found.explained > 0.5


def test_a_tree_of_nothing_is_one_leaf():
    random = np.random.default_rng(4)
    found = trees.grow(random.random((500, 3)), random.random(500), ["a", "b", "c"])
    assert len(found.leaves) == 1
    assert found.explained == 0.0


def test_distances_are_those_of_kolmogorov_and_smirnov():
    """By hand, with ties: up to 2 lie three of four cases with the outcome, one of four without."""
    x = np.array([1.0, 2.0, 2.0, 4.0, 2.0, 3.0, 4.0, 4.0])
    happens = np.array([True] * 4 + [False] * 4)
    assert regional.distance(x, happens) == pytest.approx(0.5)
    assert np.isnan(regional.distance(x, np.ones(8, bool)))


# -- levers and survival -----------------------------------------------------------


def test_on_the_same_worlds_a_constant_gain_is_certain():
    """Whatever the worlds: paired, the difference has no error."""
    first = np.random.default_rng(0).random((50, 4))
    found = levers.compare(first, first + 0.125)
    assert (found.mean, found.low, found.high) == pytest.approx((0.125,) * 3)
    assert (found.share_above, found.share_below, found.independent) == (1.0, 0.0, 50)


def test_a_pair_with_a_gap_is_left_out():
    first, second = np.zeros((3, 2)), np.ones((3, 2))
    second[0] = np.nan
    second[1, 0] = np.nan
    found = levers.compare(first, second)
    assert (found.mean, found.independent) == (1.0, 2)


def test_regret_and_the_worst_tenth_by_hand():
    """Two policies at two points: each is best at one."""
    one, two = levers.robustness(np.array([[1.0, 0.0], [0.4, 0.4]]))
    assert (one.mean, one.worst_tenth, one.mean_regret, one.most_regret) == (0.5, 0.0, 0.2, 0.4)
    assert (two.worst_tenth, two.most_regret, two.best) == (0.4, 0.6, 0.5)
    costs, _ = levers.robustness(np.array([[1.0, 0.0], [0.4, 0.4]]), better=-1)
    assert (costs.worst_tenth, costs.most_regret) == (1.0, 0.6)


def test_survival_of_the_patients_of_1963():
    """Remission under 6-MP: the textbook's curve, and SciPy's. [freireich-1963]"""
    ended_at = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    seen_until = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    time = np.array(ended_at + seen_until)
    ended = np.array([True] * 9 + [False] * 12)
    found = survival.curve(time, ended, np.arange(21), 35)
    told = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for at, share in told.items():
        assert found.share[at] == pytest.approx(share, abs=5e-4)
    theirs = stats.ecdf(stats.CensoredData.right_censored(time, ~ended)).sf
    assert found.share == pytest.approx(theirs.evaluate(np.arange(36)))
    assert found.mean == pytest.approx(found.share[:-1].sum())
    assert found.mean_low < found.mean < found.mean_high


def test_worlds_that_are_played_twice_are_no_new_cases():
    """The same worlds at ten points: the band is that of the worlds, not ten times narrower."""
    random = np.random.default_rng(0)
    time, ended = random.integers(0, 20, 60), random.random(60) < 0.6
    once = survival.curve(time, ended, np.arange(60), 20)
    again = survival.curve(np.tile(time, 10), np.tile(ended, 10), np.tile(np.arange(60), 10), 20)
    assert again.share == pytest.approx(once.share)
    width = (once.high - once.low)[5:15].mean()
    assert (again.high - again.low)[5:15].mean() == pytest.approx(width, rel=0.1)


def test_handfuls_of_many_draws_give_the_interval_of_the_mean_in_theory():
    """Ten thousand draws in the order of a design, resampled as handfuls: as wide as in theory."""
    x = np.sort(np.random.default_rng(8).exponential(size=10_000))
    mean, low, high = resampling.mean_interval(x)
    assert mean == x.mean()
    half = 1.96 * x.std() / np.sqrt(len(x))
    assert (high - low) / 2 == pytest.approx(half, rel=0.08)
    assert len(resampling.handfuls(x[:, None])[0]) == resampling.MOST_DRAWS


def test_handfuls_keep_groups_together():
    number = np.repeat(np.arange(5000), 3)
    hand, count = resampling.in_hands(number)
    assert count == resampling.MOST_DRAWS
    assert (hand.reshape(-1, 3) == hand.reshape(-1, 3)[:, :1]).all()
    some = resampling.part(number, 1500)
    assert (some.reshape(-1, 3) == some.reshape(-1, 3)[:, :1]).all()
    assert some.sum() == pytest.approx(1500, abs=3)


def test_an_input_without_effect_is_told_as_none_whatever_luck_says():
    """A resample holds rows twice: without care its interval would begin above nothing."""
    random, above = np.random.default_rng(9), 0
    for _ in range(40):
        share, low, high = regional.main_effect(random.random(500), random.random(500))
        assert 0 <= low <= share <= high
        above += low > 0
    assert above <= 5


def test_a_large_tree_is_grown_from_all_policies_alike():
    """Rows beyond the most are a random part, not those of the first policy alone."""
    n = 2 * trees.MOST_ROWS
    x = np.concatenate([np.zeros(n), np.ones(n)])
    tree = trees.grow(x[:, None], x, ["order"], groups=np.tile(np.arange(n), 2))
    assert tree.explained == 1.0
    assert sorted(leaf.mean for leaf in tree.leaves) == [0.0, 1.0]
    assert sum(leaf.rows for leaf in tree.leaves) == pytest.approx(trees.MOST_ROWS, rel=0.05)


def test_a_rise_is_the_difference_between_the_outer_fifths():
    """A straight line over 0 to 1 rises by .8 between their middles; nothing rises by nothing."""
    x = np.random.default_rng(10).random(20_000)
    at_low, at_high, gap, low, high = rises.rise(x, 3 * x + 1)
    assert (at_low, at_high) == (pytest.approx(1.3, abs=0.02), pytest.approx(3.7, abs=0.02))
    assert low < gap < high
    assert gap == pytest.approx(2.4, abs=0.02)
    *_, gap, low, high = rises.rise(x, np.random.default_rng(11).random(20_000))
    assert low < 0 < high


def test_a_rise_over_two_values_compares_them():
    x = np.repeat([0.0, 1.0], 50)
    assert rises.rise(x, 5 * x)[:3] == (0.0, 5.0, 5.0)


@pytest.mark.parametrize(("found", "draws"), [(0, 1), (0, 40), (3, 7), (500, 1000), (9, 9)])
def test_the_interval_of_a_cell_is_wilsons(found, draws):
    """SciPy's own, which also works out a test nobody asked for in every cell."""
    known = stats.binomtest(found, draws).proportion_ci(0.95, method="wilson")
    assert _wilson(found / draws, draws) == pytest.approx((known.low, known.high), abs=1e-12)
    assert _wilson(None, draws) == _wilson(0.5, 0) == (None, None)
