"""What every plain page asks first: which class, whose browser, what form."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ui.database import StoreError
from ui.rooms import House, Room
from ui.rooms.place import Left
from ui.rooms.roster import Member
from ui.rooms.stream import Refused
from ui.words import say

from .html import document, el, note

log = logging.getLogger("ceasefire.doors")

TEACHER = "ceasefire-teacher"
LONGEST_FORM = 64 * 1024
MONTH = 30 * 24 * 3600

Door = Callable[[Request], Awaitable[Response]]


class Elsewhere(Exception):
    """The answer is another page, or another status."""

    def __init__(self, response: Response) -> None:
        self.response = response


def house(request: Request) -> House:
    """The classes of this server."""
    found: House = request.app.state.house
    return found


def room(request: Request) -> Room:
    """The class in the address; 404 if there is none."""
    found = house(request).get(str(request.path_params["room"]))
    if found is None:
        raise Elsewhere(message(404, say("class.no_class")))
    return found


def member(request: Request) -> tuple[Room, Member]:
    """The class, and whose browser this is; to the first page if nobody's."""
    here = room(request)
    found = here.member(request.cookies.get(cookie(here.id), ""))
    if found is None:
        raise Elsewhere(message(403, say("class.not_yours")))
    return here, found


def teacher(request: Request) -> House:
    """The house, for a teacher's browser; 403 for any other."""
    found = house(request)
    if not found.teaches(request.cookies.get(TEACHER, "")):
        raise Elsewhere(message(403, say("class.teacher.only")))
    return found


def address(request: Request) -> str:
    """The network address a request comes from, as the server or its own proxy knows it."""
    return request.client.host if request.client is not None else ""


def cookie(room_id: str) -> str:
    """The name of the cookie that opens a seat of a class."""
    return f"ceasefire-{room_id}"


def keep(response: Response, request: Request, name: str, key: str) -> Response:
    """Put a key into the browser: no script can read it, no other site can send it.

    Under HTTPS, the server's own or a proxy's, it never travels in the clear.
    """
    response.set_cookie(
        name, key, max_age=MONTH, path="/", httponly=True, samesite="lax",
        secure=origin(request).startswith("https://"),
    )  # fmt: skip
    return response


def origin(request: Request) -> str:
    """Where people reach this server: as it was told, or as this request came."""
    own = house(request).address
    return own if own.startswith("https://") else f"{request.url.scheme}://{request.url.netloc}"


def go(to: str) -> Response:
    """On to another page, with the method it is read by."""
    return RedirectResponse(to, status_code=303, headers={"cache-control": "no-store"})


def message(status: int, text: str) -> Response:
    """A page that says one thing."""
    back = el("div", el("a", say("class.to_start"), class_="main-button", href="/"),
              class_="buttons")  # fmt: skip
    body = el("section", el("h1", say("class.message")), note(text), back, class_="card")
    return document(say("class.message"), body, status=status, at="/")


async def form(request: Request, longest: int = LONGEST_FORM) -> dict[str, Any]:
    """The fields of a form; `seats` as a list."""
    body = await request.body()
    if len(body) > longest:
        raise Refused("class.too_long")
    text = body.decode("utf-8", "replace")
    try:
        found = parse_qs(text, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        raise Refused("class.unreadable") from None
    return {key: values if key == "seats" else values[-1] for key, values in found.items()}


async def sent(request: Request) -> Any:
    """JSON as a script sent it; Refused if it is none."""
    body = await request.body()
    if len(body) > LONGEST_FORM:
        raise Refused("class.too_long")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("class.unreadable") from None


def page(door: Door) -> Door:
    """A door whose refusals are pages."""

    async def opened(request: Request) -> Response:
        try:
            return await door(request)
        except Elsewhere as other:
            return other.response
        except Refused as refusal:
            return message(400, str(refusal))
        except StoreError as error:
            return message(503, str(error))
        except Exception:
            log.exception("a door could not be opened")
            return message(500, say("class.fault"))

    return opened


def api(door: Door) -> Door:
    """A door whose refusals are JSON."""

    async def opened(request: Request) -> Response:
        try:
            return await door(request)
        except Elsewhere as other:
            return JSONResponse({"ok": False}, status_code=other.response.status_code)
        except Refused as refusal:
            return JSONResponse({"ok": False, "text": str(refusal)}, status_code=409)
        except StoreError as error:
            return JSONResponse({"ok": False, "text": str(error)}, status_code=503)
        except Left:
            return JSONResponse({"ok": False, "text": say("class.desk.left")}, status_code=409)
        except Exception:
            log.exception("a command could not be carried out")
            return JSONResponse({"ok": False, "text": say("class.fault")}, status_code=500)

    return opened


async def away(call: Callable[..., Any], *given: Any) -> Any:
    """Run what may take a while beside the server's own thread."""
    return await asyncio.to_thread(call, *given)
