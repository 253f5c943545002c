"""Messages to a page's socket leave in order and in one go, and nobody waits until they are gone.

Solara hands each message to the server's loop and waits for it to be sent. With hundreds of pages
that hand-over costs more than the message, and a slow page keeps whoever has news for it.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

import solara.server.starlette as solara_server
from solara.server import websocket

MOST = 8 * 1024 * 1024
"""Characters that may wait for one page; with more it is cut off, and comes back for the newest."""


TRY_AGAIN = 1013
"""What a socket's end is called that is no fault of the page's."""


class Outbox(solara_server.WebsocketWrapper):
    """The socket of a page, with a queue before it."""

    def __init__(self, ws: Any, portal: Any) -> None:
        super().__init__(ws, portal)
        self._waiting: deque[str | bytes] = deque()
        self._size, self._leaving, self._gone = 0, False, False
        self._guard = threading.Lock()

    def send_text(self, data: str) -> None:
        """Queue a message."""
        self._queue(data)

    def send_bytes(self, data: bytes) -> None:
        """Queue a message with arrays in it."""
        self._queue(data)

    def _queue(self, data: str | bytes) -> None:
        with self._guard:
            if self._gone:
                raise websocket.WebSocketDisconnect
            self._waiting.append(data)
            self._size += len(data)
            self._gone = self._size > MOST
            begin, self._leaving = not self._leaving, True
        if self._gone:
            self._begin(self._cut)
        elif begin:
            self._begin(self._leave)

    def _begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            self.event_loop.call_soon_threadsafe(self._run, work)
        except RuntimeError as error:
            # the server is at its end
            raise websocket.WebSocketDisconnect from error

    def _run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = self.event_loop.create_task(work())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _leave(self) -> None:
        try:
            while (data := self._next()) is not None:
                if isinstance(data, bytes):
                    await self._send_bytes_exc(data)
                else:
                    await self._send_text_exc(data)
        except websocket.WebSocketDisconnect:
            with self._guard:
                self._gone = True
                self._waiting.clear()

    async def _cut(self) -> None:
        with self._guard:
            self._waiting.clear()
        with contextlib.suppress(Exception):
            await self.ws.close(TRY_AGAIN)

    def _next(self) -> str | bytes | None:
        with self._guard:
            if not self._waiting:
                self._leaving = False
                return None
            data = self._waiting.popleft()
            self._size -= len(data)
            return data


def use() -> None:
    """Let all pages of this server have one."""
    solara_server.WebsocketWrapper = Outbox
