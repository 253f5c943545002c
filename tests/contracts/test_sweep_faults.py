"""Sweeps that are killed, harmed, crowded out or changed lose nothing and mix nothing."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest
from one_sweep import cut, linux, table
from sweep_worlds import Inline, alive, bad, children, grid, quick, slow
from waiting import until

import sim
from sim.sweeps.pools import LocalPool
from sim.sweeps.results import Sweep, row_of
from sim.sweeps.store import Store


@pytest.mark.parametrize("harm", ["cut", "flipped", "strays", "no receipts", "half a receipt"])
def test_what_a_crash_leaves_on_the_disk_is_put_right(harm, undisturbed, folder, monkeypatch):
    """A part that is cut off or altered is played again; strays are swept away."""
    cut(monkeypatch, 20)
    with pytest.raises(KeyboardInterrupt):
        sim.sweep(grid(), to=folder, pool=Inline(limit=5), engine=quick)
    part = sorted((folder / "parts").glob("*.parquet"))[1]
    body = part.read_bytes()
    if harm == "cut":
        part.write_bytes(body[: len(body) // 2])
    elif harm == "flipped":
        part.write_bytes(body[:60] + bytes([body[60] ^ 1]) + body[61:])
    elif harm == "strays":
        part.with_name("part-0000005.parquet.123.tmp").write_bytes(b"half")
        (folder / "parts" / "part-0000006.at").write_bytes(b"")
    else:
        text = (folder / "receipts.jsonl").read_bytes()
        kept = text[: len(text) - 25] if harm == "half a receipt" else b""
        (folder / "receipts.jsonl").write_bytes(kept)
    sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    assert table(folder) == undisturbed


@linux
def test_workers_killed_at_random_lose_nothing(undisturbed, folder, monkeypatch):
    """Worker processes are killed with kill -9 while they play; the table is the same."""
    cut(monkeypatch, 8)
    luck, killed = random.Random(3), []

    def watch(progress):
        busy = [p for p in children(os.getpid()) if any((folder / "parts").glob("*.at"))]
        if busy and len(killed) < 3 and progress.done > 20 * len(killed):
            fallen = luck.choice(busy)
            # it may end by itself meanwhile, as the others do where one died
            with contextlib.suppress(ProcessLookupError):
                os.kill(fallen, signal.SIGKILL)
                killed.append(fallen)

    found = sim.sweep(grid(), to=folder, pool=LocalPool(2), engine=slow, watch=watch)
    assert len(killed) == 3
    assert found.manifest["finished"]["statuses"] == {"ok": 160}
    assert table(folder) == undisturbed


TESTS = Path(__file__).parents[1]
SCRIPT = """
import signal, sys
import sim
from sweep_worlds import grid, slow
import sim.sweeps as sweeps
# whoever runs the tests in the background has Ctrl-C switched off
signal.signal(signal.SIGINT, signal.default_int_handler)
sweeps._chunk = lambda spec, measured: 8
if __name__ == "__main__":
    sim.sweep(grid(), to=sys.argv[1], workers=2, engine=slow)
"""


@linux
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_runner_leaves_no_process_and_goes_on(how, undisturbed, folder, tmp_path):
    """kill -9 and Ctrl-C of the whole run: workers end, and the same command finishes it."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    kept = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])}
    runner_ = subprocess.Popen([sys.executable, str(script), str(folder)], env=kept,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    receipts = folder / "receipts.jsonl"
    until(lambda: (receipts.exists() and receipts.stat().st_size > 0) or runner_.poll() is not None)
    assert runner_.poll() is None
    workers = children(runner_.pid)
    assert workers
    with pytest.raises(sim.SweepError, match=f"process {runner_.pid}"):
        sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    runner_.send_signal(how)
    runner_.wait(30)
    until(lambda: not any(alive(pid) for pid in workers))
    assert not (folder / "table.parquet").exists()
    sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    assert table(folder) == undisturbed


@linux
def test_a_world_that_raises_crashes_or_never_ends_is_one_row(folder, monkeypatch):
    """The sweep goes on, and the row says what became of it and how to play it again."""
    cut(monkeypatch, 16)
    found = sim.sweep(grid(seconds=1.0, levels=2), to=folder, pool=LocalPool(1), engine=bad)
    rows = [row for row in found.table().to_pylist() if row["status"] != "ok"]
    told = {(row["world"], row["status"]) for row in rows}
    assert told == {(1, "raised"), (2, "crashed"), (3, "late"), (4, "not finite")}
    notes = {row["status"]: row["note"] for row in rows}
    assert notes["raised"] == "ValueError: a world that cannot be played"
    assert notes["not finite"] == "casualties is nan"
    assert all(row["seized"] is None for row in rows if row["status"] != "not finite")
    assert len(found.table()) == 40
    world = row_of(f"{folder}:{rows[0]['row']}")
    assert (world.seed, world.replicate) == (7, 1)
    assert world.scenario.number("parties.north.war.optimism").value == 0.8


def test_a_worker_that_died_unseen_is_told_by_the_next_task():
    """Handing out work never raises; after renewal the pool works again."""
    pool = LocalPool(1)
    try:
        assert isinstance(pool.submit(os._exit, 3).exception(60), BrokenExecutor)
        assert isinstance(pool.submit(max, 1, 2).exception(60), BrokenExecutor)
        pool.renew()
        assert pool.submit(max, 1, 2).result(60) == 2
    finally:
        pool.end()


def test_two_runners_of_one_sweep_are_refused(folder, monkeypatch):
    """The second says who is at it."""
    cut(monkeypatch, 20)
    with pytest.raises(KeyboardInterrupt):
        sim.sweep(grid(), to=folder, pool=Inline(limit=3), engine=quick)
    with Store(folder).locked(), pytest.raises(sim.SweepError, match=f"process {os.getpid()}"):
        sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)


def test_too_little_room_is_refused_before_anything_runs(folder, monkeypatch):
    """The disk is looked at first."""
    monkeypatch.setattr("sim.sweeps.store.free", lambda folder: 1000)
    with pytest.raises(sim.SweepError, match="Make room, take fewer worlds"):
        sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    assert not (folder / "manifest.json").exists()


def half_done(folder, monkeypatch, spec=None):
    cut(monkeypatch, 20)
    with pytest.raises(KeyboardInterrupt):
        sim.sweep(spec or grid(), to=folder, pool=Inline(limit=3), engine=quick)


def test_a_changed_spec_is_refused_with_the_difference(folder, monkeypatch):
    half_done(folder, monkeypatch)
    with pytest.raises(sim.SweepError, match=r"sweep\.seed was 7, is 8"):
        sim.sweep(grid(seed=8), to=folder, pool=Inline(), engine=quick)


def test_a_changed_scenario_is_refused_with_the_difference(folder, monkeypatch, tmp_path):
    """Rows of two scenarios never stand in one table."""
    text = (TESTS.parent / "scenarios" / "lab" / "scenario.toml").read_text(encoding="utf-8")
    own = tmp_path / "scenario.toml"
    own.write_text(text)
    spec = grid(scenario=str(own))
    half_done(folder, monkeypatch, spec)
    own.write_text(text.replace("line = 0.5", "line = 0.6"))
    with pytest.raises(sim.SweepError, match=r"war\.line was \[0\.5, 0\.5, 0\.5\], is \[0\.6"):
        sim.sweep(spec, to=folder, pool=Inline(), engine=quick)
    # rows there are still open as the worlds they were
    assert Sweep(folder).world(0).scenario.number("war.line").value == 0.5


def test_changed_rules_are_refused(folder, monkeypatch):
    half_done(folder, monkeypatch)
    monkeypatch.setattr("sim.sweeps.opened.rules_hash", lambda: "other")
    with pytest.raises(sim.SweepError, match="rules have changed"):
        sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"format": 99}', "newer ceasefire"),
        ("{", "cannot be read"),
        ("[]", "not the manifest"),
        ('{"format": 1}', "damaged"),
    ],
)
def test_a_store_that_cannot_be_read_is_refused(body, words, tmp_path):
    """Newer, cut off, or something else."""
    (tmp_path / "manifest.json").write_text(body)
    with pytest.raises(sim.SweepError, match=words):
        Sweep(tmp_path).opened  # noqa: B018


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(sim.SweepError, match="not empty"):
        sim.sweep(grid(), to=tmp_path, pool=Inline(), engine=quick)


@pytest.mark.parametrize(
    "row", ["", "x", ":3", "nowhere:3", "{folder}:160", "{folder}:x", "{folder}:-1"]
)
def test_rows_there_are_none_of_are_refused(row, folder):
    sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    with pytest.raises(sim.SweepError):
        row_of(row.replace("{folder}", str(folder)))
