"""Every scenario that comes with the program can be played, whatever is set in it or called."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from small_worlds import everything, read

import sim.scenario as scenarios
from sim import compiled, game
from sim.scenario import Scenario

NAMES = scenarios.names()
CASES = [(name, case) for name in NAMES for case in scenarios.load(name).counterfactuals]
STAGES = 4


@pytest.mark.parametrize("name", NAMES)
def test_its_first_rounds_are_played_and_replayed(name: str) -> None:
    with compiled.interpreted():
        played = first_stages(scenarios.load(name), STAGES)
        assert played.round >= 2 or played.stage == "over"
        assert game.record(played).to_dict()["scenario"]["id"] == name
        again = game.begin(scenarios.load(name), 3)
        for stage in played.played:
            again = game.play(again, stage.acts)
        assert again.mark == played.mark


@pytest.mark.parametrize(("name", "case"), CASES)
def test_every_counterfactual_plays_a_few_rounds(name: str, case: str) -> None:
    with compiled.interpreted():
        played = first_stages(scenarios.load(name).counterfactual(case), STAGES)
    assert played.round >= 2 or played.stage == "over"


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_counterfactual_changes_what_it_names_and_nothing_else(name: str, case: str) -> None:
    scenario = scenarios.load(name)
    changed = scenario.counterfactual(case)
    named = set(scenario.counterfactuals[case].set)
    assert named <= set(scenario.addresses())
    for address in scenario.addresses():
        same = changed.number(address) == scenario.number(address)
        shared = address.endswith(".chance") or ".weights." in address
        assert same or address in named or shared, address


@pytest.mark.parametrize("name", NAMES)
def test_names_and_file_order_play_no_part(name: str) -> None:
    """Parties renamed and in reverse order, streams kept: every number is the same."""
    scenario = scenarios.load(name)
    assert scenario.path is not None
    twin = relabelled(scenario.path.read_text(encoding="utf-8"), list(scenario.parties))
    assert list(twin.parties) == [called(party) for party in scenario.parties]
    assert not set(twin.parties) & set(scenario.parties)
    with compiled.interpreted():
        one, other = game.begin(scenario, 5), game.begin(twin, 5)
        for _ in range(STAGES):
            for a, b in zip(everything(one), everything(other), strict=True):
                assert np.array_equal(a, b)
            assert one.log[-1].believed == other.log[-1].believed
            if one.stage == "over":
                break
            one, other = game.play(one, {}), game.play(other, {})


def first_stages(scenario: Scenario, stages: int) -> game.Game:
    played = game.begin(scenario, 3)
    for _ in range(stages):
        if played.stage != "over":
            played = game.play(played, {})
    return played


def called(party: str) -> str:
    """Another name for a party, in another alphabetical place."""
    return "zyxwvutsrqponmlkjihgfedcba"[ord(party[0]) - ord("a")] + "-" + party


def relabelled(text: str, parties: list[str]) -> Scenario:
    """A scenario's text with other names for its parties, parties and issues in reverse order."""
    names = {party: called(party) for party in parties}
    tables = renamed(tomllib.loads(text), names)
    for kind in ("parties", "issues"):
        tables[kind] = dict(reversed(tables[kind].items()))
    return read("\n".join(f"{written(key)} = {written(inner)}" for key, inner in tables.items()))


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same tables with names exchanged in keys, in ids and in the parts of addresses."""
    if isinstance(value, dict):
        return {renamed(key, names): renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [renamed(inner, names) for inner in value]
    if isinstance(value, str) and " " not in value:
        return ".".join(names.get(part, part) for part in value.split("."))
    return value


def written(value: Any) -> str:
    """A value in TOML, tables inline."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(k)} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(inner) for inner in value) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08x}" if c in '"\\\n' else c for c in value) + '"'
    return str(value)
