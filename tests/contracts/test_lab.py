"""The laboratory's queue: one run at a time, whatever falls, is killed or is stopped on the way."""

from __future__ import annotations

import os
import signal
import time

import pytest
from in_lab import keeping, spec, stage
from sweep_worlds import Inline, alive, children, quick
from waiting import until

import sim
from sim.sweeps import SweepError
from ui.lab import keeper as keepers
from ui.lab import runs
from ui.lab.keeper import Keeper

pytestmark = pytest.mark.usefixtures("data")


# -- the queue -------------------------------------------------------------------


def test_a_run_goes_through_and_is_told(data):
    """From the queue to findings; every change is news for whoever looks on."""
    with keeping() as keeper:
        version = keeper.wait_newer(-1)
        run = keeper.add(spec())
        assert keeper.wait_newer(version) > version
        done = stage(keeper, run, "done")
    assert (done["done"], done["total"], done["finished"], done["report"]) == (40, 40, True, True)
    assert done["findings"][0].startswith("40 worlds of lab at 8 points")
    assert "<script" not in run.report.read_text()
    assert runs.files(run)["table.parquet"][0].is_file()


def test_one_runs_at_a_time_and_the_rest_wait():
    with keeping("slow") as keeper:
        first, second = keeper.add(spec(200)), keeper.add(spec(2))
        stage(keeper, first, "running")
        assert keeper.state(second)["stage"] == "waiting"
        with pytest.raises(SweepError, match="Stop it first"):
            keeper.delete(first)
        keeper.stop(first)
        stopped = stage(keeper, first, "stopped")
        assert 0 < stopped["total"] == 1600
        stage(keeper, second, "done")
        keeper.delete(second)
        assert [run.id for run in runs.every()] == [first.id]


def test_stopped_and_begun_anew_it_ends_as_if_undisturbed(tmp_path):
    """The server goes, with it the process; the next one goes on; the bytes are the same."""
    asked = spec(60)
    undisturbed = tmp_path / "whole"
    path = tmp_path / "spec.toml"
    path.write_text(asked)
    sim.sweep(path, to=undisturbed, pool=Inline(), engine=quick)
    with keeping("slow") as keeper:
        run = keeper.add(asked)
        stage(keeper, run, "running")
        until(lambda: keeper.state(run)["done"] > 0)
        process = keeper._child.pid
        workers = children(process)
    assert not run.finished
    until(lambda: not any(alive(pid) for pid in [process, *workers]), 20)
    before = run.told()["done"]
    with keeping("slow") as keeper:
        assert stage(keeper, run, "starting", "measuring", "running")["done"] >= before > 0
        done = stage(keeper, run, "done")
    assert done["done"] == 480
    assert (run.sweep / "table.parquet").read_bytes() == (
        undisturbed / "table.parquet"
    ).read_bytes()


def test_a_server_that_is_killed_leaves_no_process():
    """The run's process ends when the server's end of its pipe is gone, however it went."""
    with keeping("slow") as keeper:
        run = keeper.add(spec(200))
        stage(keeper, run, "running")
        process = keeper._child.pid
        workers = children(process)
        keeper._ended.set()
        keeper._thread.join()
        keeper._child.stdin.close()
        until(lambda: not any(alive(pid) for pid in [process, *workers]), 20)


def test_a_process_that_falls_is_begun_again_and_given_up_in_the_end():
    """Three times without a word is enough; a person may let it try again."""
    with keeping("falls") as keeper:
        run = keeper.add(spec())
        told = stage(keeper, run, "failed")
        assert "ended 3 times without a word (code 9)" in told["sentence"]
    with keeping() as keeper:
        keeper.go_on(run)
        assert stage(keeper, run, "done")["done"] == 40


def test_a_killed_process_is_begun_again():
    with keeping("slow") as keeper:
        run = keeper.add(spec(20))
        stage(keeper, run, "running")
        first = keeper._child.pid
        os.kill(first, signal.SIGKILL)
        until(lambda: keeper._child is not None and keeper._child.pid != first)
        assert stage(keeper, run, "done")["done"] == 160


def test_a_sweep_that_cannot_go_on_says_why():
    """A spec that was changed on the disk since it began is refused with the difference."""
    with keeping("slow") as keeper:
        run = keeper.add(spec(60))
        until(lambda: keeper.state(run)["done"] > 0)
        keeper.stop(run)
        stage(keeper, run, "stopped")
        (run.folder / "spec.toml").write_text(spec(61))
        keeper.go_on(run)
        assert "sweep.replicates was 60, is 61" in stage(keeper, run, "refused")["sentence"]


def test_two_programs_play_a_run_once():
    """The second sees what the first does, and takes over when it is gone."""
    with keeping("slow") as second:
        with keeping("slow") as first:
            run = first.add(spec(60))
            until(lambda: first._child or second._child)
            time.sleep(1)
            assert (first._child is None) != (second._child is None)
            assert stage(first, run, "running")
            assert stage(second, run, "running")
        if not run.finished:
            until(lambda: second._child is not None or run.finished)
        assert stage(second, run, "done")["done"] == 480


def test_files_that_say_nothing_sensible_do_no_harm(data):
    """Half a file, other kinds of JSON, a folder of another name."""
    keeper = Keeper()
    run = runs.create(spec(), 1.0, title="x")
    for body in (b"", b"[1, 2]", b'{"stage": 5, "at": "then"}', b"\xff\xfe", b"[" * 100_000):
        (run.folder / "told.json").write_bytes(body)
        assert keeper.state(run)["total"] == 0
    (data / "lab" / "notes").mkdir()
    (run.folder / "wish.json").write_bytes(b'{"asked": "yesterday"}')
    assert [one.id for one in runs.every()] == [run.id]
    for name in ("..", "../lab", "notes", "", "0" * 9, run.id.upper() + "x"):
        assert runs.find(name) is None


def test_no_more_runs_are_kept_than_can_be_looked_at(monkeypatch):
    monkeypatch.setattr(keepers, "WAITING", 1)
    keeper = Keeper()
    keeper.add(spec())
    with pytest.raises(SweepError, match="1 runs wait"):
        keeper.add(spec())
