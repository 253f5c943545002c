"""What a table's game comes to, with nothing hidden any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.acts import terms_names
from sim.game import Game
from sim.windows import Episode, Truth
from ui import telling

from . import guesses
from .desk import Desk


@dataclass(frozen=True)
class Chance:
    """Terms that would have worked: the ones with the widest margin when a window opened.

    `surplus` is what each party whose consent they need would have gained over its minimum.
    """

    episode: Episode
    terms: Mapping[str, str]
    surplus: Mapping[str, float]


@dataclass(frozen=True)
class Turned:
    """Terms that were on the table inside the window, and who said no."""

    round: int
    proposer: str
    refused: tuple[str, ...]
    terms: Mapping[str, str]


@dataclass(frozen=True)
class Estimate:
    """One person's answer to the question of one round, scored."""

    round: int
    person: str
    seat: str
    asked: Mapping[str, Any]
    given: guesses.Guess
    score: guesses.Score


@dataclass(frozen=True)
class Story:
    """One table."""

    number: int
    game: Game
    truth: Truth
    chances: tuple[Chance, ...]
    turned: tuple[Turned, ...]
    estimates: tuple[Estimate, ...]
    signed: Mapping[str, Any] | None
    early: bool

    @property
    def opened(self) -> tuple[int, ...]:
        """The rounds of war in which a window was on the table."""
        return tuple(w.round for w in self.truth.rounds if w.fighting and w.on_table)

    @property
    def fought(self) -> int:
        """Rounds of war."""
        return sum(w.fighting for w in self.truth.rounds)

    def seen(self) -> int:
        """Open windows that both belligerents' analysts recognised."""
        return sum(one.recognised for one in self.truth.episodes)

    def outcomes(self) -> tuple[tuple[str, float, float], ...]:
        """For the plane: "signed" or "none", and what the end is worth to both belligerents."""
        names = list(self.game.scenario.parties)
        first, second = (names.index(p) for p in self.game.scenario.belligerents)
        if self.signed is not None:
            value, _ = self.game.real_values(int(self.signed["round"]))
            number = int(self.signed["number"])
            return (("signed", float(value[first, number]), float(value[second, number])),)
        last = self.truth.reservations
        sides = self.game.scenario.belligerents
        return (("none", last[sides[0]][-1], last[sides[1]][-1]),)


def story(desk: Desk) -> Story:
    """A table from its own record. Referee's knowledge: for the teacher, or after the end."""
    game, truth = telling.game(desk.game()), desk.referee()
    signed = next((e for e in game.events if e.kind == "signed"), None)
    early = desk.sitting.ended and game.stage != "over"
    return Story(
        desk.number, game, truth, tuple(_chance(game, one, truth) for one in truth.episodes),
        tuple(_turned(game)), tuple(_estimates(desk, game)),
        None if signed is None else {"round": signed.round, **signed.data}, early,
    )  # fmt: skip


def _chance(game: Game, episode: Episode, truth: Truth) -> Chance:
    inside = [w for w in truth.rounds if w.round == episode.start]
    number = inside[0].best
    surplus, _ = game.real_surplus(episode.start)
    names = list(game.scenario.parties)
    gains = {
        name: float(surplus[p, number])
        for p, name in enumerate(names)
        if surplus[p, number] != float("inf")
    }
    return Chance(episode, terms_names(game.scenario, game.arena, number), gains)


def _turned(game: Game) -> list[Turned]:
    found = []
    for event in game.events:
        if event.kind != "proposal" or not game.measured(event.round).window.fighting:
            continue
        number = int(event.data["number"])
        if not game.real_surplus(event.round)[1][number]:
            continue
        no = tuple(
            e.party or "" for e in game.events
            if e.kind == "answer" and e.round == event.round
            and e.data["proposer"] == event.party and not e.data["yes"]
        )  # fmt: skip
        if no:
            found.append(Turned(event.round, event.party or "", no, event.data["terms"]))
    return found


def _estimates(desk: Desk, game: Game) -> list[Estimate]:
    found = []
    seat_of = {p: seat for seat, people in desk.seated().items() for p in people}
    for (round_, person), given in sorted(desk.sitting.guessed.items()):
        asked = desk.sitting.asked.get(round_, {})
        seat = desk.sitting.guess_seat.get((round_, person), seat_of.get(person, ""))
        if seat in asked:
            scored = guesses.score(game, round_, asked[seat], given)
            found.append(Estimate(round_, person, seat, asked[seat], given, scored))
    return found
