"""The reader of minimums on kinds of negotiators that nothing was learned from or set by."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.negotiation.limits import FULL, GRID, LimitReader
from sim.negotiation.public import Uniform

ROUNDS = 40
TIMES = np.arange(1, ROUNDS + 1) / (ROUNDS + 1)


def keeps_to_a_curve(rng: np.random.Generator, minimum: float) -> np.ndarray:
    """Of any exponent from 1/4 to 16, down to its minimum."""
    return minimum + (1.0 - minimum) * (1.0 - TIMES**2.0 ** rng.uniform(-2.0, 4.0))


def goes_down_stairs(rng: np.random.Generator, minimum: float) -> np.ndarray:
    """Equal stairs towards its minimum, or towards something above it."""
    end = minimum + (1.0 - minimum) * rng.choice([0.0, rng.random()])
    stairs = rng.integers(2, 9)
    return 1.0 - (1.0 - end) * np.floor(TIMES * (stairs + 1)) / stairs


def stands_then_collapses(rng: np.random.Generator, minimum: float) -> np.ndarray:
    """Its best until some moment, then straight down towards its minimum, or short of it."""
    end = minimum + (1.0 - minimum) * rng.choice([0.0, rng.random()])
    begun = rng.uniform(0.3, 0.95)
    return 1.0 - (1.0 - end) * np.clip((TIMES - begun) / (1.0 - begun), 0.0, 1.0)


def wanders_down(rng: np.random.Generator, minimum: float) -> np.ndarray:
    """Down by chance steps, up now and then, never below its minimum."""
    steps = rng.exponential(rng.uniform(0.002, 0.05), ROUNDS) * rng.choice([1, 1, 1, -0.5], ROUNDS)
    return np.maximum(1.0 - np.cumsum(steps), minimum)


KINDS = (keeps_to_a_curve, goes_down_stairs, stands_then_collapses, wanders_down)


def beliefs(kind, count: int, heard: int, seed: int) -> dict[str, np.ndarray]:
    """Errors, log densities at the truth over those of the prior, and what 80 % intervals held."""
    rng = np.random.default_rng(seed)
    told: dict[str, list[float]] = {"truth": [], "error": [], "gain": [], "held": []}
    for _ in range(count):
        worth = np.sort(np.append(rng.uniform(size=300), 1.0))
        truth = rng.uniform(0.1, 0.9)
        mind = LimitReader(1.0 - worth, worth, 0.3, ROUNDS, Uniform(0.1, 0.9))
        demands = np.clip(kind(rng, truth), truth, 1.0)
        before = mind.density
        for k in range(heard):
            mind.heard(int(np.searchsorted(worth, demands[k] - 1e-9)), float(TIMES[k]))
        at = int(np.searchsorted(mind.edges, truth)) - 1
        low, high = mind.interval()
        told["truth"].append(truth)
        told["error"].append(mind.mean - truth)
        told["gain"].append(float(np.log(mind.density[at] / before[at])))
        told["held"].append(low <= truth <= high)
    return {name: np.array(x) for name, x in told.items()}


@pytest.mark.parametrize(("heard", "least"), [(20, -0.2), (40, 0.4)])
def test_the_belief_is_worth_more_than_the_prior_over_kinds_it_has_not_seen(heard, least):
    """By the log score, that punishes who is too sure; half-way a collapse is no news yet."""
    found = [beliefs(kind, 60, heard, seed=heard) for kind in KINDS]
    assert np.mean([one["gain"].mean() for one in found]) > 0.2
    for one in found:
        assert one["gain"].mean() > least
        assert np.sqrt(np.mean(one["error"] ** 2)) < 1.1 * one["truth"].std()


@pytest.mark.parametrize(("heard", "sharp"), [(20, 0.6), (30, 0.4), (40, 0.15)])
def test_intervals_of_one_who_keeps_to_a_curve_hold_what_they_say(heard, sharp):
    """Of any exponent, among those of the grid or between them."""
    found = beliefs(keeps_to_a_curve, 80, heard, seed=9)
    assert 0.68 <= found["held"].mean() <= 0.97
    assert np.sqrt(np.mean(found["error"] ** 2)) < sharp * found["truth"].std()


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 1000),
    unit=st.floats(0.1, 20.0),
    zero=st.floats(-5.0, 5.0),
)
def test_the_zero_and_the_unit_of_my_own_utility_do_not_matter(seed, unit, zero):
    rng = np.random.default_rng(seed)
    own, other = rng.uniform(size=(2, 60))
    acts = [(bool(rng.integers(2)), int(rng.integers(60))) for _ in range(12)]
    told = []
    for mine, least in ((own, 0.4), (zero + unit * own, zero + unit * 0.4)):
        mind = LimitReader(mine, other, least, 40, settings=GRID)
        for k, (heard, outcome) in enumerate(acts, start=1):
            (mind.heard if heard else mind.refused)(outcome, k / 41)
        told.append((mind.mean, mind.zone))
    assert told[0] == pytest.approx(told[1], abs=1e-9)


@pytest.mark.parametrize("unit", [0.6, 0.8])
@pytest.mark.parametrize("exponent", [0.5, 1.0, 2.0])
def test_a_curve_of_another_unit_and_zero_is_read_alike(unit, exponent):
    """Half as long a scale: half as high an estimate, counted from the same zero."""
    pie, minimum, zero = np.linspace(0.0, 1.0, 801), 0.4, 0.15
    means = []
    for scale, start in ((1.0, 0.0), (unit, zero)):
        worth = start + scale * pie
        mind = LimitReader(1.0 - pie, worth, 0.3, 100, Uniform(start, start + scale), settings=FULL)
        for k in range(1, 71):
            demand = minimum + (1.0 - minimum) * (1.0 - (k / 101) ** exponent)
            mind.heard(int(np.searchsorted(pie, demand - 1e-9)), k / 101)
        means.append((mind.mean - start) / scale)
    assert means[1] == pytest.approx(means[0], abs=0.03)
    assert means == pytest.approx([minimum, minimum], abs=0.04)
