"""The documents, at /docs: the built site, or else a page that says how to build it."""

from __future__ import annotations

import mimetypes
from importlib import resources
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from . import lost
from .words import say

FIRST = "index.html"
# a type that not every Python knows
mimetypes.add_type("image/webp", ".webp")


def folder() -> Path | None:
    """Where the built site lies: in the wheel, or made by `make docs` in a checkout."""
    built = Path(str(resources.files("ui") / "site"))
    return built if (built / FIRST).is_file() else None


def routes(built: Path | None = None) -> list[BaseRoute]:
    """The addresses under /docs."""
    built = built or folder()
    if built is None:
        return [Route("/docs", _missing), Route("/docs/{rest:path}", _missing)]
    starts = [Route("/docs", _start), Route("/docs/", _start)]
    return [*starts, Mount("/docs", app=_Site(directory=built))]


class _Site(StaticFiles):
    """The built pages; an address that is none of them gets a page that leads back."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404:
                raise
            return _page("manual.nothing")


async def _start(request: Request) -> Response:
    return RedirectResponse(f"/docs/{FIRST}")


async def _missing(request: Request) -> Response:
    return _page("manual.not_built")


def _page(key: str) -> Response:
    return lost.page(say("manual.title"), say(key))
