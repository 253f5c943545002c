"""Worker processes beside the server: what takes long is worked out there.

Every table has a worker of its own choice, which keeps the table's position. A worker that
lacks it plays the record from its beginning; one that dies is replaced, and what it was at is
done again. Where no worker is ready, or none can be had, the server works it out itself.
"""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from multiprocessing.connection import Connection
from typing import Any

from sim import beliefs, compiled
from sim import game as games
from sim.evidence import Passage
from sim.game import Game
from sim.scenario import Scenario
from ui import memory, warming
from ui.charts.picture import worn
from ui.words import language, speaking

from .closing import Closed, Task, close, packed, unpacked
from .turns import FIRST, LATER, Turns

log = logging.getLogger("ceasefire.works")

PATIENCE = 60.0
"""Seconds a worker may be at one thing before it counts as dead; waiting for it is not counted."""

IDLE = 2.0
"""Seconds without work after which a worker gives back what it does not hold."""

TRIES = 3
"""Workers that may die over one stage before the server does it itself."""

KEPT = 256
"""Tables whose position a worker keeps; others are played again from their record."""


class Lost(Exception):
    """The worker did not answer."""


class Apart(Exception):
    """The worker's record does not lead to the server's position."""


class Works:
    """The workers of one server. None are started before `begin`, and none are had of `count` 0."""

    def __init__(self, count: int | None = None) -> None:
        # one core stays the server's own
        self.count = max(1, (os.cpu_count() or 2) - 1) if count is None else count
        self._workers: list[_Worker] = []
        self._scenes: OrderedDict[int, tuple[Scenario, str, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def fork(self) -> bool:
        """Begin the workers as copies of this process, with the compiled rules it has loaded.

        They share what both only read, some 100 MB each. Only for a process that is at its
        beginning, on Linux, where the rules are compiled; whether it was done.
        """
        alone = threading.active_count() == 1 and sys.platform == "linux"
        if not (self.count and alone and warming.ready() and warming.compile_here()):
            return False
        memory.settle()
        context = multiprocessing.get_context("fork")
        with self._lock:
            self._workers = [_Worker() for _ in range(self.count)]
            for one in self._workers:
                one.fork(context)
        return True

    def begin(self) -> None:
        """Start the workers, and let them load compiled rules once the server has."""
        with self._lock:
            if not self._workers:
                self._workers = [_Worker() for _ in range(self.count)]
        for one in self._workers:
            one.prepare()

    def end(self) -> None:
        """Stop the workers."""
        with self._lock:
            ended, self._workers = self._workers, []
        for one in ended:
            one.end()

    def ready(self, table: str) -> bool:
        """Whether the worker of that table can take a stage at once."""
        worker = self._of(table)
        return worker is not None and worker.ready()

    def pids(self) -> list[int]:
        """The processes that are ready."""
        return [one.here.result() for one in self._workers if one.here and one.ready()]

    def close(self, table: str, game: Game, task: Task) -> Closed:
        """The stage closed, by a worker where one is ready: the same wherever it is done."""
        for _ in range(TRIES):
            worker = self._of(table)
            if worker is None or not worker.ready():
                break
            try:
                body = worker.call(FIRST, _close, table, *self._scene(game.scenario), task)
            except Lost as lost:
                log.warning("the worker of table %s is replaced: %s", table, lost)
                continue
            except Apart:
                log.exception("table %s is closed here", table)
                break
            return unpacked(game, body)
        return close(game, task)

    def worn(
        self, table: str, game: Game, seat: str, party: str, still: Callable[[], bool]
    ) -> dict[str, Any] | None:
        """The panel of another party's shoes; None where no worker makes it. Stages go first.

        Empty if the table went on meanwhile: `still` says whether it is where it was.
        """
        worker = self._of(table)
        if worker is None or not worker.ready():
            return None
        task = Task.of(game, {}, (), ())
        given = (table, *self._scene(game.scenario), task, seat, party, language())
        try:
            body = worker.call(LATER, _worn, *given, still=still)
        except (Lost, Apart) as error:
            if not self._workers:
                # the server ends
                return {}
            log.warning("shoes at table %s are worked out here: %s", table, error)
            return None
        return dict(pickle.loads(body)) if body else {}

    def _of(self, table: str) -> _Worker | None:
        workers = self._workers
        return workers[zlib.crc32(table.encode()) % len(workers)] if workers else None

    def _scene(self, scene: Scenario) -> tuple[str, bytes]:
        with self._lock:
            if id(scene) not in self._scenes:
                body = pickle.dumps(scene, 5)
                name = hashlib.blake2b(body, digest_size=16).hexdigest()
                self._scenes[id(scene)] = (scene, name, body)
            while len(self._scenes) > KEPT:
                self._scenes.popitem(last=False)
            return self._scenes[id(scene)][1:]


class _Process:
    """A process that does one thing after the other, asked by a thread of its own."""

    def __init__(self, context: Any) -> None:
        self._line, far = context.Pipe()
        self._process = context.Process(target=_attend, args=(far,), daemon=True)
        self._process.start()
        far.close()
        # no thread begins before the first question: several are forked one after the other
        self._turns = Turns("worker")

    def ask(
        self,
        work: Callable[..., Any],
        *given: Any,
        rank: int = FIRST,
        patience: float | None = None,
        still: Callable[[], bool] | None = None,
    ) -> Future[Any]:
        """What it makes of it, once it has; nothing if by its turn nobody `still` wants it.

        Lost if it takes longer than `patience`, from when its turn has come.
        """

        def turn() -> Any:
            return self._ask(work, given, patience) if still is None or still() else None

        return self._turns.ask(rank, turn)

    def _ask(self, work: Callable[..., Any], given: tuple[Any, ...], patience: float | None) -> Any:
        try:
            self._line.send((work, given))
            if patience is not None and not self._line.poll(patience):
                raise Lost(f"no answer in {patience:g} s")
            found, failed = self._line.recv()
        except (OSError, EOFError) as error:
            raise Lost(repr(error)) from error
        if failed is not None:
            raise failed
        return found

    def end(self) -> None:
        """Stop it, whatever it is at; what was asked of it is lost."""
        self._turns.end()
        self._process.kill()


class _Worker:
    """One process, started again when it is lost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self.here: Future[int] | None = None
        self._warm: Future[bool] | None = None

    def fork(self, context: Any) -> None:
        with self._lock:
            self._process = _Process(context)

    def prepare(self) -> None:
        with self._lock:
            try:
                if self._process is None:
                    self._process = _Process(multiprocessing.get_context("spawn"))
                if self.here is None:
                    self.here, self._warm = self._process.ask(os.getpid), None
                elif self._warm is None and _there(self.here) and compiled.warmed():
                    self._warm = self._process.ask(_load)
            except (OSError, RuntimeError):
                log.exception("no worker can be started")
                self._process = self.here = None

    def ready(self) -> bool:
        return _there(self.here) and (not compiled.warmed() or _there(self._warm))

    def call(
        self,
        rank: int,
        work: Callable[..., bytes],
        *given: Any,
        still: Callable[[], bool] | None = None,
    ) -> bytes:
        """What a worker makes of it; Lost if that died or does not answer, and another is begun."""
        process = self._process
        if process is None:
            raise Lost("none is there")
        try:
            try:
                asked = process.ask(work, *given, rank=rank, patience=PATIENCE, still=still)
            except RuntimeError as error:
                # it is being stopped
                raise Lost(repr(error)) from error
            return asked.result() or b""
        except (CancelledError, Lost) as error:
            self._renew(process)
            raise Lost(repr(error)) from error

    def _renew(self, process: _Process) -> None:
        with self._lock:
            if self._process is not process:
                # somebody else saw it too
                return
            self._process = self.here = self._warm = None
        process.end()
        self.prepare()

    def end(self) -> None:
        with self._lock:
            process = self._process
            self._process = self.here = self._warm = None
        if process is not None:
            process.end()


def _there(found: Future[Any] | None) -> bool:
    return found is not None and found.done() and found.exception() is None


# -- in the worker -------------------------------------------------------------------

_games: OrderedDict[str, Game] = OrderedDict()
_scenes: OrderedDict[str, Scenario] = OrderedDict()
_past: OrderedDict[tuple[str, ...], bytes] = OrderedDict()


def _attend(line: Connection) -> None:
    """Do what is asked, as long as the server lives; a key that stops it is for that to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    memory.share()
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(0)

    threading.Thread(target=wait, name="parent", daemon=True).start()
    while True:
        if not line.poll(IDLE):
            memory.trim()
        try:
            work, given = line.recv()
        except EOFError:
            return
        try:
            line.send((work(*given), None))
        except Exception as error:
            known = isinstance(error, Apart)
            line.send((None, error if known else RuntimeError(repr(error))))


def _load() -> bool:
    """Load the rules that the server has compiled."""
    return warming.compile_here()


def _close(table: str, name: str, body: bytes, task: Task) -> bytes:
    """A stage of a table, from the position kept here or from the beginning."""
    game = _position(table, name, body, task)
    closed = close(game, task)
    # for the teacher's desk, which shows what everybody believes
    _ = closed.game.log[-1].believed
    _games[table] = closed.game
    return packed(game, closed)


def _worn(
    table: str, name: str, body: bytes, task: Task, seat: str, party: str, spoken: str
) -> bytes:
    """The panel of a party's shoes, from what the seat knows; nothing if the table went on."""
    kept = _games.get(table)
    if kept is not None and len(kept.played) > len(task.played):
        return b""
    view = games.look(_position(table, name, body, task), seat)
    key = (table, name, str(task.seed), seat)
    with speaking(spoken):
        found, past = worn(view, beliefs.analyse(view), party, _recalled(_past.pop(key, b"")))
    _past[key] = _laid_by(past)
    while len(_past) > 8 * KEPT:
        _past.popitem(last=False)
    return pickle.dumps(found, 5)


def _laid_by(past: tuple[Passage, ...]) -> bytes:
    """A seat's past in a third of its room, for half a millisecond."""
    return zlib.compress(pickle.dumps(past, 5), 1)


def _recalled(kept: bytes) -> tuple[Passage, ...]:
    return tuple(pickle.loads(zlib.decompress(kept))) if kept else ()


def _position(table: str, name: str, body: bytes, task: Task) -> Game:
    """Where the table is: as it is kept here, or played from its beginning."""
    if name not in _scenes:
        _scenes[name] = pickle.loads(body)
    scene, game = _scenes[name], _games.pop(table, None)
    if game is None or (game.mark, game.seed) != (task.mark, task.seed):
        game = task.fold(scene)
    if game.mark != task.mark:
        raise Apart(f"table {table} is not as it was played")
    game = task.told(game)
    _games[table] = game
    while len(_games) > KEPT:
        _games.popitem(last=False)
    while len(_scenes) > KEPT:
        _scenes.popitem(last=False)
    return game
