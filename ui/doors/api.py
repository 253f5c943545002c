"""What a script may do in a person's place: the same commands as the pages, over plain HTTP."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ui.acting import Unreadable
from ui.acting import sent as press_of
from ui.rooms import Place
from ui.rooms.overview import for_teacher
from ui.rooms.panel import panel
from ui.rooms.personal import run
from ui.rooms.stream import Refused
from ui.rooms.teaching import command as command_of
from ui.words import say

from .asking import Elsewhere, api, away, cookie, message, room, sent, teacher


def place(request: Request) -> Place:
    """The place of this browser; 403 if it has none at a table that has begun."""
    here = room(request)
    found = here.place(request.cookies.get(cookie(here.id), ""))
    if found is None or not found.table.begun:
        raise Elsewhere(message(403, say("class.not_yours")))
    return found


@api
async def seat(request: Request) -> Response:
    """Where the seat is: round, stage, what it may answer, the question put to it."""
    here = place(request)
    stamp = f"{here.table.board.version}-{here.table.talk.version}"
    if request.query_params.get("seen") == stamp:
        return JSONResponse({"stamp": stamp, "same": True})
    return JSONResponse({**await away(_seat, here), "stamp": stamp})


def _seat(here: Place) -> dict[str, Any]:
    view = here.view()
    return {
        "seat": here.name, "round": view.round, "stage": view.stage, "phase": view.phase,
        "over": here.table.over, "version": here.table.version,
        "waited_for": here.name in here.table.waits_for(),
        "propose": bool(view.legal.propose), "posture": list(view.legal.posture),
        "issues": {issue.id: [o.id for o in issue.options.values() if not o.latent]
                   for issue in view.scenario.issues.values()},
        "offers": [{"proposer": one.proposer, "value": one.value} for one in view.open],
        "reservation": view.reservation,
        "panel": panel(here),
    }  # fmt: skip


@api
async def act(request: Request) -> Response:
    """A press."""
    here, body = place(request), await sent(request)
    try:
        asked = press_of(body)
    except Unreadable:
        raise Refused("class.unreadable") from None
    receipt = await away(
        lambda: here.submit(asked.act, round=asked.round, stage=asked.stage, press=asked.press)
    )
    return JSONResponse({"ok": receipt.ok, "key": receipt.sentence_key, "text": receipt.sentence})


@api
async def command(request: Request) -> Response:
    """A line, an answer to the question, a return to one's seat."""
    here, body = place(request), await sent(request)
    await away(run, here, str(request.path_params["what"]), body)
    return JSONResponse({"ok": True})


@api
async def overview(request: Request) -> Response:
    """The class as the teacher's desk shows it."""
    teacher(request)
    return JSONResponse(await away(for_teacher, room(request)))


@api
async def teach(request: Request) -> Response:
    """One of the teacher's commands."""
    teacher(request)
    here, body = room(request), await sent(request)
    if not isinstance(body, dict):
        raise Refused("class.unreadable")
    return JSONResponse({"ok": True, "looked": await away(command_of, here, body)})
