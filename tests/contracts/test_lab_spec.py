"""What a form of the laboratory says is the spec that the terminal reads."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_lab import FORM, form
from sweep_worlds import HOPE

import sim
from sim.mistakes import Notes
from sim.sweeps import SweepError
from sim.sweeps.spec import read_spec
from ui.lab.spec import LONGEST, checked, read, toml_of

pytestmark = pytest.mark.usefixtures("data")


def test_what_is_ticked_is_the_spec_that_the_terminal_reads(tmp_path):
    """The text is a file like any other: factors, levers, values, outcomes as they were ticked."""
    path = tmp_path / "spec.toml"
    path.write_text(toml_of(FORM))
    spec = read_spec(path)
    assert (spec.id, spec.title, spec.design, spec.seed) == ("hope-cost", "Hope & cost", "grid", 7)
    assert [(f.name, f.lever, f.steps()) for f in spec.factors] == [
        (HOPE, False, [0.3, 0.55, 0.8]), ("war.noise", True, [0.0, 0.1]),
    ]  # fmt: skip
    assert spec.outcomes == ("ending", "opened", "recognised", "seized")
    told = checked(toml_of(FORM))
    assert (told["ok"], told["worlds"], told["points"]) == (True, 12, 6)
    assert 0 < told["bytes"] < told["room"]


def test_counterfactuals_and_a_stopping_rule_can_be_ticked():
    more = {"supposed": ["blind"], "stop": {"outcome": "seized", "interval": "0.1",
                                            "replicates": "20"}}  # fmt: skip
    name = next(iter(sim.load("lab").counterfactuals))
    spec = read(toml_of(form(**{**more, "supposed": [name]})))
    assert spec.levers[-1].values == ("as-written", name)
    assert (spec.stop.outcome, spec.stop.replicates) == ("seized", 20)
    assert spec.most_replicates == 20


@pytest.mark.parametrize(
    "changes",
    [
        {"levels": "many"},
        {"factors": [{"address": "parties.north.war.optimsm", "low": "0", "high": "1"}]},
        {"factors": [{"address": HOPE, "low": "0.9", "high": "0.1"}]},
        {"factors": [{"address": HOPE, "low": "0.4", "high": "0.4"}]},
        {"factors": [{"address": HOPE, "low": "0.3", "high": "9"}]},
        {"factors": []},
        {"design": "sobol", "points": "100"},
        {"design": "guess"},
        {"keep": ["sezied"]},
        {"stop": {"outcome": "ending", "interval": "x", "replicates": ""}},
        {"scenario": "labb"},
    ],
)
def test_what_is_wrong_is_told_in_the_terminals_own_words(changes, tmp_path):
    """Line for line what `ceasefire sweep` says of the same file."""
    text = toml_of(form(**changes))
    path = tmp_path / "x.toml"
    path.write_text(text)
    with pytest.raises(SweepError) as terminal:
        read_spec(path)
    told = checked(text)
    assert not told["ok"]
    here = [line.replace("spec: ", f"{path}: ") for line in told["mistakes"]]
    if "scenario" not in changes:
        assert here == str(terminal.value).split("\n")
    else:
        assert "lab" in here[0]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["address", "role", "low", "values", "outcome"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(FORM)), ANYTHING))
def test_whatever_a_browser_sends_is_a_spec_or_a_sentence(sent):
    """No form makes text that means something else than was typed, or a traceback."""
    told = checked(toml_of(sent))
    assert told["ok"] or all(told["mistakes"])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_a_title_stays_a_title(title):
    """Quotes, line ends and halves of characters cannot leave the string they stand in."""
    notes = Notes("spec")
    from sim.scenario.file import parse

    found = parse(toml_of(form(title=title)), notes)
    assert not notes
    whole = title[:120].encode("utf-8", "replace").decode()
    assert found["sweep"].get("title", "") == whole


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * (LONGEST + 1), "at most 65,536"),
        ("[sweep\n", "a mistake in the TOML"),
        (toml_of(FORM).replace('"lab"', '"/etc/passwd"'), "unknown name"),
        (toml_of(FORM).replace('"lab"', '"../../scenarios/lab"'), "unknown name"),
        (toml_of(FORM).replace('"grid"', '"file"') + "", "a file of this machine"),
        (toml_of(form(replicates="9000000")), "at most 2,000,000 are played from the browser"),
        (toml_of(form(levels="1000", factors=[
            {"address": f"parties.{who}.war.{what}", "low": "0.2", "high": "0.4"}
            for who in ("north", "south") for what in ("optimism", "victory", "defeat")])),
         "are played from the browser"),
    ],
)  # fmt: skip
def test_what_is_too_big_or_names_a_file_is_refused(text, words):
    """Before a single point is made, and without opening what was named."""
    began = time.monotonic()
    told = checked(text)
    assert not told["ok"]
    assert words in "\n".join(told["mistakes"])
    assert time.monotonic() - began < 60
