"""A proxy that sends a browser to the server its cookie names, and elsewhere if that one is gone.

What nginx, Caddy or HAProxy do in a school, in a few lines for the tests. One request a connection.
"""

from __future__ import annotations

import re
import socket
import socketserver
import threading


class Proxy(socketserver.ThreadingTCPServer):
    """Listens on a port of its own; `servers` are ports by name."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, servers: dict[str, int], port: int) -> None:
        super().__init__(("127.0.0.1", port), Relay)
        self.servers = servers
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def reach(self, head: bytes) -> socket.socket | None:
        """A connection to the server that the cookie names, else to any that listens."""
        named = re.search(rb"ceasefire_server=([\w-]+)", head)
        first = named[1].decode() if named else ""
        for name in sorted(self.servers, key=lambda name: name != first):
            try:
                return socket.create_connection(("127.0.0.1", self.servers[name]), timeout=5)
            except OSError:
                continue
        return None


class Relay(socketserver.BaseRequestHandler):
    """One request there and one answer back."""

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            part = self.request.recv(65536)
            if not part:
                return
            head += part
        there = self.server.reach(head)
        if there is None:
            return
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
        begun = len(head) - head.index(b"\r\n\r\n") - 4
        with there:
            try:
                there.sendall(head)
                left = int(length[1]) - begun if length else 0
                while left > 0 and (part := self.request.recv(65536)):
                    there.sendall(part)
                    left -= len(part)
                there.settimeout(60)
                while part := there.recv(65536):
                    self.request.sendall(part)
            except OSError:
                return
