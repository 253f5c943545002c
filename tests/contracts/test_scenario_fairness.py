"""What a reader may count on in every scenario: the law, both names, no secret in a briefing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim.scenario as scenarios
from sim import fields
from sim.scenario import Scenario
from ui.emblems import COMMON, emblem

NAMES = scenarios.names()
READERS = [(name, reader) for name in NAMES for reader in ("public", *scenarios.load(name).parties)]
SECRET = [row.name for row in fields.PARTY if row.secret]
LARGEST_FILE = 400_000
SUFFIXES = {".toml", ".md", ".svg"}


@pytest.fixture(params=NAMES)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return scenarios.load(request.param)


def folder(scenario: Scenario) -> Path:
    assert scenario.path is not None
    return scenario.path.parent


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_law_and_a_caution_are_stated(scenario: Scenario) -> None:
    assert len(scenario.legal.split()) >= 5
    assert len(scenario.caution.split()) >= 5
    assert len(scenario.summary.split()) >= 20
    assert scenario.minutes >= 5


def test_a_real_case_says_that_it_is_no_prediction(scenario: Scenario) -> None:
    """Wherever something was read somewhere, the reader is told what this is not."""
    if any(source.url for source in scenario.sources.values()):
        assert "not a prediction" in plain(scenario.caution)


def test_every_range_is_ordered_and_within_its_bounds(scenario: Scenario) -> None:
    for address in scenario.addresses():
        number, (low, high) = scenario.number(address), scenario.limits(address)
        assert low <= number.low <= number.value <= number.high <= high, address
        assert number.source, address


def test_whose_consent_an_option_needs_can_give_it(scenario: Scenario) -> None:
    """Who is asked exists, is no belligerent (they are asked anyway), and is asked once."""
    for issue in scenario.issues.values():
        for option in issue.options.values():
            place = f"{issue.id}.{option.id}"
            assert len(set(option.consent)) == len(option.consent), place
            assert set(option.consent) <= set(scenario.parties), place
            assert not set(option.consent) & set(scenario.belligerents), place
            assert option.addressed or not option.consent, place


def test_both_belligerents_have_the_same_means(scenario: Scenario) -> None:
    """Same instruments at the table, and private numbers given for both or for neither."""
    one, other = (scenario.parties[name] for name in scenario.belligerents)
    assert {"posture", "propose", "statement"} <= set(one.instruments) & set(other.instruments)
    for name in SECRET:
        given = [party.numbers[name].source != "neutral" for party in (one, other)]
        assert given[0] == given[1], name


def texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Every text a reader meets by itself, with its place."""
    yield "summary", f"{scenario.title} {scenario.summary}"
    yield "legal", scenario.legal
    yield "caution", scenario.caution
    for n, question in enumerate(scenario.questions):
        yield f"questions.{n}", question
    for party in scenario.parties.values():
        yield f"parties.{party.id}", f"{party.name} {party.text}"
        for profile in party.profiles.values():
            yield f"parties.{party.id}.profiles.{profile.id}", f"{profile.title} {profile.text}"
    for issue in scenario.issues.values():
        yield f"issues.{issue.id}", f"{issue.title} {issue.text}"
        for option in issue.options.values():
            yield f"issues.{issue.id}.options.{option.id}", f"{option.title} {option.text}"
    for event in scenario.events:
        yield f"events.{event.id}", f"{event.title} {event.text}"
    for tail in scenario.tails:
        yield f"tails.{tail.id}", f"{tail.title} {tail.text}"
    for signal in scenario.signals:
        read = " ".join(f"{reading.title} {reading.text}" for reading in signal.readings)
        yield f"signals.{signal.id}", f"{signal.title} {signal.text} {read}"
    for strand in scenario.strands:
        yield f"strands.{strand.id}", f"{strand.title} {strand.text}"
    for channel in scenario.channels.values():
        yield f"channels.{channel.id}", f"{channel.title} {channel.text}"
    for name, case in scenario.counterfactuals.items():
        yield f"counterfactuals.{name}", f"{case.title} {case.text}"
    for reader in ("public", *scenario.parties):
        yield f"briefings.{reader}", scenario.briefing(reader)


def test_a_place_with_two_names_is_given_both(scenario: Scenario) -> None:
    """Each text that uses one name of a pair in `places` has the pair at least once: `A/B`."""
    for place, text in texts(scenario):
        told = plain(text)
        for one, other in scenario.places:
            if re.search(rf"\b({re.escape(one)}|{re.escape(other)})\b", told):
                both = (f"{one}/{other}", f"{other}/{one}", f"{one} ({other})", f"{other} ({one})")
                assert any(pair in told for pair in both), f"{place}: {one}, {other}"


def test_every_pair_of_names_is_used(scenario: Scenario) -> None:
    told = plain(" ".join(text for _, text in texts(scenario)))
    for one, other in scenario.places:
        assert one in told or other in told, f"{one}, {other}"


def decimals(text: str) -> set[float]:
    """Numbers below 10 with a decimal point, and shares in per cent as decimals."""
    found = {float(one) for one in re.findall(r"(?<![\d.,])\d?\.\d+", text)}
    share = re.findall(r"(?<![\d.,])(\d{1,2}(?:\.\d+)?) ?(?:%|per ?cent)", text)
    return found | {round(float(one) / 100, 6) for one in share}


@pytest.mark.parametrize(("name", "reader"), READERS)
def test_no_briefing_tells_what_another_party_keeps_to_itself(name: str, reader: str) -> None:
    """No weight, chance or private number of another party, nor the name of a profile of it.

    The public briefing keeps those of every party.
    """
    scenario = scenarios.load(name)
    text = scenario.briefing(reader)
    told = decimals(text)
    for party in scenario.parties.values():
        if party.id == reader:
            continue
        given = [n for row, n in party.numbers.items() if row in SECRET and n.source != "neutral"]
        kept = {round(end, 6) for n in given for end in (n.low, n.value, n.high)}
        for profile in party.profiles.values():
            kept |= {round(share, 6) for share in (profile.chance, *profile.weights.values())}
            alone = len(party.profiles) == 1 or len(profile.title.split()) < 2
            assert alone or profile.title not in text, profile.id
        assert not told & (kept - {0.0, 1.0}), party.id


@pytest.mark.parametrize(("name", "reader"), READERS)
def test_a_briefing_is_in_plain_short_words(name: str, reader: str) -> None:
    """Sentences of 20 words on average at most, and none of 60."""
    text = re.sub(r"^#.*$|^[-*] ", "", scenarios.load(name).briefing(reader), flags=re.MULTILINE)
    lengths = [len(one.split()) for one in re.split(r"[.!?:;](?:\s|$)|\n\n", text) if one.strip()]
    assert sum(lengths) / len(lengths) <= 20
    assert max(lengths) < 60


def test_its_folder_holds_data_alone(scenario: Scenario) -> None:
    """No code, nothing large, and no file that is not read."""
    known = {"scenario.toml", "emblem.svg"}
    for file in folder(scenario).rglob("*"):
        if file.is_dir():
            assert file.name in ("briefings", "texts")
            continue
        assert file.suffix in SUFFIXES, file
        assert file.stat().st_size <= LARGEST_FILE, file
        if file.suffix == ".md":
            reader, language, _ = file.name.split(".")
            assert file.parent.name == "briefings"
            assert reader in ("public", *scenario.parties), file
            assert re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language), file
        elif file.parent.name == "texts":
            assert re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\.toml", file.name), file
        else:
            assert file.name in known, file


def test_its_picture_is_a_small_drawing_of_shapes_alone(scenario: Scenario) -> None:
    """No script, style, link, text or fixed colour, so that it can stand in a page as it is."""
    assert (folder(scenario) / "emblem.svg").is_file()
    assert emblem(scenario) != COMMON
    assert re.findall(r'(?:fill|stroke)="(?!none|currentColor)[^"]*"', emblem(scenario)) == []
