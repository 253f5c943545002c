"""What offers tell of a reservation value, where theory knows. Keys: docs/bibliography.md."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.negotiation.curves import LEVELS, outcomes_above, rounded_up
from sim.negotiation.limits import FULL, GRID, LimitReader
from sim.negotiation.public import Uniform, below_nash

ROOT = Path(__file__).parents[2]
EXCERPT = ROOT / "tests" / "worlds" / "negotiations"
ROUNDS = 100
PIE = np.linspace(0.0, 1.0, 401)  # what the other gets of a pie; outcome o is worth o / 400 to it


def outcome(value: float) -> int:
    """The outcome just above a demand."""
    return int(np.searchsorted(PIE, value - 1e-9))


def reader(own_minimum: float = 0.3, **options) -> LimitReader:
    return LimitReader(1.0 - PIE, PIE, own_minimum, ROUNDS, **options)


def time(k: int) -> float:
    return k / (ROUNDS + 1)


def concede(mind: LimitReader, minimum, exponent: float, rounds: range) -> LimitReader:
    """A time-dependent tactic, `R + (1 - R)(1 - t^e)` [faratin-sierra-jennings-1998]."""
    for k in rounds:
        limit = minimum(k) if callable(minimum) else minimum
        mind.heard(outcome(limit + (1.0 - limit) * (1.0 - time(k) ** exponent)), time(k))
    return mind


def spread(mind: LimitReader) -> float:
    middle = 0.5 * (mind.edges[1:] + mind.edges[:-1])
    return float(np.sqrt(mind.density @ (middle - mind.mean) ** 2))


class TestOneWhoKeepsToACurve:
    @pytest.mark.parametrize("settings", [FULL, GRID])
    @pytest.mark.parametrize(("exponent", "heard"), [(0.25, 40), (1.0, 50), (4.0, 90)])
    @pytest.mark.parametrize("minimum", [0.1, 0.45, 0.7])
    def test_is_located_before_it_gets_there(self, settings, exponent, heard, minimum):
        mind = concede(reader(settings=settings), minimum, exponent, range(1, heard + 1))
        assert mind.mean == pytest.approx(minimum, abs=0.03)
        low, high = mind.interval()
        assert high - low < 0.1

    def test_is_called_by_its_name(self):
        for exponent, name in ((0.25, "conceder"), (1.0, "linear"), (4.0, "boulware")):
            types = concede(reader(), 0.4, exponent, range(1, 81)).types
            assert max(types, key=types.get) == name

    def test_cannot_be_told_from_another_before_it_moves(self):
        """Late concession says nothing yet: the belief is as wide as before, and says so."""
        weak = concede(reader(), 0.2, 16.0, range(1, 51))
        tough = concede(reader(), 0.6, 16.0, range(1, 51))
        assert abs(weak.mean - tough.mean) < 0.05
        for mind, minimum in ((weak, 0.2), (tough, 0.6)):
            low, high = mind.interval()
            assert low < minimum < high
            assert spread(mind) > 0.8 * spread(reader())

    def test_tells_a_weak_from_a_tough_one_in_the_end(self):
        weak = concede(reader(), 0.2, 16.0, range(1, 100))
        tough = concede(reader(), 0.6, 16.0, range(1, 100))
        assert tough.mean - weak.mean > 0.3


class TestOneWhoOnlySeemsTo:
    def test_small_steps_near_the_top_fit_any_high_curve_and_prove_none(self):
        """It stands at .946 and eases by .008 in all: that is no minimum at .93."""
        mind = reader(known=Uniform(0.2, 0.95))
        path = [0.946] * 20 + [0.944] * 4 + [0.942] * 6 + [0.940] * 6 + [0.938] * 12
        for k, value in enumerate(path, start=1):
            mind.heard(outcome(value), time(k))
        low, _ = mind.interval()
        assert low < 0.5
        assert mind.mean < 0.75

    def test_a_few_wavering_moves_do_not_make_a_curve(self):
        """It offers its best for long, then moves to and fro a few times."""
        mind = reader(known=Uniform(0.2, 0.95))
        for k in range(1, 50):
            value = 0.9675 if k <= 40 else (0.945, 0.9575, 0.95)[k % 3]
            mind.heard(outcome(value), time(k))
        low, high = mind.interval()
        assert high - low > 0.4


class TestTheOutcomeThatMeetsADemand:
    @pytest.mark.parametrize("count", [60, 500, 2000])
    def test_is_the_one_just_above_it_however_dense_the_table(self, count):
        rng = np.random.default_rng(count)
        values = np.sort(np.append(rng.uniform(size=count), 1.0))
        demand = rng.uniform(size=(4, 500))
        exact = values[np.searchsorted(values, demand - 1e-6)]
        assert (rounded_up(outcomes_above(values), demand) == exact).mean() > 0.8
        near = values[np.searchsorted(values, demand + 1.0 / LEVELS).clip(max=count)]
        assert (rounded_up(outcomes_above(values), demand) <= near).all()

    def test_a_dense_table_lets_a_late_conceder_be_read_in_time(self):
        """t^4 has gone 5 % of the way by half-time: an outcome more or less matters."""
        values = np.sort(np.append(np.random.default_rng(6).uniform(size=1100), 1.0))
        for minimum in (0.2, 0.5, 0.8):
            mind = LimitReader(1.0 - values, values, 0.3, ROUNDS, Uniform(0.1, 0.95))
            for k in range(1, 60):
                demand = minimum + (1.0 - minimum) * (1.0 - time(k) ** 4.0)
                mind.heard(int(np.searchsorted(values, demand - 1e-9)), time(k))
            assert mind.mean == pytest.approx(minimum, abs=0.08)


class TestWhatAnOfferRulesOut:
    def test_nobody_offers_what_is_worse_than_no_agreement(self):
        mind = reader(hazard=0.0)
        for k, value in enumerate((1.0, 0.8, 0.5, 0.9, 0.9), start=1):
            mind.heard(outcome(value), time(k))
        assert mind.density[mind.edges[:-1] > 0.5].sum() < 0.01

    def test_one_who_goes_down_its_list_is_known_by_it(self):
        """MiCRO [de-jonge-2022]: the next outcome on its list for each new one of mine."""
        mind = reader()
        for k in range(1, 40):
            mind.heard(400 - (k - 1), time(k))
            mind.refused(k, time(k))
        types = mind.types
        assert max(types, key=types.get) == "goes down its list"

    def test_one_who_owes_an_offer_and_repeats_itself_has_come_to_its_minimum(self):
        stopped, goes_on = reader(), reader()
        for k in range(1, 30):
            for mind in (stopped, goes_on):
                mind.heard(400 - 4 * (k - 1), time(k))
                mind.refused(k, time(k))
        for k in range(30, 60):
            stopped.heard(400 - 4 * 28, time(k))
            stopped.refused(k, time(k))
        assert stopped.mean > goes_on.mean

    def test_a_refusal_at_the_deadline_raises_the_estimate_and_an_early_one_hardly(self):
        early, late = reader(), reader()
        for mind in (early, late):
            mind.heard(400, time(1))
        before = early.mean
        early.refused(outcome(0.4), time(2))
        late.refused(outcome(0.4), time(100))
        assert late.mean > before + 0.03
        assert before <= early.mean < before + 0.005

    def test_one_who_answers_in_kind_is_known_by_it(self):
        mind, value = reader(), 1.0
        rng = np.random.default_rng(3)
        mine = 0.1
        mind.refused(outcome(mine), time(1))
        for k in range(1, 30):
            gift = float(rng.choice([0.0, 0.03, 0.05]))
            mine, value = mine + gift / 4, value - gift / 4
            mind.heard(outcome(value), time(k))
            mind.refused(outcome(mine), time(k))
            mine, value = mine + 0.01, value - 0.01
        assert mind.types["answers in kind"] > reader().types["answers in kind"]


class TestItMoved:
    @pytest.mark.parametrize(("before", "after"), [(0.3, 0.6), (0.6, 0.3)])
    def test_the_estimate_follows_and_the_jump_is_flagged(self, before, after):
        mind = concede(reader(), before, 1.0, range(1, 51))
        assert mind.mean == pytest.approx(before, abs=0.03)
        assert mind.moved < 0.1
        concede(mind, after, 1.0, range(51, 55))
        assert mind.moved > 0.5
        concede(mind, after, 1.0, range(55, 76))
        assert mind.mean == pytest.approx(after, abs=0.03)

    def test_an_old_jump_is_no_news(self):
        mind = concede(reader(), lambda k: 0.3 if k <= 30 else 0.55, 1.0, range(1, 41))
        assert mind.moved > 0.3
        concede(mind, 0.55, 1.0, range(41, 96))
        assert mind.moved < 0.1

    @pytest.mark.parametrize("exponent", [0.3, 1.0])
    def test_one_who_wavers_is_followed_above_all_it_has_offered(self, exponent):
        """It offers up to .03 more than it demands; after the jump, more than ever lately."""
        rng, mind = np.random.default_rng(5), reader()
        for k in range(1, 76):
            minimum = 0.3 if k <= 40 else 0.6
            demand = minimum + (1.0 - minimum) * (1.0 - time(k) ** exponent)
            mind.heard(outcome(min(1.0, demand + 0.03 * rng.random())), time(k))
        assert mind.mean == pytest.approx(0.6, abs=0.06)

    def test_one_who_takes_it_as_fixed_does_not_see_it(self):
        fixed = concede(reader(hazard=0.0), 0.3, 1.0, range(1, 51))
        concede(fixed, 0.6, 1.0, range(51, 76))
        assert abs(fixed.mean - 0.6) > 0.1
        assert fixed.moved == 0.0

    def test_a_minimum_that_does_not_move_costs_nothing(self):
        """Expecting a jump does not spoil the estimate where none comes."""
        moving = concede(reader(), 0.4, 1.0, range(1, 76))
        fixed = concede(reader(hazard=0.0), 0.4, 1.0, range(1, 76))
        assert abs(moving.mean - 0.4) < abs(fixed.mean - 0.4) + 0.01


class TestWhatIsKnown:
    def test_nothing_heard_is_the_prior(self):
        mind = reader(known=Uniform(0.2, 0.95))
        assert mind.mean == pytest.approx(0.575, abs=0.005)
        assert mind.interval() == pytest.approx((0.275, 0.875), abs=0.01)

    def test_the_league_knows_that_a_zone_exists_below_nash(self):
        mind = concede(reader(known=below_nash(0.5)), 0.4, 8.0, range(1, 60))
        assert mind.density[mind.edges[:-1] > 0.5].sum() == pytest.approx(0.0, abs=1e-6)

    def test_a_zone_is_sure_or_excluded_where_it_is(self):
        """Both minimums at .2: surely. Mine at .7 and its at .6: surely not."""
        assert concede(reader(0.2), 0.2, 1.0, range(1, 60)).zone > 0.99
        assert concede(reader(0.7), 0.6, 1.0, range(1, 60)).zone < 0.05
        assert LimitReader(1.0 - PIE, PIE, 1.1, ROUNDS).zone == 0.0

    def test_what_cannot_be_is_refused(self):
        with pytest.raises(ValueError, match="same outcomes"):
            LimitReader(PIE[:3], PIE, 0.0, ROUNDS)
        with pytest.raises(ValueError, match="between"):
            reader(known=Uniform(0.5, 0.5))
        with pytest.raises(ValueError, match="between"):
            reader(known=Uniform(1.2, 1.5))


class TestLoggedNegotiations:
    """An excerpt of what agents of others did; the whole is in docs/studies/mind-limits.md."""

    def errors(self, kind: str, known) -> tuple[np.ndarray, np.ndarray]:
        body = json.loads(gzip.decompress((EXCERPT / f"reservation-{kind}.json.gz").read_bytes()))
        ours, lowest = [], []
        for negotiation in body["negs"]:
            scenario = body["scenarios"][negotiation["scenario"]]
            values = np.array(scenario["u"])
            for seat in range(2):
                other, truth = 1 - seat, scenario["rv"][1 - seat]
                mind = LimitReader(
                    values[:, seat], values[:, other], scenario["rv"][seat],
                    negotiation["n_steps"], known(scenario["nash"][other]),
                )  # fmt: skip
                heard = [(o, t) for _, t, who, o in negotiation["trace"] if who == other]
                for o, t in heard:
                    mind.heard(o, t)
                    assert np.isfinite(mind.density).all()
                ours.append(mind.mean - truth)
                lowest.append(min(values[o, other] for o, _ in heard) - truth)
        return np.array(ours), np.array(lowest)

    @pytest.mark.parametrize(
        ("kind", "known"), [("league", below_nash), ("free", lambda nash: Uniform(0.2, 0.95))]
    )
    def test_the_reader_does_better_than_the_lowest_offer(self, kind, known):
        ours, lowest = self.errors(kind, known)
        assert np.sqrt((ours**2).mean()) < 0.8 * np.sqrt((lowest**2).mean())

    def test_the_benchmark_says_what_it_misses(self, tmp_path):
        command = [sys.executable, "benchmarks/mind/limits.py", "--traces", str(tmp_path)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert ran.returncode == 2
        assert "reservation-league.json.gz" in ran.stdout
        assert ran.stderr == ""

    def test_the_benchmark_runs_on_the_excerpt(self, tmp_path):
        out = tmp_path / "limits.json"
        command = [
            sys.executable, "benchmarks/mind/limits.py", "--traces", str(EXCERPT),
            "--part", "develop", "--size", "grid", "--out", str(out),
        ]  # fmt: skip
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        found = json.loads(out.read_text())["parts"]["develop"]
        assert found["league"]["scenarios"] == 2
        assert len(found["free"]["rmse"]["this reader"]) == 4
