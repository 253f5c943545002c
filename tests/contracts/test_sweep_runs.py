"""A sweep's rows are the worlds of the engine, in one order, whoever plays them."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from one_sweep import cut, table
from sweep_worlds import HOPE, Inline, endless, grid, quick

import sim
from sim import game
from sim.sweeps import runner, tables
from sim.sweeps.designs import design
from sim.sweeps.pilot import pilot, samples
from sim.sweeps.pools import LocalPool
from sim.sweeps.results import row_of
from sim.sweeps.spec import read_spec
from sim.sweeps.store import Store

TESTS = Path(__file__).parents[1]


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
