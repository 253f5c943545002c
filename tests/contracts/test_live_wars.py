"""One war that goes on, told three times: likeness, answers side by side, windows that differ."""

from __future__ import annotations

import re

import pytest

import sim.scenario as scenarios
from sim import compiled, fields, game
from sim.scenario import Number, Scenario

LATER = ["ukraine-2023", "ukraine-2025"]
LIVE = ["ukraine-2022", *LATER]
ANALYTIC = {
    "mirror-imaging", "golden-rule", "placebo", "japan-silent", "japan-unaligned", "no-formula",
    "no-ambiguity", "shared-view",
}  # fmt: skip
PAIRS = [
    ("russia-limited", "russia-maximal"), ("ukraine-limited", "ukraine-maximal"),
    ("pause-helps-russia", "pause-helps-ukraine"), ("guarantees-paper", "guarantees-real"),
    ("attention-fades", "attention-holds"),
]  # fmt: skip


@pytest.fixture(params=LATER)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return scenarios.load(request.param)


def test_it_has_the_parties_of_the_flagship_on_the_same_streams(scenario: Scenario) -> None:
    flagship = scenarios.load("ukraine-2022")
    streams = {name: (party.stream, party.role) for name, party in flagship.parties.items()}
    assert {n: (p.stream, p.role) for n, p in scenario.parties.items()} == streams


def test_it_is_a_year_or_more_of_weeks_and_small_enough_to_be_fast(scenario: Scenario) -> None:
    assert scenario.unit == "week"
    assert scenario.rounds >= 52
    assert 1_000 <= scenario.terms_count <= 9_000


def test_every_event_has_its_day_and_says_what_of_it_is_judged(scenario: Scenario) -> None:
    """That it happened has a source; how much it moves on our scale has none."""
    assert len(scenario.events) >= 15
    for event in scenario.events:
        assert event.date, event.id
        assert not event.effects or event.note, event.id


def test_a_formula_is_latent_and_ambiguous_and_the_law_is_not(scenario: Scenario) -> None:
    options = {(i, o.id): o for i, issue in scenario.issues.items() for o in issue.options.values()}
    latent = [place for place, option in options.items() if option.latent]
    assert latent
    assert all(options[place].ambiguous for place in latent)
    legal = {place for place, option in options.items() if option.de_jure}
    assert legal == {("status", "recognise"), ("status", "affirm")}
    for profile in scenario.parties["ukraine"].profiles.values():
        assert ("status", "recognise") in profile.red_lines
    for profile in scenario.parties["russia"].profiles.values():
        assert ("status", "affirm") in profile.red_lines


def test_only_who_imposed_sanctions_lifts_them_and_only_who_guarantees_is_bound(
    scenario: Scenario,
) -> None:
    for option in scenario.issues["sanctions"].options.values():
        assert (option.relief > 0) == (set(option.consent) == {"nato", "us", "japan"}), option.id
    for option in scenario.issues["guarantees"].options.values():
        assert (option.protection > 0.4) == bool(option.consent), option.id


def test_answers_to_what_is_contested_stand_side_by_side(scenario: Scenario) -> None:
    """Each answer has its opposite, the analytic cases are there, and none is called a fact."""
    cases = set(scenario.counterfactuals)
    assert cases >= ANALYTIC
    for one, other in PAIRS:
        assert {one, other} <= cases
    assert "none as fact" in " ".join(scenario.caution.split())
    for case in scenario.counterfactuals.values():
        assert not re.search(r"\b(in truth|in reality|the fact is|proves)\b", case.text), case


@pytest.mark.parametrize("name", LIVE)
def test_its_belligerents_have_the_same_private_numbers(name: str) -> None:
    """Where their ranges differ, a note says why; what is drawn for one is drawn for both."""
    scenario = scenarios.load(name)
    first, second = (scenario.parties[party] for party in scenario.belligerents)
    for row in fields.PARTY:
        ours, theirs = first.numbers[row.name], second.numbers[row.name]
        if span(ours) != span(theirs):
            assert ours.note or theirs.note, row.name
        if row.secret and row.name not in ("mind.order", "mind.mirror", "profile.spread"):
            assert ours.fixed == theirs.fixed, row.name


def span(number: Number) -> tuple[float, float, float]:
    return number.value, number.low, number.high


def test_a_shared_view_of_the_war_opens_windows_that_two_hopes_keep_shut(
    scenario: Scenario,
) -> None:
    """Six worlds, three rounds. Over all rounds windows open in some worlds and not in others:
    the shares and the command that gave them are in docs/live-wars.md."""
    assert open_in_round_three(scenario) < open_in_round_three(
        scenario.counterfactual("shared-view")
    )


def open_in_round_three(scenario: Scenario) -> int:
    """In how many of six worlds a window was on the table."""
    short = scenario.with_values({"scenario.rounds": 3})
    with compiled.interpreted():
        worlds = [game.run(game.begin(short, seed)) for seed in range(6)]
    return sum(played.log[-1].window.on_table for played in worlds)
