"""Golden transcripts: short games a person can read. A change of them is a change of the rules.

To renew one after a change that is meant: `python tests/replays/test_transcripts.py`, and say
why in the commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import sim
from sim import compiled, game
from sim.acts import Act, Proposal

HERE = Path(__file__).parent
SCRIPT = {  # a person in South's seat: round -> what South tables; it accepts from round 4
    1: {"land": "quarter", "trade": "open", "name": "southern"},
    2: {"land": "quarter", "trade": "open", "name": "none"},
    3: {"land": "half", "trade": "open", "name": "southern"},
}


def play() -> game.Game:
    """The lab, seed 7: a person in South's seat concedes step by step."""
    north = {"low": 0.7, "high": 0.8}
    scenario = sim.load("lab").with_values(
        {"parties.north.war.optimism": north, "parties.south.war.optimism": 0.65})  # fmt: skip
    g = game.begin(scenario, 7, seats=("south",))
    with compiled.interpreted():
        while g.stage != "over" and g.round <= 6:
            if g.stage == "moves":
                terms = SCRIPT.get(g.round)
                tabled = Proposal(terms) if terms and g.phase == "war" else None
                g = game.play(g, {"south": Act(posture="hold", proposal=tabled)})
            else:
                asked = {o.proposer: g.round >= 4 for o in game.look(g, "south").open}
                g = game.play(g, {"south": Act(answers=asked)})
    return g


def transcript(g: game.Game) -> Iterator[str]:
    """Round by round: the true window, minima with what the other believes, acts, the ending."""
    names = list(g.scenario.parties)
    yield f"{g.scenario.title}, seed {g.seed}, {' and '.join(g.seats)} played by a person"
    for measure in g.log:
        shut = "open" if measure.window.on_table else "shut"
        yield f"\nRound {measure.round}: the window is {shut}, margin {measure.window.margin:+.3f}"
        for p, name in enumerate(names):
            mean, low, high = measure.estimates[1 - p]
            yield (
                f"  {name}'s minimum {measure.minimum[p]:.3f}, believed {mean:.3f} "
                f"({low:.3f} to {high:.3f}); it believes in a window by {measure.believed[p]:.3f}"
            )
        for event in g.events:
            if event.round != measure.round:
                continue
            told = event.data
            match event.kind:
                case "posture":
                    yield f"  {event.party}: {told['posture']}"
                case "proposal":
                    yield f"  {event.party} tables {', '.join(told['terms'].values())}"
                case "answer":
                    said = "accepts" if told["yes"] else "refuses"
                    yield f"  {event.party} {said} what {told['proposer']} tabled"
                case "statement":
                    yield f"  {event.party}: {told['kind']} {told['issue']} {told['option']}"
                case "signed":
                    yield f"  signed: {', '.join(told['terms'].values())}"
    yield f"\n{g.ending}, round {g.round}"


def test_south_concedes_step_by_step():
    """The lab, seed 7, with a person who refuses three rounds: lab.txt, word for word."""
    golden = (HERE / "lab.txt").read_text(encoding="utf-8")
    assert "\n".join(transcript(play())) + "\n" == golden


if __name__ == "__main__":
    (HERE / "lab.txt").write_text("\n".join(transcript(play())) + "\n", encoding="utf-8")
