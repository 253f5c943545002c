"""What follows from a table's stream: the position, its clock, presses, answers, talk.

Nothing is decided here; `Desk` decides, and writes what this takes in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim import game as games
from sim.acts import Act
from sim.game import Game
from sim.written import from_plain

from . import guesses
from .log import Happening
from .plan import Plan


@dataclass(frozen=True)
class Timer:
    """What the table waits for, until when, or with how much left while it rests.

    Both are None, or -1 seconds left, without a clock.
    """

    phase: str = ""
    deadline: float | None = None
    left: float | None = None

    @property
    def resting(self) -> bool:
        """Whether the clock is stopped."""
        return self.left is not None

    def late(self, at: float) -> bool:
        """Whether the phase is out of time."""
        return self.deadline is not None and at > self.deadline

    def remaining(self, at: float) -> float | None:
        """Seconds left; None without a clock."""
        if self.deadline is not None:
            return max(0.0, self.deadline - at)
        return None if self.left is None or self.left < 0 else self.left

    def rested(self, at: float, least: float = 0.0) -> Timer:
        """The clock stopped, with what it has or `least`."""
        left = self.remaining(at)
        return Timer(self.phase, None, -1.0 if left is None else max(least, left))

    def resumed(self, at: float) -> Timer:
        """The clock going on with what it had."""
        left = self.remaining(at)
        return Timer(self.phase, None if left is None else at + left)

    def extended(self, at: float, seconds: float) -> Timer:
        """More time, or less; a clock that goes keeps a second, and none stays none."""
        if self.deadline is not None:
            return Timer(self.phase, max(at + 1.0, self.deadline + seconds))
        if self.left is not None and self.left >= 0:
            return Timer(self.phase, None, max(0.0, self.left + seconds))
        return self

    def plain(self) -> dict[str, Any]:
        """The timer as JSON types."""
        return dict(vars(self))


@dataclass
class Sitting:
    """The state of one table, as far as it was written; `absent` are rounds, stages, seats."""

    game: Game | None = None
    timer: Timer = field(default_factory=Timer)
    acts: dict[str, Act] = field(default_factory=dict)
    pressed_by: dict[str, str] = field(default_factory=dict)
    asked: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    guessed: dict[tuple[int, str], guesses.Guess] = field(default_factory=dict)
    guess_seat: dict[tuple[int, str], str] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)
    machines: set[str] = field(default_factory=set)
    absent: list[tuple[int, str, str]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    ended: bool = False
    touched: float = 0.0

    @property
    def round(self) -> int:
        """The round now, 0 before the first."""
        return 0 if self.game is None else self.game.round

    def take(self, one: Happening, plan: Plan, ahead: Game | None = None) -> None:
        """Take one happening in; `ahead` is the position after it, where that is known already."""
        body = one.body
        self.touched = one.at
        if one.kind == "begun":
            self.game = ahead or games.begin(
                plan.scene(), int(body["seed"]), 0, tuple(body["seats"])
            )
        elif one.kind == "timer":
            self.timer = Timer(body["phase"], body["deadline"], body["left"])
        elif one.kind == "act":
            self.acts[body["seat"]] = from_plain(body["act"])
            self.pressed_by[body["seat"]] = one.actor
        elif one.kind == "played":
            self._played(body, ahead)
        elif one.kind == "asked":
            self.asked[int(body["round"])] = body["seats"]
        elif one.kind == "guess":
            given = guesses.Guess(tuple(body["chances"]), body["best"], body["low"], body["high"])
            self.guessed[(int(body["round"]), one.actor)] = given
            self.guess_seat[(int(body["round"]), one.actor)] = body["seat"]
        elif one.kind == "machine":
            (self.machines.add if body["on"] else self.machines.discard)(body["seat"])
            self.missed[body["seat"]] = 0
        elif one.kind == "chat":
            self.lines.append({**body, "by": one.actor, "at": one.at, "round": self.round})
        elif one.kind == "notice":
            self.notices.append({**body, "at": one.at, "round": self.round})
        elif one.kind == "inject":
            self._injected(body, ahead)
        elif one.kind == "ended":
            self.ended = True

    def _injected(self, body: Mapping[str, Any], ahead: Game | None) -> None:
        if self.game is None:
            raise RuntimeError("an event was brought on before the game began")
        self.game = ahead or games.inject(self.game, str(body["event"]))

    def _played(self, body: Mapping[str, Any], ahead: Game | None) -> None:
        if self.game is None:
            raise RuntimeError("a stage was played before the game began")
        acts = {name: from_plain(act) for name, act in body["acts"].items()}
        after = ahead or games.play(self.game, acts)
        if after.mark != body["mark"]:
            raise RuntimeError(f"round {body['round']}, {body['stage']}: not as it was played")
        for seat in self.acts:
            self.missed[seat] = 0
        for seat in body["absent"]:
            self.missed[seat] = self.missed.get(seat, 0) + 1
            self.absent.append((int(body["round"]), str(body["stage"]), seat))
        self.acts, self.pressed_by = {}, {}
        self.game = after
