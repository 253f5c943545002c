"""A class: its roster, its tables, and the teacher's commands."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Mapping
from typing import Any

from ui.clock import Now
from ui.words import say

from . import comparison, keys, questionnaire, roster
from .desk import Desk
from .log import CLASS, Happening, Log
from .pace import Buckets
from .place import Place
from .plan import Plan, clean
from .roster import LOBBY, OVER, RUNNING, Member, Roster
from .stream import News, Refused, Stream
from .works import Works

LONGEST_NAME = 40
CODE_GOOD_FOR = 3 * 3600.0
"""Seconds a join code is good for."""

MOST_MEMBERS = 800


class Room:
    """One class. The roster is an immutable snapshot; tables have queues of their own."""

    def __init__(self, log: Log, id: str, now: Now, works: Works | None = None) -> None:
        self.log, self.id, self.now, self.works = log, id, now, works
        self.news = News()
        self.pace = Buckets(now, rate=3.0, size=20.0)
        self.talk_pace = Buckets(now, rate=0.5, size=6.0)
        self._stream = Stream(log, id, CLASS, now)
        self._desks: dict[int, Desk] = {}
        self._laying = threading.RLock()
        self._ended: set[int] = set()
        self.roster: Roster
        self._stream.follow(self._caught)
        for number in log.streams(id):
            if number != CLASS:
                self.desk(number)

    @classmethod
    def create(cls, log: Log, plan: Plan, now: Now, works: Works | None = None) -> Room:
        """A new class with a join code."""
        id, at = keys.name(), now()
        log.create(id, at)
        body = {"plan": plan.plain(), "code": keys.code(), "until": at + CODE_GOOD_FOR}
        Stream(log, id, CLASS, now).write(Happening("created", "teacher", body))
        return cls(log, id, now, works)

    def _apply(self, one: Happening) -> None:
        if one.kind == "created":
            self.roster = roster.begun(one)
        else:
            self.roster = roster.after(self.roster, one)

    def _caught(self, one: Happening) -> None:
        self._apply(one)
        self.tell_all()

    def _write(self, *found: Happening) -> None:
        for one in self._stream.write(*found):
            self._apply(one)
        self.tell_all()

    def tell_all(self) -> None:
        """Everybody looks again: who sits where may have changed."""
        self.news.tell()
        for desk in list(self._desks.values()):
            desk.talk.tell()
            desk.board.tell()

    # -- looking -------------------------------------------------------------------

    @property
    def plan(self) -> Plan:
        """The class's set-up."""
        return self.roster.plan

    def desk(self, number: int) -> Desk:
        """The table of that number."""
        with self._laying:
            if number not in self._desks:
                stream = Stream(self.log, self.id, number, self.now)
                told = functools.partial(self._heard, number)
                self._desks[number] = Desk(
                    stream, self.plan, self._seated(number), told, self.works
                )
            return self._desks[number]

    def _heard(self, number: int) -> None:
        """A table has news; where it has just ended, others may now look back."""
        desk = self._desks.get(number)
        if desk is not None and desk.over and number not in self._ended:
            self._ended.add(number)
            self.tell_all()
        else:
            self.news.tell()

    def _seated(self, number: int) -> Callable[[], Mapping[str, tuple[str, ...]]]:
        return lambda: self.roster.seated(number)

    def desks(self) -> list[Desk]:
        """The tables somebody sits at or sat at, in order."""
        numbers = sorted({*self.roster.tables(), *self._desks})
        return [self.desk(number) for number in numbers]

    def place(self, key: str) -> Place | None:
        """The place that a browser's key opens; None if it opens none."""
        member = self.member(key)
        if member is None or not member.table:
            return None
        desk = self.desk(member.table)
        return Place(desk, member.seat, f"class-{self.id}", member.id, member.key, self)

    def member(self, key: str) -> Member | None:
        """The person whose browser holds that key."""
        found, kept = None, keys.digest(key)
        for member in self.roster.members.values():
            if keys.same(kept, member.key) and not member.gone:
                found = member
        return found

    # -- coming and going -------------------------------------------------------------

    def code_fits(self, code: str) -> bool:
        """Whether that join code opens this class now."""
        open_ = self.roster.phase != OVER and self.now() < self.roster.until
        return open_ and keys.fits(code, keys.digest(self.roster.code))

    def join(self, name: str) -> tuple[str, str]:
        """Somebody new: their id, and the key for their browser."""
        wanted = clean(name, LONGEST_NAME)
        if not wanted:
            raise Refused("class.join.no_name")
        with self._stream.lock:
            if len(self.roster.members) >= MOST_MEMBERS:
                raise Refused("class.join.full")
            key, person = keys.token(), f"p{len(self.roster.members) + 1}"
            table, seat = self._vacancy()
            body = {"person": person, "name": self.roster.free_name(wanted),
                    "key": keys.digest(key), "table": table, "seat": seat}  # fmt: skip
            self._write(Happening("joined", person, body))
            late = self.roster.phase == RUNNING
        if late:
            self._lay(table)
        return person, key

    def _vacancy(self) -> tuple[int, str]:
        for table, seat in self.roster.vacancies():
            desk = self._desks.get(table)
            if desk is None or not desk.over:
                return table, seat
        return self.roster.fresh()

    def link(self, person: str, by: str) -> str:
        """A one-time key with which another device takes the person's place over."""
        with self._stream.lock:
            self._known(person)
            key = keys.token()
            self._write(Happening("link", by, {"person": person, "link": keys.digest(key)}))
            return key

    def offered(self, link: str) -> Member | None:
        """Whom a one-time link belongs to."""
        for member in self.roster.members.values():
            if member.link and not member.gone and keys.fits(link, member.link):
                return member
        return None

    def take_over(self, link: str) -> str:
        """Trade a one-time link for a browser's key; the first device loses its own."""
        with self._stream.lock:
            member = self.offered(link)
            if member is None:
                raise Refused("class.link.used")
            key = keys.token()
            body = {"person": member.id, "key": keys.digest(key), "link": ""}
            self._write(Happening("device", member.id, body))
            return key

    def rename(self, person: str, name: str) -> None:
        """Another name for somebody."""
        wanted = clean(name, LONGEST_NAME)
        if not wanted:
            raise Refused("class.join.no_name")
        with self._stream.lock:
            self._known(person)
            self._write(Happening("renamed", "teacher", {"person": person, "name": wanted}))

    def move(self, person: str, table: int, seat: str) -> None:
        """Another chair for somebody; the game at the table goes on."""
        with self._stream.lock:
            self._known(person)
            if seat not in self.plan.scene().parties or not 1 <= table <= MOST_MEMBERS:
                raise Refused("class.move.no_seat")
            body = {"person": person, "table": table, "seat": seat}
            self._write(Happening("moved", "teacher", body))
        if self.roster.phase == RUNNING:
            self._lay(table)
        self._settle()

    def remove(self, person: str) -> None:
        """Somebody leaves; a machine plays on."""
        with self._stream.lock:
            self._known(person)
            self._write(Happening("removed", "teacher", {"person": person, "gone": True}))
        self._settle()

    def _known(self, person: str) -> Member:
        member = self.roster.members.get(person)
        if member is None or member.gone:
            raise Refused("class.nobody")
        return member

    def _settle(self) -> None:
        for desk in self.desks():
            desk.settle()

    # -- the lesson ---------------------------------------------------------------------

    def new_code(self) -> None:
        """Another join code; the old one opens nothing any more."""
        with self._stream.lock:
            body = {"code": keys.code(), "until": self.now() + CODE_GOOD_FOR}
            self._write(Happening("code", "teacher", body))

    def close_door(self) -> None:
        """Nobody new comes in."""
        with self._stream.lock:
            self._write(Happening("code", "teacher", {"code": self.roster.code, "until": 0.0}))

    def start(self) -> None:
        """Begin at every table with somebody at it."""
        with self._stream.lock:
            if self.roster.phase != LOBBY:
                return
            if not self.roster.tables():
                raise Refused("class.start.nobody")
            self._write(Happening("phase", "teacher", {"phase": RUNNING}))
        for number in self.roster.tables():
            self._lay(number)

    def _lay(self, number: int) -> None:
        """Begin a table, from another one's first position where that is the same world."""
        if not self.roster.seated(number):
            return
        desk, seed = self.desk(number), self.plan.seed_of(number)
        same = (
            one.game() for one in list(self._desks.values())
            if one.begun and one.game().seed == seed and not one.game().played
        )  # fmt: skip
        desk.begin(seed, next(same, None))
        desk.settle()

    def finish(self) -> None:
        """End all tables and the lesson."""
        for desk in self.desks():
            desk.finish()
        with self._stream.lock:
            if self.roster.phase != OVER:
                self._write(Happening("phase", "teacher", {"phase": OVER}))

    def reveal(self) -> None:
        """Let everybody see the debrief of their table."""
        with self._stream.lock:
            if not self.roster.revealed:
                self._write(Happening("revealed", "teacher"))

    def may_look_back(self, desk: Desk) -> bool:
        """Whether the people at a table may see what was really so.

        Where all tables share one world, one's truth is the others' secret: it waits for all.
        """
        if not desk.over or self.roster.revealed:
            return desk.over
        last = not self.plan.same_world or all(one.over for one in self.desks() if one.begun)
        return self.plan.reveal == "table" and last

    def later(self, desk: Desk) -> str:
        """Why a table may not look back yet, and what will open it; empty once it may."""
        if self.may_look_back(desk):
            return ""
        if not desk.over:
            return say("class.debrief.playing")
        others = self.plan.reveal == "table"
        return say("class.debrief.others" if others else "class.debrief.teacher")

    def answer(self, person: str, when: str, answers: Any) -> None:
        """A questionnaire, before or after; the last answer counts."""
        kept = questionnaire.read(when, answers)
        with self._stream.lock:
            self._known(person)
            body = {"person": person, "when": when, "answers": kept}
            self._write(Happening("questionnaire", person, body))

    def quote(self, person: str, text: str) -> None:
        """A sentence from the table's record that somebody chose for the debrief."""
        said = clean(text, 300)
        with self._stream.lock:
            self._known(person)
            self._write(Happening("quoted", person, {"person": person, "text": said}))

    def compare(self, worlds: int) -> None:
        """Let machines play the same scenario, beside the lesson."""
        if worlds and self.roster.machines is None:
            found = comparison.compared(self.plan, worlds)
            if found is not None:
                with self._stream.lock:
                    self._write(Happening("machines", body=found))

    def names(self, people: tuple[str, ...]) -> str:
        """Their names in one line."""
        return ", ".join(self.roster.members[one].name for one in people)

    def party(self, seat: str) -> str:
        """A party's name."""
        parties = self.plan.told().parties
        return parties[seat].name if seat in parties else say("class.nobody_short")
