"""A class for tests: a clock that stands still until it is told, students by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.acts import Act
from ui.rooms import House, Place, Room
from ui.rooms.log import Log

BEST = {"chances": [0.1, 0.3, 0.5, 0.7, 0.9], "best": 1, "low": 0, "high": 2}


def everything(database: Path | str) -> bytes:
    """All that a database holds: every byte of the file and its companions, or every row."""
    if isinstance(database, Path):
        return b"".join(path.read_bytes() for path in database.parent.iterdir())
    import psycopg

    with psycopg.connect(database) as connection:
        named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        tables = [row[0] for row in connection.execute(named)]
        whole = 'SELECT row_to_json(t)::text FROM "{}" t'
        rows = [row[0] for one in tables for row in connection.execute(whole.format(one))]
    return "\n".join(rows).encode()


class Clock:
    """The server's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


class Lesson:
    """A house with one class in it, and the keys of those who joined."""

    def __init__(self, path: Path | str, **form: Any) -> None:
        self.path, self.clock = path, Clock()
        self.house = House(Log(path), self.clock)
        asked = {"scenario": "lab", "students": "4", "rounds": "3", "seed": "7", **form}
        self.id = self.house.create(asked).id
        self.keys: dict[str, str] = {}

    @property
    def room(self) -> Room:
        return self.house.rooms[self.id]

    def come(self, *names: str) -> None:
        for name in names:
            self.keys[name] = self.room.join(name)[1]

    def begin(self, *names: str) -> None:
        self.come(*names)
        self.room.start()

    def place(self, name: str) -> Place:
        found = self.room.place(self.keys[name])
        assert found is not None
        return found

    def press(self, name: str, act: Act | None = None, press: str = "", **when: Any) -> Any:
        place = self.place(name)
        game = place.table.game()
        meant = {"round": game.round, "stage": game.stage, **when}
        press = press or f"{name}-{meant['round']}-{meant['stage']}"
        return place.submit(act or Act(), press=press, **meant)

    def guess(self, name: str, **changed: Any) -> None:
        place = self.place(name)
        asked = place.table.question(place.name)
        assert asked is not None
        fitting = {**BEST, "high": min(2, len(asked["ladder"])), **changed}
        place.table.guess(place.person, place.name, fitting, f"{place.table.round}")

    def round(self, *names: str) -> None:
        """A whole round: moves, answers, the question."""
        for name in names:
            assert self.press(name).ok
        for name in names:
            assert self.press(name).ok
        for name in names:
            if self.place(name).table.question(self.place(name).name):
                self.guess(name)

    def again(self) -> None:
        """The server ends, and another one opens the same file."""
        self.house.log.close()
        self.house = House(Log(self.path), self.clock)

    def state(self, name: str) -> tuple[int, str]:
        game = self.place(name).table.game()
        return game.round, game.stage
