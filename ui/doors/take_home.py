"""What leaves the server: records that open in solo play, and the class as data."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ui import leaflet, telling
from ui.charts import tale
from ui.rooms import Desk
from ui.rooms.export import archive
from ui.words import say

from .asking import Elsewhere, away, member, message, page, room, teacher


@page
async def own_record(request: Request) -> Response:
    """The record of one's own table, once its debrief is open."""
    here, who = member(request)
    desk = here.desk(who.table) if who.table else None
    if desk is None or not here.may_look_back(desk):
        raise Elsewhere(message(403, say("server.not_yet")))
    return await _record(desk)


@page
async def own_story(request: Request) -> Response:
    """One's own table in five pictures, once its debrief is open."""
    here, who = member(request)
    desk = here.desk(who.table) if who.table else None
    kind = request.path_params["kind"]
    if desk is None or not here.may_look_back(desk) or kind not in leaflet.KINDS:
        raise Elsewhere(message(403, say("server.not_yet")))
    return await _story(desk, who.seat, kind)


@page
async def story(request: Request) -> Response:
    """A table in five pictures, for the teacher, once it is over; told of no seat."""
    teacher(request)
    desk, kind = _over(request), request.path_params["kind"]
    if kind not in leaflet.KINDS:
        raise Elsewhere(message(404, say("server.nothing")))
    return await _story(desk, "", kind, f"table-{desk.number}")


async def _story(desk: Desk, seat: str, kind: str, name: str = "story") -> Response:
    def made() -> str:
        told = tale.tale(telling.game(desk.game()), desk.referee(), seat)
        return leaflet.made(told, kind)

    headers = {"content-disposition": leaflet.named(kind, name), "cache-control": "no-store"}
    return Response(await away(made), media_type=leaflet.KINDS[kind], headers=headers)


def _over(request: Request) -> Desk:
    """The table of the address, if it is over."""
    here, number = room(request), int(request.path_params["table"])
    found = next((desk for desk in here.desks() if desk.number == number and desk.over), None)
    if found is None:
        raise Elsewhere(message(403, say("server.not_yet")))
    return found


@page
async def record(request: Request) -> Response:
    """The record of a table, for the teacher, once it is over."""
    teacher(request)
    return await _record(_over(request))


async def _record(desk: Desk) -> Response:
    text = (await away(desk.record)).to_json()
    name = f'attachment; filename="{desk.plan.scenario}-table-{desk.number}.json"'
    headers = {"content-disposition": name, "cache-control": "no-store"}
    return Response(text, media_type="application/json", headers=headers)


@page
async def data(request: Request) -> Response:
    """Everything as CSV and JSON with a codebook; with names if the teacher asks for them."""
    teacher(request)
    here = room(request)
    named = request.query_params.get("names") == "1"
    body = await away(archive, here, named)
    name = f'attachment; filename="class{"-with-names" if named else ""}.zip"'
    headers = {"content-disposition": name, "cache-control": "no-store"}
    return Response(body, media_type="application/zip", headers=headers)
