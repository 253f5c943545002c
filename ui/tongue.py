"""In which language somebody is spoken to: as chosen, else as the browser asks, else English.

A choice is a cookie, which the address of any page sets by `?lang=`. A tab keeps the
language it was opened in until it is loaded again, so that no screen is half in another.
In a class it is each reader's own, too: what is written and shared holds keys and names, and
becomes sentences where it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .words import LANGUAGE, languages, speaking

COOKIE = "ceasefire-language"
YEAR = 365 * 24 * 3600
LONGEST = 1000
"""Characters of a browser's wishes that are read."""

_WISH = re.compile(r"([A-Za-z]{2,3})(?:-[\w-]{1,30})?(?:;q=([01](?:\.\d{0,3})?))?")


def chosen(request: HTTPConnection) -> str:
    """The language this browser has chosen; empty if it has chosen none."""
    found = request.cookies.get(COOKIE, "")
    return found if found in languages() else ""


def keep(answer: Response, request: HTTPConnection, language: str) -> Response:
    """Let the browser keep a choice."""
    answer.set_cookie(
        COOKIE, language, max_age=YEAR, path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer


def wanted(cookies: Mapping[str, str], wishes: Iterable[str] = ()) -> str:
    """The language of a request by its cookies and its `Accept-Language` headers.

    >>> wanted({}, ["de, uk-UA;q=0.9, en;q=0.8"]) in languages()
    True
    """
    kept = cookies.get(COOKIE, "")
    if kept in languages():
        return kept
    found = []
    for wish in ",".join(wishes)[:LONGEST].split(","):
        read = _WISH.fullmatch(wish.strip())
        if read and read[1].lower() in languages():
            found.append((float(read[2] or 1), read[1].lower()))
    best = max(found, key=lambda one: one[0], default=(0.0, LANGUAGE))
    return best[1] if best[0] > 0 else LANGUAGE


class Tongue:
    """The middleware: answers in the language of the request, and takes a choice of one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        asked = request.query_params.get("lang", "")
        if scope["method"] == "GET" and asked in languages():
            await _kept(request, asked)(scope, receive, send)
            return
        with speaking(wanted(request.cookies, request.headers.getlist("accept-language"))):
            await self.app(scope, receive, send)


def _kept(request: HTTPConnection, language: str) -> RedirectResponse:
    """Back to the same page without the choice, which the browser keeps."""
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    # an address that began with two strokes would name another server
    path = "/" + quote(request.scope["path"].lstrip("/\\"))
    to = f"{path}?{urlencode(rest)}" if rest else path
    answer = RedirectResponse(to, 303, headers={"cache-control": "no-store"})
    keep(answer, request, language)
    return answer
