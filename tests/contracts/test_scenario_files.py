"""What every scenario that comes with the program satisfies, and the flagship besides."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

import sim.scenario as scenarios
from sim import fields

NAMES = scenarios.names()
READERS = [(name, reader) for name in NAMES for reader in ("public", *scenarios.load(name).parties)]


@pytest.fixture(params=NAMES)
def scenario(request: pytest.FixtureRequest) -> scenarios.Scenario:
    return scenarios.load(request.param)


def test_the_flagship_and_the_laboratory_are_there() -> None:
    assert {"lab", "ukraine-2022"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_without_mistakes(name: str) -> None:
    assert scenarios.check(name) == []
    assert scenarios.load(name).id == name


def test_every_number_names_a_source_that_exists(scenario: scenarios.Scenario) -> None:
    """Numbers that the file does not give are neutral, and say so."""
    for address in scenario.addresses():
        number = scenario.number(address)
        assert number.source in scenario.sources, address
        assert number.confidence in ("high", "medium", "low", "unverified"), address
        if number.source == "neutral":
            assert number.fixed, address


def test_what_is_unverified_or_judged_claims_no_confidence(scenario: scenarios.Scenario) -> None:
    for address in scenario.addresses():
        number = scenario.number(address)
        if number.source == "unverified":
            assert number.confidence == "unverified", address
        if number.source == "judgement":
            assert number.confidence in ("low", "unverified"), address


def test_every_source_but_the_authors_own_can_be_looked_up(scenario: scenarios.Scenario) -> None:
    for source in scenario.sources.values():
        own = source.id in ("judgement", "construction", "unverified", "neutral")
        assert own or source.url.startswith(("http://", "https://")) or source.note, source.id
        assert source.stance in ("neutral", "pro-RU", "pro-UA", "party")


def test_every_source_is_used_and_a_note_names_only_sources(scenario: scenarios.Scenario) -> None:
    """A note names further sources in square brackets."""
    text = scenario.path.read_text(encoding="utf-8")
    used = set(re.findall(r'source = "([a-z0-9-]+)"', text))
    for note in re.findall(r'note = (""".*?"""|".*?"(?= }|\n|, ))', text, re.DOTALL):
        for named in re.findall(r"\[([a-z0-9, -]+)\]", note):
            used |= set(named.split(", "))
    assert used | {"neutral", "unverified"} == set(scenario.sources) | {"neutral", "unverified"}


def test_parties_and_issues_stand_by_stream(scenario: scenarios.Scenario) -> None:
    for things in (scenario.parties, scenario.issues):
        streams = [thing.stream for thing in things.values()]
        assert streams == sorted(set(streams))
    first, second = (scenario.parties[name] for name in scenario.belligerents)
    assert first.stream < second.stream
    assert {first.role, second.role} == {"belligerent"}


def test_weights_and_chances_are_normalised(scenario: scenarios.Scenario) -> None:
    for party in scenario.parties.values():
        profiles = party.profiles.values()
        assert sum(profile.chance for profile in profiles) == pytest.approx(1.0)
        for profile in profiles:
            assert sum(profile.weights.values()) == pytest.approx(1.0)
            assert set(profile.weights) == set(scenario.issues)


def test_every_number_can_be_changed_and_only_it_changes(scenario: scenarios.Scenario) -> None:
    for address in scenario.addresses()[:: 1 if scenario.id == "lab" else 7]:
        low, high = scenario.limits(address)
        number = scenario.number(address)
        new = low if number.value != low else high
        beside = (".chance", "scenario.rounds", ".quota")  # limits that other things set too
        if address.endswith(beside) or ".weights." in address:
            continue
        changed = scenario.with_values({address: new})
        assert changed.number(address).value == changed.number(address).high == new
        assert changed.digest != scenario.digest, address
        assert changed.with_values({address: _span(number)}) == scenario


def _span(number: scenarios.Number) -> dict[str, float]:
    return {"value": number.value, "low": number.low, "high": number.high}


def test_every_counterfactual_makes_another_scenario(scenario: scenarios.Scenario) -> None:
    for name, counterfactual in scenario.counterfactuals.items():
        assert counterfactual.title
        assert counterfactual.text
        assert scenario.counterfactual(name).digest != scenario.digest


def test_questions_are_words_alone(tmp_path: Path) -> None:
    """They come with the scenario, in order, and change no digest; without them there are none."""
    lab = scenarios.load("lab")
    assert 3 <= len(lab.questions) <= 5
    text = str(lab.path and lab.path.read_text(encoding="utf-8"))
    file = tmp_path / "scenario.toml"
    file.write_text(re.sub(r"(?s)\nquestions = \[.*?\n\]", "", text), encoding="utf-8")
    silent = scenarios.load(file)
    assert silent.questions == ()
    assert silent.digest == lab.digest
    assert lab.with_values({"scenario.rounds": 3}).questions == lab.questions


def test_a_dated_event_comes_in_the_round_of_its_date(scenario: scenarios.Scenario) -> None:
    days = {"day": 1, "week": 7}.get(scenario.unit)
    for event in (*scenario.events, *scenario.signals):
        if event.date and scenario.start and days:
            assert event.round == (event.date - scenario.start).days // days + 1, event.id
        if event.date and scenario.start and scenario.unit == "year":
            assert event.round == event.date.year - scenario.start.year + 1, event.id


def test_no_tail_rewards_the_side_that_escalates(scenario: scenarios.Scenario) -> None:
    """What comes of being pressed has a price: no strength, no land, no relief of its own costs."""
    for tail in scenario.tails:
        if tail.pressed_by is None:
            continue
        first = scenario.belligerents[0] == tail.pressed_by
        for effect in tail.effects:
            if effect.field == "line":
                assert (effect.add <= 0) == first or effect.add == 0, tail.id
            elif effect.party == tail.pressed_by:
                gain = effect.add if effect.field == "strength" else -effect.add
                assert gain <= 0, (tail.id, effect.field)


def test_it_survives_being_sent_to_another_process(scenario: scenarios.Scenario) -> None:
    sent = pickle.loads(pickle.dumps(scenario))
    assert sent == scenario
    assert sent.parties.keys() == scenario.parties.keys()


@pytest.mark.parametrize(("name", "reader"), READERS)
def test_there_is_a_briefing_for_the_public_and_for_each_party(name: str, reader: str) -> None:
    text = scenarios.load(name).briefing(reader)
    assert text.startswith("# ")
    assert 80 <= len(text.split()) <= 450
    assert text == scenarios.load(name).briefing(reader, "xx")


@pytest.mark.parametrize(("name", "reader"), READERS)
def test_no_briefing_tells_a_private_number(name: str, reader: str) -> None:
    """Not even one's own: what is drawn differs from world to world."""
    scenario = scenarios.load(name)
    told = {float(found) for found in re.findall(r"(?<![\d.,])\d*\.\d+", scenario.briefing(reader))}
    secret = {
        end
        for party in scenario.parties.values()
        for row in fields.PARTY
        if row.secret
        for end in (party.numbers[row.name].low, party.numbers[row.name].high)
    }
    assert not told & secret


def test_a_war_that_goes_on_is_introduced_with_care(scenario: scenarios.Scenario) -> None:
    if scenario.live:
        assert "not a prediction" in scenario.caution
        assert "international law" in scenario.legal
        public = " ".join(scenario.briefing("public").split())
        assert "not a prediction and not advice" in public
        assert "under international law" in public


# -- the flagship


def test_the_flagship_has_the_size_that_was_asked_for() -> None:
    scenario = scenarios.load("ukraine-2022")
    assert list(scenario.parties) == ["russia", "ukraine", "nato", "us", "japan"]
    assert 6 <= len(scenario.issues) <= 8
    assert 4_000 <= scenario.terms_count <= 8_700
    assert scenario.rounds >= 60
    assert scenario.unit == "week"


def test_the_flagship_keeps_the_facts_of_the_talks() -> None:
    """Consent where it is due, law where it is law, and one formula that nobody has voiced."""
    scenario = scenarios.load("ukraine-2022")
    options = {(i, o.id): o for i, issue in scenario.issues.items() for o in issue.options.values()}
    assert {place for place, o in options.items() if o.de_jure} == {
        ("status", "recognise"), ("status", "affirm"),
    }  # fmt: skip
    assert {place for place, o in options.items() if o.latent} == {("status", "deferral")}
    assert options["status", "deferral"].ambiguous
    for option in ("phased", "full"):
        assert set(options["sanctions", option].consent) == {"nato", "us", "japan"}
    for option in ("three_days", "consensus"):
        assert set(options["guarantees", option].consent) == {"nato", "us"}
    for profile in scenario.parties["ukraine"].profiles.values():
        assert ("status", "recognise") in profile.red_lines


def test_the_belligerents_of_the_flagship_have_the_same_private_numbers() -> None:
    """Where their ranges differ, a note says why."""
    scenario = scenarios.load("ukraine-2022")
    first, second = (scenario.parties[name] for name in scenario.belligerents)
    for row in fields.PARTY:
        ours, theirs = first.numbers[row.name], second.numbers[row.name]
        assert (ours.source == "neutral") == (theirs.source == "neutral"), row.name
        if _span(ours) != _span(theirs):
            assert ours.note or theirs.note, row.name
        if row.secret and row.name not in ("mind.order", "mind.mirror", "profile.spread"):
            assert ours.fixed == theirs.fixed, row.name


def test_japan_is_believed_by_its_partners_and_not_by_russia() -> None:
    """Kydd's condition: bias of at least (1-q)w / (q x_big + (1-q) x_war - x_small) = .2667."""
    scenario = scenarios.load("ukraine-2022")
    q, big, small, war, aversion = (
        scenario.number(f"credibility.{name}").value
        for name in ("accuracy", "big", "small", "war", "aversion")
    )
    least = (1 - q) * aversion / (q * big + (1 - q) * war - small)
    assert least == pytest.approx(0.2667, abs=1e-4)
    alignment = scenario.parties["japan"].alignment
    assert all(alignment[partner] > least for partner in ("ukraine", "nato", "us"))
    assert alignment["russia"] < 0 < least


def test_the_start_of_the_line_follows_from_its_source() -> None:
    scenario = scenarios.load("ukraine-2022")
    assert scenario.number("war.line").value == pytest.approx((6.45 + 6.91) / 40, abs=2e-3)
    weekly = (26_000 + 12_000) / 2 * 12 / 52.2
    assert scenario.number("war.casualties").low < weekly
    assert scenario.number("war.casualties").value == pytest.approx(weekly / 0.9, rel=0.01)
