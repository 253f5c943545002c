"""What a whole table tells of a minimum: efficient outcomes, named tactics, zones as usual."""

import numpy as np
import pytest

from benchmarks.mind.limits_scores import balanced_accuracy
from sim.bargaining import pareto_frontier
from sim.negotiation.limits import CURVE, FRONTIER, FULL, GRID, KEPT, LimitReader
from sim.negotiation.public import Uniform, usual_zone

ROUNDS = 100
TIMES = np.arange(1, ROUNDS + 1) / (ROUNDS + 1)
RULE = Uniform(0.1, 0.95)
ANYTHING = Uniform(0.0, 1.0)


def table(seed: int, count: int = 400, bend: float = 1.6) -> tuple[np.ndarray, np.ndarray]:
    """Utilities of outcomes to me and to the other; some are efficient, most are not."""
    rng = np.random.default_rng(seed)
    angle, far = rng.uniform(0.0, np.pi / 2, count), rng.uniform(size=count) ** 0.4
    own, other = far * np.cos(angle) ** (2 / bend), far * np.sin(angle) ** (2 / bend)
    return np.append(own, [0.0, 1.0]), np.append(other, [1.0, 0.0])


def met(values: np.ndarray, allowed: np.ndarray, demand: float) -> int:
    """The least of the allowed outcomes that meets a demand."""
    enough = np.flatnonzero(allowed & (values >= demand - 1e-9))
    return int(enough[values[enough].argmin()])


def heard(mind: LimitReader, minimum: float, exponent: float, rounds: int, allowed) -> LimitReader:
    """One who keeps to a curve and offers nothing but what is allowed."""
    for k in range(rounds):
        demand = minimum + (1.0 - minimum) * (1.0 - TIMES[k] ** exponent)
        mind.heard(met(mind.other, allowed, demand), float(TIMES[k]))
    return mind


class TestWhoOffersOnlyWhatIsEfficient:
    def efficient(self, end: float, seed: int, rounds: int = 90, settings=FULL) -> LimitReader:
        own, other = table(seed)
        mind = LimitReader(own, other, 0.3, ROUNDS, RULE, settings=settings)
        return heard(
            mind,
            end,
            2.8,
            rounds,
            np.isin(np.arange(own.size), pareto_frontier(np.stack((own, other), axis=1))),
        )

    def test_is_read_much_better_by_a_reader_that_knows_of_such(self):
        """Half of them end at their minimum, the others a third of the way above it."""
        usual = list(FULL.prior)
        usual[CURVE], usual[FRONTIER] = usual[CURVE] + usual[FRONTIER], 0.0
        without = FULL._replace(prior=tuple(usual))
        told, untold = [], []
        for seed in range(3):
            for minimum in (0.2, 0.4, 0.6):
                for end in (minimum, minimum + (1.0 - minimum) / 3.0):
                    told.append(self.efficient(end, seed, 55).mean - minimum)
                    untold.append(self.efficient(end, seed, 55, without).mean - minimum)
        assert np.sqrt(np.mean(np.square(told))) < 0.7 * np.sqrt(np.mean(np.square(untold)))

    def test_may_have_stopped_above_its_minimum(self):
        """A curve that ends at .6 excludes no minimum below: it may be an aspiration."""
        mind = self.efficient(0.6, 1)
        assert mind.density[mind.edges[1:] < 0.5].sum() > 0.1
        assert mind.density[mind.edges[:-1] > 0.66].sum() < 0.05

    def test_is_no_type_of_its_own_where_every_outcome_is_efficient(self):
        pie = np.linspace(0.0, 1.0, 301)
        mind = heard(LimitReader(1.0 - pie, pie, 0.3, ROUNDS), 0.5, 1.0, 60, pie >= 0.0)
        assert mind.mean == pytest.approx(0.5, abs=0.03)
        assert mind._types[FRONTIER] == 0.0


class TestExponentsInPrint:
    @pytest.mark.parametrize("settings", [FULL, GRID])
    def test_each_kind_of_curve_has_them_with_the_stated_share(self, settings):
        mind = LimitReader(*table(0), 0.3, ROUNDS, settings=settings)
        for curves in mind._curves:
            named = np.isin(curves.exponents, (0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 10.0))
            assert named.sum() == 7
            assert curves.usual[named].sum() == pytest.approx(settings.textbook)
        assert len(settings.short) == len(KEPT)

    def test_a_named_one_is_read_sooner_and_another_is_read_all_the_same(self):
        """Half-way t^4 has gone 6 % of the way; that 4 is a usual exponent helps."""
        errors = {}
        for exponent in (4.0, 4.36):
            for share in (0.05, FULL.textbook):
                settings = FULL._replace(textbook=share)
                found = []
                for seed, minimum in enumerate((0.2, 0.4, 0.6, 0.8)):
                    own, other = table(seed, 900)
                    mind = LimitReader(own, other, 0.3, ROUNDS, RULE, settings=settings)
                    found.append(heard(mind, minimum, exponent, 50, own >= 0.0).mean - minimum)
                errors[exponent, share] = np.sqrt(np.mean(np.square(found)))
        assert errors[4.0, 0.5] < errors[4.0, 0.05]
        assert errors[4.36, 0.5] < 1.25 * errors[4.36, 0.05]


class TestHowOftenThereIsAZone:
    def test_of_a_pie_with_anything_known_in_half_of_all_cases(self):
        pie = np.linspace(0.0, 1.0, 2001)
        assert usual_zone(1.0 - pie, pie, ANYTHING, ANYTHING) == pytest.approx(0.5, abs=0.002)

    def test_agrees_with_minimums_drawn_by_the_rule(self):
        own, other = table(3)
        rng, rule = np.random.default_rng(0), Uniform(0.2, 0.95)
        mine, its = rng.uniform(0.2, 0.95, (2, 4000, 1))
        drawn = ((own >= mine) & (other >= its)).any(axis=1).mean()
        assert usual_zone(own, other, rule, rule) == pytest.approx(drawn, abs=0.025)

    def test_sure_and_impossible(self):
        pie = np.linspace(0.0, 1.0, 401)
        low, high = Uniform(0.0, 0.3), Uniform(0.7, 1.0)
        assert usual_zone(1.0 - pie, pie, low, low) == 1.0
        assert usual_zone(1.0 - pie, pie, high, high) == pytest.approx(0.0)

    def test_said_from_there_on_one_is_right_as_often_with_and_without_a_zone(self):
        """Nothing is known but one's own minimum, so that the belief is exact."""
        pie, rule = np.linspace(0.0, 1.0, 2001), Uniform(0.3, 0.95)
        mine, its = np.random.default_rng(1).uniform(0.3, 0.95, (2, 20000))
        belief, zone = np.clip((1.0 - mine - 0.3) / 0.65, 0.0, 1.0), mine + its <= 1.0
        usual = usual_zone(1.0 - pie, pie, rule, rule)
        right = {t: balanced_accuracy(belief, zone, t) for t in (usual, 0.05, 0.1, 0.4, 0.5)}
        assert usual == pytest.approx(zone.mean(), abs=0.01)
        assert usual < 0.25
        assert max(right.values()) == right[usual]
        assert right[usual] > right[0.5] + 0.05
