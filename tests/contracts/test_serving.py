"""The server as it is started: its port, its websocket, its end."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from ui import serving

KERNEL = "/jupyter/api/kernels/{name}/channels?session_id={name}"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """A running game server's port."""
    data = tmp_path_factory.mktemp("data")
    command = [sys.executable, "-c", "from ui.cli import main; main()", "play", "lab"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [*command, "--no-browser", "--port", str(port)],
        env={**os.environ, "CEASEFIRE_DATA": str(data)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert f"http://localhost:{port}/" in process.stdout.readline()
    yield port
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=20)
    finally:
        process.kill()


def get(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def talk_until_closed(socket, message):
    socket.send(message)
    while True:
        socket.recv(timeout=10)


def test_a_page_comes_with_its_fence(port):
    """The first page names its own scripts, asks nothing of other hosts, and tells no version."""
    answer, body = get(port, "/")
    policy = answer.headers["content-security-policy"]
    assert answer.status == 200
    assert "'sha256-" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "server" not in answer.headers
    assert b"jsdelivr" not in body
    assert b"mixpanel" not in body.lower()


def test_the_page_is_sent_compressed_and_whole(port):
    """What is compressed is the page that was fenced."""
    import gzip

    plain = get(port, "/")[1]
    answer, packed = get(port, "/", **{"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.decompress(packed)) == pytest.approx(len(plain), abs=200)


def test_the_first_load_is_small(port):
    """Every file the first page names comes compressed; together less than 1.5 megabytes."""
    body = get(port, "/")[1].decode()
    named = {path for path in re.findall(r'(?:href|src)="(/[^"]+)"', body) if "favicon" not in path}
    assert any("solara-vuetify-app" in path for path in named)
    assert any("custom.css" in path for path in named)
    sent = 0
    for path in named:
        answer, packed = get(port, path, **{"accept-encoding": "gzip"})
        assert answer.status == 200, path
        if path.partition("?")[0].endswith((".js", ".css")) and len(packed) > 1000:
            assert answer.headers["content-encoding"] == "gzip", path
        sent += len(packed)
    assert sent < 1_500_000


def test_a_browser_of_this_page_may_talk_and_anothers_may_not(port):
    """The websocket opens for this server's own pages alone."""
    address = f"ws://localhost:{port}" + KERNEL.format(name="k1")
    with connect(address, origin=f"http://localhost:{port}") as socket:
        assert socket.state.name == "OPEN"
    with pytest.raises(InvalidStatus), connect(address, origin="http://evil.example"):
        pass


def test_a_giant_message_is_cut_off(port):
    """A message larger than any screen sends ends its own connection and nothing else."""
    address = f"ws://localhost:{port}" + KERNEL.format(name="k2")
    with connect(address, origin=f"http://localhost:{port}") as socket:
        with pytest.raises(ConnectionClosed) as closed:
            talk_until_closed(socket, "x" * (serving.FRAME + 1))
        assert closed.value.rcvd.code == 1009
    assert get(port, "/health")[0].status == 200


def test_the_usual_port_is_left_to_whoever_has_it():
    """Without a wish, another port is taken when the usual one is in use."""
    try:
        first = serving.listen(None)
    except serving.CannotListen:  # pragma: no cover
        pytest.skip("no port here")
    second = serving.listen(None)
    try:
        assert first.getsockname()[1] != second.getsockname()[1]
        assert second.getsockname()[0] == "127.0.0.1"
        with pytest.raises(serving.CannotListen, match=r"taken"):
            serving.listen(second.getsockname()[1])
    finally:
        first.close()
        second.close()


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may take any port")
def test_a_port_that_may_not_be_had_is_a_sentence():
    """A port of the system's own is refused with the reason."""
    with pytest.raises(serving.CannotListen, match=r"Cannot listen on port 1"):
        serving.listen(1)
