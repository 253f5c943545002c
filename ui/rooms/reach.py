"""Classes that this server runs, and those that another server on the same database runs."""

from __future__ import annotations

import logging
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import keys
from .owners import Owner
from .room import CODE_GOOD_FOR, Room

if TYPE_CHECKING:
    from .house import House

log = logging.getLogger("ceasefire.rooms")

NAME = re.compile(r"[0-9a-f]{10}")


@dataclass(frozen=True)
class Other:
    """A class that another server runs, as the office lists it."""

    id: str
    title: str
    owner: Owner


class Reach:
    """Who runs which class, as a house asks and hears it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._opening = threading.Lock()
        self._tried: set[str] = set()

    def room(self, id: str) -> Room | None:
        """The class, if it is ours, or can be because its server is gone."""
        house = self._house
        found = house.rooms.get(id)
        if found is None and self.several and NAME.fullmatch(id):
            self._take(id)
            found = house.rooms.get(id)
        return found

    @property
    def several(self) -> bool:
        """Whether other servers may share the database."""
        return self._house.log.owners.several

    @property
    def server(self) -> str:
        """The name of this server."""
        return self._house.log.owners.server

    def owner(self, id: str) -> Owner | None:
        """The other server that runs a class; None if it is ours or there is none."""
        if not NAME.fullmatch(id) or self.room(id) is not None:
            return None
        return self._house.log.owners.of(id)

    def by_code(self, code: str) -> Room | Owner | None:
        """Where a join code that opens no class here leads: a server, or a class now ours."""
        house = self._house
        if not self.several:
            return None
        code, at, found = keys.read_code(code), house.now(), None
        for id, last in house.log.codes(at - CODE_GOOD_FOR).items():
            fits = keys.fits(code, keys.digest(str(last["code"])))
            if fits and at < last["until"]:
                found = id
        return None if found is None else self.room(found) or house.log.owners.of(found)

    def others(self) -> list[Other]:
        """All classes that other servers run, the newest first."""
        house = self._house
        owners = house.log.owners.others()
        told = house.log.begun(list(owners)) if owners else {}
        found = [Other(id, str(one.body["plan"].get("title", "")), owners[id])
                 for id, one in sorted(told.items(), key=lambda pair: -pair[1].at)]  # fmt: skip
        return found

    def hear(self, what: str) -> None:
        """A notice of another server: who teaches, who owns what, or a class without an owner."""
        house = self._house
        if what == "office":
            house.look_at_office()
        elif what == "owners":
            # in this order: a class that is made meanwhile is not lost
            known, mine = list(house.rooms), house.log.owners.mine()
            for id in known:
                if mine is not None and id not in mine:
                    self._lose(id)
        elif what.startswith("orphan "):
            self._take(what.removeprefix("orphan "))

    def _take(self, id: str) -> None:
        house = self._house
        with self._opening:
            if id in house.rooms or id in self._tried or not house.log.owners.claim(id):
                return
            log.warning("class %s is run here now", id)
            house.open(id)
            if id not in house.rooms:
                # it cannot be opened, and will not be by asking again
                self._tried.add(id)

    def _lose(self, id: str) -> None:
        room = self._house.rooms.pop(id, None)
        if room is not None:
            log.warning("class %s is run by another server now", id)
            room.tell_all()
