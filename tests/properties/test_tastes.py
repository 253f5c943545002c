"""What holds of a reading of tastes whatever was offered."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.negotiation.tastes import TasteReader


@st.composite
def negotiations(draw):
    """Sizes, own utility or none, and offers of both sides in order."""
    sizes = tuple(draw(st.lists(st.integers(1, 5), min_size=1, max_size=4)))
    outcomes = int(np.prod(sizes))
    own = None
    if draw(st.booleans()):
        own = np.array(draw(st.lists(st.integers(0, 8), min_size=outcomes, max_size=outcomes))) / 8
    events = draw(st.lists(st.tuples(st.booleans(), st.integers(0, outcomes - 1)), max_size=25))
    return sizes, own, events


def reading(sizes, own, events, **options):
    reader = TasteReader(sizes, own, **options)
    for k, (theirs, outcome) in enumerate(events):
        (reader.heard if theirs else reader.refused)(outcome, (k + 1) / (len(events) + 1))
    return reader


@settings(deadline=None, max_examples=60)
@given(negotiations())
def test_a_reading_is_finite_and_on_its_scales(negotiation):
    reader = reading(*negotiation)
    assert ((reader.value >= 0.0) & (reader.value <= 1.0)).all()
    assert np.isfinite(reader.spread).all()
    assert (reader.spread >= 0.0).all()
    assert (reader.weights >= 0.0).all()
    assert abs(reader.weights.sum() - 1.0) < 1e-9
    assert [len(table) for table in reader.tables] == list(negotiation[0])
    assert all(((t >= 0.0) & (t <= 1.0)).all() for t in reader.tables)
    assert 0.0 <= reader.tastes.guarded <= 1.0 + 1e-9


@settings(deadline=None, max_examples=60)
@given(negotiations(), st.randoms(use_true_random=False))
def test_relabelling_the_options_relabels_the_reading(negotiation, random):
    """Names of options mean nothing; sums in another order differ in the last bits."""
    sizes, own, events = negotiation
    orders = [random.sample(range(n), n) for n in sizes]
    old = np.arange(int(np.prod(sizes))).reshape(sizes)[np.ix_(*orders)].ravel()  # of a new outcome
    new = np.argsort(old)
    moved = [(theirs, int(new[outcome])) for theirs, outcome in events]
    plain = reading(sizes, own, events, resolution=0.0)
    named = reading(sizes, None if own is None else own[old], moved, resolution=0.0)
    assert np.allclose(named.value, plain.value[old], atol=1e-6)
    assert np.allclose(named.spread, plain.spread[old], atol=1e-6)
    assert np.allclose(named.weights, plain.weights, atol=1e-6)


@settings(deadline=None, max_examples=30)
@given(negotiations())
def test_when_it_is_asked_changes_nothing(negotiation):
    sizes, own, events = negotiation
    reader = TasteReader(sizes, own)
    for k, (theirs, outcome) in enumerate(events):
        (reader.heard if theirs else reader.refused)(outcome, (k + 1) / (len(events) + 1))
        _ = reader.value
    assert (reader.value == reading(sizes, own, events).value).all()
