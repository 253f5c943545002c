"""The whole programme of load and faults, part after part, each in a process of its own.

python benchmarks/soak.py                 everything (`make soak`), and the page from it
python benchmarks/soak.py --list          the parts and how long each takes on a quiet machine
python benchmarks/soak.py --parts open-200,browsers   these alone
python benchmarks/soak.py --resume        what the last run has not done
python benchmarks/soak.py --short         every part at its smallest, to see that all of it works

A part that fails or takes far too long is ended and noted; the others go on. What is measured is
kept as it comes. Ends with 1 if a part failed.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
RESULTS = HERE / "results"
PAGE = ROOT / "docs" / "classroom-load.md"
PATIENCE = 4.0
"""How many times its minutes a part may take before it is ended."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One part: its name, the minutes it takes on a quiet machine, what is run, also in short."""

    name: str
    minutes: float
    command: tuple[str, ...]
    short: tuple[str, ...]


def _classroom(name: str, minutes: float, asked: str, short: str) -> Part:
    return Part(name, minutes, ("benchmarks/classroom.py", *asked.split()),
                ("benchmarks/classroom.py", *short.split()))  # fmt: skip


SHORT = "--seconds 15"
PARTS = (
    _classroom("memory", 0.5, "--memory", "--memory"),
    _classroom("open-20", 4, "--students 20", f"--students 10 {SHORT}"),
    _classroom("open-200", 5, "--students 200", f"--students 20 {SHORT}"),
    _classroom("open-400", 6, "--students 400", f"--students 25 {SHORT}"),
    _classroom("open-800", 9, "--students 800", f"--students 30 {SHORT}"),
    _classroom("ukraine-40", 5, "--students 40 --scenario ukraine-2022",
               f"--students 5 --scenario ukraine-2022 {SHORT}"),
    _classroom("school", 6, "--school 200", f"--school 20 {SHORT}"),
    _classroom("browsers", 5, "--browsers 20", "--browsers 4 --seconds 10"),
    _classroom("returns", 5, "--returns 5", "--returns 2 --kills 2"),
    _classroom("scripted-20", 4, "--scripted 20,15,3,0", "--scripted 4,3,2,0"),
    _classroom("scripted-40", 5, "--scripted 40,30,3,0", "--scripted 6,3,2,0"),
    _classroom("kills-200", 25, "--scripted 30,3,12,200", "--scripted 4,3,3,3"),
    Part("sweep-kills", 6, ("tests/soak.py",), ("tests/soak.py", "3")),
)  # fmt: skip


def run(
    parts: Sequence[Part],
    folder: Path,
    short: bool = False,
    done: Sequence[Row] = (),
    tell: Callable[[str], object] = lambda line: print(line, flush=True),
) -> list[Row]:
    """Every part in its turn; one row each, kept in `folder` as soon as the part has ended."""
    rows, whole = list(done), sum(part.minutes for part in parts)
    tell(
        f"{len(parts)} parts" + ("" if short else f", some {whole:.0f} minutes on a quiet machine")
    )
    for number, part in enumerate(parts, 1):
        load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
        tell(f"[{number}/{len(parts)}] {part.name}: {datetime.datetime.now():%H:%M}{load}")
        begun = time.monotonic()
        ended = _ended(part, folder, short)
        row = {"part": part.name, "minutes": round((time.monotonic() - begun) / 60, 1),
               "ended": ended, "day": datetime.date.today().isoformat()}  # fmt: skip
        rows = [*(one for one in rows if one["part"] != part.name), row]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "soak.json").write_text(json.dumps(rows, indent=1) + "\n")
        tell(f"[{number}/{len(parts)}] {part.name}: {ended} after {row['minutes']} minutes")
    return rows


def _ended(part: Part, folder: Path, short: bool) -> str:
    """Run a part, and say how it ended: "done", or what went wrong."""
    script, *asked = part.short if short else part.command
    own = ["--into", str(folder)] if script.startswith("benchmarks") else []
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, str(ROOT / script), *asked, *own],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, start_new_session=True,
    )  # fmt: skip
    limit = 60 * part.minutes * PATIENCE
    try:
        code = process.wait(limit)
    except subprocess.TimeoutExpired:
        return f"ended after {limit / 60:.0f} minutes"
    finally:
        # servers and browsers of a part that fell go with it
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return "done" if code == 0 else f"failed ({code})"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--parts", default="")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--into", type=Path, default=None)
    asked = parser.parse_args()
    if asked.list:
        for part in PARTS:
            print(f"{part.name:12} {part.minutes:5.1f} min  {' '.join(part.command)}")
        print(f"{'together':12} {sum(part.minutes for part in PARTS):5.1f} min")
        return 0
    names = [one for one in asked.parts.split(",") if one]
    unknown = sorted(set(names) - {part.name for part in PARTS})
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)} (see --list)")
    folder = asked.into or (Path(tempfile.mkdtemp(prefix="soak-")) if asked.short else RESULTS)
    kept = folder / "soak.json"
    known = json.loads(kept.read_text()) if kept.exists() and (asked.resume or names) else []
    finished = {row["part"] for row in known if row["ended"] == "done"} if asked.resume else set()
    parts = [part for part in PARTS if (not names or part.name in names)
             and part.name not in finished]  # fmt: skip
    rows = run(parts, folder, asked.short, known)
    subprocess.run(
        [sys.executable, str(HERE / "classroom.py"), "--report", "--into", str(folder)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    bad = [row for row in rows if row["ended"] != "done"]
    for row in bad:
        print(f"{row['part']}: {row['ended']}")
    print(f"{len(rows) - len(bad)} parts done, {len(bad)} not; in {folder}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
