"""What every request passes on its way in and out."""

import base64
import hashlib
import itertools

import pytest
from asgi import ask, knock
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from ui import fence

SCRIPT = "\n  let a = 1;\n"
PAGE = f'<html><script>{SCRIPT}</script><script src="/x.js"></script></html>'


async def page(request: Request) -> HTMLResponse:
    return HTMLResponse(PAGE)


async def echo(request: Request) -> JSONResponse:
    return JSONResponse({"length": len(await request.body())})


async def careful(request: Request) -> JSONResponse:
    """A door that makes an answer of its own of whatever goes wrong."""
    try:
        return JSONResponse({"length": len(await request.body())})
    except Exception:
        return JSONResponse({"sentence": "fault"}, status_code=500)


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


ROUTES = [
    Route("/", page),
    Route("/echo", echo, methods=["GET", "POST"]),
    Route("/careful", careful, methods=["POST"]),
    WebSocketRoute("/talk", talk),
]


APP = fence.Fence(Starlette(routes=ROUTES))


def test_only_scripts_that_were_in_the_page_may_run():
    """The policy names each inline script by its digest, and nothing else inline runs."""
    answer = ask(APP, "/")
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert scripts == f"script-src 'self' 'unsafe-eval' 'sha256-{digest}'"
    assert answer.body.decode() == PAGE
    assert answer.headers["cache-control"] == "no-store"


def test_every_answer_carries_the_headers():
    """No framing, no sniffing, no address told to others, on pages and data alike."""
    for address in ("/", "/echo", "/nowhere"):
        headers = ask(APP, address).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "", "localhost.evil", "[", "a:b:c"]
)
def test_a_foreign_name_is_not_answered(host):
    """A site cannot point its own name at this machine and read along."""
    answer = ask(APP, "/", headers={"host": host})
    assert answer.status == 421
    assert "only on the machine" in answer.json()["sentence"]


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:8765", "LOCALHOST"])
def test_its_own_names_are_answered(host):
    """Each way to write this machine's own name works."""
    assert ask(APP, "/", headers={"host": host}).status == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:9999", "null", "https://["]
)
def test_a_foreign_page_cannot_send(origin):
    """Only pages of this very server may send, by request or by websocket."""
    headers = {"origin": origin}
    assert ask(APP, "/echo", "POST", headers, [b"x"]).status == 403
    assert knock(APP, "/talk", headers) == ["websocket.close"]


def test_its_own_page_can_send():
    """A page of this server may, and so may a program without a page."""
    headers = {"origin": "http://localhost:8765", "host": "localhost:8765"}
    assert ask(APP, "/echo", "POST", headers, [b"x"]).json() == {"length": 1}
    assert ask(APP, "/echo", "POST", body=[b"xy"]).json() == {"length": 2}
    assert knock(APP, "/talk", headers)[:2] == ["websocket.accept", "websocket.send"]


def test_too_much_is_refused_before_it_is_read():
    """A body that says it is too long is not read at all."""

    def never():
        raise AssertionError("read")
        yield b""

    headers = {"content-length": str(fence.LARGEST + 1)}
    answer = ask(APP, "/echo", "POST", headers, never())
    assert answer.status == 413
    assert "5 MB" in answer.json()["sentence"]


@pytest.mark.parametrize("path", ["/echo", "/careful"])
def test_too_much_is_refused_though_it_says_nothing(path):
    """A body that does not tell its length is cut off where it gets too long, with a sentence."""
    chunk = b"x" * 1024 * 1024
    answer = ask(APP, path, "POST", body=itertools.repeat(chunk))
    assert answer.status == 413
    assert "5 MB" in answer.json()["sentence"]


def test_as_much_as_is_allowed_is_read():
    """The limit itself still passes."""
    answer = ask(APP, "/echo", "POST", body=[b"x" * fence.LARGEST])
    assert answer.json() == {"length": fence.LARGEST}


@pytest.mark.parametrize("length", ["-1", "many", "1e9"])
def test_a_strange_length_is_refused(length):
    """A length that is no number is not guessed at."""
    headers = {"content-length": length}
    assert ask(APP, "/echo", "POST", headers).status == 413
