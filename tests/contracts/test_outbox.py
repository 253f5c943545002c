"""The queue before a page's socket: in order, without waiting, and never without end."""

from __future__ import annotations

import asyncio
import threading

from solara.server import websocket
from starlette.websockets import WebSocketDisconnect

from ui import outbox


class Socket:
    """A page's socket that takes what it is given once it may."""

    def __init__(self):
        self.heard, self.closed = [], []
        self.open = asyncio.Event()

    async def send_text(self, data):
        await self.open.wait()
        if data == "gone":
            raise WebSocketDisconnect(1006)
        self.heard.append(data)

    async def send_bytes(self, data):
        await self.send_text(data)

    async def close(self, code=1000):
        self.closed.append(code)


def tried(send, wanted):
    """What `send` does with a box in another thread than the loop's, and the socket at its end."""

    async def run():
        socket = Socket()
        box = outbox.Outbox(socket, object())
        failed = []

        def work():
            try:
                send(box, lambda: loop.call_soon_threadsafe(socket.open.set))
            except Exception as error:
                failed.append(error)

        loop = asyncio.get_running_loop()
        thread = threading.Thread(target=work)
        thread.start()
        for _ in range(500):
            await asyncio.sleep(0.01)
            if not thread.is_alive() and wanted(socket):
                break
        assert not thread.is_alive()
        return socket, failed

    return asyncio.run(run())


def test_messages_leave_in_order_and_nobody_waits():
    """All are queued while the page does not read yet; then they arrive as they were sent."""
    texts = [str(k) for k in range(200)]

    def send(box, read):
        for k, text in enumerate(texts):
            box.send_bytes(text.encode()) if k % 7 == 3 else box.send_text(text)
        read()

    socket, failed = tried(send, lambda socket: len(socket.heard) == len(texts))
    assert not failed
    assert [one if isinstance(one, str) else one.decode() for one in socket.heard] == texts


def test_a_page_that_never_reads_is_cut_off(monkeypatch):
    """What waits for one page is bounded; whoever goes on sending hears that it is gone."""
    monkeypatch.setattr(outbox, "MOST", 1000)

    def send(box, read):
        for _ in range(1000):
            box.send_text("x" * 100)

    socket, failed = tried(send, lambda socket: socket.closed)
    assert [type(one) for one in failed] == [websocket.WebSocketDisconnect]
    assert socket.closed == [outbox.TRY_AGAIN]


def test_a_page_that_left_is_told_of():
    """The next message after the socket broke is refused, so that the page is forgotten."""

    def send(box, read):
        box.send_text("first")
        box.send_text("gone")
        read()
        while True:
            box.send_text("later")

    socket, failed = tried(send, lambda socket: True)
    assert [type(one) for one in failed] == [websocket.WebSocketDisconnect]
    assert socket.heard == ["first"]
