"""All classes of this server, who may run them, and the clock that closes their phases."""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sim import compiled
from ui import clock
from ui.clock import Now
from ui.database import StoreError

from . import keys, plan
from .desk import Desk
from .log import CLASS, Happening, Log, Twice
from .pace import Door
from .place import Place
from .reach import Reach
from .room import Room
from .roster import LOBBY
from .stream import Refused, Stream
from .works import Works

log = logging.getLogger("ceasefire.rooms")

OFFICE = "office"
"""The stream of the server itself: who may teach."""

WORLDS = 1000
"""Worlds that machines play beside a lesson, to compare with."""

AT_ONCE = 16
"""Tables that are closed at once."""

BEAT = 0.2
"""Seconds between two looks at the clock."""

ATTEMPTS = 50
"""How often a place in the stream of all servers is tried for."""

LATER = 2.0
"""Seconds until a table that could not be written is tried again."""

NAP = 20.0
"""Seconds between two looks after which the machine must have stood still, as a closed laptop."""

TEACHER_FOR = 60 * 24 * 3600.0
"""Seconds a teacher's key is good for."""


class House:
    """The registry of classes."""

    def __init__(
        self,
        log: Log,
        now: Now | None = None,
        address: str = "",
        worlds: int = 0,
        works: Works | None = None,
    ) -> None:
        self.log, self.now, self.address = log, now or clock.server(), address
        self.works = works or Works(0)
        # machine-played worlds that a class is compared with
        self.worlds = worlds
        self._lock = threading.RLock()
        self._compared: set[str] = set()
        self._comparing = threading.Lock()
        self._links: set[str] = set()
        self._teachers: list[tuple[str, float]] = []
        # for codes of 30 bits; a link of 192 bits stands any number of guesses
        self.door = Door(self.now)
        known = log.rooms()
        if OFFICE not in known:
            with contextlib.suppress(Twice):
                log.create(OFFICE, self.now(), shared=True)
        self._office = Stream(log, OFFICE, CLASS, self.now, shared=True)
        self._office.follow(self._apply)
        self.rooms: dict[str, Room] = {}
        # classes that cannot be opened, by title: of other rules, or damaged
        self.closed: dict[str, str] = {}
        self.reach = Reach(self)
        for id in known:
            if id != OFFICE and log.owners.claim(id):
                self.open(id)
        log.owners.watch(self.reach.hear)

    def _apply(self, one: Happening) -> None:
        if one.kind == "teacher":
            self._teachers.append((one.body["key"], one.at + TEACHER_FOR))

    def open(self, id: str) -> None:
        """Lay a class from its log; its clocks rest."""
        try:
            room = Room(self.log, id, self.now, self.works)
            for desk in room.desks():
                desk.wake()
            self.rooms[id] = room
        except StoreError:
            raise
        except Exception:
            # a class of other rules, or damaged: it stays on disk, the others go on
            log.exception("class %s cannot be opened", id)
            self.log.owners.release(id)
            self.closed[id] = self._title(id)

    def _title(self, id: str) -> str:
        with contextlib.suppress(Exception):
            return str(self.log.read(id, CLASS)[0].body["plan"]["title"])
        return id

    # -- teachers --------------------------------------------------------------------

    def new_link(self) -> str:
        """A one-time key for a teacher; only this program's memory knows it."""
        key = keys.token()
        if self.reach.several:
            # so that another server can send a browser here
            key = f"{self.reach.server}.{key}"
        self._links.add(keys.digest(key))
        return key

    def knows(self, link: str) -> bool:
        """Whether a one-time key is still good; looking does not use it."""
        return keys.digest(link) in self._links

    def admit(self, link: str) -> str:
        """Trade the one-time key for a browser's own; Refused if it was used."""
        with self._lock:
            if not self.knows(link):
                raise Refused("class.teacher.used")
            key = keys.token()
            self._admitted(Happening("teacher", "teacher", {"key": keys.digest(key)}))
            self._links.discard(keys.digest(link))
            return key

    def _admitted(self, one: Happening) -> None:
        for _ in range(ATTEMPTS):
            with contextlib.suppress(Twice), self._office.lock:
                # another server may have written first; then its place is taken
                self._office.catch_up()
                for written in self._office.write(one):
                    self._apply(written)
                return
        raise Refused("class.again")

    def look_at_office(self) -> None:
        """Take in whom other servers let teach."""
        self._office.catch_up()

    def teaches(self, key: str) -> bool:
        """Whether a browser's key is a teacher's."""
        at, found = self.now(), False
        for kept, until in self._teachers:
            found = (keys.fits(key, kept) and at < until) or found
        return found

    # -- classes ----------------------------------------------------------------------

    def create(self, form: Mapping[str, Any]) -> Room:
        """A class as a form asks for it."""
        asked = plan.asked_for(form, secrets.randbelow(2**31))
        with self._lock:
            room = Room.create(self.log, asked, self.now, self.works)
            self.rooms[room.id] = room
            return room

    def get(self, id: str) -> Room | None:
        """The class of that name."""
        return self.rooms.get(id)

    def by_code(self, code: str, address: str = "") -> Room:
        """The class that a join code opens; Refused if none, or after too many guesses."""
        if not self.door.knock(address):
            raise Refused("class.join.wait")
        found = None
        for room in list(self.rooms.values()):
            if room.code_fits(keys.read_code(code)):
                found = room
        if found is None:
            raise Refused("class.join.no_code")
        self.door.opened(address)
        return found

    def place(self, id: str, key: str) -> Place | None:
        """The place in a class that a browser's key opens."""
        room = self.reach.room(id)
        return room.place(key) if room is not None and key else None

    def delete(self, id: str) -> None:
        """Remove a class for good."""
        with self._lock:
            if id in self.closed:
                # one that could not be opened was left to whoever can
                self.log.owners.claim(id)
            self.log.delete(id)
            self.rooms.pop(id, None)
            self.closed.pop(id, None)

    # -- the clock ---------------------------------------------------------------------

    def keep_time(self, ended: threading.Event) -> None:
        """Close phases that are out of time, until told to end."""
        # side by side, so that no table waits for another's
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="close") as pool:
            while not self._beat(ended):
                if self.rooms:
                    self.works.begin()
                due = []
                for room in list(self.rooms.values()):
                    self._let_machines_play(room)
                    due += [desk for desk in room.desks() if desk.due()]
                if not all(pool.map(_close, due)):
                    # the database is away, or has no room: try again a little later
                    ended.wait(LATER)
        self.works.end()

    def _beat(self, ended: threading.Event) -> bool:
        """Wait a little; whether it has ended. No phase is over for time the machine slept."""
        before = self.now()
        if ended.wait(BEAT):
            return True
        if self.now() - before > NAP:
            self.wake(before)
        return False

    def wake(self, since: float) -> None:
        """The machine stood still since then: all clocks rest with what they had."""
        log.warning("the machine stood still for %.0f seconds", self.now() - since)
        for room in list(self.rooms.values()):
            for desk in room.desks():
                try:
                    desk.slept(since)
                except StoreError:
                    log.exception("the clock of table %s goes on", desk.id)

    def _let_machines_play(self, room: Room) -> None:
        """Once a lesson has begun, in a process of its own, one class after the other."""
        begun = room.roster.phase != LOBBY and room.roster.machines is None
        # a process of its own loads rules that are compiled; it need not compile them again
        begun = begun and (compiled.warmed() or not compiled.available())
        if self.worlds and begun and room.id not in self._compared:
            self._compared.add(room.id)
            arguments = (room, self.worlds)
            threading.Thread(
                target=self._compare, args=arguments, name="machines", daemon=True
            ).start()

    def _compare(self, room: Room, worlds: int) -> None:
        with self._comparing:
            try:
                room.compare(worlds)
            except Exception:
                log.exception("class %s has no worlds of machines", room.id)


def _close(desk: Desk) -> bool:
    try:
        desk.tick()
    except (StoreError, Refused) as error:
        log.warning("table %s could not be closed: %s", desk.id, error)
        return False
    except Exception:
        log.exception("table %s could not be closed", desk.id)
    return True


_open: list[House] = []


def open_house(log: Log, address: str = "", works: Works | None = None) -> House:
    """Begin to host classes in this program; `address` is where students reach it."""
    _open[:] = [House(log, address=address, worlds=WORLDS, works=works or Works())]
    return _open[0]


def hosted() -> House | None:
    """The classes this program hosts; None in solo play."""
    return _open[0] if _open else None
