"""The template is sound at every step of the guide, and commands for authors say no in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim import compiled, scenario
from sim.settlements import settle
from ui.cli import app
from ui.emblems import COMMON, emblem

GUIDE = (Path(__file__).parents[2] / "docs" / "your-own-war.md").read_text(encoding="utf-8")
NAMES = {
    "party_one": "kingdom", "party_two": "league", "party_helper": "bishop",
    "issue_front": "castle", "issue_status": "crown", "issue_people": "toll",
}  # fmt: skip


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "my-own"
    code, told = ceasefire("scenarios", "new", folder)
    assert code == 0
    assert "ceasefire scenarios check" in told
    return folder


def ceasefire(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert "Traceback" not in result.stdout + result.stderr
    return result.exit_code, result.stdout + result.stderr


def test_it_is_sound_as_it_is_and_named_after_its_folder(mine: Path) -> None:
    code, told = ceasefire("scenarios", "check", mine)
    assert code == 0
    assert "my-own is sound" in told
    assert "No briefing" not in told
    found = sim.load(mine)
    assert found.id == "my-own"
    assert "my-war" not in (mine / "scenario.toml").read_text(encoding="utf-8")
    assert all(found.briefing(reader) for reader in ("public", *found.parties))
    assert emblem(found) == COMMON
    assert "my-own" not in scenario.names()


def test_it_is_no_scenario_of_the_program() -> None:
    assert "template" not in scenario.names()
    assert scenario.check("template")


def test_replacing_its_names_everywhere_leaves_it_sound_and_its_prose_whole(mine: Path) -> None:
    """Step 3 of the guide, with an editor's replace."""
    assert all(f"`{name}`" in GUIDE for name in NAMES)
    file = mine / "scenario.toml"
    text = file.read_text(encoding="utf-8")
    before = re.findall(r'(?:title|text) = "(.*?)"', text)
    for old, new in NAMES.items():
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    assert scenario.check(mine) == []
    assert re.findall(r'(?:title|text) = "(.*?)"', text) == before
    code, told = ceasefire("scenarios", "check", mine)
    assert code == 0
    assert "No briefing yet for kingdom, league, bishop" in told


def test_a_forgotten_name_is_told_with_the_nearest(mine: Path) -> None:
    file = mine / "scenario.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('side = "party_two"', 'side = "party_too"'), encoding="utf-8")
    code, told = ceasefire("scenarios", "check", mine)
    assert code == 1
    assert "did you mean party_two" in told


def test_what_it_offers_in_remarks_is_sound_too(mine: Path) -> None:
    """The event, the tail, the date, the places and the source that stand behind a #."""
    file = mine / "scenario.toml"
    text = re.sub(r"(?m)^# (?=\[|[a-z_]+ = |places)", "", file.read_text(encoding="utf-8"))
    assert "\n[[events]]" in text
    assert "\n[[tails]]" in text
    assert "\n[sources.some-page]" in text
    file.write_text(text, encoding="utf-8")
    assert scenario.check(mine) == []


def test_it_plays_and_its_counterfactual_matters(mine: Path) -> None:
    """Terms are signed in most worlds, and in fewer if the third party keeps silent."""
    found = sim.load(mine)
    with compiled.interpreted():
        told = settle(found, 12, seed=1)
        silent = settle(found.counterfactual("silent-friend"), 12, seed=1)
    signed = [sum(w.terms is not None for w in one.worlds) for one in (told, silent)]
    assert signed[0] > 6
    assert signed[1] < signed[0]


def test_the_formula_in_the_guide_is_that_of_the_model(mine: Path) -> None:
    """With no violence felt, the least is p * victory + (1 - p) * defeat on the scale of terms."""
    found = sim.load(mine).with_values(
        {f"parties.{p}.war.{name}": value for p in ("party_one", "party_two")
         for name, value in {"victory": 0.9, "defeat": 0.1, "optimism": 0.75, "cost_weight": 0.0,
                             "hatred_weight": 0.0, "evidence": 1e6}.items()})  # fmt: skip
    from sim import game

    with compiled.interpreted():
        begun = game.begin(found, 1)
    _, least = begun.real_values(1)
    values = begun.world.private
    raw = [float(least[p] / values.scale[p] + values.floor[p]) for p in (0, 1)]
    assert raw == pytest.approx([0.7, 0.7], abs=1e-4)


@pytest.mark.parametrize(
    ("name", "words"),
    [("My War", "small letters"), ("lab", "comes with the program"), ("-x", "small letters")],
)
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str, words: str) -> None:
    code, told = ceasefire("scenarios", "new", "--", tmp_path / name)
    assert code == 1
    assert words in told
    assert not (tmp_path / name).exists()


def test_nothing_is_overwritten(mine: Path) -> None:
    (mine / "scenario.toml").write_text("mine", encoding="utf-8")
    code, told = ceasefire("scenarios", "new", mine)
    assert code == 1
    assert "there already" in told
    assert (mine / "scenario.toml").read_text(encoding="utf-8") == "mine"


def test_show_tells_what_run_and_play_can_be_given() -> None:
    code, told = ceasefire("scenarios", "show", "portsmouth-1905")
    assert code == 0
    for name in (*sim.load("portsmouth-1905").counterfactuals, "sakhalin", "Britain"):
        assert name in told
    code, told = ceasefire("scenarios", "show", "portsmuth-1905")
    assert code == 1
    assert "portsmouth-1905" in told


def test_try_tells_on_which_terms_worlds_end() -> None:
    code, told = ceasefire("scenarios", "try", "portsmouth-1905", "--worlds", "4", "--seed", "7",
                           "--counterfactual", "no-late-information")  # fmt: skip
    assert code == 0
    assert "100%  The eight points as agreed" in told
    assert "Signed in round 4 of 12" in told
    code, told = ceasefire("scenarios", "try", "portsmouth-1905", "--worlds", "2",
                           "--counterfactual", "no-council")  # fmt: skip
    assert "100%  no agreement" in told
    assert "Most worlds never agree" in told


def test_the_list_has_short_ones_first_and_says_which_wars_go_on() -> None:
    code, told = ceasefire("scenarios")
    assert code == 0
    assert told.index("lab") < told.index("portsmouth-1905") < told.index("ukraine-2022")
    line = next(line for line in told.splitlines() if line.startswith("ukraine-2022"))
    assert "now" in line
    assert "8,640" in line
    table = told.split("\n\n")[0]
    assert all(len(line) <= 80 for line in table.splitlines())
    for word in ("laboratory", "Portsmouth", "intermediate", "stalemate", "minutes"):
        assert word in table, word
