"""A sweep's table, cut into chunks, looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import sweeps

linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


def table(folder: Path) -> bytes:
    return (folder / "table.parquet").read_bytes()


def cut(monkeypatch, rows: int) -> None:
    """Chunks of so many rows."""
    monkeypatch.setattr(sweeps, "_chunk", lambda spec, measured: rows)
