"""What a journey leans on: a real browser, and a server of its own for it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chromium
import pytest
from in_class import HOST, PHONE, Person
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

START = 60.0  # seconds a server may take on a busy machine until it answers
expect.set_options(timeout=30_000)  # milliseconds a page may take on a busy machine


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    """A port of this machine nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether something serves HTTP there, whatever it says."""
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def serve(command: list[str], port: int, folder: Path, **environment: str) -> Server:
    """Start `command`, which serves at `port`, and wait until it answers."""
    log = folder / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        )
    server = Server(f"http://127.0.0.1:{port}", process, log)
    deadline = time.monotonic() + START
    while not answers(server.url):
        if process.poll() is not None or time.monotonic() > deadline:
            server.stop()
            pytest.fail(f"The server did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.1)
    return server


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts `python ARGUMENTS`, `{port}` filled in, as often as asked; ends with the test."""
    started: list[Server] = []

    def start(*arguments: str, port: int | None = None, **environment: str) -> Server:
        port = port or free_port()
        filled = [argument.replace("{port}", str(port)) for argument in arguments]
        started.append(serve([sys.executable, *filled], port, tmp_path, **environment))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The game as `ceasefire play` serves it, with an empty shelf of its own."""
    folder, port = tmp_path_factory.mktemp("app"), free_port()
    ceasefire = [sys.executable, "-c", "from ui.cli import main; main()"]
    command = [*ceasefire, "play", "--no-browser", "--port", str(port)]
    server = serve(command, port, folder, CEASEFIRE_DATA=str(folder / "data"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One real browser for the whole run; each test opens contexts of its own in it."""
    path = chromium.find()
    if path is None:
        pytest.fail("No browser here: run `make test`, which installs one or says how.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield opened
        opened.close()


@dataclass
class Traffic:
    """What a browser context asked for: foreign requests (all refused), and failures."""

    foreign: list[str]
    failed: list[str]

    def watch(self, context: BrowserContext) -> None:
        context.route(
            "**/*", lambda route: route.abort() if self.note(route.request) else route.continue_()
        )
        context.on("response", self.judge)

    def note(self, request: Request) -> bool:
        """Keep a request that leaves this machine."""
        local = request.url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:"))
        if not local:
            self.foreign.append(request.url)
        return not local

    def judge(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")


@pytest.fixture
def traffic() -> Traffic:
    """Attach with `traffic.watch(context)`; both lists must be empty at the end."""
    return Traffic([], [])


@pytest.fixture
def tab(browser: Browser, traffic: Traffic) -> Iterator[Callable[[], Page]]:
    """Opens a wide tab of one browser; nothing may be asked of elsewhere, no script may fail."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(90_000)
    traffic.watch(context)
    faults: list[str] = []

    def opened() -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield opened
    assert traffic.foreign == []
    assert faults == []
    context.close()


@pytest.fixture
def page(tab: Callable[[], Page]) -> Page:
    """One such tab."""
    return tab()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def server(start_server: Any, data: Path) -> Any:
    return start_server(*HOST, "127.0.0.1", CEASEFIRE_DATA=str(data))


@pytest.fixture
def people(browser: Browser, server: Any) -> Iterator[dict[str, Person]]:
    names = ("teacher", "Aiko", "Ben", "Cy")
    found = {
        name: Person(browser, server.url, **({"viewport": PHONE} if name == "Ben" else {}))
        for name in names
    }
    yield found
    for person in found.values():
        person.context.close()
