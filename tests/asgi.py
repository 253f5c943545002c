"""Asking an ASGI application directly, without a server or a client library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

HERE = {"host": "localhost:8765"}


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def _scope(kind: str, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
    sent = {**HERE, **headers}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in sent.items()]
    path, _, query = path.partition("?")
    return {
        "type": kind, "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": raw, "scheme": "http" if kind == "http" else "ws", "root_path": "",
        "server": ("localhost", 8765), "client": ("127.0.0.1", 1), "http_version": "1.1",
        "asgi": {"version": "3.0", "spec_version": "2.4"}, "subprotocols": [],
    }  # fmt: skip


def ask(
    app: Any,
    path: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: Iterable[bytes] = (b"",),
) -> Answer:
    """The answer to one request, whose body arrives in chunks, each only when read."""
    given: dict[str, Any] = {"status": 0, "headers": {}, "body": b""}
    chunks: Iterator[bytes] = iter(body)

    async def receive() -> dict[str, Any]:
        chunk = next(chunks, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            given["status"] = message["status"]
            given["headers"] = {k.decode(): v.decode("latin-1") for k, v in message["headers"]}
        else:
            given["body"] += message.get("body", b"")

    asyncio.run(app({**_scope("http", path, headers or {}), "method": method}, receive, send))
    return Answer(**given)


def knock(app: Any, path: str, headers: Mapping[str, str] | None = None) -> list[str]:
    """The types of the messages a websocket gets that only connects."""
    heard: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        heard.append(message["type"])

    asyncio.run(app(_scope("websocket", path, headers or {}), receive, send))
    return heard
