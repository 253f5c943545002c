"""A cluster of worker processes plays the same worlds, bit for bit, and may lose workers."""

from __future__ import annotations

import importlib
import os
import signal
from pathlib import Path

import pytest
from sweep_worlds import Inline, bad, grid, quick, slow

import sim
from sim import sweeps
from sim.sweeps.pools import ClusterPool

TESTS = Path(__file__).parents[1]
distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")


@pytest.fixture(scope="module")
def cluster():
    """A real cluster on this machine: a scheduler and two worker processes."""
    import dask

    size = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(processes=True, **size) as found,
    ):
        yield found


def table(folder):
    return (folder / "table.parquet").read_bytes()


def test_a_cluster_gives_the_same_bytes(cluster, tmp_path, monkeypatch):
    """What two worker processes of a cluster play is what this process plays."""
    monkeypatch.setattr(sweeps, "_chunk", lambda spec, measured: 20)
    sim.sweep(grid(), to=tmp_path / "a", pool=Inline(), engine=quick)
    sim.sweep(grid(), to=tmp_path / "b", cluster=cluster.scheduler_address, engine=quick)
    assert table(tmp_path / "a") == table(tmp_path / "b")


def test_worlds_of_the_engine_are_the_same_on_a_cluster(cluster, tmp_path, monkeypatch):
    """No made-up worlds: sixteen of the laboratory, played by two processes and by this one."""
    monkeypatch.setattr(sweeps, "_chunk", lambda spec, measured: 3)
    spec = grid(levels=2, replicates=2)
    sim.sweep(spec, to=tmp_path / "a", pool=Inline())
    sim.sweep(spec, to=tmp_path / "b", cluster=cluster.scheduler_address)
    assert table(tmp_path / "a") == table(tmp_path / "b")


def test_a_cluster_may_lose_workers(cluster, tmp_path, monkeypatch):
    """A worker is killed while it plays; the cluster starts another, and nothing is lost."""
    monkeypatch.setattr(sweeps, "_chunk", lambda spec, measured: 10)
    sim.sweep(grid(), to=tmp_path / "a", pool=Inline(), engine=quick)
    killed = []

    def watch(progress):
        if not killed and progress.done > 20:
            killed.append(next(iter(pool._client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    pool = ClusterPool(cluster.scheduler_address)
    sim.sweep(grid(), to=tmp_path / "b", pool=pool, engine=slow, watch=watch)
    assert killed
    assert table(tmp_path / "a") == table(tmp_path / "b")


def test_a_world_that_kills_a_worker_of_a_cluster_is_one_row(cluster, tmp_path, monkeypatch):
    """As on one machine."""
    monkeypatch.setattr(sweeps, "_chunk", lambda spec, measured: 20)
    spec = grid(levels=2, seconds=1.0)
    found = sim.sweep(spec, to=tmp_path / "b", cluster=cluster.scheduler_address, engine=bad)
    rows = [row for row in found.table().to_pylist() if row["status"] != "ok"]
    told = {(row["world"], row["status"]) for row in rows}
    assert told == {(1, "raised"), (2, "crashed"), (3, "late"), (4, "not finite")}


def test_a_cluster_that_is_not_there_is_told():
    with pytest.raises(sim.SweepError, match="No cluster answers at"):
        ClusterPool("nowhere")


SBATCH = """#!/bin/sh
for script; do :; done
cp "$script" {home}/$$.job
setsid sh {home}/$$.job >/dev/null 2>&1 </dev/null &
echo $! > {home}/$$.pid
echo "Submitted batch job $$"
"""
SCANCEL = """#!/bin/sh
for number; do kill -- -$(cat {home}/$number.pid) 2>/dev/null; done; exit 0
"""


def test_jobs_of_slurm_play_the_same_worlds(tmp_path, monkeypatch):
    """Dask's own deployer of jobs, with two commands in SLURM's place that run a job's script."""
    pytest.importorskip("dask_jobqueue")
    for name, body in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        command = tmp_path / "bin" / name
        command.parent.mkdir(exist_ok=True)
        command.write_text(body.format(home=tmp_path))
        command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    paths = [str(TESTS.parent), str(TESTS)]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.syspath_prepend(str(TESTS.parent / "examples"))
    monkeypatch.setattr(sweeps, "_chunk", lambda spec, measured: 40)
    start = importlib.import_module("slurm").start
    options = {"host": "127.0.0.1", "dashboard_address": None}
    with start("short", scheduler_options=options) as jobs:
        jobs.scale(jobs=2)
        jobs.wait_for_workers(2, timeout=120)
        asked = [path.read_text() for path in tmp_path.glob("*.job")]
        assert ["#SBATCH -p short" in script for script in asked] == [True, True]
        sim.sweep(grid(), to=tmp_path / "b", cluster=jobs.scheduler_address, engine=quick)
    sim.sweep(grid(), to=tmp_path / "a", pool=Inline(), engine=quick)
    assert table(tmp_path / "a") == table(tmp_path / "b")
