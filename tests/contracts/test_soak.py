"""`make soak`: every part runs, whatever becomes of the others, and the page tells it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import classroom  # noqa: E402
import classroom_page  # noqa: E402
import soak  # noqa: E402


def part(tmp_path: Path, name: str, body: str, minutes: float = 1.0) -> soak.Part:
    """A part that runs some lines."""
    file = tmp_path / f"{name}.py"
    file.write_text(body, "utf-8")
    return soak.Part(name, minutes, (str(file),), (str(file), "short"))


def test_a_part_that_falls_or_hangs_costs_the_others_nothing(tmp_path, monkeypatch):
    """It is ended with all it began, noted, and the next one runs; rows are kept as they come."""
    monkeypatch.setattr(soak, "PATIENCE", 1.0)
    child = "import subprocess, sys, time\n"
    child += "one = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    child += f"open({str(tmp_path / 'child')!r}, 'w').write(str(one.pid))\ntime.sleep(600)\n"
    seen = f"assert len(open({str(tmp_path / 'soak.json')!r}).read()) > 9"
    parts = [
        part(tmp_path, "falls", "raise SystemExit(3)"),
        part(tmp_path, "hangs", child, minutes=0.05),
        part(tmp_path, "works", seen),
    ]
    said = []
    rows = soak.run(parts, tmp_path, tell=said.append)
    assert [row["ended"] for row in rows] == ["failed (3)", "ended after 0 minutes", "done"]
    assert json.loads((tmp_path / "soak.json").read_text()) == rows
    assert gone(int((tmp_path / "child").read_text()))
    assert [line for line in said if line.startswith("[3/3] works")]


def gone(pid: int) -> bool:
    """Whether a process has ended."""
    state = Path(f"/proc/{pid}/stat")
    try:
        return state.read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_run_goes_on_where_it_was(tmp_path):
    """What is done stays done; what failed is run again, in its own row."""
    done = [{"part": "a", "minutes": 1, "ended": "done", "day": "2026-01-01"},
            {"part": "b", "minutes": 1, "ended": "failed (1)", "day": "2026-01-01"}]  # fmt: skip
    rows = soak.run([part(tmp_path, "b", "")], tmp_path, True, done, tell=lambda _: None)
    assert rows[0] == done[0]
    assert [(row["part"], row["ended"]) for row in rows] == [("a", "done"), ("b", "done")]


@pytest.mark.parametrize("asked", [("--list",), ("--parts", "nothing")])
def test_the_command_line_tells_its_parts(asked):
    """And refuses one that there is not."""
    command = [sys.executable, "benchmarks/soak.py", *asked]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if asked[0] == "--list":
        assert told.returncode == 0
        assert [line.split()[0] for line in told.stdout.splitlines()] == [
            *(one.name for one in soak.PARTS), "together",
        ]  # fmt: skip
    else:
        assert (told.returncode, "no such part: nothing" in told.stderr) == (2, True)


def test_the_page_is_what_was_measured():
    """The page in the documents is that of the figures beside it; nothing is written by hand."""
    run = soak.RESULTS / "soak.json"
    parts = json.loads(run.read_text()) if run.exists() else []
    assert soak.PAGE.read_text("utf-8") == classroom_page.page(classroom.read(soak.RESULTS), parts)


def test_a_page_of_nothing_yet_can_be_written(tmp_path):
    """The first part of the first run writes it."""
    classroom.report(tmp_path)
    assert "Not measured yet." in (tmp_path / "classroom-load.md").read_text("utf-8")
