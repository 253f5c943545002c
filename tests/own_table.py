"""A game of one's own without a browser: a shelf in memory, a seat, and all its presses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sim import compiled
from sim.acts import Act
from ui.store import Store
from ui.table import Seat, Tables, registry


def in_memory(monkeypatch: pytest.MonkeyPatch) -> Tables:
    """Tables on a shelf of their own, which pages and routes take for the program's."""
    found = Tables(Store.memory())
    monkeypatch.setattr(registry, "_shared", [found])
    return found


@pytest.fixture
def plain() -> Iterator[None]:
    """Rules as they stand, compiled or not: these games are short."""
    with compiled.interpreted():
        yield


def press(seat: Seat, act: Act | None = None) -> None:
    """One press of the seat, with this act or with none."""
    now = seat.table.game()
    key = f"press-{seat.table.id}-{now.round}-{now.stage}"
    done = seat.submit(act or Act(), round=now.round, stage=now.stage, press=key)
    assert done.ok, done.sentence


def play(seat: Seat, rounds: int) -> Seat:
    """Both presses of so many rounds, or up to the end."""
    for _ in range(2 * rounds):
        if seat.table.game().stage != "over":
            press(seat)
    return seat


def finish(seat: Seat) -> Seat:
    """Every press up to the end."""
    while seat.table.game().stage != "over":
        press(seat)
    return seat
