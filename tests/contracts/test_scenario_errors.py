"""A refused scenario is a list one can read, with the nearest name there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from wrong_scenarios import (
    altered,
)

import sim.scenario as scenarios
from sim.scenario import ScenarioError


def test_the_error_is_a_readable_list(tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(altered(("stream = 3", "strem = 3")), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        scenarios.load(file)
    lines = str(caught.value).split("\n")
    assert lines[0] == "2 mistakes:"
    assert f"{file}: issues.name.strem: found the unknown name 'strem'" in lines[2]
    assert len(caught.value.mistakes) == 2


@pytest.mark.parametrize(
    ("values", "address", "allowed"),
    [
        ({"parties.north.war.optimsm": 0.5}, "parties.north.war.optimsm", "war.optimism"),
        ({"war.noise": 2.0}, "war.noise", "0 to 1"),
        ({"war.noise": float("nan")}, "war.noise", "a finite number"),
        ({"war.noise": "loud"}, "war.noise", "a number"),
        ({"war.noise": True}, "war.noise", "a number"),
        ({"war.noise": {"low": 0.3, "high": 0.2}}, "war.noise", "low at most high"),
        ({"war.noise": {"lo": 0.3}}, "war.noise", "a number"),
        ({"war.noise": 10**5000}, "war.noise", "a number"),
        ({"scenario.rounds": 3.5}, "scenario.rounds", "a whole number"),
        (
            {f"parties.north.profiles.land.weights.{i}": 0 for i in ("land", "trade", "name")},
            "parties.north.profiles.land.weights",
            "a sum above 0",
        ),
    ],
)
def test_with_values_refuses_what_cannot_be(
    values: dict[str, object], address: str, allowed: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenarios.load("lab").with_values(values)
    assert any(m.address == address and allowed in m.allowed for m in caught.value.mistakes)


def test_an_unknown_address_counterfactual_or_reader_is_told_the_nearest() -> None:
    lab = scenarios.load("lab")
    with pytest.raises(ScenarioError, match=r"did you mean war\.noise"):
        lab.number("war.nois")
    with pytest.raises(ScenarioError, match="did you mean mirror"):
        lab.counterfactual("miror")
    with pytest.raises(ScenarioError, match="did you mean north"):
        lab.briefing("nort")
    with pytest.raises(ScenarioError, match="a language"):
        lab.briefing("north", "../../etc/passwd")
