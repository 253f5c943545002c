"""Whether the other's minimum has jumped: alarms against negotiators whose jumps are known."""

import numpy as np
import pytest

from sim.negotiation.shocks import ShockReader, reached

VALUES = np.linspace(0.0, 1.0, 401)


def time(k):
    return k / 101


def watched(minimum, exponent=1.0, straying=0.0, seed=1, rounds=75, **options):
    """One who offers the next outcome above its demand, or up to `straying` more."""
    rng, reader = np.random.default_rng(seed), ShockReader(VALUES, **options)
    for k in range(1, rounds + 1):
        demand = 1.0 - (1.0 - minimum(k)) * time(k) ** exponent + straying * rng.random()
        reader.heard(int(np.searchsorted(VALUES, min(demand, 1.0) - 1e-9)), time(k))
    return reader


def jump(before, after, last=40):
    return lambda k: before if k <= last else after


@pytest.mark.parametrize("exponent", [0.5, 1.0, 3.0])
@pytest.mark.parametrize(("before", "after"), [(0.3, 0.6), (0.6, 0.3)])
def test_a_jump_is_told_within_ten_rounds_and_the_estimate_follows(before, after, exponent):
    reader = watched(jump(before, after), exponent)
    assert 41 <= reader.since <= 50
    assert reader.moved > 0.95
    assert reader.mean == pytest.approx(after, abs=0.05)


@pytest.mark.parametrize("straying", [0.0, 0.02, 0.04])
@pytest.mark.parametrize("seed", range(3))
def test_one_who_stays_raises_no_alarm(straying, seed):
    assert watched(lambda k: 0.4, 1.5, straying, seed).since is None


@pytest.mark.parametrize(("before", "after"), [(0.2, 0.5), (0.7, 0.4)])
def test_one_who_wavers_is_told_and_followed_too(before, after):
    reader = watched(jump(before, after, 30), 0.8, 0.03)
    assert 31 <= reader.since <= 40
    assert reader.mean == pytest.approx(after, abs=0.08)


def test_what_offers_cannot_show_is_not_told():
    """Late conceders have hardly moved by round 40: neither has what their minimum does."""
    reader = watched(jump(0.3, 0.5, 25), 8.0, rounds=35)
    assert reader.since is None
    assert reader.density.std() < 0.02


def test_one_who_follows_no_curve_is_not_said_to_have_moved():
    """Offers at random within a band: no curve foretells them, so no jump is read into them."""
    rng, reader = np.random.default_rng(3), ShockReader(VALUES)
    for k in range(1, 76):
        reader.heard(int(rng.integers(280, 380)), time(k))
    assert reader.since is None


def test_a_jump_is_one_thing_whichever_way_the_evidence_is_split():
    """The alarm keeps the number of the offer that raised it."""
    early, late = watched(jump(0.3, 0.6), rounds=50), watched(jump(0.3, 0.6), rounds=90)
    assert early.since == late.since


def test_the_chance_of_two_uniforms_is_counted_right():
    rng = np.random.default_rng(4)
    drawn = 0.2 + 0.5 * rng.random(400_000) + 0.1 * rng.random(400_000)
    for x in (0.1, 0.25, 0.31, 0.5, 0.72, 0.77, 0.9):
        exact = reached(x, np.array([0.2]), np.array([0.5]), np.array([0.1]))[0]
        assert exact == pytest.approx(float((drawn <= x).mean()), abs=0.003)


@pytest.mark.parametrize("values", [np.empty(0), np.array([0.0, 1.5]), np.zeros((2, 2))])
def test_utilities_off_the_scale_are_refused(values):
    with pytest.raises(ValueError, match="from 0 to 1"):
        ShockReader(values)
