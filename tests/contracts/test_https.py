"""A class under HTTPS: with a certificate of its own, and behind a proxy that has one."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

HOST = [sys.executable, "-c", "from ui.cli import main; main()", "host", "--address"]
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """A certificate that this machine made for itself, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here to make a certificate with")
    folder = tmp_path_factory.mktemp("papers")
    certificate, key = folder / "own.pem", folder / "own.key"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
               "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
               "-keyout", str(key), "-out", str(certificate)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def hosting(folder, address, *options):
    """`ceasefire host`: its port and the path of the teacher's link."""
    port = free_port()
    log = folder / f"{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*HOST, address, "--port", str(port), *options],
            env={**os.environ, "CEASEFIRE_DATA": str(folder / str(port)), "PYTHONUNBUFFERED": "1",
                 "CEASEFIRE_INTERPRETED": "1"},
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        until = time.monotonic() + 90
        while (found := re.search(r"(/teacher/key/\S+)", log.read_text())) is None:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        yield port, found[1], log
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def call(connection, path, method="GET", fields=None, **headers):
    body = urlencode(fields or {}) if method == "POST" else None
    connection.request(method, path, body, {**(FORM if body is not None else {}), **headers})
    answer = connection.getresponse()
    answer.read()
    return answer


def cookies(answer) -> list[str]:
    return [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]


def test_with_a_certificate_of_its_own(tmp_path, papers):
    """The page is HTTPS, its cookies are secure and closed to scripts, plain HTTP gets nothing."""
    certificate, key = papers
    options = ("--cert", str(certificate), "--key", str(key))
    with hosting(tmp_path, "localhost", *options) as (port, link, log):
        assert f"https://localhost:{port}" in log.read_text()
        assert "This is HTTPS." in log.read_text()
        trusted = ssl.create_default_context(cafile=str(certificate))
        line = http.client.HTTPSConnection("localhost", port, timeout=30, context=trusted)
        assert call(line, "/").status == 200
        admitted = call(line, link, "POST")
        assert admitted.status == 303
        office = call(line, "/teacher", cookie=cookies(admitted)[0].split(";")[0])
        assert office.status == 200
        desk = call(line, "/teach/class-0000", cookie=cookies(admitted)[0].split(";")[0])
        given = [*cookies(admitted), *cookies(desk)]
        assert any("ceasefire-teacher" in one for one in given)
        assert any("solara" in one for one in given)
        for one in given:
            assert re.search(r";\s*secure", one, re.IGNORECASE), one
            assert re.search(r";\s*httponly", one, re.IGNORECASE), one
            assert re.search(r";\s*samesite=(lax|strict|none)", one, re.IGNORECASE), one
        line.close()
        with pytest.raises((http.client.HTTPException, OSError)):
            call(http.client.HTTPConnection("localhost", port, timeout=10), "/")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--cert", "{key}"], "The certificate or its key cannot be used"),
        (["--cert", "/nowhere.pem"], "The certificate or its key cannot be used"),
        (["--key", "{key}"], "A key without its certificate"),
        (["--proxy", "the-school's"], "is not the address of a proxy"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path, papers, options, words):
    """In one sentence, and the server does not start in the clear instead."""
    filled = [one.replace("{key}", str(papers[1])) for one in options]
    done = subprocess.run(
        [*HOST, "localhost", "--port", str(free_port()), *filled], capture_output=True, text=True,
        timeout=120, env={**os.environ, "CEASEFIRE_DATA": str(tmp_path), "NO_COLOR": "1",
                          "COLUMNS": "300", "CEASEFIRE_INTERPRETED": "1"},
    )  # fmt: skip
    assert done.returncode != 0
    told = " ".join((done.stdout + done.stderr).split())
    assert words in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("proxies", "secure"),
    [(["--proxy", "127.0.0.1"], True), (["--proxy", "10.9.8.7"], False), ([], False)],
    ids=["named", "another one", "none"],
)
def test_a_forwarded_header_counts_from_a_named_proxy_alone(tmp_path, proxies, secure):
    """Whoever else says that a request came by HTTPS is not believed."""
    with hosting(tmp_path, "localhost", *proxies) as (port, link, _):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        said = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}
        admitted = call(line, link, "POST", **said)
        assert ("secure" in cookies(admitted)[0].lower()) == secure
        line.close()


def test_behind_a_proxy_the_address_is_enough(tmp_path):
    """Told that people come by HTTPS, the server gives out secure cookies and says so."""
    with hosting(tmp_path, "https://games.school.example") as (port, link, log):
        assert "https://games.school.example/teacher/key/" in log.read_text()
        assert "This is HTTPS." in log.read_text()
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        admitted = call(line, link, "POST", host="games.school.example")
        assert "secure" in cookies(admitted)[0].lower()
        line.close()
