"""A sweep ends with the same table whatever happens on the way."""

from __future__ import annotations

import contextlib
import errno
import json
import math
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest
from sweep_worlds import HOPE, Inline, alive, bad, children, endless, grid, quick, slow

import sim
from sim import game, sweeps
from sim.sweeps import runner, tables
from sim.sweeps.designs import design
from sim.sweeps.pilot import pilot, samples
from sim.sweeps.pools import LocalPool
from sim.sweeps.results import Sweep, row_of
from sim.sweeps.spec import read_spec
from sim.sweeps.store import Store

TESTS = Path(__file__).parents[1]
linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The bytes of a table that nothing happened to."""
    folder = tmp_path_factory.mktemp("sweep") / "quick.sweep"
    sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    return (folder / "table.parquet").read_bytes()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "quick.sweep"


def table(folder: Path) -> bytes:
    return (folder / "table.parquet").read_bytes()


def cut(monkeypatch, rows: int) -> None:
    """Chunks of so many rows."""
    monkeypatch.setattr(sweeps, "_chunk", lambda spec, measured: rows)


@pytest.mark.parametrize("rows", [1, 7, 64, 1000])
def test_chunks_of_any_size_give_the_same_bytes(rows, undisturbed, folder, monkeypatch):
    """How rows are cut is nowhere in the table, nor in its name."""
    cut(monkeypatch, rows)
    sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    assert table(folder) == undisturbed
    assert not (folder / "parts").exists()


def test_row_groups_do_not_follow_chunks_either(folder, tmp_path, monkeypatch):
    """Also where the table has several groups of rows."""
    monkeypatch.setattr(tables, "GROUP", 50)
    cut(monkeypatch, 7)
    sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    cut(monkeypatch, 33)
    sim.sweep(grid(), to=tmp_path / "b", pool=Inline(), engine=quick)
    assert table(folder) == table(tmp_path / "b")


def test_every_row_is_the_world_the_engine_plays(folder):
    """A row of a sweep, a row of the ensemble and a game of that seed are one world."""
    spec = grid(levels=2, replicates=2)
    spec["outcomes"] = {"keep": ["ending", "opened", "seized", "signed", "rounds", "line"]}
    found = sim.sweep(spec, to=folder, pool=Inline())
    rows = found.table().to_pylist()
    assert len(rows) == 16
    for row in rows[::5]:
        world = found.world(row["row"])
        alone = sim.ensemble(world.scenario, 1, world.seed, world.replicate)
        assert world.replicate == row["world"]
        assert row["ending"] == alone["ending"][0]
        assert row["seized"] == bool(alone["seized"][0])
        played = game.run(game.begin(world.scenario, world.seed, world.replicate))
        assert played.ending == row["ending"]


def test_points_of_one_stream_play_the_same_worlds(undisturbed, folder):
    """Common random numbers: in a grid every point has worlds 0 to 4."""
    found = sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    worlds = found.table()["world"].to_pylist()
    assert worlds == list(range(5)) * 32


def test_stopped_anywhere_it_goes_on(undisturbed, folder, monkeypatch):
    """After any number of chunks; what was finished is not played again."""
    cut(monkeypatch, 20)
    for limit in (1, 2, 4):
        with pytest.raises(KeyboardInterrupt):
            sim.sweep(grid(), to=folder, pool=Inline(limit=limit), engine=quick)
    before = len(list((folder / "parts").glob("*.parquet")))
    pool = Inline()
    sim.sweep(grid(), to=folder, pool=pool, engine=quick)
    # the pilot is a call as well
    assert (before, pool.calls) == (4, 5)
    assert table(folder) == undisturbed


def test_a_finished_sweep_is_not_run_again(folder):
    """The same command after the end reads what is there."""
    sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    pool = Inline()
    assert sim.sweep(grid(), to=folder, pool=pool, engine=quick).finished
    assert pool.calls == 0


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
    wait_for(lambda: receipts.exists() and receipts.stat().st_size > 0, runner_)
    workers = children(runner_.pid)
    assert workers
    runner_.send_signal(how)
    runner_.wait(30)
    wait_for(lambda: not any(alive(pid) for pid in workers))
    assert not (folder / "table.parquet").exists()
    sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    assert table(folder) == undisturbed


def wait_for(happens, process=None, most=90.0):
    until = time.monotonic() + most
    while not happens():
        assert time.monotonic() < until
        assert process is None or process.poll() is None
        time.sleep(0.05)


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


def test_a_first_world_that_waits_for_the_compiler_is_not_the_measure(monkeypatch):
    """A minute for the first world and half a second for each of the others: two a second."""
    passed = [0.0]
    monkeypatch.setattr("sim.sweeps.clock.now", lambda: passed[0])

    def compiled(*asked):
        passed[0] += 0.5 if passed[0] else 60.0

    spec = read_spec(grid())
    assert pilot(samples(spec, design(spec)), 120.0, compiled) == pytest.approx(2.0)


def test_a_world_that_never_ends_does_not_hold_up_the_estimate(folder):
    """Its worker ends as it would in the sweep; the time is not known, and the sweep can go on."""
    from sim.sweeps import estimate

    spec = read_spec(grid(seconds=0.5))
    pool = LocalPool(1)
    try:
        told = estimate(spec, design(spec), pool, Store(folder), endless)
        assert told.rate == 0.0
        assert told.worlds == 160
        assert math.isnan(told.seconds)
        assert estimate(spec, design(spec), pool, Store(folder), quick).rate > 0
    finally:
        pool.end()


def test_verdicts_that_are_none_are_passed_over(folder):
    """Odd JSON in the list of rows that cannot be played is no verdict, and no traceback."""

    folder.mkdir()
    lines = ['{"row": 3, "status": "crashed"}', '{"row": "x", "status": "late"}', "{}", "[1]", "5",
             '{"row": [1], "status": "late"}', '{"row": null}', '{"row": 1e400, "status": "late"}',
             '{"row": 4, "status": {"a": 1}}', '{"row": true, "status": "late"}', '{"row": 5,',
             '{"row": 6, "status": "sad"}', '{"row": 7, "status": "late"}']  # fmt: skip
    (folder / "verdicts.jsonl").write_text("\n".join(lines))
    assert Store(folder).verdicts() == {3: "crashed", 7: "late"}


def test_two_runners_of_one_sweep_are_refused(folder, monkeypatch):
    """The second says who is at it."""
    cut(monkeypatch, 20)
    with pytest.raises(KeyboardInterrupt):
        sim.sweep(grid(), to=folder, pool=Inline(limit=3), engine=quick)
    with Store(folder).locked(), pytest.raises(sim.SweepError, match=f"process {os.getpid()}"):
        sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)


def test_a_full_disk_is_said_and_nothing_lost(undisturbed, folder, monkeypatch):
    """The sentence says what to do; with room again it goes on."""
    cut(monkeypatch, 20)
    write, written = tables.write_part, []

    def no_room(path, columns, outcomes):
        written.append(path)
        if len(written) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, columns, outcomes)

    monkeypatch.setattr(tables, "write_part", no_room)
    with pytest.raises(sim.SweepError, match=r"is full\. Make room and run the same command"):
        sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    assert len(written) == 9
    assert table(folder) == undisturbed


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


def test_a_row_opens_from_its_spec_without_the_sweep(folder, tmp_path):
    """The row of a spec that nobody played is the one that the sweep has."""
    text = (TESTS.parent / "examples" / "minds.toml").read_text(encoding="utf-8")
    path = tmp_path / "minds.toml"
    path.write_text(text.replace("points = 128", "points = 4"), encoding="utf-8")
    found = sim.sweep(path, to=folder, pool=Inline(), engine=quick)
    for row in (0, 7, 50):
        one, other = found.world(row), row_of(f"{path}:{row}")
        assert (one.seed, one.replicate, one.scenario) == (
            other.seed, other.replicate, other.scenario
        )  # fmt: skip
    with pytest.raises(sim.SweepError, match="there is no row 999"):
        row_of(f"{path}:999")


def test_the_manifest_says_what_was_computed_with_what(folder):
    """Scenario digest, spec, rules, versions, seed, counts and checksum."""
    found = sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    body = json.loads((folder / "manifest.json").read_text())
    assert body["scenarios"]["lab"]["digest"] == sim.load("lab").digest
    assert body["spec"]["sweep"]["seed"] == body["seed"] == 7
    assert {"numpy", "pyarrow", "mesa"} <= set(body["versions"])
    assert body["finished"]["rows"] == found.table().num_rows == 160
    assert body["finished"]["checksum"] == runner.checksum(folder / "table.parquet")


def test_it_stops_when_the_interval_is_narrow_enough(folder):
    """Wave by wave; the same waves whoever runs it."""
    spec = grid(replicates=50, levels=2)
    spec["stop"] = {"outcome": "seized", "interval": 0.1, "replicates": 10_000}
    found = sim.sweep(spec, to=folder, pool=Inline(), engine=quick)
    waves = found.manifest["finished"]["waves"]
    rows = found.table()
    assert 1 < waves < 200
    assert rows.num_rows == waves * 50 * 8
    seized = rows["seized"].to_numpy().astype(float)
    worlds = rows["world"].to_numpy()
    means = [seized[worlds == world].mean() for world in range(waves * 50)]
    assert 2 * 1.96 * (sum((m - sum(means) / len(means)) ** 2 for m in means)
                       / (len(means) - 1) / len(means)) ** 0.5 < 0.1  # fmt: skip


def test_a_heat_map_is_one_query(folder):
    """Rows and the values of their factors, by SQL or as a frame."""
    found = sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    query = (
        'select "parties.north.war.optimism" x, avg(seized::int) from rows group by x order by x'
    )
    cells = found.sql(query).fetchall()
    frame = found.to_pandas().groupby("parties.north.war.optimism")["seized"].mean()
    assert [x for x, _ in cells] == pytest.approx([0.3, 0.4667, 0.6333, 0.8], abs=1e-3)
    assert [share for _, share in cells] == pytest.approx(list(frame))


@pytest.mark.parametrize("library", ["pandas", "polars", "xarray"])
def test_the_files_open_where_people_look_at_tables(library, folder):
    """Rows and points, read and joined by other people's programs."""
    module = pytest.importorskip(library)
    found = sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    wanted = found.sql("select avg(seized::int) from rows where empathy > 0").fetchall()[0][0]
    if library == "xarray":
        points = found.to_pandas().groupby([HOPE, "empathy"])["seized"].mean().to_xarray()
        assert isinstance(points, module.DataArray)
        mean = float(points.sel(empathy=0.9).mean())
    else:
        rows = module.read_parquet(folder / "table.parquet")
        points = module.read_parquet(folder / "design.parquet")
        joined = rows.merge(points) if library == "pandas" else rows.join(points, on="point")
        here = joined[joined["empathy"] > 0] if library == "pandas" else joined.filter(
            module.col("empathy") > 0
        )  # fmt: skip
        assert len(joined) == 160
        mean = float(here["seized"].mean())
    assert mean == pytest.approx(wanted)


def test_a_worker_never_imports_mesa():
    """Nor anything else that is heavy and not needed to play. (SciPy is what Numba looks for.)"""
    script = (
        "import sys, sim.sweeps.work as w; w.start()\n"
        "from sim.sweeps import tables\n"
        "print([m for m in ('mesa', 'pandas', 'sklearn', 'duckdb', 'matplotlib') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
