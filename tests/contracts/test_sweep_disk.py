"""A sweep that is killed at any touch of the disk, or finds it full, loses nothing."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from sweep_worlds import Inline, grid, quick

import sim
from sim import sweeps

TOUCHES = ("fsync", "mkdir", "rename", "replace", "rmdir", "unlink")
LEFT = {"design.parquet", "lock", "manifest.json", "receipts.jsonl", "scenarios", "table.parquet"}
FULL = Path("/dev/full")


class Killed(BaseException):
    """The process is gone: nothing that it would have tidied is tidied."""


@pytest.fixture(autouse=True)
def _two_chunks(monkeypatch):
    monkeypatch.setattr(sweeps, "_chunk", lambda spec, measured: 4)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The bytes of a table that nothing happened to."""
    folder = tmp_path_factory.mktemp("sweep") / "quick.sweep"
    play(folder)
    return (folder / "table.parquet").read_bytes()


def play(folder: Path, pool: Inline | None = None, **more) -> None:
    spec = grid(levels=2, replicates=2)
    sim.sweep(spec, to=folder, pool=pool or Inline(), engine=quick, **more)


def killed_at(patch: pytest.MonkeyPatch, touch: int) -> None:
    """From that touch of the disk on, no file is flushed, moved, made or removed any more."""
    count = 0

    def instead(real):
        def call(*asked, **named):
            nonlocal count
            count += 1
            if count == touch:
                raise Killed
            return real(*asked, **named) if count < touch else None

        return call

    for name in TOUCHES:
        patch.setattr(os, name, instead(getattr(os, name)))


def test_killed_at_every_touch_of_the_disk_it_goes_on(undisturbed, tmp_path):
    """Before each flush, rename and removal in turn, and now and then a second time on the way."""
    touch = 0
    while True:
        touch += 1
        folder = tmp_path / f"{touch}.sweep"
        try:
            with pytest.MonkeyPatch.context() as patch:
                killed_at(patch, touch)
                play(folder)
            break
        except Killed:
            pass
        with pytest.MonkeyPatch.context() as patch, contextlib.suppress(Killed):
            killed_at(patch, 1 + touch // 3 if touch % 3 == 0 else 10_000)
            play(folder)
        play(folder)
        assert (folder / "table.parquet").read_bytes() == undisturbed, touch
        assert {path.name for path in folder.iterdir()} == LEFT, touch
    assert touch > 20


def full(path: Path) -> None:
    """Whatever is written at this path finds no room, as the system itself says it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(FULL)


@pytest.mark.skipif(not FULL.exists(), reason="a device that is always full, of Linux")
@pytest.mark.parametrize(
    "name",
    [
        "design.parquet.{pid}.tmp",
        "manifest.json.{pid}.tmp",
        "parts/part-0000001.parquet.{pid}.tmp",
        "receipts.jsonl",
        "table.whole.{pid}.tmp",
    ],
)
def test_a_full_disk_is_told_wherever_it_is_met(name, undisturbed, tmp_path):
    """In the design, the manifest, a part, the receipts and the table: one sentence, and go on."""
    folder = tmp_path / "quick.sweep"
    path = folder / name.format(pid=os.getpid())

    def fill(progress):
        if not path.is_symlink() and not path.exists():
            full(path)

    begins = name.startswith(("design", "manifest"))
    if begins:
        full(path)
    with pytest.raises(sim.SweepError, match=r"is full\. Make room and run the same command"):
        play(folder, watch=None if begins else fill)
    assert not (folder / "table.parquet").exists()
    path.unlink(missing_ok=True)
    play(folder)
    assert (folder / "table.parquet").read_bytes() == undisturbed
    assert {each.name for each in folder.iterdir()} == LEFT
