"""What is learned of those who keep to no curve holds for others of the kind."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks" / "mind"))
import improvisers as made  # noqa: E402

from sim.negotiation.improvisers import BINS, experienced, features, learned  # noqa: E402
from sim.negotiation.limits import LimitReader  # noqa: E402
from sim.negotiation.public import Uniform  # noqa: E402

EDGES = np.linspace(0.0, 1.0, 42)
TIMES = np.arange(1, 101) / 101


def told(values: np.ndarray, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    return experienced(EDGES, values, TIMES[: len(values)], low, high, learned())


@pytest.fixture(scope="module")
def others() -> tuple[np.ndarray, np.ndarray]:
    """Negotiators of the kind it learned from, but not those: another seed."""
    return made.sample(seed=77, n=3000)


class TestOnMadeUpNegotiators:
    def test_its_intervals_hold_about_what_they_say(self, others):
        found = made.checked(learned(), *others)
        assert found["likeliest bins: hold"] == pytest.approx(
            found["likeliest bins: said to hold"], abs=0.06
        )

    def test_it_foretells_better_than_knowing_only_the_lowest_offer(self, others):
        found = made.checked(learned(), *others)
        assert found["log score over uniform"] > 0.1
        assert found["RMSE of the share"] < found["RMSE of the mean share"]

    def test_nobody_made_up_offers_what_is_worse_than_its_minimum(self):
        people = made.population(np.random.default_rng(3), 500)
        assert (people.values.min(axis=1) >= people.minimum - 1e-9).all()
        assert (people.low <= people.minimum).all()
        assert (people.minimum <= people.high).all()

    def test_the_command_checks_what_is_stored(self):
        command = [sys.executable, "benchmarks/mind/improvisers.py", "--check"]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        assert "likeliest bins" in ran.stdout


class TestWhatItSays:
    @given(
        st.lists(st.floats(0.0, 1.0), min_size=1, max_size=100),
        st.floats(0.0, 0.5),
        st.floats(0.05, 0.5),
    )
    @settings(max_examples=60, deadline=None)
    def test_it_is_a_belief_below_the_lowest_offer(self, offers, low, width):
        values = np.array(offers)
        mass = told(values, low, low + width)
        assert mass.sum() == pytest.approx(1.0, abs=1e-6)
        assert (mass >= 0.0).all()
        top = max(min(values.min(), low + width), low + 0.001)
        assert mass[EDGES[:-1] >= top].sum() == pytest.approx(0.0, abs=1e-9)

    def test_the_lower_it_has_come_the_lower_its_minimum(self):
        means = []
        for end in (0.9, 0.7, 0.5, 0.3):
            path = 1.0 - (1.0 - end) * TIMES**3
            means.append(told(path) @ (0.5 * (EDGES[1:] + EDGES[:-1])))
        assert (np.diff(means) < -0.05).all()

    def test_one_who_has_slowed_down_is_nearer_to_its_minimum_than_one_who_has_not_moved(self):
        """Both stand at .6 for the last rounds; one came there in steps, one always stood."""
        slowing = np.maximum(1.0 - 0.5 * TIMES[:99], 0.6)
        standing = np.full(99, 0.6)
        near = EDGES[:-1] > 0.5
        assert told(slowing)[near].sum() > told(standing)[near].sum()

    def test_features_do_not_depend_on_company(self):
        values = np.random.default_rng(1).random((3, 20))
        low, high = np.zeros(3), np.ones(3)
        together = features(values, TIMES[:20], low, high)
        for row in range(3):
            alone = features(values[row : row + 1], TIMES[:20], low[:1], high[:1])
            assert np.array_equal(alone[0], together[row])
        assert learned().shares(together).shape == (3, BINS)

    def test_a_share_is_always_kept_for_those_who_improvise(self):
        """However well a curve fits, no interval is excluded that the offers allow."""
        pie = np.linspace(0.0, 1.0, 401)
        mind = LimitReader(1.0 - pie, pie, 0.3, 100, Uniform())
        for k in range(1, 90):
            demand = 0.4 + 0.6 * (1.0 - TIMES[k - 1])
            mind.heard(int(np.searchsorted(pie, demand - 1e-9)), float(TIMES[k - 1]))
        assert mind.mean == pytest.approx(0.4, abs=0.03)
        assert 0.005 < mind.density[mind.edges[1:] < 0.3].sum() < 0.06
