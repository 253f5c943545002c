"""What was true and what was believed in each round of a game: the referee's log.

Measured after the situation and before any move, in the same worlds that are played.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arena import Arena, arena
from sim.beliefs import minimum
from sim.compiled import side_by_side
from sim.forecasts import Forecast, forecast
from sim.round import consider_seat, judges, passing_alone, real_surplus
from sim.rules import WAR
from sim.scenario import Scenario
from sim.view import own_of, public_named, standing_named
from sim.windows import RoundWindow, round_window
from sim.world import World

if TYPE_CHECKING:
    from sim.opponent import Seen
    from sim.outlook import Outlook

T = TypeVar("T")


@dataclass(frozen=True)
class Judged:
    """What one party made of a round: its chances of a window, its minimum, its adversary's."""

    minimum: float
    believed: float
    with_formula: float
    in_window: bool  # whether the terms it thinks likeliest to pass are in the true window
    estimate: tuple[float, float, float]


@dataclass(frozen=True)
class Measure:
    """What was true and believed in one round, after the situation and before any move.

    What no move depended on, a backer's judgement that has nothing to voice, is made when
    somebody asks for it.
    """

    round: int
    world: World = field(repr=False)
    window: RoundWindow
    public: Mapping[str, float]
    standing: Mapping[str, Mapping[str, float]]
    arena: Arena = field(repr=False)
    _judged: dict[int, Judged] = field(repr=False)

    def of(self, p: int) -> Judged:
        """What party p made of it."""
        if p not in self._judged:
            now = forecast(self.arena, self.world.public)
            _, passes = real_surplus(self.arena, self.world)
            # who asks for one backer's judgement asks for the others' too
            left = [q for q in range(len(self.standing)) if q not in self._judged]
            looks = by_seat(lambda q: consider_seat(self.arena, self.world, now, q, False), left)
            for q, (seen, look) in zip(left, looks, strict=True):
                self._judged[q] = _judgement(self.arena, self.world, passes, q, seen, look)
        return self._judged[p]

    @property
    def believed(self) -> tuple[float, ...]:
        """Every party's chance of a window of voiced terms."""
        return tuple(self.of(p).believed for p in range(len(self.standing)))

    @property
    def estimates(self) -> tuple[tuple[float, float, float], ...]:
        """Every party's estimate of its adversary's minimum: mean, 10 and 90 %."""
        return tuple(self.of(p).estimate for p in range(len(self.standing)))

    @property
    def minimum(self) -> tuple[float, ...]:
        """Every party's reservation point."""
        return tuple(self.of(p).minimum for p in range(len(self.standing)))


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(thread_name_prefix="seat")


def by_seat(judge: Callable[[int], T], seats: Sequence[int]) -> list[T]:
    """One judgement for every seat: side by side where compiled rules free the interpreter."""
    if len(seats) > 1 and side_by_side():
        return list(_pool().map(judge, seats))
    return [judge(p) for p in seats]


def spoken(found: Arena, world: World) -> NDArray[np.bool_]:
    """Terms made of voiced options alone, `[T]`."""
    return np.asarray((found.latent & ~world.public.voiced) == 0)


def measure(
    scenario: Scenario, world: World, people: Sequence[int]
) -> tuple[Forecast, Mapping[int, tuple[Seen, Outlook]], Measure]:
    """A round measured, with the forecast of it and the outlook of every seat that needs one."""
    found, parties = arena(scenario), len(scenario.parties)
    now = forecast(found, world.public)
    seats = [p for p in range(parties) if p in people or judges(found, world, p)]
    looks = by_seat(lambda p: consider_seat(found, world, now, p, p in people), seats)
    judged = dict(zip(seats, looks, strict=True))
    surplus, passes = real_surplus(found, world)
    fighting = bool(world.public.state[at.W_PHASE] == WAR)
    alone = passing_alone(found, world) if scenario.coalitions else None
    round_ = int(world.public.state[at.W_ROUND])
    window = round_window(
        round_, fighting, surplus, passes, spoken(found, world), found.de_jure, alone
    )
    return now, judged, Measure(
        round_, world, window, public_named(world), standing_named(scenario, world), found,
        {p: _judgement(found, world, passes, p, *judged[p]) for p in seats},
    )  # fmt: skip


def _judgement(
    found: Arena, world: World, passes: NDArray[np.bool_], p: int, seen: Seen, look: Outlook
) -> Judged:
    rival = int(found.belligerent[1 - found.side[p]])
    estimate = minimum(found, own_of(world.private, p), seen, rival)
    likeliest = int(np.argmax(np.where(look.own, look.passes, -1.0)))
    return Judged(
        float(look.minimum), float(look.window), float(look.window_formula),
        bool(passes[likeliest] and spoken(found, world)[likeliest]),
        (estimate.mean, estimate.low, estimate.high),
    )  # fmt: skip
