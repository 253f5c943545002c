"""A page for an address that is none: one sentence, and the way back."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .doors.html import document, el
from .words import say


def page(title: str, text: str) -> Response:
    """A plain page that says `text` and leads back."""
    back = el("a", say("manual.back"), class_="main-button", href="/")
    body = el(
        "section", el("h1", title), el("p", text), el("div", back, class_="buttons"), class_="card"
    )
    return document(title, body, status=404)


class Found:
    """`app`, whose bare word for an address that is none becomes a page for who asks for one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Request(scope).headers.get("accept", ""):
            await self.app(scope, receive, send)
            return
        lost = False

        async def told(message: Message) -> None:
            nonlocal lost
            lost = lost or message.get("status") == 404
            if not lost:
                await send(message)

        await self.app(scope, receive, told)
        if lost:
            await page(say("manual.lost"), say("manual.lost_text"))(scope, receive, send)
