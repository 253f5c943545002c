"""What a teacher chose for a class: war, rounds, minutes, tables, what is shown when."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from sim.scenario import Scenario, ScenarioError
from ui import offers, telling
from ui.words import languages

from . import own
from .stream import Refused

LONGEST_TITLE = 80
MOST_STUDENTS = 400
MOST_TABLES = 200
ABSENCES = 2
"""Deadlines a seat may miss in a row before a machine takes it over."""


@dataclass(frozen=True)
class Plan:
    """The set-up of one class. Minutes of 0 mean: no clock. `seats` are the parties for people.

    `wanted` tables of 0: as many as the students need.
    """

    title: str
    scenario: str
    seats: tuple[str, ...]
    counterfactual: str = ""
    rounds: int = 5
    moves: float = 3.0
    answers: float = 1.5
    guess: int = 30
    students: int = 10
    wanted: int = 0
    team: int = 1
    seed: int = 1
    same_world: bool = True
    ask: bool = True
    reveal: str = "table"
    language: str = ""
    """Spoken to those who chose none; the browser's own if it is empty."""
    toml: str = ""
    """The whole text of a scenario of the teacher's own; empty for one that is offered here."""

    @property
    def tables(self) -> int:
        """Tables laid: as many as were asked for, else for the students expected."""
        return self.wanted or max(1, math.ceil(self.students / (len(self.seats) * self.team)))

    def scene(self) -> Scenario:
        """The scenario as this class plays it: read once, whatever becomes of its file."""
        return self._scene

    def told(self) -> Scenario:
        """The same with its texts in the reader's language: to be shown, not played."""
        return telling.scene(self.scene())

    @cached_property
    def _scene(self) -> Scenario:
        found = own.scene(self.toml) if self.toml else offers.load(self.scenario)
        if self.counterfactual:
            found = found.counterfactual(self.counterfactual)
        return found.with_values({"scenario.rounds": self.rounds})

    def seed_of(self, table: int) -> int:
        """The world of a table: the same for all, or one of its own."""
        return self.seed if self.same_world else self.seed + table

    def length(self, phase: str) -> float | None:
        """Seconds a phase may take; None without a clock."""
        if phase == "guess":
            return float(self.guess)
        minutes = self.moves if phase == "moves" else self.answers
        return minutes * 60.0 if minutes > 0 else None

    def minutes(self) -> float:
        """The longest that playing takes; 0 without a clock."""
        if self.moves <= 0 or self.answers <= 0:
            return 0.0
        return self.rounds * (self.moves + self.answers + (self.guess / 60 if self.ask else 0))

    def plain(self) -> dict[str, Any]:
        """The plan as JSON types."""
        found = {**asdict(self), "seats": list(self.seats)}
        if not self.toml:
            del found["toml"]
        return found


PRESETS: Mapping[str, Mapping[str, Any]] = {
    "45": {"rounds": 5, "moves": 3.0, "answers": 1.5},
    "75": {"rounds": 8, "moves": 3.5, "answers": 1.5},
    "120": {"rounds": 12, "moves": 4.0, "answers": 2.0},
}
"""By the minutes of a lesson: briefing before and debrief after are left out."""


def plan_of(body: Mapping[str, Any]) -> Plan:
    """The plan kept in a log."""
    known = {name: body[name] for name in Plan.__dataclass_fields__ if name in body}
    return Plan(**{**known, "seats": tuple(body["seats"])})


def asked_for(form: Mapping[str, Any], seed: int) -> Plan:
    """The plan that a form asks for; Refused says which part cannot be."""
    toml = own.bounded(str(form.get("toml", "")))
    found = own.read(toml) if toml else _offered(str(form.get("scenario", "")))
    counterfactual = str(form.get("counterfactual", "")).partition("/")[2]
    if counterfactual and counterfactual not in found.counterfactuals:
        counterfactual = ""
    wanted = form.get("seats") or []
    seats = tuple(p for p in found.parties if p in wanted) or tuple(found.parties)
    if not any(seat in found.belligerents for seat in seats):
        raise Refused("class.plan.no_side")
    title = clean(str(form.get("title", "")), LONGEST_TITLE) or telling.scene(found).title
    spoken = str(form.get("language", ""))
    preset = PRESETS.get(str(form.get("preset", "")), {})
    base = Plan(title, found.id, seats, counterfactual, seed=seed, toml=toml)
    base = replace(base, **preset)
    base = replace(base, rounds=min(base.rounds, found.rounds))
    return replace(
        base,
        rounds=int(_number(form, "rounds", base.rounds, 1, min(60, found.rounds))),
        moves=_number(form, "moves", base.moves, 0, 600),
        answers=_number(form, "answers", base.answers, 0, 600),
        students=int(_number(form, "students", base.students, 1, MOST_STUDENTS)),
        wanted=int(_number(form, "tables", base.wanted, 0, MOST_TABLES)),
        team=int(_number(form, "team", base.team, 1, 3)),
        seed=int(_number(form, "seed", base.seed, 0, 2**31 - 1)),
        same_world="own_worlds" not in form,
        ask="no_question" not in form,
        reveal="teacher" if form.get("reveal") == "teacher" else "table",
        language=spoken if spoken in languages() else "",
    )


def _offered(name: str) -> Scenario:
    """The scenario of that name, if this server offers it."""
    if name in offers.names():
        with contextlib.suppress(ScenarioError):
            return offers.load(name)
    raise Refused("class.plan.no_scenario")


def clean(text: str, longest: int) -> str:
    """Text in one line without control characters, at most so long."""
    return "".join(c if c.isprintable() else " " for c in text).strip()[:longest].strip()


def _number(form: Mapping[str, Any], name: str, other: float, low: float, high: float) -> float:
    text = str(form.get(name, "")).strip().replace(",", ".")
    if not text:
        return other
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise Refused("class.plan.out_of_range", name=name, low=f"{low:g}", high=f"{high:g}")
    return value
