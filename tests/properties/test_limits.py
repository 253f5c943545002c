"""Whatever the other does, the belief about its reservation value is a belief."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.negotiation.limits import GRID, LimitReader
from sim.negotiation.public import Uniform

OUTCOMES = st.integers(0, 59)
ACTS = st.lists(st.tuples(st.booleans(), OUTCOMES), min_size=1, max_size=40)


def read(
    seed: int, acts: list[tuple[bool, int]], known: Uniform, hazard: float, drift: float
) -> LimitReader:
    """A reader of 40 rounds over 60 random outcomes, after these offers and refusals."""
    own, other = np.random.default_rng(seed).uniform(size=(2, 60))
    reader = LimitReader(own, other, 0.4, 40, known, hazard=hazard, drift=drift, settings=GRID)
    for k, (heard, outcome) in enumerate(acts, start=1):
        (reader.heard if heard else reader.refused)(outcome, k / 41)
    return reader


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 1000),
    acts=ACTS,
    low=st.floats(0.0, 0.6),
    width=st.floats(0.05, 0.4),
    hazard=st.sampled_from([0.0, 0.003, 0.2]),
    drift=st.sampled_from([0.0, 0.01]),
)
def test_a_belief_is_a_distribution_within_what_is_known(seed, acts, low, width, hazard, drift):
    reader = read(seed, acts, Uniform(low, low + width), hazard, drift)
    density = reader.density
    assert np.isfinite(density).all()
    assert (density >= 0.0).all()
    assert abs(density.sum() - 1.0) < 1e-9
    below, above = reader.interval()
    assert 0.0 <= below <= reader.mean <= above <= 1.0 or below <= above
    assert 0.0 <= reader.zone <= 1.0 + 1e-12
    assert -1e-12 <= reader.moved <= 1.0 + 1e-12
    assert abs(sum(reader.types.values()) - 1.0) < 1e-9
    if drift == 0.0:
        cell = reader.edges[1]
        assert low - cell <= reader.mean <= low + width + cell


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 1000), acts=ACTS, refused=OUTCOMES)
def test_a_refusal_never_lowers_the_chance_that_the_minimum_is_above_it(seed, acts, refused):
    before = read(seed, acts, Uniform(), 0.0, 0.0)
    after = read(seed, [*acts, (False, refused)], Uniform(), 0.0, 0.0)
    value = before.other[refused]
    above = before.edges[:-1] >= value
    assert after.density[above].sum() >= before.density[above].sum() - 1e-9


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000), acts=ACTS, mine=st.floats(0.0, 1.0), more=st.floats(0.0, 0.5))
def test_who_asks_less_is_never_less_sure_of_a_zone(seed, acts, mine, more):
    own, other = np.random.default_rng(seed).uniform(size=(2, 60))
    chances = []
    for minimum in (mine, mine + more):
        reader = LimitReader(own, other, minimum, 40, settings=GRID)
        for k, (heard, outcome) in enumerate(acts, start=1):
            (reader.heard if heard else reader.refused)(outcome, k / 41)
        chances.append(reader.zone)
    assert chances[0] >= chances[1] - 1e-12
