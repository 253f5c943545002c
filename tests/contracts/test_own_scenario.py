"""Records of a scenario of one's own."""

from pathlib import Path

import sim
from sim import game
from sim.scenario import load

LAB = Path(__file__).parents[2] / "scenarios" / "lab" / "scenario.toml"


def test_a_record_of_ones_own_scenario_can_be_recorded_again_after_its_file_is_gone(tmp_path):
    """What a record carries is enough to replay it and to share it on."""
    own = tmp_path / "scenario.toml"
    own.write_text(LAB.read_text(encoding="utf-8").replace('id = "lab"', 'id = "mine"'))
    played = game.run(game.begin(load(own).with_values({"war.noise": 0.1}), seed=3))
    first = game.record(played).to_json()
    own.unlink()
    again = game.record(sim.replay(first)).to_json()
    assert again == first
    assert sim.replay(again).mark == played.mark
