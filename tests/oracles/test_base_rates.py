"""What is counted on the population of abstract wars is counted as the published figures are."""

from __future__ import annotations

import pytest

import sim
from sim.validation import abstract, history, rates
from sim.validation.rates import War


def war(months, ended="decision", talks=True, truce=None, broke=False, mediated=False):
    return War(months, ended, talks, mediated, truce, broke)


def test_hazard_is_ends_by_months_of_war():
    """Two wars of half a month and one of four: two ends in 2 months of war, then one in 2."""
    wars = [war(0.5), war(0.5), war(4.0)]
    assert rates.hazard(wars, 0.0, 1.0) == (2 / 2.0, 3)
    assert rates.hazard(wars, 1.0, 3.0) == (0.0, 1)
    assert rates.hazard(wars, 3.0, 12.0) == (1 / 1.0, 1)
    assert rates.hazard(wars, 12.0, 36.0) == (0.0, 0)


def test_survival_counts_those_who_were_lost_from_sight():
    """Kaplan and Meier (1958): of four, one ends at 1, one is lost at 2, one ends at 3."""
    steps = rates.survival([(1, True), (2, False), (3, True), (5, False)])
    assert steps == [(0.0, 1.0), (1, 0.75), (3, 0.375)]
    assert rates.standing(steps, 0.5) == 1.0
    assert rates.standing(steps, 4.0) == 0.375


def test_a_population_that_ends_at_once_misses_its_bands():
    """A miss is a miss: 20 wars of a week, all by arms and without a word."""
    found = {r.id: r for r in rates.rates([war(0.2, talks=False) for _ in range(20)])}
    assert found["hazard.month_1"].passed is False
    assert found["draws"].passed is False
    assert found["talks"].passed is False
    assert found["recurrence"].passed is None  # nothing was signed
    assert found["talks_in_vain"].passed is None


def test_rates_within_their_bands_pass():
    """Half by agreement, four in five with talks, a third of ceasefires broken."""
    wars = [war(20.0, "agreement", True, 15.0, k % 3 == 0) for k in range(30)]
    wars += [war(1.5, talks=k % 2 == 0) for k in range(30)]
    found = {r.id: r for r in rates.rates(wars)}
    assert found["draws"].obtained == 0.5
    assert found["talks"].obtained == 0.75
    assert found["recurrence"].obtained == pytest.approx(1 / 3)
    assert all(found[name].passed for name in ("draws", "talks", "recurrence"))


def test_every_war_of_the_population_is_drawn_by_its_number_alone():
    """The same seed and number give the same war, others another; all are sound scenarios."""
    wars = [abstract.war(1, k) for k in range(12)]
    assert [w.digest for w in wars] == [abstract.war(1, k).digest for k in range(12)]
    assert len({w.digest for w in wars}) == 12
    assert len({abstract.war(2, k).digest for k in range(12)} & {w.digest for w in wars}) == 0
    assert {abstract.mediated(w) for w in wars} == {True, False}
    strong = [w.number("parties.first.war.strength").value for w in wars]
    assert all(1 / 3 <= x <= 3 for x in strong)
    assert min(strong) < 1 < max(strong)


def test_both_sides_of_the_population_have_the_same_ranges():
    """No hidden handicap: every private number has one range for both."""
    base = abstract.family()
    for address in base.addresses():
        if address.startswith("parties.first.") and not {"profiles", "alignment"} & set(
            address.split(".")
        ):
            mine, other = base.number(address), base.number(address.replace("first", "second", 1))
            assert (mine.low, mine.high) == (other.low, other.high), address


class TestHistory:
    def test_what_counts_as_history(self):
        """A signature with the terms asked for, in the rounds asked for, that holds."""
        lab = sim.load("lab")
        table = sim.ensemble(lab, 6, seed=2)
        terms = history.options(lab, int(table["terms"][0]))
        case = history.Case("lab", "", "", True, "", {"land": (terms["land"],)})
        found = history.as_history(case, lab, table)
        assert found[0]
        expected = [history.options(lab, int(t))["land"] == terms["land"] for t in table["terms"]]
        assert found.tolist() == expected
        assert not history.as_history(history.Case("lab", "", "", False, ""), lab, table).any()
        late = history.Case("lab", "", "", True, "", rounds=(20, 40))
        assert not history.as_history(late, lab, table).any()
        broken = history.Case("lab", "", "", True, "", broke=True)
        assert history.as_history(broken, lab, table).tolist() == table["broke"].tolist()

    def test_every_case_has_its_scenario(self):
        """No case waits for a scenario that is not there."""
        assert history.landed() == list(history.CASES)

    @pytest.mark.parametrize("case", history.landed(), ids=lambda case: case.scenario)
    def test_a_case_asks_for_what_its_scenario_has(self, case):
        """Issues, options, rounds and counterfactuals that are named are there."""
        scenario = sim.load(case.scenario)
        for issue, options in (case.terms or {}).items():
            assert set(options) <= set(scenario.issues[issue].options)
        assert set(case.arms) <= set(scenario.counterfactuals)
        if case.rounds:
            assert 1 <= case.rounds[0] <= case.rounds[1] <= scenario.rounds
        assert case.published
        assert case.source
        assert next(history.arms(case))[0] == history.AS_IT_WAS
