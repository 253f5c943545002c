"""Two servers on one database behind one address: one is killed, the other goes on."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest
from sticky_proxy import Proxy

from ui.cli.rehearse import free_port
from ui.clock import pause
from ui.rehearsal.own import OwnServer, Teacher, verdict
from ui.rehearsal.students import Tally, lesson

SECRET = "not-in-any-log"


@pytest.fixture
def servers(on_server: str, tmp_path: Path):
    """Two servers, and the proxy's address."""
    port, made = free_port(), []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        more = ("--server", name, "--address", f"http://127.0.0.1:{port}")
        made.append(OwnServer(folder, free_port(), on_server, more))
    proxy = Proxy({"one": made[0].port, "two": made[1].port}, port)
    yield f"http://127.0.0.1:{port}", made
    proxy.shutdown()
    proxy.server_close()
    for one in made:
        one.stop()


def test_the_owner_is_killed_and_the_other_goes_on(servers, cluster, on_server: str) -> None:
    """Twice, there and back, in the middle of a lesson: nothing is lost, nothing counts twice."""
    address, (one, two) = servers
    link, _ = one.start(), two.start()
    teacher, luck, owners, failed = Teacher(address, Tally()), random.Random(3), [], []
    teacher.come(link)
    teacher.set_up(scenario="lab", students="8", rounds="9", moves="10", answers="10", seed="7")

    def owner() -> str:
        name = on_server.rpartition("/")[2]
        found = cluster.execute(f"SELECT server FROM owners WHERE room = '{teacher.room}'",
                                database=name)  # fmt: skip
        return found[0][0]

    def begin() -> None:
        teacher.do("start")
        threading.Thread(target=kill, daemon=True).start()

    def kill() -> None:
        try:
            for _ in range(2):
                pause(3 + 2 * luck.random())
                owners.append(owner())
                killed = {"one": one, "two": two}[owners[-1]]
                killed.kill()
                # clocks rest until the teacher lets them go on
                while not teacher.do("resume").get("ok"):
                    pause(0.2)
                owners.append(owner())
                killed.start()
        except Exception as error:
            failed.append(error)

    tally = lesson(address, teacher.code, 8, 2.0, begin, patience=600)
    assert failed == []
    assert tally.failures == []
    assert tally.finished == 8
    assert owners == ["one", "two", "two", "one"]
    found = verdict(on_server, teacher.room, tally)
    assert found["acts"] >= 40
    assert (found["lost"], found["twice"]) == (0, 0)
    for server in (one, two):
        assert SECRET not in (server.folder / "server.log").read_text(errors="replace")
