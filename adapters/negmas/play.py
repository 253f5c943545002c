"""A world with NegMAS negotiators in some of its chairs, played to its end."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.negmas.chair import Chair
from sim import game
from sim.acts import Act, ActError
from sim.game import Game
from sim.scenario import Scenario


def play(scenario: Scenario, seed: int, chairs: Mapping[str, Chair], replicate: int = 0) -> Game:
    """The finished game: negotiators in their chairs, our machines in all others.

    What a negotiator does wrong costs it its turn; the record says so, and replays.
    ActError for a chair that is no party's.
    """
    current = game.begin(scenario, seed, replicate, seats=tuple(chairs))
    try:
        while current.stage != "over":
            current = _stage(current, chairs)
    finally:
        for chair in chairs.values():
            chair.close()
    return current


def _stage(current: Game, chairs: Mapping[str, Chair]) -> Game:
    acts, notes = {}, {}
    for name, chair in chairs.items():
        act, note = chair.act(game.look(current, name))
        try:
            if act != Act():
                game.play(current, {name: act})
        except ActError as error:
            act, note = Act(), f"its act is not legal: {error}"
        acts[name] = act
        if note:
            notes[name] = note
    return game.play(current, acts, notes)
