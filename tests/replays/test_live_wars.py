"""One short world of each live scenario beside the flagship, as the terminal tells it.

python tests/replays/test_live_wars.py      writes them again, after a change that says why
"""

from pathlib import Path

import pytest

import sim
from sim import compiled, game
from ui.transcript import transcript

FOLDER = Path(__file__).parent
WORLDS = {
    "the-stalemate-of-2023": ("ukraine-2023", "shared-view", 3),
    "the-proposals-of-2025": ("ukraine-2025", "shared-view", 3),
}
ROUNDS = 4  # rounds told in full, after which only the ending is


def told(name: str) -> str:
    """The transcript of one of the worlds, cut to its first rounds."""
    scenario, case, seed = WORLDS[name]
    short = sim.load(scenario).counterfactual(case).with_values({"scenario.rounds": ROUNDS})
    with compiled.interpreted():
        finished = game.run(game.begin(short, seed=seed))
    return "\n".join(line.text for line in transcript(finished)) + "\n"


@pytest.mark.parametrize("name", WORLDS)
def test_a_live_war_is_told_as_it_was_before(name):
    """Word for word, until somebody changes it on purpose."""
    assert told(name) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    for world in WORLDS:
        (FOLDER / f"{world}.txt").write_text(told(world), encoding="utf-8")
