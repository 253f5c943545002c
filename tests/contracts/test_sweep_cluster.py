"""A cluster of worker processes plays the same worlds, bit for bit, and may lose workers."""

from __future__ import annotations

import os
import signal

import pytest
from sweep_worlds import Inline, bad, grid, quick, slow

import sim
from sim import sweeps
from sim.sweeps.pools import ClusterPool

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
