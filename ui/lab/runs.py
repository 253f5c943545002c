"""A run on disk: what was asked, what is wished for, and what its process last told.

spec.toml    what was asked
wish.json    written by the server: whether it shall run, and since when
told.json    written by the run's own process: how far it is, how it ended
sweep/       the sweep itself, its report in `sweep/report`
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.sweeps.store import write_whole

from .. import database

RUN, STOP = "run", "stop"
ENDS = ("done", "refused", "failed")
"""Stages after which nothing goes on by itself."""
MOST = 200
"""Runs that are kept."""
_ID = re.compile(r"[0-9a-f]{8}")


def folder() -> Path:
    """Where runs are kept."""
    return database.folder() / "lab"


@dataclass(frozen=True)
class Run:
    """One run, by the folder it lies in."""

    folder: Path

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self.folder.name

    @property
    def sweep(self) -> Path:
        """The folder of its rows."""
        return self.folder / "sweep"

    @property
    def report(self) -> Path:
        """The page of its findings, once it is written."""
        return self.sweep / "report" / "report.html"

    @property
    def text(self) -> str:
        """Its spec."""
        return (self.folder / "spec.toml").read_text(encoding="utf-8")

    @property
    def finished(self) -> bool:
        """Whether all rows are there."""
        return (self.sweep / "table.parquet").is_file()

    @property
    def some(self) -> bool:
        """Whether there are rows to look at, be it not all."""
        return self.finished or next(self.sweep.glob("parts/part-*.parquet"), None) is not None

    def wish(self) -> dict[str, Any]:
        """What the server wants of it."""
        return _read(self.folder / "wish.json")

    def told(self) -> dict[str, Any]:
        """What its process last said."""
        return _read(self.folder / "told.json")

    def want(self, wish: str, **more: Any) -> None:
        """Write down what is wanted of it."""
        write_whole(
            self.folder / "wish.json", json.dumps({**self.wish(), **more, "wish": wish}).encode()
        )

    def tell(self, body: Mapping[str, Any]) -> None:
        """Write down how far it is."""
        write_whole(self.folder / "told.json", json.dumps(body).encode())

    def forget(self) -> None:
        """As if its process had not said anything yet: it may be tried again."""
        (self.folder / "told.json").unlink(missing_ok=True)

    def delete(self) -> None:
        """Remove it with all its rows."""
        shutil.rmtree(self.folder, ignore_errors=True)


def create(text: str, asked: float, **about: Any) -> Run:
    """A new run; it waits for its turn."""
    run = Run(folder() / secrets.token_hex(4))
    run.folder.mkdir(parents=True, mode=0o700)
    write_whole(run.folder / "spec.toml", text.encode())
    run.want(RUN, asked=asked, **about)
    return run


def find(id: str) -> Run | None:
    """The run of that name; None if there is none."""
    run = Run(folder() / id)
    return run if _ID.fullmatch(id) and (run.folder / "wish.json").is_file() else None


def every() -> list[Run]:
    """All runs, the oldest first."""
    try:
        names = [path.name for path in folder().iterdir()]
    except OSError:
        return []
    found = [run for name in names if (run := find(name)) is not None]
    return sorted(found, key=lambda run: (_number(run.wish().get("asked")), run.id))


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def files(run: Run) -> dict[str, tuple[Path, str]]:
    """What of a run can be taken home: file and kind, by the name in its address."""
    return {
        "spec.toml": (run.folder / "spec.toml", "application/toml"),
        "table.parquet": (run.sweep / "table.parquet", "application/octet-stream"),
        "design.parquet": (run.sweep / "design.parquet", "application/octet-stream"),
        "report": (run.report, "text/html"),
    }
