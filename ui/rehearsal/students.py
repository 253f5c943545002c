"""A whole class of scripted students over HTTP, against a running server: does it hold, how fast?

Each student is a thread with cookies of its own: joins with the code, waits in the lobby,
presses, talks, answers the question, until its table ends. Every acknowledgement is kept and
compared with what the server says afterwards.
"""

from __future__ import annotations

import http.cookiejar
import json
import random
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from ui import clock
from ui.rooms import keys

PATIENCE = 600.0
"""Seconds for which a student goes on knocking at a server that does not answer."""

ASK_EACH = 1.0
"""Seconds between two looks of a student who waits."""


class Broken(Exception):
    """The rehearsal cannot go on; str() is a sentence."""


@dataclass
class Tally:
    """What all students saw. Seconds from a press to its acknowledgement, and to the own view."""

    acknowledged: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    kept: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    lines: int = 0
    answers: int = 0
    retries: int = 0
    finished: int = 0
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Browser:
    """A client with cookies; it tries again while the server is away."""

    def __init__(self, address: str, tally: Tally) -> None:
        self.address, self.tally, self.now = address.rstrip("/"), tally, clock.server()
        self.jar = http.cookiejar.CookieJar()
        handler = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(handler, urllib.request.ProxyHandler({}))

    def ask(self, path: str, body: bytes | None = None, kind: str = "") -> tuple[str, bytes]:
        """The address that answered at last, and what it said; Broken if it said no."""
        until = self.now() + PATIENCE
        while True:
            request = urllib.request.Request(self.address + path, data=body)
            if kind:
                request.add_header("content-type", kind)
            try:
                with self.opener.open(request, timeout=30) as answer:
                    return str(answer.url), answer.read()
            except urllib.error.HTTPError as error:
                return "", error.read()
            except OSError as error:
                if self.now() > until:
                    raise Broken(f"{self.address} does not answer: {error}") from None
                with self.tally.lock:
                    self.tally.retries += 1
                clock.pause(0.3)

    def form(self, path: str, **fields: str) -> str:
        """Send a form; the path one is led to."""
        kind = "application/x-www-form-urlencoded"
        at, _ = self.ask(path, urlencode(fields).encode(), kind)
        return urlsplit(at).path

    def tell(self, path: str, body: Any) -> dict[str, Any]:
        """Send JSON; the answer."""
        return self._read(self.ask(path, json.dumps(body).encode(), "application/json")[1])

    def look(self, path: str) -> dict[str, Any]:
        """Read JSON."""
        return self._read(self.ask(path)[1])

    def _read(self, body: bytes) -> dict[str, Any]:
        try:
            return dict(json.loads(body))
        except ValueError:
            return {}


class Student:
    """One scripted student."""

    def __init__(self, name: str, address: str, tally: Tally, pace: float, seed: int) -> None:
        self.name, self.tally, self.pace = name, tally, pace
        self.browser = Browser(address, tally)
        self.now, self.luck = self.browser.now, random.Random(seed)
        self.room = ""
        self.at: tuple[int, str] = (0, "")

    def join(self, code: str) -> None:
        """In through the door."""
        for _ in range(20):
            path = self.browser.form("/join", code=code, name=self.name)
            if path.startswith("/class/"):
                self.room = path.split("/")[2]
                return
            clock.pause(1.0)
        raise Broken(f"{self.name} was not let in")

    def play(self, stopped: threading.Event) -> None:
        """Until the table ends."""
        clock.pause(self.luck.random() * self.pace)
        seen = ""
        while not stopped.is_set():
            seat = self.browser.look(f"/class/{self.room}/seat.json?seen={seen}")
            seen = "" if not seat else str(seat.get("stamp", ""))
            if seat.get("over"):
                with self.tally.lock:
                    self.tally.finished += 1
                return
            if seat.get("panel", {}).get("lent"):
                self._command("back", {})
            elif seat.get("waited_for"):
                self._press(seat)
            elif (seat.get("panel", {}).get("question") or {}).get("answered") is False:
                self._answer(seat)
            else:
                clock.pause(ASK_EACH)
                continue
            clock.pause(self.pace * (0.5 + self.luck.random()))

    def _press(self, seat: dict[str, Any]) -> None:
        place = (int(seat["round"]), str(seat["stage"]))
        act = self._moves(seat) if seat["stage"] == "moves" else self._answers(seat)
        body = {"press": keys.token(), "round": place[0], "stage": place[1], "act": act}
        begun = self.now()
        answer = self.browser.tell(f"/class/{self.room}/act", body)
        acknowledged = self.now()
        # the same press once more, as an impatient hand or a lost answer would send it
        if self.luck.random() < 0.1:
            self.browser.tell(f"/class/{self.room}/act", body)
        if answer.get("ok"):
            self.browser.look(f"/class/{self.room}/seat.json")
            shown = self.now()
        with self.tally.lock:
            if answer.get("ok"):
                self.tally.acknowledged.append(acknowledged - begun)
                self.tally.shown.append(shown - begun)
                self.tally.kept.setdefault(self.name, []).append((*place, str(seat["seat"])))
            else:
                key = str(answer.get("key") or answer.get("text") or "no answer")
                self.tally.refused[key] = self.tally.refused.get(key, 0) + 1

    def _moves(self, seat: dict[str, Any]) -> dict[str, Any]:
        act: dict[str, Any] = {}
        if seat["posture"]:
            act["posture"] = self.luck.choice(["hold", "attack"])
        if self.luck.random() < 0.4:
            self._command(
                "say", {"channel": "public", "text": f"{self.name}: {self.luck.random()}"}
            )
        if seat["propose"] and self.luck.random() < 0.5:
            terms = {issue: self.luck.choice(options) for issue, options in seat["issues"].items()}
            # a red line is refused; a student would try something else, this one proposes nothing
            checked = {**act, "proposal": {"terms": terms, "private": False}}
            return checked if self.luck.random() < 0.7 else act
        return act

    def _answers(self, seat: dict[str, Any]) -> dict[str, Any]:
        # mostly no, so that a lesson lasts
        liked = [o for o in seat["offers"] if o["value"] >= seat["reservation"]]
        yes = {o["proposer"] for o in liked if self.luck.random() < 0.2}
        return {"answers": {o["proposer"]: o["proposer"] in yes for o in seat["offers"]}}

    def _answer(self, seat: dict[str, Any]) -> None:
        question = seat["panel"]["question"]
        rungs = len(question["ladder"])
        low, best, high = sorted(self.luck.randint(0, rungs) for _ in range(3))
        chances = [round(self.luck.random(), 2) for _ in question["packages"]]
        self._command("guess", {"guess": {"chances": chances, "low": low, "best": best,
                                          "high": high}})  # fmt: skip

    def _command(self, what: str, body: dict[str, Any]) -> None:
        answer = self.browser.tell(f"/class/{self.room}/do/{what}", {**body, "press": keys.token()})
        if answer.get("ok"):
            with self.tally.lock:
                self.tally.lines += what == "say"
                self.tally.answers += what == "guess"


def lesson(
    address: str,
    code: str,
    students: int,
    pace: float = 5.0,
    begin: Callable[[], object] = lambda: None,
    patience: float = 3600.0,
) -> Tally:
    """A class of so many students; `begin` is called when all have joined."""
    tally, stopped = Tally(), threading.Event()
    people = [Student(f"S{k + 1}", address, tally, pace, k) for k in range(students)]

    def run(work: Callable[[], object], name: str) -> None:
        try:
            work()
        except Exception as error:
            with tally.lock:
                tally.failures.append(f"{name}: {error}")

    for task in ("join", "play"):
        threads = []
        for one in people:
            work = (
                (lambda s=one: s.join(code)) if task == "join" else (lambda s=one: s.play(stopped))
            )
            thread = threading.Thread(target=run, args=(work, one.name), daemon=True)
            thread.start()
            threads.append(thread)
        end = clock.server()
        until = end() + patience
        for thread in threads:
            thread.join(max(0.1, until - end()))
        if task == "join":
            begin()
    stopped.set()
    return tally


def share(values: list[float], part: float) -> float:
    """The smallest of the values that so large a part of them does not exceed, in seconds.

    >>> share([0.3, 0.1, 0.2, 0.4], 0.5)
    0.2
    """
    ordered = sorted(values)
    return (
        ordered[max(0, min(len(ordered) - 1, round(part * len(ordered)) - 1))] if ordered else 0.0
    )
