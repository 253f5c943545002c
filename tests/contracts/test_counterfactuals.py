"""A counterfactual is named wherever the world it makes is shown, kept or told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim import game
from ui.charts.people import titled
from ui.cli import app
from ui.pages import briefing, debrief, home
from ui.table import Tables
from ui.transcript import transcript

NO_WORD = "no-late-information"
TITLE = "Portsmouth, August 1905 · No word from London"


def portsmouth() -> sim.Scenario:
    return sim.load("portsmouth-1905")


def ceasefire(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_a_scenario_knows_what_is_supposed_of_it() -> None:
    """By its numbers: however they were set, and not if one of them was set otherwise again."""
    scenario = portsmouth()
    assert scenario.supposed == ()
    supposed = scenario.counterfactual(NO_WORD)
    assert supposed.supposed == (NO_WORD,)
    assert scenario.with_values({"parties.britain.knowledge.profile": 0}) == supposed
    assert supposed.with_values({"parties.britain.knowledge.profile": 0.1}).supposed == ()
    assert supposed.without_supposed() == scenario


def test_of_two_that_hold_the_larger_is_named_and_of_two_apart_both() -> None:
    scenario = portsmouth()
    assert scenario.counterfactual("roosevelt-believed").supposed == ("roosevelt-believed",)
    both = scenario.counterfactual("golden-rule").counterfactual(NO_WORD)
    assert set(both.supposed) == {"golden-rule", NO_WORD}
    assert titled(both).count(" · ") == 2


def test_an_unknown_one_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(sim.ScenarioError, match="did you mean no-late-information"):
        portsmouth().counterfactual("no-late-informaton")


def test_one_that_names_an_unknown_address_is_refused_with_the_nearest(tmp_path: Path) -> None:
    text = portsmouth().path.read_text(encoding="utf-8")
    file = tmp_path / "scenario.toml"
    file.write_text(text.replace("{ \"parties.britain.knowledge.profile\" = 0.0 }",
                                 "{ \"parties.britain.knowledge.profil\" = 0.0 }"))  # fmt: skip
    with pytest.raises(
        sim.ScenarioError, match=r"did you mean .*parties\.britain\.knowledge\.prof"
    ):
        sim.load(file)


def test_a_record_names_it_keeps_its_values_and_replays(tmp_path: Path) -> None:
    begun = game.play(game.begin(portsmouth().counterfactual(NO_WORD), 3), {})
    body = game.record(begun).to_dict()["scenario"]
    assert body["counterfactuals"] == [NO_WORD]
    assert body["values"] == {"parties.britain.knowledge.profile": [0.0, 0.0, 0.0]}
    again = sim.replay(game.record(begun).to_json())
    assert again.scenario.supposed == (NO_WORD,)
    assert "counterfactuals" not in game.record(game.begin(portsmouth(), 3)).to_dict()["scenario"]


def test_the_command_line_plays_names_and_refuses_it() -> None:
    code, told, _ = ceasefire("run", "lab", "--seed", "7", "--counterfactual", "mirror")
    assert code == 0
    assert "Supposed: Neither sees the other's priorities. Both take" in told
    code, record, _ = ceasefire("run", "lab", "--counterfactual", "mirror", "--json")
    assert code == 0
    assert json.loads(record)["scenario"]["counterfactuals"] == ["mirror"]
    for command in (["run", "lab"], ["play", "lab", "--no-browser"]):
        code, told, refused = ceasefire(*command, "--counterfactual", "miror")
        assert code == 1
        assert "did you mean mirror?" in told + refused


def test_the_transcript_of_a_replay_names_it() -> None:
    begun = game.begin(sim.load("lab").counterfactual("mirror"), 7)
    lines = [line.text for line in transcript(sim.replay(game.record(begun)))]
    assert any(line.startswith("Supposed: Neither sees") for line in lines)


def test_the_first_page_offers_it_and_begins_a_game_with_it(tables: Tables) -> None:
    offered = {one["id"]: one for one in home.front(tables)["scenarios"]}
    cases = {case["id"]: case for case in offered["portsmouth-1905"]["counterfactuals"]}
    assert list(cases) == list(portsmouth().counterfactuals)
    assert all(case["title"] and case["text"] for case in cases.values())
    begun = {"scenario": "portsmouth-1905", "seat": "japan", "seed": "5"}
    home.begin(tables, {**begun, "counterfactual": NO_WORD})
    home.begin(tables, {**begun, "counterfactual": ""})
    later, first = home.front(tables)["games"][0], home.front(tables)["games"][1]
    assert {first["title"], later["title"]} == {TITLE, "Portsmouth, August 1905"}
    with pytest.raises(sim.ScenarioError):
        home.begin(tables, {**begun, "counterfactual": "no-such"})


def test_briefing_game_and_debrief_name_it(tables: Tables) -> None:
    table = tables.new(sim.load("lab").counterfactual("mirror"), 7, ("north",))
    seat = tables.seat(table.listing.tokens["north"])
    assert seat is not None
    assert [one["title"] for one in briefing.briefing(seat)["supposed"]] == [
        "Neither sees the other's priorities"
    ]
    watched = tables.new(sim.load("lab").counterfactual("mirror"), 7, ())
    watched_seat = tables.seat(watched.listing.tokens[""])
    assert watched_seat is not None
    page = debrief.debriefed(watched_seat, watched.game(), watched.truth())
    assert page["scenario"] == "The laboratory · Neither sees the other's priorities"
    assert page["case"] == "mirror"
    assert [one["id"] for one in page["cases"]] == ["mirror"]


def test_the_same_world_can_be_played_again_with_another_or_none(tables: Tables) -> None:
    """Same seed, other numbers; what was set besides a counterfactual stays."""
    scenario = portsmouth().with_values({"war.noise": 0.03}).counterfactual(NO_WORD)
    begun = game.begin(scenario, 5)
    for case, supposed in (("", ()), ("tsar-firm", ("tsar-firm",)), (NO_WORD, (NO_WORD,))):
        debrief.another(begun, "japan", case)
        newest = tables.get(tables.list()[0].id).game()
        assert newest.scenario.supposed == supposed
        assert newest.scenario.number("war.noise").value == 0.03
        assert (newest.seed, newest.seats) == (5, ("japan",))
