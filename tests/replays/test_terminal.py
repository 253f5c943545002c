"""Short worlds as the terminal tells them, for a person to read.

python tests/replays/test_terminal.py      writes them again, after a change that says why
"""

from pathlib import Path

import pytest

import sim
from sim import game
from ui.transcript import transcript

FOLDER = Path(__file__).parent
SURE = {
    "scenario.rounds": 3,
    "parties.north.war.optimism": 0.9,
    "parties.south.war.optimism": 0.9,
}
WORLDS = {
    "a-window-seized": ("lab", 3, {}),
    "two-who-are-sure-to-win": ("lab", 3, SURE),
    "japan-1945": ("japan-1945", 5, {}),
    "korea-1951": ("korea-1951", 7, {"scenario.rounds": 18}),
    "minsk-2015": ("minsk-2015", 10, {"scenario.rounds": 18}),
    "portsmouth-1905": ("portsmouth-1905", 3, {}),
    "the-spring-of-2022": ("ukraine-2022", 7, {"scenario.rounds": 14}),
    "four-islands": ("northern-territories", 3, {"scenario.rounds": 6}),
}


def told(name: str) -> str:
    """The transcript of one of the worlds."""
    scenario, seed, values = WORLDS[name]
    finished = game.run(game.begin(sim.load(scenario).with_values(values), seed))
    return "\n".join(line.text for line in transcript(finished)) + "\n"


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_is_told_as_it_was_before(name):
    """Word for word, until somebody changes it on purpose."""
    assert told(name) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    for world in WORLDS:
        (FOLDER / f"{world}.txt").write_text(told(world), encoding="utf-8")
