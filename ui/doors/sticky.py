"""A class's pages come from the server that runs it, where several share one database.

A browser that asks another one is sent on: to the owner's own address, or, where all servers
stand behind one address, to the same page with a cookie that names the owner, by which the
proxy chooses. The cookie is no secret and opens nothing.
"""

from __future__ import annotations

import asyncio
import re

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.database import StoreError
from ui.rooms import House
from ui.rooms.owners import Owner
from ui.words import say

from .asking import message

COOKIE = "ceasefire_server"
"""Without a hyphen, so that a proxy can read it by its name."""

DAY = 24 * 3600
OF_A_CLASS = re.compile(r"/(?:(?:class|seat|teacher)/|[a-z]+/class-)([0-9a-f]{10})(?:/|$)")
OF_A_SERVER = re.compile(r"/teacher/key/([\w-]{1,40})\.")


class Sticky:
    """The middleware; for a house that runs its classes alone it does nothing."""

    def __init__(self, app: ASGIApp, house: House | None) -> None:
        self.app = app
        self.house = house if house is not None and house.reach.several else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.house is None or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            # it came here because its own server is gone: the next one comes here too
            await self.app(scope, receive, self._staying(HTTPConnection(scope), send))
            return
        request = Request(scope, receive)
        try:
            elsewhere = await asyncio.to_thread(self._elsewhere, request)
        except StoreError as error:
            elsewhere = message(503, str(error))
        if elsewhere is not None:
            await elsewhere(scope, receive, send)
            return
        await self.app(scope, receive, self._staying(request, send))

    def _elsewhere(self, request: Request) -> Response | None:
        """The answer that sends a browser on; None if it is right here."""
        house, path = self.house, request.url.path
        if house is None:
            return None
        if found := OF_A_SERVER.match(path):
            named = found[1]
            return None if named == house.reach.server else onward(
                request, house, Owner(named, ""), path)  # fmt: skip
        found = OF_A_CLASS.match(path)
        if found is None or found[1] in house.rooms:
            return None
        owner = house.reach.owner(found[1])
        if owner is None:
            return None
        query = f"?{request.url.query}" if request.url.query else ""
        return onward(request, house, owner, path + query)

    def _staying(self, request: HTTPConnection, send: Send) -> Send:
        """The same, with the cookie by which a proxy brings this browser here again."""
        house = self.house
        if house is None:
            return send
        server = house.reach.server
        page = request.scope["type"] == "http"
        if request.cookies.get(COOKIE) == server or (
            page and not OF_A_CLASS.match(request.url.path)
        ):
            return send

        async def marked(sent: Message) -> None:
            if sent["type"] in ("http.response.start", "websocket.accept"):
                made = Response()
                _name(made, request, house, server)
                kept = [one for one in made.raw_headers if one[0] == b"set-cookie"]
                sent = {**sent, "headers": [*kept, *sent.get("headers", ())]}
            await send(sent)

        return marked


def onward(request: Request, house: House, owner: Owner, to: str) -> Response:
    """To the server that runs a class, or a sentence if this browser cannot be sent there."""
    reading = request.method in ("GET", "HEAD")
    apart = owner.address and owner.address != house.address
    if apart and reading:
        return RedirectResponse(owner.address + to, 303, headers={"cache-control": "no-store"})
    if not apart and request.cookies.get(COOKIE) != owner.server:
        answer: Response = RedirectResponse(to, 307, headers={"cache-control": "no-store"})
        return _name(answer, request, house, owner.server)
    if request.headers.get("content-type", "").startswith("application/json"):
        return JSONResponse({"ok": False, "text": say("store.elsewhere")}, status_code=409)
    return message(503, say("class.away"))


def _name(response: Response, request: HTTPConnection, house: House, server: str) -> Response:
    https = house.address.startswith("https://") or request.url.scheme in ("https", "wss")
    response.set_cookie(
        COOKIE, server, max_age=DAY, path="/", httponly=True, samesite="lax",
        secure=https,
    )  # fmt: skip
    return response
