"""A page for an address that is none: one sentence, and the way back."""

from __future__ import annotations

import html

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import figures
from .words import say


def page(title: str, text: str) -> str:
    """A plain page that says `text`, light or dark as the system is, and leads back."""
    back = f'<p><a href="/">{html.escape(say("manual.back"))}</a></p>'
    return figures.page(title, [figures.paragraph(text), back])


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
            text = page(say("manual.lost"), say("manual.lost_text"))
            await HTMLResponse(text, status_code=404)(scope, receive, send)
