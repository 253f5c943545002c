"""Analyses of sweeps find what is known to be there, and nothing where nothing is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import sim
from sim.sweeps.analysis import (
    boxes,
    levers,
    morris,
    regional,
    resampling,
    rises,
    sobol,
    survival,
    trees,
)
from sim.sweeps.designs import design
from sim.sweeps.results import _wilson
from sim.sweeps.spec import read_spec

# Ishigami and Homma's function with a = 7, b = 0.1 [ishigami-homma-1990], by its closed form
ISHIGAMI_FIRST = (0.3139, 0.4424, 0.0)
ISHIGAMI_TOTAL = (0.5576, 0.4424, 0.2437)
# Sobol's g-function with these a; indices by its closed form [saltelli-2010]
G = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])


def ishigami(u):
    x = np.pi * (2 * u - 1)
    return np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def g(u):
    return np.prod((np.abs(4 * u - 2) + G) / (1 + G), axis=-1)


def g_indices():
    part = 1 / (3 * (1 + G) ** 2)
    whole = np.prod(1 + part) - 1
    return part / whole, part * np.prod(1 + part) / (1 + part) / whole


def blocks(function, k, n, seed=1):
    """Outcomes at A, B, A with columns of B, and B with columns of A."""
    both = stats.qmc.Sobol(2 * k, rng=np.random.default_rng(seed)).random(n)
    a, b = both[:, :k], both[:, k:]
    mixed, back = [], []
    for i in range(k):
        one, two = a.copy(), b.copy()
        one[:, i], two[:, i] = b[:, i], a[:, i]
        mixed.append(function(one))
        back.append(function(two))
    return function(a), function(b), np.array(mixed), np.array(back)


def test_ishigami_to_the_published_digits():
    found = sobol.indices(*blocks(ishigami, 3, 2**15)[:3])
    assert found.first == pytest.approx(ISHIGAMI_FIRST, abs=0.005)
    assert found.total == pytest.approx(ISHIGAMI_TOTAL, abs=0.005)


def test_the_g_function_to_its_closed_form():
    first, total = g_indices()
    found = sobol.indices(*blocks(g, 8, 2**14)[:3])
    assert found.first == pytest.approx(first, abs=0.005)
    assert found.total == pytest.approx(total, abs=0.005)


def test_second_order_finds_the_one_pair():
    """In Ishigami's function inputs 1 and 3 interact, with the closed form's 0.2437."""
    a, b, mixed, back = blocks(ishigami, 3, 2**14)
    found = sobol.indices(a, b, mixed, back)
    assert found.second[0, 2] == pytest.approx(0.2437, abs=0.02)
    assert found.second[0, 1] == pytest.approx(0.0, abs=0.02)
    assert found.second[1, 2] == pytest.approx(0.0, abs=0.02)


def test_they_agree_with_salib():
    """The same outcomes in SALib's order, which takes the variance from A and B alone."""
    from SALib.analyze import sobol as theirs

    a, b, mixed, _ = blocks(g, 8, 1024)
    problem = {"num_vars": 8, "names": list("abcdefgh"), "bounds": [[0, 1]] * 8}
    laid = np.concatenate([a[None], mixed, b[None]]).T.ravel()
    known = theirs.analyze(problem, laid, calc_second_order=False, seed=1)
    found = sobol.indices(a, b, mixed)
    assert found.total == pytest.approx(known["ST"], rel=0.02)
    assert found.first == pytest.approx(known["S1"], abs=0.01)


def test_one_missing_number_costs_one_block():
    """Where SALib gives zeros for every input, one block is left out and counted."""
    a, b, mixed, _ = blocks(g, 8, 1024)
    whole = sobol.indices(a, b, mixed)
    mixed[3, 77] = np.nan
    found = sobol.indices(a, b, mixed)
    assert (found.blocks, found.dropped) == (1023, 1)
    assert found.total == pytest.approx(whole.total, abs=0.01)


def test_too_few_blocks_are_refused():
    a, b, mixed, _ = blocks(g, 8, 32)
    a[:20] = np.nan
    with pytest.raises(sim.SweepError, match="Only 12 of 32 blocks"):
        sobol.indices(a, b, mixed)


def test_an_outcome_that_never_varies_has_no_indices():
    found = sobol.indices(np.ones(64), np.ones(64), np.ones((3, 64)))
    assert np.isnan(found.total).all()


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    """Over forty designs, at least 85 % of 95 % intervals hold the known index."""
    hits = []
    for seed in range(40):
        found = sobol.indices(*blocks(ishigami, 3, 512, seed)[:3], seed=seed)
        inside = (found.total_low <= ISHIGAMI_TOTAL) & (found.total_high >= ISHIGAMI_TOTAL)
        hits.append(inside)
    assert np.mean(hits) > 0.85


def noisy(points: int):
    """y = x + luck, with an inert input, on a real design: indices of all three by design."""
    spec = read_spec({
        "sweep": {"id": "noisy", "scenario": "lab", "design": "sobol", "points": points, "seed": 3},
        "uncertainties": {"parties.north.war.optimism": {"low": 0.0, "high": 1.0},
                          "parties.south.war.optimism": {"low": 0.0, "high": 1.0}},
    })  # fmt: skip
    drawn = design(spec)
    luck = np.random.default_rng(5).normal(0, np.sqrt(1 / 12), drawn.streams)[drawn.stream]
    y = drawn.values["parties.north.war.optimism"] + luck
    table = y.reshape(points, -1).T
    return sobol.indices(table[0], table[1], table[2:])


def test_the_seed_has_its_own_share_and_an_inert_input_none():
    """Half the variance is luck: the seed's index says so, and the inert input's is exactly 0."""
    found = noisy(4096)
    assert found.total == pytest.approx([0.5, 0.0, 0.5], abs=0.03)
    assert found.first == pytest.approx([0.5, 0.0, 0.5], abs=0.05)
    assert (found.total[1], found.total_low[1], found.total_high[1]) == (0.0, 0.0, 0.0)
    assert found.first[1] == 0.0


# -- Morris ------------------------------------------------------------------------


def trajectories(count: int, k: int):
    spec = read_spec({
        "sweep": {"id": "m", "scenario": "lab", "design": "morris", "points": count, "levels": 4},
        "uncertainties": {name: {"low": 0.0, "high": 1.0} for name in (
            "parties.north.war.optimism", "parties.south.war.optimism",
            "parties.north.war.exposure", "parties.south.war.exposure")[:k]},
    })  # fmt: skip
    drawn = design(spec)
    shares = np.stack(list(drawn.values.values()), axis=1).reshape(count, k + 2, k)
    return shares[:, : k + 1]


def test_linear_effects_are_found_exactly():
    shares = trajectories(10, 4)
    y = shares @ np.array([3.0, -2.0, 0.5, 0.0])
    found = morris.effects(morris.elementary(shares, y))
    assert found.mean == pytest.approx([3.0, -2.0, 0.5, 0.0])
    assert found.size == pytest.approx([3.0, 2.0, 0.5, 0.0])
    assert found.spread == pytest.approx(np.zeros(4), abs=1e-12)
    assert found.size_low[3] == found.size_high[3] == 0.0


def test_effects_agree_with_salib():
    from SALib.analyze import morris as theirs

    shares = trajectories(50, 3)
    y = ishigami(shares)
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    known = theirs.analyze(problem, shares.reshape(-1, 3), y.ravel(), num_levels=4, seed=1)
    found = morris.effects(morris.elementary(shares, y))
    assert found.size == pytest.approx(np.asarray(known["mu_star"]))
    assert found.spread == pytest.approx(np.asarray(known["sigma"]))


def test_a_gap_costs_its_trajectory():
    steps = np.ones((5, 2))
    steps[1, 0] = np.nan
    found = morris.effects(steps)
    assert (found.trajectories, found.dropped) == (4, 1)


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


def test_main_effects_are_the_shares_of_ishigami():
    u = np.random.default_rng(3).random((20_000, 3))
    y = ishigami(u)
    for j, known in enumerate(ISHIGAMI_FIRST):
        share, low, high = regional.main_effect(u[:, j], y)
        assert share == pytest.approx(known, abs=0.02)
        assert low <= share <= high


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
