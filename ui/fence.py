"""What every request passes on its way in and every answer on its way out.

In: the name this server is called by (a foreign page cannot borrow it through
its own DNS), the page a request comes from, the size of what is sent. Out: the
headers that let a page load from here alone and be framed by nobody.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .words import say

LARGEST = 5 * 1024 * 1024
"""Bytes of the largest request body that is read."""

NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)

HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


POLICY = b"content-security-policy"

PLAIN = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "font-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'self'",
    "frame-ancestors 'none'",
))  # fmt: skip
"""The policy of a page without templates, which may ask for it: it needs no exception at all."""


class Fence:
    """The middleware. `names` are the hosts this server answers to, None for any."""

    def __init__(self, app: ASGIApp, names: Iterable[str] | None = NAMES) -> None:
        self.app, self.names = app, None if names is None else frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        reason = self._stranger(scope, headers)
        if scope["type"] == "websocket":
            if reason:
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self.app(scope, receive, send)
            return
        if reason:
            await _refuse(send, *reason)
            return
        await self._serve(scope, _Limited(receive), send, headers.get(b"host", ""))

    def _stranger(self, scope: Scope, headers: dict[bytes, str]) -> tuple[int, str] | None:
        """Why this request is not let in, as a status and the key of a sentence."""
        host = headers.get(b"host", "")
        if self.names is not None and _name(host) not in self.names:
            return 421, "server.host"
        if scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD"):
            origin = headers.get(b"origin")
            if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
                return 403, "server.origin"
        length = headers.get(b"content-length", "0")
        if not length.isdigit() or int(length) > LARGEST:
            return 413, "server.too_big"
        return None

    async def _serve(self, scope: Scope, receive: _Limited, send: Send, host: str) -> None:
        started: list[Message] = []
        body = bytearray()
        sent = False

        async def out(message: Message) -> None:
            nonlocal sent
            if receive.too_big and not sent:
                # whatever is made of a body that was cut off, the answer is that it was
                return
            if message["type"] == "http.response.start":
                if _is_page(message):
                    # the page is held back until its scripts are known
                    started.append(message)
                    return
                sent = True
                await send(_marked(message, host, ()))
            elif started:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    sent = True
                    await send(_marked(started[0], host, INLINE.findall(bytes(body))))
                    await send({"type": "http.response.body", "body": bytes(body)})
            else:
                await send(message)

        try:
            await self.app(scope, receive, out)
        except Exception:
            if not receive.too_big:
                raise
        if receive.too_big and not sent:
            await _refuse(send, 413, "server.too_big")


class _TooBig(Exception):
    pass


class _Limited:
    """The same body, cut off once it is larger than it may be, whatever it said of itself."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self.read = receive, 0

    @property
    def too_big(self) -> bool:
        return self.read > LARGEST

    async def __call__(self) -> Message:
        message = await self.receive()
        self.read += len(message.get("body", b""))
        if self.too_big:
            raise _TooBig
        return message


def _name(host: str) -> str:
    """The host name without its port.

    >>> _name("localhost:8765"), _name("[::1]:80"), _name("")
    ('localhost', '::1', '')
    """
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_page(start: Message) -> bool:
    kind = dict(start["headers"]).get(b"content-type", b"")
    return bool(kind.startswith(b"text/html"))


def _marked(start: Message, host: str, scripts: Iterable[bytes]) -> Message:
    policy = policy_of(host, frozenset(_digest(bytes(script)) for script in scripts))
    given = dict(start["headers"]).get(POLICY)
    own = PLAIN.encode() if given == PLAIN.encode() else policy.encode("latin-1", "replace")
    added = {**HEADERS, POLICY: own}
    kept = [(name, value) for name, value in start["headers"] if name.lower() not in added]
    if _is_page(start):
        kept = [(name, value) for name, value in kept if name.lower() != b"cache-control"]
        kept.append((b"cache-control", b"no-store"))
    return {**start, "headers": [*kept, *added.items()]}


@functools.lru_cache(maxsize=256)
def _digest(script: bytes) -> str:
    # browsers read line ends as \n before they hash
    text = script.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return base64.b64encode(hashlib.sha256(text).digest()).decode()


def policy_of(host: str, scripts: frozenset[str]) -> str:
    """The content security policy of a page with these inline scripts (SHA-256, base64).

    Vue compiles templates in the page, which needs `unsafe-eval`; Vuetify writes
    style elements as it goes, which needs inline styles. Inline scripts run only
    if they were in the page as it was sent.
    """
    known = " ".join(f"'sha256-{digest}'" for digest in sorted(scripts))
    sockets = f"ws://{host} wss://{host}" if re.fullmatch(r"[\w.:\[\]-]+", host) else ""
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' 'unsafe-eval' {known}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self' {sockets}",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {' '.join(value.split())}" for name, value in rules.items())


async def _refuse(send: Send, status: int, key: str) -> None:
    body = json.dumps({"sentence": say(key, most=LARGEST // 1024**2)}).encode()
    headers: list[Any] = [(b"content-type", b"application/json"), *HEADERS.items()]
    headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
