"""Students with open pages: each a tab on the real page's websocket, as a browser has it.

A tab opens the page, runs it over Solara's own protocol, reads what the server sends to its two
screens (the game, the panel beside it) and sends the events that the screens send. All tabs
are in one process and share a clock, so that it is known when others saw what one did.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

from ui import clock
from ui.rooms import keys

from .students import Broken, Browser, Tally

PATIENCE = 60.0
"""Seconds a tab waits for what it asked for before the act counts as unanswered."""

LINES = 0.15
"""Of a student's turns, those in which a line is said instead of a decision taken."""


@dataclass
class Seen:
    """What all tabs measured, in seconds, besides what the tally holds."""

    opened: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    said: list[float] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    bytes_in: int = 0
    messages: int = 0
    unanswered: int = 0


class Tab:
    """One page of one student."""

    def __init__(self, browser: Browser, room: str, seen: Seen) -> None:
        self.browser, self.room, self.seen, self.now = browser, room, seen, browser.now
        self.board: dict[str, Any] = {}
        self.panel: dict[str, Any] = {}
        self.receipt: dict[str, Any] = {}
        self.reply: dict[str, Any] = {}
        self.news = asyncio.Condition()
        self.watchers: list[Callable[[Tab], None]] = []
        self._socket: ClientConnection | None = None
        self._screens: dict[str, str] = {}
        self._reader: asyncio.Task[None] | None = None
        self._worn = ""

    async def open(self) -> None:
        """The page, its socket, and both screens with something on them."""
        begun, path = self.now(), f"/game/class-{self.room}"
        await asyncio.to_thread(self.browser.ask, path)
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.browser.jar)
        self._page, kernel = str(uuid4()), str(uuid4())
        address = self.browser.address.replace("http", "ws", 1)
        self._socket = await connect(
            f"{address}/jupyter/api/kernels/{kernel}/channels?session_id={self._page}",
            additional_headers={"cookie": cookies}, origin=self.browser.address,
            max_size=None, compression=None, proxy=None, open_timeout=PATIENCE,
            # as a browser, which asks no server whether it is still there
            ping_interval=None,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read(self._socket))
        await self._tell("kernel_info_request", {})
        control = str(uuid4())
        await self._tell("comm_open", {"comm_id": control, "target_name": "solara.control",
                                       "data": {}})  # fmt: skip
        run = {"method": "run", "args": {"path": path, "dark": False, "appName": None,
                                         "themes": {"light": {}, "dark": {}}}}  # fmt: skip
        await self._tell("comm_msg", {"comm_id": control, "data": run})
        if not await self.until(lambda: bool(self.board and self.panel)):
            raise Broken("a page stayed empty")
        self.seen.opened.append(self.now() - begun)

    async def close(self) -> None:
        """Leave the page."""
        if self._reader is not None:
            self._reader.cancel()
        if self._socket is not None:
            await self._socket.close()

    async def event(self, screen: str, name: str, data: Any) -> None:
        """An event of one of the screens, as the browser sends it."""
        body = {"method": "custom", "content": {"event": name, "data": data}}
        await self._tell("comm_msg", {"comm_id": self._screens[screen], "data": body})

    async def until(self, wanted: Callable[[], bool], patience: float = PATIENCE) -> bool:
        """Whether something comes true on the screens in time."""
        try:
            async with asyncio.timeout(patience), self.news:
                await self.news.wait_for(wanted)
        except TimeoutError:
            return False
        return True

    async def _tell(self, kind: str, content: dict[str, Any]) -> None:
        header = {"msg_id": uuid4().hex, "msg_type": kind, "session": self._page,
                  "username": "", "version": "5.2"}  # fmt: skip
        message = {"buffers": [], "channel": "shell", "content": content, "header": header,
                   "metadata": {}, "parent_header": {}}  # fmt: skip
        if self._socket is not None:
            await self._socket.send(json.dumps(message))

    async def _read(self, socket: ClientConnection) -> None:
        async for body in socket:
            self.seen.messages += 1
            self.seen.bytes_in += len(body)
            # most messages say that the kernel is busy, or idle
            if isinstance(body, bytes) or '"comm_' not in body:
                continue
            message = json.loads(body)
            kind, content = message["header"]["msg_type"], message["content"]
            state = content.get("data", {}).get("state", {})
            if kind == "comm_open":
                events = state.get("events") or ()
                for screen, event in (("game", "act"), ("panel", "command")):
                    if event in events:
                        self._screens[screen] = content["comm_id"]
            for screen, comm in self._screens.items():
                if comm == content.get("comm_id"):
                    await self._shown(screen, state)

    async def _shown(self, screen: str, state: dict[str, Any]) -> None:
        traits = {"game": {"state": "board", "receipt": "receipt"},
                  "panel": {"state": "panel", "reply": "reply"}}[screen]  # fmt: skip
        for trait, name in traits.items():
            if state.get(trait):
                setattr(self, name, json.loads(state[trait]))
        for watcher in self.watchers:
            watcher(self)
        async with self.news:
            self.news.notify_all()
        if screen == "game" and self.board and self.board["key"] != self._worn:
            # the screen asks for the shoes of the first party after each stage
            self._worn = self.board["key"]
            shoes = self.board["shoes"]
            if shoes and self.board["stage"] != "over":
                await self.event("game", "wear", {"party": shoes[0]["party"]})

    # -- what is on the screens ----------------------------------------------------------

    @property
    def over(self) -> bool:
        """Whether the table has ended."""
        return bool(self.panel.get("over")) or self.board.get("stage") == "over"

    def ready(self, seat: str) -> bool:
        """Whether this tab shows that a seat has pressed."""
        people = self.panel.get("people", ())
        return any(one["id"] == seat and one["state"] == "ready" for one in people)


class Watch:
    """When one event was on every other tab of its table."""

    def __init__(self, begun: float, left: set[str], took: list[float]) -> None:
        self.begun, self.left, self.took = begun, left, took

    def seen(self, name: str, at: float) -> None:
        """One more tab shows it."""
        if name in self.left:
            self.left.discard(name)
            self.took.append(at - self.begun)


class Student:
    """One student who plays in a tab."""

    def __init__(self, name: str, browser: Browser, tally: Tally, seen: Seen, pace: float) -> None:
        self.name, self.browser, self.tally, self.seen, self.pace = name, browser, tally, seen, pace
        self.luck = random.Random(name)
        self.now = browser.now
        self.tab: Tab | None = None
        self.others: list[Student] = []
        self._acts: dict[tuple[str, str], Watch] = {}
        self._words: dict[str, Watch] = {}

    async def join(self, code: str) -> None:
        """In through the door, as the code on the wall is opened."""
        await asyncio.to_thread(self.browser.ask, f"/join/{code}")
        for _ in range(20):
            path = await asyncio.to_thread(self.browser.form, "/join", code=code, name=self.name)
            if path.startswith("/class/"):
                self.room = path.split("/")[2]
                return
            await asyncio.sleep(1.0)
        raise Broken(f"{self.name} was not let in")

    async def open(self) -> None:
        """The page of the seat."""
        self.tab = Tab(self.browser, self.room, self.seen)
        self.tab.watchers.append(self._noticed)
        await self.tab.open()

    @property
    def place(self) -> tuple[int, str]:
        """Table and seat."""
        panel = self._tab.panel
        return int(panel["table"]), str(panel["seat"])

    @property
    def _tab(self) -> Tab:
        if self.tab is None:
            raise Broken("no page is open")
        return self.tab

    def expects(self, key: tuple[str, str], watch: Watch) -> None:
        """Somebody at the table pressed: note when it is shown here."""
        self._acts[key] = watch

    def hears(self, text: str, watch: Watch) -> None:
        """Somebody at the table spoke."""
        self._words[text] = watch

    def _noticed(self, tab: Tab) -> None:
        if not (self._acts or self._words) or not tab.board or not tab.panel:
            return
        at = self.now()
        for key in list(self._acts):
            stage, seat = key
            if tab.board["key"] != stage or tab.ready(seat):
                self._acts.pop(key).seen(self.name, at)
        if self._words:
            lines = {line["text"] for one in tab.panel.get("channels", ())
                     for line in one["lines"][-20:]}  # fmt: skip
            for text in [one for one in self._words if one in lines]:
                self._words.pop(text).seen(self.name, at)

    async def play(self, stopped: asyncio.Event) -> None:
        """At a pace, until the table has ended or the lesson is stopped."""
        await _rest(stopped, self.luck.random() * self.pace)
        tab = self._tab
        while not stopped.is_set() and not tab.over:
            question = tab.panel.get("question") or {}
            if question.get("answered") is False and self._pressed():
                await self._answer(question)
            elif not self._pressed() and self.luck.random() > LINES:
                await self._press()
            else:
                await self._speak()
            await _rest(stopped, self.pace * (0.5 + self.luck.random()))
        if tab.over:
            self.tally.finished += 1

    def _pressed(self) -> bool:
        return bool(self._tab.board.get("waiting")) or self._tab.ready(self.place[1])

    async def _press(self) -> None:
        tab, seat = self._tab, self.place[1]
        board = tab.board
        key, press = str(board["key"]), keys.token()
        if board["stage"] not in ("moves", "answers"):
            return
        begun = self.now()
        watch = Watch(begun, {one.name for one in self.others}, self.seen.others)
        for one in self.others:
            one.expects((key, seat), watch)
        act = self._moves(board) if board["stage"] == "moves" else self._answers(board)
        body = {"press": press, "round": board["round"], "stage": board["stage"], "loss": True,
                "act": act}  # fmt: skip
        await tab.event("game", "act", body)
        if self.luck.random() < 0.1:
            # an impatient hand
            await tab.event("game", "act", body)
        if not await tab.until(lambda: tab.receipt.get("press") == press):
            self.seen.unanswered += 1
            return
        told = self.now() - begun
        if not tab.receipt["ok"]:
            for one in self.others:
                one._acts.pop((key, seat), None)
            said = str(tab.receipt["text"])[:60]
            self.tally.refused[said] = self.tally.refused.get(said, 0) + 1
            return
        self.tally.acknowledged.append(told)
        self.tally.kept.setdefault(self.name, []).append((board["round"], board["stage"], seat))
        shown = lambda: tab.board["key"] != key or bool(tab.board["waiting"])  # noqa: E731
        if await tab.until(shown):
            self.seen.own.append(self.now() - begun)
        else:
            self.seen.unanswered += 1

    def _moves(self, board: dict[str, Any]) -> dict[str, Any]:
        legal = board["legal"]
        return {"posture": self.luck.choice(legal["posture"])} if legal["posture"] else {}

    def _answers(self, board: dict[str, Any]) -> dict[str, Any]:
        # no, so that the lesson lasts
        return {"answers": {one["proposer"]: False for one in board.get("offers", ())}}

    async def _answer(self, question: dict[str, Any]) -> None:
        tab, begun, before = self._tab, self.now(), dict(self._tab.reply)
        rungs = len(question["ladder"])
        low, best, high = sorted(self.luck.randint(0, rungs) for _ in range(3))
        chances = [round(self.luck.random(), 2) for _ in question["packages"]]
        given = {"chances": chances, "low": low, "best": best, "high": high}
        await tab.event("panel", "command", {"what": "guess", "guess": given,
                                             "press": keys.token()})  # fmt: skip
        if not await tab.until(lambda: tab.reply != before):
            self.seen.unanswered += 1
        elif tab.reply["ok"]:
            self.tally.answers += 1
            self.seen.answered.append(self.now() - begun)

    async def _speak(self) -> None:
        tab, begun = self._tab, self.now()
        text = f"{self.name} {keys.token()}"
        watch = Watch(begun, {one.name for one in self.others}, self.seen.heard)
        for one in self.others:
            one.hears(text, watch)
        mine = Watch(begun, {self.name}, self.seen.said)
        self.hears(text, mine)
        await tab.event("panel", "command", {"what": "say", "channel": "public", "text": text,
                                             "press": keys.token()})  # fmt: skip
        if await tab.until(lambda: not mine.left):
            self.tally.lines += 1
        else:
            self.seen.unanswered += 1


async def _rest(stopped: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stopped.wait(), seconds)
    except TimeoutError:
        return


async def closed(students: list[Student], close: Callable[[], object]) -> float:
    """Seconds from a teacher's press that closes all tables' stage until every tab shows it."""
    before = {one.name: one._tab.board["key"] for one in students if not one._tab.over}
    begun = clock.server()
    at = begun()
    asked = asyncio.create_task(asyncio.to_thread(close))
    waits = [
        one._tab.until(lambda t=one._tab, key=before[one.name]: t.board["key"] != key or t.over)
        for one in students if one.name in before
    ]  # fmt: skip
    done = await asyncio.gather(*waits)
    took = begun() - at
    await asked
    if not all(done):
        raise Broken("not every table was closed")
    return took
