"""Tier full: types of negotiator are told apart where they can be, and not before.

The pie of 22 slices between two; `a` reads what `b` offers. Keys: docs/bibliography.md.
"""

from __future__ import annotations

import numpy as np
import pytest
from a_reader import ROUNDS, Reader, faratin, read
from small_worlds import harbour

from sim import behaviour, compiled, game
from sim.arena import Arena, arena
from sim.drift import relaxed, switched
from sim.forecasts import forecast
from sim.hypotheses import POINTS
from sim.likelihoods import saw_answer, saw_offer
from sim.opponent import correct, every_row, see
from sim.view import own_of


@pytest.fixture(autouse=True)
def interpreted():
    """These worlds are small: nothing here waits for the compiler."""
    with compiled.interpreted():
        yield


class TestCurves:
    """[faratin-sierra-jennings-1998]"""

    def test_all_ask_for_a_share_of_the_possible_surplus(self):
        """Between the minimum and the best terms, and every type above its minimum."""
        common = Reader().arena.common
        offsets = np.linspace(-0.3, 0.3, POINTS)
        for elapsed in (0.0, 0.2, 0.5, 1.0):
            for waiting in (False, True):
                level = behaviour.wanted(
                    common, offsets, len(behaviour.TYPES), 0.6, elapsed, 0.5, 0.1, waiting
                ).reshape(-1, POINTS)
                assert (level >= offsets - 1e-12).all()
                assert (level <= 0.6 + 1e-12).all()

    def test_conceder_linear_boulware(self):
        """At half time a conceder asks least and a boulware most; all give all at the end."""
        common = Reader().arena.common
        kinds = (behaviour.CONCEDER, behaviour.LINEAR, behaviour.BOULWARE)
        middle = [behaviour.share(common, k, 0.5, 0.5, False) for k in kinds]
        assert middle == sorted(middle)
        assert middle[1] == pytest.approx(0.5)
        assert [behaviour.share(common, k, 1.0, 0.5, False) for k in kinds] == [0.0] * 3

    def test_tit_for_tat_keeps_what_the_other_keeps(self):
        """An offer that leaves it all is met with its minimum, one that leaves nothing with all."""
        offsets = np.array([0.0])
        assert behaviour.reciprocal(offsets, 0.8, 0.8).tolist() == [0.0]
        assert behaviour.reciprocal(offsets, 0.8, 0.0).tolist() == [0.8]
        assert behaviour.reciprocal(offsets, 0.8, 0.2).tolist() == pytest.approx([0.6])


class TestLearning:
    """What can be learned from offers and when."""

    LOW, HIGH = 0.15, 0.45

    def pair(self):
        """A boulware with a low minimum, and a conceder with a high one that starts alike."""
        low, high = faratin(0.5, self.LOW), faratin(1.0, self.HIGH)
        # alike for half the war: the same demands, then each goes its own way
        half = ROUNDS // 2
        return low, low[:half] + [max(h, self.HIGH) for h in high[half:]]

    def test_alike_for_half_a_negotiation_then_told_apart(self):
        """The same offers leave the same belief; by the end the minima are in the right order."""
        low, high = self.pair()
        half = [read(demands, until=ROUNDS // 2).estimate for demands in (low, high)]
        assert half[0] == half[1]
        assert half[0].high - half[0].low > 0.15
        end = [read(demands).estimate for demands in (low, high)]
        assert end[0].mean < end[1].mean - 0.05
        assert end[0].low <= self.LOW + 0.02

    @pytest.mark.parametrize(
        ("kind", "demands"),
        [
            ("conceder", faratin(4.0, 0.3)),
            ("boulware", faratin(0.25, 0.3)),
            ("linear", faratin(1.0, 0.3)),
        ],
    )
    def test_a_curve_is_recognised(self, kind, demands):
        """The type whose curve was followed gains most weight of the three curves."""
        types = read(demands, every=2).types
        curves = {name: types[name] for name in ("conceder", "linear", "boulware")}
        assert max(curves, key=curves.__getitem__) == kind
        assert types[kind] > 0.114

    def test_one_who_stands_firm_is_recognised(self):
        """Near its best terms for ever, it refuses the rest: firm or stalling, and its minimum
        stays as open as before."""
        reader = Reader()
        before = reader.at(1).estimate
        for n in range(1, ROUNDS - 10, 4):
            reader.gave(0.8)
            reader.at(n).offered(0.9 + 0.05 * (n % 8 == 1))
            reader.answered(0.5, False)
        firm = reader.types["stand_firm"] + reader.types["stalling"]
        soft = reader.types["conceder"] + reader.types["linear"] + reader.types["tit_for_tat"]
        assert firm > 0.5
        assert firm > 2 * soft
        after = reader.estimate
        assert after.high - after.low > 0.5 * (before.high - before.low)

    def test_a_lower_demand_never_raises_the_estimate(self):
        """Of two who end with a demand of up to 70 %, the one that asks less seems not tougher.

        Who asks for more so late may stand firm, and that says little of a minimum.
        """
        means = []
        for worth in np.arange(0.3, 0.71, 0.1):
            reader = Reader().at(55)
            reader.offered(worth)
            means.append(reader.estimate.mean)
        assert means == sorted(means)
        assert means[-1] > means[0] + 0.1

    def test_an_offer_bounds_the_minimum(self):
        """Nobody but the erratic offers terms below its own minimum."""
        reader = Reader().at(55)
        reader.offered(0.3)
        row = every_row(reader.arena, reader.seen, reader.own, 1)[0]
        above = row.minimum + row.spread * reader.arena.grid > row.value[reader.terms(0.3)]
        above &= reader.arena.kind != behaviour.ERRATIC
        assert (reader.own.belief[1] * above[None, :]).sum() < 0.05

    def test_one_whom_no_type_describes_is_not_read_with_false_certainty(self):
        """Terms at random above a minimum: the 80 % interval holds the truth in 70 % at least."""
        held = []
        for seed in range(8):
            rng = np.random.default_rng(seed)
            reader = Reader()
            row = every_row(reader.arena, reader.at(1).seen, reader.own, 1)[0]
            least = row.minimum + row.spread * rng.normal()
            for n in range(5, ROUNDS, 12):
                reader.at(n).offered(rng.uniform(least, 1.0))
            estimate = reader.estimate
            held.append(estimate.low - 1e-9 <= least <= estimate.high + 1e-9)
        assert np.mean(held) >= 0.7

    def test_a_refusal_raises_and_a_yes_lowers(self):
        """For terms at stake, whatever the type."""
        for worth in (0.3, 0.4, 0.5):
            means = []
            for yes in (True, False):
                reader = Reader().at(40)
                reader.answered(worth, yes)
                means.append(reader.estimate.mean)
            assert means[0] < Reader().at(40).estimate.mean < means[1]

    def test_the_expected_posterior_after_an_answer_is_the_prior(self):
        """Over yes and no as the belief itself expects them."""
        reader = Reader().at(20)
        prior = reader.own.belief[1]
        for worth in (0.2, 0.4, 0.6):
            acts = [
                saw_answer(
                    reader.arena, reader.seen, reader.own, 1, reader.terms(worth), -1, yes
                ) for yes in (True, False)
            ]  # fmt: skip
            expected = sum((prior * x).sum() * correct(prior, x) for x in acts)
            assert expected == pytest.approx(prior, abs=1e-12)

    def test_offers_are_normalised(self):
        """Over all that could be offered the chances of each hypothesis sum to about 1.

        About: sums over terms are taken at 64 levels of surplus.
        """
        reader = Reader().at(20)
        total = sum(
            saw_offer(reader.arena, reader.public, reader.seen, reader.own, 1, t)
            for t in range(reader.arena.needs.size)
        )
        weight = reader.own.belief[1]
        assert (total * weight).sum() == pytest.approx(1.0, abs=0.15)


class TestDrift:
    """A belief without evidence falls back to public knowledge and no further."""

    def test_what_is_known_in_public_stays(self):
        """The bell over offsets is left as it is, whatever the correlation."""
        arena = Reader().arena
        belief = arena.cell_chance[None, :].copy()
        for correlation in (1.0, 0.99, 0.9):
            after = relaxed(belief, arena.grid, correlation)
            assert after.sum() == pytest.approx(1.0)
            assert after == pytest.approx(belief, abs=0.004)

    def test_a_sure_belief_widens_towards_it(self):
        """Mean and variance are those of an AR(1)."""
        arena = Reader().arena
        grid = arena.grid[:POINTS]
        belief = np.zeros((1, POINTS))
        belief[0, POINTS // 2 + 4] = 1.0
        start = grid[POINTS // 2 + 4]
        after = relaxed(belief, grid, 0.9)[0]
        mean = (after * grid).sum()
        assert mean == pytest.approx(0.9 * start, abs=0.01)
        assert (after * (grid - mean) ** 2).sum() == pytest.approx(1 - 0.81, abs=0.01)

    def test_types_change(self):
        """A share draws its type anew and keeps its offset."""
        arena = Reader().arena
        belief = np.zeros((1, arena.grid.size))
        belief[0, 3] = 1.0
        after = switched(belief, arena.type_chance, 0.1)
        assert after.sum() == pytest.approx(1.0)
        assert after[0, 3] == pytest.approx(0.9 + 0.1 * arena.type_chance[0])
        assert after[0, POINTS + 3] == pytest.approx(0.1 * arena.type_chance[1])


class TestRows:
    """Weights and minimum are believed together."""

    def test_evidence_on_the_minimum_moves_the_weights(self):
        """Where rows differ in their forecast, an answer shifts weight between them."""
        begun = game.begin(harbour().with_values({"scenario.tier": 1}), 5)
        own, public = own_of(begun.world.private, 1), begun.world.public
        rival = int(begun.arena.belligerent[0])
        own = own_of(begun.world.private, int(begun.arena.belligerent[1]))
        i = int(begun.arena.belligerent[1])
        seen = see(begun.arena, public, forecast(begun.arena, public), own, i)
        prior = own.belief[rival]
        row = every_row(begun.arena, seen, own, rival)[0]
        terms = int(np.argmax(np.where(row.red, -1.0, row.value)))
        after = correct(prior, saw_answer(begun.arena, seen, own, rival, terms, -1, False))
        assert abs(after.sum(axis=1) - prior.sum(axis=1)).sum() > 0.01

    def test_kin_share_their_profiles_weight(self):
        """A named profile and its kin together weigh what the profile weighs in tier grid."""
        worlds = [game.begin(harbour().with_values({"scenario.tier": t}), 5) for t in (0, 1)]
        west, east = (int(p) for p in worlds[0].arena.belligerent)
        grid, full = (g.world.private.belief[west, east].sum(axis=1) for g in worlds)
        arena = worlds[1].arena
        named = arena.chance.shape[1]
        for k in range(named):
            rows = [s if s < named else s + 1 for s in np.flatnonzero(arena.kin[east] == k)]
            assert full[rows].sum() == pytest.approx(grid[k])
            assert len(rows) > 1
        assert full[named] == pytest.approx(grid[named])


def test_both_tiers_have_one_layout():
    """Rules are compiled once: arrays of an arena have the same kind and order in both tiers."""
    arenas = [arena(harbour().with_values({"scenario.tier": t})) for t in (0, 1)]
    for name, one, other in zip(Arena._fields, *arenas, strict=True):
        assert type(one) is type(other), name
        if isinstance(one, np.ndarray):
            assert (one.dtype, one.ndim) == (other.dtype, other.ndim), name
            assert one.flags.c_contiguous == other.flags.c_contiguous, name
            assert one.flags.writeable == other.flags.writeable, name


class TestFitness:
    """What makes a reader better must make it better: the sign, on average over worlds.

    The same acts are read with more and with less of it; the score is the RMSE of what each
    belligerent of the harbour believes of the other's minimum, after up to three rounds.
    """

    SEEDS = range(500, 516)

    @pytest.fixture(scope="class")
    @staticmethod
    def acts():
        """What machines did in each world, and nobody's reading of it."""
        with compiled.interpreted():
            return {s: played(game.begin(harbour(), s), 6).played for s in TestFitness.SEEDS}

    def error(self, acts, field, value, tier):
        scenario = harbour()
        values = {f"parties.{p}.{field}": value for p in scenario.belligerents}
        changed = scenario.with_values(values | {"scenario.tier": tier})
        errors = []
        for seed, stages in acts.items():
            g = game.begin(changed, seed)
            for stage in stages:
                g = game.play(g, stage.acts) if g.phase == "war" else g
            last, fighting = g.log[-1], [int(p) for p in g.arena.belligerent]
            for p, j in (fighting, fighting[::-1]):
                errors.append(last.estimates[p][0] - last.minimum[j])
        return float(np.sqrt(np.mean(np.square(errors))))

    @pytest.mark.parametrize(
        ("field", "less", "more"),
        [("mind.attention", 0.0, 1.0), ("mind.expertise", 0.0, 0.9), ("mind.empathy", 0.1, 0.98)],
    )
    def test_more_of_it_errs_less(self, acts, field, less, more):
        """Attention, expertise, empathy."""
        assert self.error(acts, field, more, 0) < self.error(acts, field, less, 0)


def played(g, stages):
    """A game of machines, so many stages on or to its first signature."""
    for _ in range(stages):
        g = game.play(g, {}) if g.phase == "war" else g
    return g
