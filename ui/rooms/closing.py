"""What closes with a stage: the next position, the question it puts, what each seat then sees.

Worked out in the server or in a process beside it, from the same acts and with the same result.
What travels back is only what the stage changed.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from sim import beliefs
from sim import game as games
from sim.acts import Act
from sim.game import Game, Inject
from sim.round import consider_seat
from sim.scenario import Scenario
from ui.charts.picture import Picture, picture
from ui.words import speaking

from . import guesses

if TYPE_CHECKING:
    from sim.opponent import Seen
    from sim.outlook import Outlook


@dataclass(frozen=True)
class Task:
    """A stage to be closed: the game's whole record so far, and the acts of people.

    `asking` are the seats that a question may be put to, `shown` those with a screen, each with
    a language in which somebody reads it.
    """

    seed: int
    seats: tuple[str, ...]
    played: tuple[Mapping[str, Act], ...]
    mark: str
    acts: Mapping[str, Act]
    asking: tuple[str, ...] = ()
    shown: tuple[tuple[str, str], ...] = ()
    injected: tuple[Inject, ...] = ()

    @classmethod
    def of(
        cls,
        game: Game,
        acts: Mapping[str, Act],
        asking: Sequence[str],
        shown: Sequence[tuple[str, str]],
    ) -> Task:
        """The stage that these acts close."""
        played = tuple(dict(one.acts) for one in game.played)
        return cls(
            game.seed, game.seats, played, game.mark, dict(acts), tuple(asking), tuple(shown),
            game.injected,
        )  # fmt: skip

    def told(self, game: Game) -> Game:
        """The same position with what was brought on since: no stage before its own asks for it."""
        return replace(game, injected=self.injected)

    def fold(self, scene: Scenario) -> Game:
        """The position it is about, played from the beginning."""
        game = self.told(games.begin(scene, self.seed, 0, self.seats))
        for acts in self.played:
            game = games.play(game, acts)
        return game


@dataclass(frozen=True)
class Closed:
    """The position after a stage, the question to each seat, screens by seat and language."""

    game: Game
    asked: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[tuple[str, str], Picture] = field(default_factory=dict)


def close(game: Game, task: Task) -> Closed:
    """Play a stage from its position."""
    after = games.play(game, task.acts)
    asks = after.stage == "answers" and after.phase == "war"
    asking = task.asking if asks else ()
    views = {
        seat: games.look(after, seat)
        for seat in dict.fromkeys((*asking, *(seat for seat, _ in task.shown)))
    }
    judged = {seat: beliefs.analyse(view) for seat, view in views.items()}
    public = guesses.public(views[asking[0]]) if asking else None
    asked = {
        seat: guesses.question(after, seat, views[seat], judged[seat], public) for seat in asking
    }
    shown = {}
    for seat, spoken in task.shown:
        with speaking(spoken):
            shown[seat, spoken] = picture(views[seat], judged[seat])
    return Closed(after, asked, shown)


# -- between processes ---------------------------------------------------------------


def _known(game: Game) -> Iterator[tuple[str, object]]:
    """The parts of a position that the next one goes on using, by name."""
    for name in ("scenario", "arena", "now", "judged", "world"):
        yield name, getattr(game, name)
    for part in ("public", "private"):
        rows = getattr(game.world, part)
        yield part, rows
        for name in rows._fields:
            if isinstance(getattr(rows, name), np.ndarray):
                yield f"{part}.{name}", getattr(rows, name)
    for row in ("played", "log", "events"):
        for k, one in enumerate(getattr(game, row)):
            yield f"{row}.{k}", one


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, game: Game) -> None:
        super().__init__(file, 5)
        self._parts = [*_known(game)]
        self._names = {id(part): name for name, part in self._parts}

    def persistent_id(self, found: object) -> str | None:
        return self._names.get(id(found))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, game: Game) -> None:
        super().__init__(file)
        self._parts = dict(_known(game))

    def persistent_load(self, name: str) -> object:
        return self._parts[name]


def packed(before: Game, closed: Closed) -> bytes:
    """What a stage changed, against the position before."""
    game = closed.game
    if game.judged is not before.judged:
        # a judgement is large and follows from the world: who needs one makes it
        game = replace(game, judged=tuple(game.judged))
    file = io.BytesIO()
    _Pickler(file, before).dump((game, dict(closed.asked), dict(closed.pictures)))
    return file.getvalue()


def unpacked(before: Game, body: bytes) -> Closed:
    """The same, laid on the same position in another process."""
    game, asked, pictures = _Unpickler(io.BytesIO(body), before).load()
    if game.judged is not before.judged:
        game = replace(game, judged=Judgements(game, tuple(game.judged)))
    return Closed(game, asked, pictures)


class Judgements(Mapping[int, "tuple[Seen, Outlook]"]):
    """The judgements of a position's seats, each made when it is asked for."""

    def __init__(self, game: Game, seats: tuple[int, ...]) -> None:
        self._make = partial(_judgement, game.scenario, game.world, game.now, game.seats)
        self._seats = seats
        self._made: dict[int, tuple[Seen, Outlook]] = {}

    def __getitem__(self, p: int) -> tuple[Seen, Outlook]:
        if p not in self._seats:
            raise KeyError(p)
        if p not in self._made:
            self._made[p] = self._make(p)
        return self._made[p]

    def __iter__(self) -> Iterator[int]:
        return iter(self._seats)

    def __len__(self) -> int:
        return len(self._seats)


def _judgement(
    scenario: Scenario, world: Any, now: Any, seats: tuple[str, ...], p: int
) -> tuple[Seen, Outlook]:
    person = list(scenario.parties)[p] in seats
    return consider_seat(games.arena(scenario), world, now, p, person)
