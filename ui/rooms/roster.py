"""Who is in a class and where they sit: the fold of the class's own stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from .log import Happening
from .plan import Plan, plan_of

LOBBY, RUNNING, OVER = "lobby", "running", "over"


@dataclass(frozen=True)
class Member:
    """One person. `key` and `link` are digests; `table` is 0 without a seat.

    `moves` counts the times another device took the place over.
    """

    id: str
    name: str
    key: str
    link: str = ""
    table: int = 0
    seat: str = ""
    gone: bool = False
    moves: int = 0


@dataclass(frozen=True)
class Roster:
    """The state of a class apart from its tables."""

    plan: Plan
    code: str
    until: float
    phase: str = LOBBY
    revealed: bool = False
    members: Mapping[str, Member] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    quotes: Mapping[str, str] = field(default_factory=dict)
    machines: Mapping[str, Any] | None = None

    def seated(self, table: int) -> Mapping[str, tuple[str, ...]]:
        """The people at a table by seat, in the order in which they came."""
        return self._seated.get(table, {})

    @cached_property
    def _seated(self) -> Mapping[int, Mapping[str, tuple[str, ...]]]:
        """All tables at once: every clock and every screen asks, many times a second."""
        found: dict[int, dict[str, tuple[str, ...]]] = {}
        for one in self.members.values():
            if not one.gone:
                here = found.setdefault(one.table, {})
                here[one.seat] = (*here.get(one.seat, ()), one.id)
        return found

    def tables(self) -> list[int]:
        """The tables somebody sits at, or sat at."""
        return sorted({one.table for one in self.members.values() if one.table})

    @property
    def count(self) -> int:
        """How many people are here."""
        return sum(not one.gone for one in self.members.values())

    @property
    def laid(self) -> int:
        """Tables laid: for the students expected, and those opened since."""
        return max([self.plan.tables, *self.tables()])

    def vacancies(self) -> Iterator[tuple[int, str]]:
        """Places in the order in which they are filled.

        Both belligerents of one table before the next table; then facilitators, then other
        parties, table by table; then partners.
        """
        scene = self.plan.scene()
        sides = tuple(scene.belligerents)
        first = [seat for seat in self.plan.seats if seat in sides]
        rest = [seat for seat in self.plan.seats if seat not in sides]
        rest.sort(key=lambda seat: scene.parties[seat].role != "facilitator")
        for deep in range(self.plan.team):
            for group in (first, rest):
                for table in range(1, self.laid + 1):
                    here = self.seated(table)
                    for seat in group:
                        if len(here.get(seat, ())) <= deep:
                            yield table, seat

    def fresh(self) -> tuple[int, str]:
        """A side's place at a table that is not laid yet."""
        sides = self.plan.scene().belligerents
        return self.laid + 1, next(s for s in self.plan.seats if s in sides)

    def free_name(self, name: str) -> str:
        """The name, with a number if somebody has it already."""
        taken = {one.name.casefold() for one in self.members.values() if not one.gone}
        if name.casefold() not in taken:
            return name
        number = 2
        while f"{name} {number}".casefold() in taken:
            number += 1
        return f"{name} {number}"


def begun(one: Happening) -> Roster:
    """The class as it was created."""
    return Roster(plan_of(one.body["plan"]), one.body["code"], float(one.body["until"]))


def after(roster: Roster, one: Happening) -> Roster:
    """The class after a happening of its stream."""
    body, who = one.body, one.body.get("person", "")
    if one.kind == "joined":
        member = Member(who, body["name"], body["key"], table=body["table"], seat=body["seat"])
        return _with(roster, member)
    if one.kind in _CHANGES:
        known = roster.members[who]
        if one.kind == "device":
            known = replace(known, moves=known.moves + 1)
        return _with(roster, replace(known, **{k: body[k] for k in _CHANGES[one.kind]}))
    if one.kind == "code":
        return replace(roster, code=body["code"], until=float(body["until"]))
    if one.kind == "phase":
        return replace(roster, phase=body["phase"])
    if one.kind == "revealed":
        return replace(roster, revealed=True)
    if one.kind == "questionnaire":
        kept = {**roster.answers.get(who, {}), body["when"]: body["answers"]}
        return replace(roster, answers={**roster.answers, who: kept})
    if one.kind == "machines":
        return replace(roster, machines=body)
    if one.kind == "quoted":
        return replace(roster, quotes={**roster.quotes, who: body["text"]})
    return roster


_CHANGES = {
    "renamed": ("name",),
    "moved": ("table", "seat"),
    "removed": ("gone",),
    "link": ("link",),
    "device": ("key", "link"),
}


def _with(roster: Roster, member: Member) -> Roster:
    return replace(roster, members={**roster.members, member.id: member})
