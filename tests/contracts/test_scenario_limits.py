"""What is no scenario, or too much of one, is told so: no waiting, no memory taken."""

from __future__ import annotations

import os
import socket
import time
import tracemalloc
from pathlib import Path

import pytest
from wrong_scenarios import (
    LAB,
    altered,
    check,
)

import sim.scenario as scenarios
from sim.scenario import ScenarioError


def test_a_billion_terms_are_counted_and_not_enumerated(tmp_path: Path) -> None:
    option = '[issues.i{i}.options.o{o}]\ntitle = "O"\nvalues = {{ north = 0, south = 0 }}\n'
    issues = "".join(
        f'[issues.i{i}]\ntitle = "I"\nstream = {i + 4}\n'
        + "".join(option.format(i=i, o=o) for o in range(20))
        for i in range(7)
    )
    content = altered(add=issues).replace("[issues.i", "\n[issues.i")
    began = time.perf_counter()
    mistakes = check(tmp_path, content)
    assert time.perf_counter() - began < 5
    assert any("57,600,000,000 terms" in mistake.found for mistake in mistakes)


@pytest.mark.parametrize(
    ("kind", "most", "text"),
    [
        ("issues", 12, '[issues.x{n}]\ntitle = "X"\nstream = {s}\n'),
        ("issues.name.options", 24, '[issues.name.options.x{n}]\ntitle = "X"\n'),
        ("parties", 8, '[parties.x{n}]\nname = "X"\nrole = "backer"\nstream = {s}\n'),
    ],
)
def test_there_is_a_limit_to_everything(kind: str, most: int, text: str, tmp_path: Path) -> None:
    content = LAB + "\n" + "".join(text.format(n=n, s=n + 10) for n in range(most))
    assert any(
        mistake.address == kind and mistake.allowed == f"at most {most}"
        for mistake in check(tmp_path, content)
    )


def test_a_file_full_of_mistakes_is_told_shortly(tmp_path: Path) -> None:
    wrong = "".join(f'[[events]]\nid = "x{n}"\nroundd = 1\nfoo = 2\n' for n in range(400))
    mistakes = check(tmp_path, LAB + wrong)
    assert 400 < len(mistakes) <= 501
    assert "more mistakes" in mistakes[-1].found


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    big = tmp_path / "big.toml"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    (mistake,) = scenarios.check(big)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert mistake.found == "50,000,000 bytes"
    assert mistake.allowed == "at most 2,000,000 bytes"
    assert peak < 1_000_000


def test_a_directory_is_no_scenario_but_a_folder_with_one_is(tmp_path: Path) -> None:
    (mistake,) = scenarios.check(tmp_path)
    assert "a directory" in mistake.found
    (tmp_path / "scenario.toml").write_text(LAB, encoding="utf-8")
    assert scenarios.check(tmp_path) == []
    assert scenarios.load(tmp_path) == scenarios.load("lab")


@pytest.mark.parametrize("content", [os.urandom(5000), b"\x00" * 5000, "x = 1".encode("utf-16")])
def test_what_is_not_text_is_told_so(content: bytes, tmp_path: Path) -> None:
    (mistake,) = check(tmp_path, content)
    assert "byte 0x" in mistake.found or "TOML" in mistake.found


@pytest.mark.parametrize(
    "path", ["/nowhere/at/all.toml", "labb", "", "x" * 5000, "a\0b", "\ud800", "../"]
)
def test_a_path_to_nothing_is_told_so(path: str) -> None:
    (mistake,) = scenarios.check(path)
    str(mistake).encode("utf-8", "backslashreplace")
    with pytest.raises(ScenarioError):
        scenarios.load(path)


def test_the_nearest_scenario_is_named() -> None:
    (mistake,) = scenarios.check("portsmuth-1905")
    assert "did you mean portsmouth-1905" in mistake.allowed


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices of POSIX")
def test_pipes_sockets_and_devices_are_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(tmp_path)
        listening.bind("socket")
        for path, kind in ((pipe, "pipe"), (link, "device"), (tmp_path / "socket", "socket")):
            (mistake,) = scenarios.check(path)
            assert kind in mistake.found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links of POSIX")
def test_a_link_leads_where_it_points_and_a_ring_of_links_nowhere(tmp_path: Path) -> None:
    link, ring, dangling = tmp_path / "link", tmp_path / "ring", tmp_path / "dangling"
    link.symlink_to(str(scenarios.load("lab").path))
    ring.symlink_to(ring)
    dangling.symlink_to(tmp_path / "gone")
    assert scenarios.check(link) == []
    assert len(scenarios.check(ring)) == len(scenarios.check(dangling)) == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "closed.toml"
    file.write_text(LAB, encoding="utf-8")
    file.chmod(0)
    (mistake,) = scenarios.check(file)
    assert "cannot be opened" in mistake.found
