"""The application: Solara's pages, records in and out, health; one process, one shelf."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import re
import threading
import warnings
from collections.abc import AsyncIterator, Iterable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import sim
from sim import compiled

from . import doors, fence, lab, leaflet, lost, manual, memory, settings, telling, tongue, warming
from .charts import tale
from .rooms import House
from .store import StoreError
from .table import Hidden, Seat, Tables, shared
from .words import say

log = logging.getLogger("ceasefire.app")

WARM_AFTER = 60.0
"""Seconds after which rules are compiled though nobody has opened a page yet."""

SETTLE = 20.0
"""Seconds the first player gets alone before compiling begins."""

LOADING = 3.0
"""Seconds the first page gets before rules that are compiled already are loaded."""

SWEEP = 60.0
"""Seconds between collections of garbage, which wait for a quiet moment."""

FEW = 10
"""Open pages with which all garbage is collected in every quiet moment."""

MANY = 100
"""Closed pages for which it is collected though many are open."""

QUIET = 2.0
"""Seconds without a request that count as a quiet moment."""


def build(
    tables: Tables | None = None,
    names: Iterable[str] | None = fence.NAMES,
    house: House | None = None,
) -> Starlette:
    """The application on these tables, answering to these host names (None: to any).

    With a `house` it serves classes, and nothing of the owner's own games.
    """
    settings.apply()
    settings.check()
    memory.share()
    # our own compression is outermost, so that the fence reads pages as text
    os.environ["SOLARA_SERVER_HTTP_GZIP"] = "false"
    # said of every page on 127.0.0.1, where it is as it should be
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    import solara.server.settings
    import solara.server.starlette as solara_server

    # what it leaves to us are pages; its files it compresses once and keeps
    solara.server.settings.server.http_gzip = True
    from . import outbox, thrift
    from .vendor.route import route as vendored

    outbox.use()
    thrift.use()

    busy = Busy()

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with solara_server.lifespan(solara_server.app):
            settings.tune_garbage()
            ended = threading.Event()
            for name, task in (("warm", _warm), ("sweep", _sweep)):
                threading.Thread(target=task, name=name, args=(busy, ended), daemon=True).start()
            if house is not None:
                keep = threading.Thread(target=house.keep_time, args=(ended,), name="clock")
                keep.daemon = True
                keep.start()
            else:
                # sweeps are the owner's: a server of classes runs none
                lab.shared().begin()
            yield
            ended.set()
            if house is None:
                await asyncio.to_thread(lab.shared().end)

    app = Starlette(
        routes=[
            Route("/health", health),
            Route("/resourcez", _nothing),
            *(_own() if house is None else doors.routes()),
            *manual.routes(),
            vendored(),
            Mount("/", app=lost.Found(solara_server.app)),
        ],
        middleware=[
            Middleware(Compressed, minimum_size=1000),
            Middleware(fence.Fence, names=names),
            Middleware(Watched, busy=busy),
            Middleware(doors.Sticky, house=house),
            Middleware(tongue.Tongue),
        ],
        lifespan=lifespan,
    )
    app.state.tables, app.state.house = tables, house
    return app


def _own() -> list[Route]:
    """Solo play: records out and in, files of the laboratory."""
    return [
        Route("/record", upload, methods=["POST"]),
        Route("/record/{token}", download),
        Route("/story/{token}.{kind}", story),
        Route("/lab/{run}/{name}", lab_file),
    ]


def _tables(request: Request) -> Tables:
    return request.app.state.tables or shared()


async def health(request: Request) -> Response:
    """Whether the server works, and whether the rules are compiled yet."""
    return JSONResponse({"ok": True, "compiled": compiled.warmed()})


async def download(request: Request) -> Response:
    """The record of the game a token opens, as a file."""
    token = request.path_params["token"]
    try:
        seat = await asyncio.to_thread(_tables(request).seat, token)
        if seat is None:
            return _sentence(404, "server.no_game")
        if not _may_take(seat):
            return _sentence(403, "server.not_yet")
        record = await asyncio.to_thread(seat.table.record)
    except StoreError as error:
        return JSONResponse({"sentence": str(error)}, status_code=503)
    name = re.sub(r"[^\w-]+", "-", f"{seat.table.listing.scenario}-{seat.table.id[:6]}")
    disposition = f'attachment; filename="{name}.json"'
    headers = {"content-disposition": disposition, "cache-control": "no-store"}
    return Response(record.to_json(), media_type="application/json", headers=headers)


async def story(request: Request) -> Response:
    """The game of a token in five pictures, once it may be told: a page or a drawing."""
    token, kind = request.path_params["token"], request.path_params["kind"]
    try:
        seat = await asyncio.to_thread(_tables(request).seat, token)
        if seat is None or kind not in leaflet.KINDS:
            return _sentence(404, "server.no_game")
        body = await asyncio.to_thread(_story, seat, kind)
    except Hidden:
        return _sentence(403, "server.untold")
    except StoreError as error:
        return JSONResponse({"sentence": str(error)}, status_code=503)
    headers = {"content-disposition": leaflet.named(kind), "cache-control": "no-store"}
    return Response(body, media_type=leaflet.KINDS[kind], headers=headers)


def _story(seat: Seat, kind: str) -> str:
    played = telling.game(seat.table.game())
    return leaflet.made(tale.tale(played, seat.table.truth(), seat.name), kind)


def _may_take(seat: Seat) -> bool:
    """A record holds everybody's secrets: with several people it waits for the end.

    So does the record of a day's game, which holds the number of its world.
    """
    open_to_one = len(seat.table.seats) < 2 and seat.kind != "daily"
    return open_to_one or seat.table.game().stage == "over"


async def lab_file(request: Request) -> Response:
    """What can be taken home of a run of the laboratory: its spec, its rows, its report."""
    run = await asyncio.to_thread(lab.runs.find, request.path_params["run"])
    found = lab.runs.files(run).get(request.path_params["name"]) if run else None
    if run is None or found is None or not found[0].is_file():
        return _sentence(404, "server.no_run")
    path, kind = found
    headers = {"cache-control": "no-store"}
    if kind != "text/html":
        headers["content-disposition"] = f'attachment; filename="{run.id}-{path.name}"'
    # at most sixty megabytes: a run of the browser has so many worlds at most
    body = await asyncio.to_thread(path.read_bytes)
    return Response(body, media_type=kind, headers=headers)


async def upload(request: Request) -> Response:
    """A record as the request's body becomes a game on the shelf; the answer names its seats."""
    body = await request.body()
    try:
        table = await asyncio.to_thread(_tables(request).open_record, body)
    except (sim.RecordError, sim.ScenarioError) as error:
        return JSONResponse({"sentence": str(error)}, status_code=400)
    except StoreError as error:
        return JSONResponse({"sentence": str(error)}, status_code=503)
    except Exception:
        log.exception("a record could not be opened")
        return _sentence(400, "server.bad_record")
    return JSONResponse({"game": table.id, "tokens": dict(table.listing.tokens)}, status_code=201)


async def _nothing(request: Request) -> Response:
    # Solara counts its users there; it is nobody's business
    return _sentence(404, "server.nothing")


def _sentence(status: int, key: str) -> Response:
    return JSONResponse({"sentence": say(key)}, status_code=status)


class Compressed(GZipMiddleware):
    """Compresses answers; Solara's static files come compressed already and stay as they are."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        static = ("/static/", "/_solara/", "/jupyter/")
        if scope["type"] != "http" or scope["path"].startswith(static):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class Busy:
    """When somebody last asked for something, and whether a page was ever served."""

    def __init__(self) -> None:
        self.page = threading.Event()
        self._touched = threading.Event()

    def touch(self) -> None:
        """Note that the server has something to do."""
        self._touched.set()

    def wait_quiet(self, ended: threading.Event) -> None:
        """Return once `QUIET` seconds went by without anything to do."""
        while not ended.is_set():
            self._touched.clear()
            if not self._touched.wait(QUIET):
                return


class Watched:
    """Notes every request and every message of a browser as something to do."""

    def __init__(self, app: ASGIApp, busy: Busy) -> None:
        self.app, self.busy = app, busy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def noted() -> Message:
            message = await receive()
            self.busy.touch()
            return message

        self.busy.touch()
        if scope["type"] == "websocket":
            self.busy.page.set()
        await self.app(scope, noted, send)


def _warm(busy: Busy, ended: threading.Event) -> None:
    # compiling and loading hold the interpreter; the first page goes first
    busy.page.wait(WARM_AFTER)
    if ended.wait(LOADING if warming.ready() else SETTLE):
        return
    try:
        if compiled.available() and not warming.ready():
            warming.compile_beside(ended)
        if warming.ready() and not ended.is_set():
            warming.compile_here()
    except Exception:
        log.exception("the rules could not be compiled; they run interpreted")


class Sweep:
    """What of the garbage is collected in a quiet moment.

    A whole collection stops everybody, for some hundredths of a second a page that is open (with
    200 it took two seconds). With many pages open it waits until as many are gone as it is for.
    """

    def __init__(self) -> None:
        self._here: frozenset[str] = frozenset()
        self._gone = 0

    def generation(self, here: frozenset[str]) -> int:
        """The oldest generation to collect while these pages are open."""
        self._gone += len(self._here - here)
        self._here = here
        if len(here) > FEW and self._gone < MANY:
            return 1
        self._gone = 0
        return 2


def _sweep(busy: Busy, ended: threading.Event) -> None:
    from solara.server import kernel_context

    gc.collect()
    gc.freeze()
    sweep = Sweep()
    while not ended.wait(SWEEP):
        memory.trim()
        busy.wait_quiet(ended)
        if not ended.is_set():
            gc.collect(sweep.generation(frozenset(list(kernel_context.contexts))))
            memory.trim()
