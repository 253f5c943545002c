"""Levels of opponents: numbers in words, the same for every side, kept in the record."""

from __future__ import annotations

import json

import pytest

import sim
from sim import compiled, game
from sim.written import plain
from ui import levels
from ui.pages.home import begin
from ui.store import Store
from ui.table import Tables


@pytest.mark.parametrize("level", levels.LEVELS, ids=lambda level: level.id)
def test_a_level_sets_four_numbers_of_the_mind_and_nothing_else(level: levels.Level) -> None:
    scenario = sim.load("lab")
    changed = levels.played_by(scenario, {"south": level.id})
    differ = {a for a in scenario.addresses() if scenario.number(a) != changed.number(a)}
    assert differ <= {levels.address("south", field) for field in level.numbers}
    assert levels.level_of(changed, "south") == level.id
    assert levels.level_of(changed, "north") == ""


def test_both_sides_get_the_same_numbers() -> None:
    scenario = sim.load("ukraine-2022")
    changed = levels.played_by(scenario, dict.fromkeys(scenario.parties, "shoes"))
    for field in levels.BY_ID["shoes"].numbers:
        values = {changed.number(levels.address(p, field)).value for p in scenario.parties}
        assert len(values) == 1


def test_no_level_calls_up_a_counterfactual() -> None:
    """A game at a level is not said to be another world than it is."""
    for name in sim.scenario.names():
        scenario = sim.load(name)
        for level in levels.BY_ID:
            everyone = levels.played_by(scenario, dict.fromkeys(scenario.parties, level))
            assert everyone.supposed == ()


def test_levels_rise_in_what_they_see() -> None:
    """From one to the next order, empathy and expertise never fall."""
    for field in ("order", "empathy", "expertise"):
        values = [level.numbers[field] for level in levels.LEVELS]
        assert values == sorted(values)


@pytest.mark.parametrize(
    "chosen", [{"south": "genius"}, {"nobody": "book"}, {"south": "book", "east": "itself"}]
)
def test_what_is_no_level_is_refused_in_words(chosen: dict[str, str]) -> None:
    with pytest.raises(levels.NoLevel, match="no such level"):
        levels.played_by(sim.load("lab"), chosen)


def test_a_what_if_about_minds_leaves_none_to_choose() -> None:
    supposed = sim.load("lab").counterfactual("mirror")
    with pytest.raises(levels.NoLevel, match="what-if"):
        levels.played_by(supposed, {"south": "book"})
    assert levels.sets_minds(supposed, "mirror")


def test_a_game_at_mixed_levels_is_recorded_and_replayed() -> None:
    """The record alone tells who played at which level, and its machines decide alike."""
    tables = Tables(Store.memory())
    asked = {"scenario": "lab", "seat": "", "seed": "5"}
    with compiled.interpreted():
        address = begin(tables, {**asked, "levels": {"north": "itself", "south": "book"}})
        seat = tables.seat(address.rsplit("/", 1)[1])
        assert seat is not None
        for _ in range(3):
            assert seat.table.step().ok
        record = seat.table.record()
        again = sim.replay(record, verify=True)
    assert levels.level_of(again.scenario, "north") == "itself"
    assert levels.level_of(again.scenario, "south") == "book"
    assert [s.mark for s in again.played] == [s["mark"] for s in record.stages]
    assert json.loads(record.to_json())["scenario"]["values"]


def test_opponents_of_other_levels_play_otherwise() -> None:
    """The words are about something: in the same worlds two levels do not act alike."""
    played: dict[str, list[object]] = {"itself": [], "shoes": []}
    with compiled.interpreted():
        for level, acts in played.items():
            scenario = levels.played_by(sim.load("lab"), {"south": level})
            for seed in range(4):
                one = game.begin(scenario, seed)
                while one.stage != "over" and len(one.played) < 4:
                    one = game.play(one, {})
                acts.append([plain(stage.acts["south"]) for stage in one.played])
    assert played["itself"] != played["shoes"]


def test_the_first_page_refuses_nonsense() -> None:
    tables = Tables(Store.memory())
    for nonsense in ("book", ["south"], {"south": 3}):
        with pytest.raises(levels.NoLevel):
            begin(tables, {"scenario": "lab", "seat": "north", "seed": "1", "levels": nonsense})
