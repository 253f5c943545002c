"""A person's place in a class: to a page it is a seat at a table (`ui.table.Seat`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.acts import Act
from sim.view import View
from ui.charts.picture import Picture
from ui.table import Receipt
from ui.words import say

from .desk import Desk

if TYPE_CHECKING:
    from .room import Room


class Left(Exception):
    """This place is no longer this browser's: moved, removed, or opened on another device."""


@dataclass(frozen=True)
class Place:
    """`name` is the party; `token` names the class in addresses and is no secret."""

    table: Desk
    name: str
    token: str
    person: str
    key: str
    room: Room

    def held(self) -> bool:
        """Whether the place is still this browser's."""
        member = self.room.roster.members.get(self.person)
        if member is None or member.gone or member.key != self.key:
            return False
        return (member.table, member.seat) == (self.table.number, self.name)

    def view(self) -> View:
        """All this seat may know; Left once it is not this browser's any more."""
        if not self.held():
            raise Left
        return self.table.view(self.name)

    def picture(self) -> Picture | None:
        """This seat's screen, where it is worked out already; see `Desk.picture`."""
        if not self.held():
            raise Left
        return self.table.picture(self.name)

    def worn(self, party: str) -> dict[str, Any] | None:
        """The panel of another party's shoes; see `Desk.worn`."""
        if not self.held():
            raise Left
        return self.table.worn(self.name, party)

    def submit(self, act: Act, *, round: int, stage: str, press: str) -> Receipt:
        """This person's press for the seat; see `Desk.submit`."""
        if not self.held():
            return Receipt(False, "class.desk.left")
        if not self.room.pace.take(self.person):
            return Receipt(False, "class.desk.too_fast")
        return self.table.submit(self.person, self.name, act, round=round, stage=stage, press=press)

    @property
    def kind(self) -> str:
        """What sort of game the shelf keeps this as: none, in a class."""
        return ""

    def debrief(self) -> str:
        """The class's own page, which leads on to the table's plane; empty while it is shut."""
        return f"/class/{self.room.id}/debrief" if self.room.may_look_back(self.table) else ""

    def later(self) -> str:
        """When the debrief opens; empty once it has."""
        return self.room.later(self.table)

    def closed(self) -> bool:
        """Whether the table has ended, be it before its game did."""
        return self.table.over

    def pending(self) -> str:
        """Why a press would not count now; empty if it would."""
        if self.table.over:
            return say("class.desk.over")
        if self.name in self.table.sitting.machines:
            return say("class.desk.lent")
        return say("class.desk.pressed") if self.name in self.table.sitting.acts else ""

    def draft(self) -> Any:
        """What this person was composing before a reload."""
        return self.table.draft(self.person)

    def keep_draft(self, body: Any) -> None:
        """Keep what this person is composing."""
        if self.held() and self.room.pace.take(f"{self.person} draft"):
            self.table.keep_draft(self.person, body)
