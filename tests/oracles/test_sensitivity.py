"""Sensitivity indices agree with closed forms, published digits and another library."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import sim
from sim.sweeps.analysis import (
    morris,
    regional,
    sobol,
)
from sim.sweeps.designs import design
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


def test_second_order_is_salibs_to_the_last_digits():
    """For the same outcomes, once SALib's variance, of A and B alone, stands in place of ours."""
    from SALib.analyze import sobol as theirs

    a, b, mixed, back = blocks(g, 8, 1024)
    problem = {"num_vars": 8, "names": list("abcdefgh"), "bounds": [[0, 1]] * 8}
    laid = np.concatenate([a[None], mixed, back, b[None]]).T.ravel()
    known = theirs.analyze(problem, laid, num_resamples=10, seed=1)["S2"]
    found = sobol.indices(a, b, mixed, back)
    scale = found.variance / np.var(np.concatenate([a, b]))
    upper = np.triu_indices(8, 1)
    assert found.second[upper] * scale == pytest.approx(known[upper], abs=1e-12)


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


def test_main_effects_are_the_shares_of_ishigami():
    u = np.random.default_rng(3).random((20_000, 3))
    y = ishigami(u)
    for j, known in enumerate(ISHIGAMI_FIRST):
        share, low, high = regional.main_effect(u[:, j], y)
        assert share == pytest.approx(known, abs=0.02)
        assert low <= share <= high
