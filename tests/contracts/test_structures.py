"""Tuples of many arrays over the border to compiled rules and back."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim import compiled, game
from sim.arena import Arena
from sim.coalitions import Coalitions

pytestmark = pytest.mark.skipif(not compiled.available(), reason="Numba is not installed here")


@pytest.fixture(scope="module")
def crossing():
    compiled.warm()
    return compiled._crossing


def same(one, other) -> bool:
    """Whether two values have the same types, names, shapes and contents, however nested."""
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=True)
    return bool(one == other)


@pytest.mark.parametrize("name", ["lab", "portsmouth-1905"])
def test_there_and_back(crossing, name):
    """An arena with all that it holds, and a world, come back as they went."""
    g = game.begin(sim.load(name), seed=3)
    for given in (g.arena, g.world, g.now):
        assert same(crossing.take(crossing.hand(given)), given)


def test_what_is_changed_in_place_is_changed_for_both(crossing):
    """A structure holds the arrays themselves, no copies: learning writes into them."""
    private = game.begin(sim.load("lab"), seed=3).world.private
    copy = private._replace(belief=private.belief.copy())
    crossing.take(crossing.hand(copy)).belief[:] = 0.5
    assert (copy.belief == 0.5).all()


def test_an_arena_crosses_once(crossing):
    """The same arena is the same structure; another with the same numbers is not."""
    found = game.begin(sim.load("lab"), seed=3).arena
    assert crossing.hand(found) is crossing.hand(found)
    assert crossing.hand(found._replace(none=-1)) is not crossing.hand(found)


def test_only_so_many_arenas_are_kept(crossing):
    """A sweep over scenarios keeps no more arenas than the engine itself does."""
    found = game.begin(sim.load("lab"), seed=3).arena
    for _ in range(40):
        crossing.hand(found._replace())
    assert len(crossing.forms[Arena]._kept) <= 16
    assert crossing.forms[Coalitions]._kept == {}


def test_what_is_no_structure_passes_as_it_is(crossing):
    """Numbers, arrays and plain tuples are handed over unchanged."""
    array = np.arange(3.0)
    assert crossing.hand(array) is array
    assert crossing.take((1, array))[1] is array
