"""Does thinking about minds pay in an exchange game? Orders 0, 1 and 2 on the same boards.

`python -m benchmarks.mind.trails --boards 400` prints a table and writes
benchmarks/results/mind-trails.json; `--report` writes docs/studies/mind-trails.md
from that file, without playing.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, replace
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.machine import RESULTS, described

from .board import Rules
from .effects import Played, acquainted, compare, describe
from .minds import Nature
from .play import Dealt, deals, play, possible
from .report import PUBLIC, figure, write
from .theories import Reading

OUT = RESULTS / "mind-trails.json"
PAIRS = ("0-0", "1-0", "0-1", "1-1", "1-2", "2-1", "2-2", "2m-1", "1-2m")
GAMES = 20  # of a pair, in the repeated condition
SOUND = ("0-0", "1-0", "0-1", "1-1", "1-2", "2-1")
SHOWN = ("pair", "initiator", "responder", "joint")
DEFAULT = Nature(0)
VARIANTS = {  # of all minds at once, played by fewer pairs
    "learning rate 0.2": replace(DEFAULT, rate=0.2),
    "learning rate 0.8": replace(DEFAULT, rate=0.8),
    "sharpness 0.2": replace(DEFAULT, reading=Reading(sharpness=0.2)),
    "sharpness 2": replace(DEFAULT, reading=Reading(sharpness=2.0)),
    "slips 0.2": replace(DEFAULT, reading=Reading(slip=0.2)),
}


def nature(name: str, like: Nature) -> Nature:
    """The mind of a name: its order, and "m" for mute: it weighs no signals."""
    return replace(like, order=int(name[0]), signals=not name.endswith("m"))


def meet(
    name: str, dealt: list[Dealt], pairs: tuple[str, ...], like: Nature, games: int, seed: int
) -> tuple[Played, dict[str, float]]:
    """All pairs on all boards, and the processor time each pair took for a game."""
    played: Played = {}
    seconds = {}
    for pair in track(pairs, description=name, transient=True):
        first, second = (nature(mind, like) for mind in pair.split("-"))
        start = time.process_time()
        played[pair] = list(play(dealt, (first, second), seed, games))
        seconds[pair] = round((time.process_time() - start) / len(dealt), 4)
    return played, seconds


def condition(
    name: str,
    dealt: list[Dealt],
    seed: int,
    *,
    pairs: tuple[str, ...] = PAIRS,
    like: Nature = DEFAULT,
    games: int = 1,
    strangers: Played | None = None,
) -> tuple[dict[str, Any], Played]:
    """What a condition shows, and its games. `strangers`: single games to set it against."""
    played, seconds = meet(name, dealt, pairs, like, games, seed)
    best = [possible(one) for one in dealt]
    helped = [i for i, gain in enumerate(best) if gain > 0]
    found = {
        "name": name,
        "rules": asdict(dealt[0][0].rules),
        "learning rate": like.rate,
        "reading": asdict(like.reading),
        "games": games,
        "boards": len(dealt),
        "possible joint gain": round(sum(best) / len(best), 3),
        "boards where a deal helps both": len(helped),
        "pairs": {pair: describe(played[pair]) for pair in pairs},
        "seconds a game": seconds,
        "effects": compare(played, games),
        # boards of one sequence of games are not independent, so none are picked out of it
        "effects where a deal helps both": compare(played, 1, helped) if games == 1 else [],
        "joint gain over strangers": acquainted(played, strangers, games) if strangers else {},
    }
    return found, played


def measure(boards: int, seed: int) -> dict[str, Any]:
    """Strangers and acquaintances at the published cost of an offer, then what it hangs on."""
    dealt, dear = deals(boards, seed), deals(boards, seed, Rules(offer=1.0))
    single, strangers = condition("single games", dealt, seed)
    again = f"{GAMES} games of a pair"
    repeated, _ = condition(again, dealt, seed, games=GAMES, strangers=strangers)
    costly, _ = condition("single games, an offer costs 1", dear, seed)
    conditions = [single, repeated, costly]
    for name, like in VARIANTS.items():
        conditions.append(condition(name, dealt, seed, pairs=SOUND, like=like)[0])
    return {"seed": seed, "machine": described(), "conditions": conditions}


def show(found: dict[str, Any]) -> None:
    """The pairs and effects of each condition, beside the authors' public demo (see the page)."""
    console = Console()
    for one in found["conditions"]:
        table = Table(title=f"{one['name']}: {one['boards']} boards")
        for column in (*SHOWN, "agreed", "offers", "s a game", "public demo"):
            table.add_column(column)
        for pair, line in one["pairs"].items():
            points = [f"{line[k]:.1f}" for k in SHOWN[1:]]
            rest = [
                f"{line['agreed']:.2f}",
                f"{line['offers']:.1f}",
                f"{one['seconds a game'][pair]:g}",
            ]
            first, second, agreed = PUBLIC.get(pair, ("", "", ""))
            table.add_row(pair, *points, *rest, f"{first}  {second}  {agreed}")
        console.print(table)
        for effect in one["effects"]:
            own, joint = figure(effect["own"]), figure(effect["joint"])
            console.print(f"  {effect['effect']}: own {own}, joint {joint}", highlight=False)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="benchmarks.mind.trails", description=__doc__)
    parser.add_argument("--boards", type=int, default=400, help=f"a multiple of {GAMES}")
    parser.add_argument("--seed", type=int, default=2017)
    parser.add_argument("--report", action="store_true", help="only write the page again")
    given = parser.parse_args()
    if given.boards <= 0 or given.boards % GAMES:
        parser.error(f"--boards must be a multiple of {GAMES}, not {given.boards}")
    if not given.report:
        found = measure(given.boards, given.seed)
        OUT.write_text(json.dumps(found, indent=1) + "\n")
        show(found)
    else:
        write(json.loads(OUT.read_text()))


if __name__ == "__main__":
    main()
