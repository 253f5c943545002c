"""Listening: a port, a process, an orderly end."""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import uvicorn

from .words import say

PORT = 8765
"""The port a browser game prefers."""

FRAME = 1024 * 1024
"""Bytes of the largest message a browser may send over its websocket."""


SILENT = 60.0
"""Seconds a page may leave unanswered whether it is still there."""


class CannotListen(Exception):
    """The port cannot be had; the text is a sentence."""


def listen(port: int | None, host: str = "127.0.0.1") -> socket.socket:
    """A socket on `port`, or without one on the usual port or any other that is free."""
    for wanted in (port,) if port is not None else (PORT, 0):
        one = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, wanted))
            one.listen(128)
            return one
        except OSError as error:
            one.close()
            if error.errno != errno.EADDRINUSE:
                raise CannotListen(
                    say("cli.play.cannot_listen", port=wanted, reason=error.strerror)
                ) from error
    raise CannotListen(say("cli.play.taken", port=port))


def serve(
    app: Any,
    on: socket.socket,
    ready: Callable[[], object] = lambda: None,
    certificate: str | None = None,
    key: str | None = None,
    proxies: Sequence[str] = (),
) -> None:
    """Serve until stopped; `ready` is called once pages can be opened.

    With a certificate's file (and its key's) it speaks HTTPS. Open pages get three seconds
    to end; every acknowledged press is already kept. Who a request comes from, and whether by
    HTTPS, is believed of the named proxies alone.
    """
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        loop="asyncio",
        ws_per_message_deflate=False,
        ws_max_size=FRAME,
        # a busy machine is no reason to cut a page off
        ws_ping_timeout=SILENT,
        timeout_graceful_shutdown=3,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    server = _Server(config, ready)
    server.run(sockets=[on])


def leave(code: int = 0, patience: float = 3.0) -> NoReturn:
    """End the program. A compiler at work in another thread would crash on the way out."""
    for thread in threading.enumerate():
        if thread.name == "warm":
            thread.join(patience)
            if thread.is_alive():
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
    raise SystemExit(code)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            threading.Thread(target=self._ready, name="ready", daemon=True).start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # an open page is cut off now; that it was is no error to tell a player of
        for name in ("uvicorn.error", "solara"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        await super().shutdown(sockets=sockets)
