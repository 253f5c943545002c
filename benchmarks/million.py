"""How long a study of a million rows takes to analyse, and how much memory: on made-up worlds.

    python benchmarks/million.py docs/studies/golden-rule/japan-1945.toml
    python benchmarks/million.py SPEC --second-order --points 16384

lays the sweep of a Sobol spec as a run would, fills it with outcomes that nobody played (a smooth
function of the factors and of the world's number), and analyses it as `ceasefire analyse` does.
Prints JSON. The rows mean nothing.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from sim.sweeps import tables
from sim.sweeps.designs import Design, design
from sim.sweeps.opened import Opened, begin
from sim.sweeps.outcomes import OUTCOMES
from sim.sweeps.plan import world_of
from sim.sweeps.runner import finish
from sim.sweeps.spec import read_spec
from sim.sweeps.store import Receipt, Store, checksum

CHUNK = 65_536


def luck(worlds: np.ndarray, purpose: int) -> np.ndarray:
    """Even numbers between 0 and 1, the same for the same world."""
    mixed = (worlds.astype(np.uint64) + np.uint64(1 + 977 * purpose)) * np.uint64(
        0x9E3779B97F4A7C15
    )
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53


def made_up(opened: Opened, first: int, after: int) -> dict[str, Any]:
    """Columns of rows, as a worker gives them."""
    drawn, spec = opened.design, opened.spec
    row = np.arange(first, after)
    point, replicate = row // opened.plan.replicates, row % opened.plan.replicates
    world = world_of_all(drawn, opened, point, replicate)
    shares = [_share(drawn.values[f.name][point]) for f in spec.factors]
    pull = sum((1 + 2 * n) * s for n, s in enumerate(shares)) / sum(
        1 + 2 * n for n in range(len(shares))
    )
    opens = luck(world, 0) < 0.2 + 0.9 * pull
    sees = opens & (luck(world, 1) < 0.9 - 0.4 * shares[0])
    takes = opens & (luck(world, 2) < 0.4 + shares[-1] * 0.5)
    war = (1 + 39 * luck(world, 3) * (1 - 0.5 * pull)).astype(np.int64)
    columns: dict[str, Any] = {
        "row": row, "point": point, "replicate": replicate, "world": world,
        "status": ["ok"] * len(row), "note": [None] * len(row),
    }  # fmt: skip
    known = {
        "opened": opens, "recognised": sees, "seized": takes, "war_rounds": war,
        "signed": np.where(takes, war, 0), "first_open": np.where(opens, 1 + war // 3, 0),
        "delay": np.where(opens, war - war // 3, -1), "delay_ends": takes,
        "broke": takes & (luck(world, 4) < 0.05 + 0.1 * shares[0]),
    }  # fmt: skip
    for n, name in enumerate(spec.outcomes):
        kind = OUTCOMES[name].kind
        if kind == "text":
            columns[name] = np.where(takes, "held", "never agreed")
        elif kind == "bool":
            columns[name] = known.get(name, luck(world, 9 + n) < pull)
        else:
            columns[name] = known.get(name, np.floor(20 * luck(world, 9 + n)))
    return columns


def _share(values: np.ndarray) -> np.ndarray:
    width = float(values.max() - values.min())
    return np.asarray((values - values.min()) / width if width else np.zeros(len(values)))


def world_of_all(drawn: Design, opened: Opened, point: np.ndarray, replicate: np.ndarray) -> Any:
    """`plan.world_of`, for many rows."""
    worlds = drawn.stream[point] * opened.plan.most + replicate
    assert int(worlds[0]) == world_of(drawn, opened.plan, int(point[0]), int(replicate[0]))
    return worlds


def lay(raw: dict[str, Any], folder: Path) -> Opened:
    """A finished sweep of made-up rows."""
    spec = read_spec(raw)
    drawn, store = design(spec), Store(folder)
    opened = begin(store, spec, drawn, CHUNK)
    for chunk in range(opened.plan.chunks):
        first, after = opened.plan.span(chunk)
        path = store.part(chunk)
        tables.write_part(path, made_up(opened, first, after), spec.outcomes)
        store.add_receipt(
            Receipt(
                chunk, after - first, path.stat().st_size, checksum(path), {"ok": after - first}
            )
        )
    finish(opened, opened.plan.waves)
    return opened


def main() -> None:
    """Lay, analyse, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spec", type=Path)
    parser.add_argument("--points", type=int, help="instead of the spec's own")
    parser.add_argument("--second-order", action="store_true")
    parser.add_argument("--to", type=Path, help="keep the sweep here; else it is thrown away")
    asked = parser.parse_args()
    raw = tomllib.loads(asked.spec.read_text(encoding="utf-8"))
    raw["sweep"]["points"] = asked.points or raw["sweep"]["points"]
    raw["sweep"]["second_order"] = asked.second_order
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.to or Path(scratch) / "million.sweep"
        clock, spent = time.perf_counter(), time.process_time()
        opened = lay(raw, folder)
        found: dict[str, Any] = {"rows": opened.plan.rows}
        found["written, s"] = round(time.perf_counter() - clock, 1)
        found["written, s of processor"] = round(time.process_time() - spent, 1)
        found |= report(folder)
        print(json.dumps(found, indent=1))


def report(folder: Path) -> dict[str, Any]:
    """Analyse and write the report."""
    from sim.sweeps.analysis import analyse, sobol
    from ui.report import write

    indices, alone = sobol.indices, [0.0]

    def timed(*asked: Any) -> Any:
        began = time.process_time()
        found = indices(*asked)
        alone[0] += time.process_time() - began
        return found

    sobol.indices = timed
    clock, spent = time.perf_counter(), time.process_time()
    found = analyse(folder)
    middle, used = time.perf_counter(), time.process_time()
    page = write(found, folder / "report")
    return {
        "outcomes": len(found.outcomes), "analysed, s": round(middle - clock, 1),
        "analysed, s of processor": round(used - spent, 1),
        "of that for indices": round(alone[0], 1),
        "reported, s": round(time.perf_counter() - middle, 1),
        "reported, s of processor": round(time.process_time() - used, 1),
        "report.html, MB": round(page.stat().st_size / 1e6, 2),
        "second order": bool(found.tables.get("second_order")),
        "most MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip


if __name__ == "__main__":
    main()
