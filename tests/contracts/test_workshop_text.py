"""The workshop's text and its form are one document."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from injections import INJECTIONS

from sim import scenario as scenarios
from sim.mistakes import ScenarioError
from sim.record import kept
from sim.scenario import load, read
from ui.workshop import drafts, growth, sheet
from ui.workshop.edits import Refused, drop, put
from ui.workshop.places import Places

HOUSE = Path(__file__).parents[2]
SHIPPED = {
    **{name: load(name).path.read_text(encoding="utf-8") for name in scenarios.names()},
    "blank": (HOUSE / "ui/workshop/blank.toml").read_text(encoding="utf-8"),
    "template": (HOUSE / "scenarios/template/template.toml").read_text(encoding="utf-8"),
}
SMALL = SHIPPED["blank"]


def everything(data, path=()):
    """Every path of some data, with what stands there."""
    for name, inner in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*path, name), inner
        if isinstance(inner, dict | list):
            yield from everything(inner, (*path, name))


def remarks(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.split("\n") if "#" in line]


def edited(text: str, *edits) -> str:
    """What a form's edits make of a text, as they come from a browser."""
    return sheet.changed(text, json.loads(json.dumps(list(edits))))


@pytest.mark.parametrize("name", SHIPPED)
def test_everything_of_a_text_is_found_to_the_letter(name):
    """The letters of each value say that value, and each table has a line."""
    text = SHIPPED[name]
    places, lines = Places.of(text), text.split("\n")
    every = list(everything(tomllib.loads(text)))
    for path, value in every[:: 1 + len(every) // 700]:
        start = places.start(path)
        assert start is not None
        if path in places.values:
            first, last = places.values[path]
            assert tomllib.loads(f"x = {text[first:last]}")["x"] == value
            line = lines[places.line(start) - 1]
            assert not isinstance(path[-1], str) or path[-1].split(".")[0] in line


@pytest.mark.parametrize("name", SHIPPED)
def test_a_change_of_the_form_is_the_change_by_hand(name):
    """One title changed by the form is that line changed in an editor, and nothing else."""
    text = SHIPPED[name]
    data = tomllib.loads(text)
    for issue in data["issues"]:
        title = f'title = "{data["issues"][issue]["title"]}"'
        head = f"[issues.{issue}]\n"
        assert text.count(head) == 1
        before, after = text.split(head)
        by_hand = before + head + after.replace(title, 'title = "Called otherwise"', 1)
        path = ["issues", issue, "title"]
        by_form = edited(text, {"what": "put", "path": path, "value": "Called otherwise"})
        assert by_form == by_hand


@pytest.mark.parametrize("name", SHIPPED)
def test_there_and_back_leaves_the_text_as_it_was(name):
    """Numbers and texts from all over it are changed and changed back, to the letter."""
    text = SHIPPED[name]
    places = Places.of(text)
    every = list(everything(tomllib.loads(text)))
    for path, value in every[:: 1 + len(every) // 12]:
        if path not in places.values or isinstance(value, dict | list):
            continue
        first, last = places.values[path]
        there = put(text, path, "as it was not")
        assert remarks(there) == remarks(text)
        again = Places.of(there).values[path]
        assert there[: again[0]] + text[first:last] + there[again[1] :] == text


@pytest.mark.parametrize("name", ["blank", "template", "lab", "ukraine-2022"])
@pytest.mark.parametrize("what", ["party", "issue", "option", "profile", "event", "source"])
def test_what_is_added_leaves_a_scenario_without_mistakes(name, what):
    """A teacher adds one of each and can play on; taking it away leads back to the same data."""
    text = SHIPPED[name]
    data = tomllib.loads(text)
    within = {"option": [next(iter(data["issues"]))], "profile": [next(iter(data["parties"]))]}
    more = edited(text, {"what": "add", "kind": what, "path": within.get(what, [])})
    assert sheet.read(more)[1] == []
    assert len(more) > len(text)
    assert remarks(more) == remarks(text)
    new = set(map(repr, (p for p, _ in everything(tomllib.loads(more)))))
    old = {repr(p) for p, _ in everything(data)}
    path = min((eval(one) for one in new - old), key=len)
    assert tomllib.loads(edited(more, {"what": "remove", "path": list(path)})) == data


def test_whoever_goes_leaves_nothing_behind():
    """A party without whom the rest makes sense can be removed in one press."""
    for name, party in (("minsk-2015", "normandy"), ("japan-1945", "japan_desk"),
                        ("northern-territories", "us")):  # fmt: skip
        found, mistakes = sheet.read(
            edited(SHIPPED[name], {"what": "remove", "path": ["parties", party]})
        )
        assert mistakes == []
        assert party not in found.parties


def test_a_range_and_a_value_keep_their_source():
    """A number's source and note stay when a form changes its range."""
    text = SMALL.replace("optimism = { low = 0.6, high = 0.8 }",
                         'optimism = { low = 0.6, high = 0.8, note = "x" } # mine', 1)  # fmt: skip
    path = ["parties", "first", "war", "optimism"]
    wide = edited(text, {"what": "figure", "path": path, "low": "0.5", "high": "0.9"})
    assert 'optimism = { low = 0.5, high = 0.9, note = "x" } # mine' in wide
    one = edited(wide, {"what": "figure", "path": path, "value": "0.7"})
    assert tomllib.loads(one)["parties"]["first"]["war"]["optimism"] == {
        "value": 0.7, "note": "x"}  # fmt: skip
    path = ["parties", "first", "war", "evidence"]
    span = edited(SMALL, {"what": "figure", "path": path, "low": "5", "high": "20"})
    assert "evidence = { low = 5, high = 20 }" in span
    assert sheet.read(span)[1] == []


def test_a_mistake_leads_to_its_line():
    """What the loader says, with the line it stands in and the path a form can go to."""
    wrong = SMALL.replace("rounds = 16", "rounds = 1600").replace(
        "weights = { island = 0.7, harbour = 0.3 }", "weights = { isle = 0.7, harbour = 0.3 }", 1
    )
    told = sheet.sheet(wrong)["mistakes"]
    lines = wrong.split("\n")
    by_address = {one["address"]: one for one in told}
    assert "rounds" in lines[by_address["scenario.rounds"]["line"] - 1]
    isle = by_address["parties.first.profiles.land.weights.isle"]
    assert "isle" in lines[isle["line"] - 1]
    assert "did you mean" in isle["said"] or "one of" in isle["said"]
    assert isle["path"][:2] == ["parties", "first"]
    said = [str(one).partition(": ")[2] for one in _mistakes(wrong)]
    assert [one["said"] for one in told] == said


def _mistakes(text):
    with pytest.raises(ScenarioError) as error:
        read(text)
    return error.value.mistakes


def test_a_broken_text_names_its_line_and_no_form():
    """Half a line typed: the line is told, the form keeps what it had, nothing is changed."""
    broken = SMALL.replace('title = "Who holds', "title = Who holds")
    told = sheet.sheet(broken)
    line = broken[: broken.index("title = Who")].count("\n") + 1
    assert [one["line"] for one in told["mistakes"]] == [line]
    assert told["form"] is None
    with pytest.raises(Refused):
        edited(broken, {"what": "put", "path": ["scenario", "title"], "value": "x"})


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_looks_like_code_is_text(text):
    """It stands in the file as text, and comes back as the same text."""
    made = edited(SMALL, {"what": "put", "path": ["parties", "first", "name"], "value": text})
    assert tomllib.loads(made)["parties"]["first"]["name"] == text
    assert sheet.sheet(made)["form"]["parties"][0]["name"] == text


def refusal(edits) -> str:
    """Why edits are refused; empty if they are made. Any other fault fails the test."""
    try:
        sheet.changed(SMALL, edits)
    except Refused as refused:
        return str(refused)
    return ""


def answered(edit):
    """The text after an edit, or None where it is refused."""
    return None if refusal([edit]) else edited(SMALL, edit)


VALUES = st.text(max_size=60) | st.booleans() | st.integers(-9, 9) | st.lists(
    st.text(max_size=5), max_size=3)  # fmt: skip
PATHS = st.lists(
    st.sampled_from(["parties", "first", "issues", "island", "options", "none", "values", "x.y",
                     "title", "scenario", "war", "briefings", "é", ""]) | st.integers(-1, 3),
    max_size=6)  # fmt: skip


@given(PATHS, VALUES)
@settings(max_examples=150, deadline=None)
def test_whatever_a_browser_asks_for_is_done_exactly_or_refused(path, value):
    """The text says what was asked, with every remark of before; or nothing is done."""
    made = answered({"what": "put", "path": path, "value": value})
    if made is None:
        return
    inner = tomllib.loads(made)
    for part in path:
        inner = inner[part]
    assert inner == (value.replace("\r\n", "\n").replace("\r", "\n")
                     if isinstance(value, str) else inner)  # fmt: skip
    assert len(remarks(made)) >= len(remarks(SMALL))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["what", "path", "value", "kind", "low"]), inner)
        ),
    )
)
@settings(max_examples=100, deadline=None)
def test_nonsense_is_refused_with_a_sentence(nonsense):
    """Whatever comes over the socket in place of edits."""
    said = refusal(nonsense)
    assert said.endswith(".") or nonsense == []


def test_too_long_is_refused_before_it_is_read():
    """A draft is bounded, and the bound is told."""
    with pytest.raises(Refused, match="250,000"):
        sheet.changed("#" * (sheet.LONGEST + 1), [])


def test_briefings_may_stand_in_the_file(tmp_path):
    """One file holds a whole scenario, and a record of it keeps the briefings."""
    assert read(SMALL).briefing("public").startswith("The island")
    held = load(kept(SMALL))
    assert held.briefing("first", "ja") == read(SMALL).briefing("first")
    assert held.digest == read(drop(SMALL, ("briefings",))).digest
    for text, words in (("4", "a text"), ('{ frist = "x" }', "did you mean first"),
                        (f'{{ first = "{"x" * 20_001}" }}', "20,000")):  # fmt: skip
        wrong = f"briefings = {text}\n{drop(SMALL, ('briefings',))}"
        assert any(words in str(one) for one in _mistakes(wrong)), text


@pytest.mark.parametrize("name", ["blank", "template", *scenarios.names()])
def test_every_template_begins_without_mistakes(name, tmp_path, monkeypatch):
    """As it is offered: one file, with its briefings, under a name of its own."""
    monkeypatch.setenv("CEASEFIRE_DATA", str(tmp_path))
    draft = drafts.begun(name)
    found, mistakes = sheet.read(draft.text)
    assert mistakes == []
    assert found.id not in scenarios.names()
    assert sheet.facts(found)["unwritten"] == []
    if name in scenarios.names():
        assert found.briefing("public") == load(name).briefing("public")
        assert remarks(draft.text)[: len(remarks(SHIPPED[name]))] == remarks(SHIPPED[name])


def test_a_draft_is_there_after_whatever_ends_and_two_tabs_overwrite_nothing(tmp_path, monkeypatch):
    """It is a file; a tab that knows an older text is told, and nothing is lost."""
    monkeypatch.setenv("CEASEFIRE_DATA", str(tmp_path))
    first = drafts.begun("blank")
    known = drafts.mark(first.text)
    second = drafts.find(first.id)
    second.keep("# the other tab\n", known)
    with pytest.raises(Refused, match="another tab"):
        first.keep("# this tab\n", known)
    assert drafts.find(first.id).text == "# the other tab\n"
    assert drafts.find("../../etc/passwd") is None
    first.delete()
    assert drafts.find(first.id) is None


def test_growth_stops_where_the_loader_stops():
    """Nobody is offered a ninth party."""
    text = SMALL
    for _ in range(6):
        text = growth.add(text, "party")
    with pytest.raises(Refused, match="8"):
        growth.add(text, "party")
