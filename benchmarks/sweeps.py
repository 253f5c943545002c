"""What a sweep's rows weigh, how fast they are asked, and how fast boxes are found.

`python benchmarks/sweeps.py` writes 10^7 rows of made-up worlds in parts, merges them, and asks
for a heat map with DuckDB; then finds a box among 2 x 10^5 points of ten inputs. Prints JSON.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import numpy as np

from sim.sweeps import tables
from sim.sweeps.analysis import boxes
from sim.sweeps.outcomes import OUTCOMES, USUAL

ROWS, PARTS, POINTS = 10_000_000, 50, 10_000
RUNS = 5


def part(first: int, count: int, random: np.random.Generator) -> dict[str, object]:
    """Rows as worlds give them: small whole numbers, yes and no, and shares of rounds."""
    row = np.arange(first, first + count)
    columns: dict[str, object] = {
        "row": row, "point": row // (ROWS // POINTS), "replicate": row % (ROWS // POINTS),
        "world": row % (ROWS // POINTS), "status": ["ok"] * count, "note": [None] * count,
    }  # fmt: skip
    rounds = random.geometric(0.08, count).clip(1, 60)
    for name in USUAL:
        kind = OUTCOMES[name].kind
        if kind == "text":
            columns[name] = np.array(["held", "collapsed", "never agreed"])[
                random.integers(0, 3, count)
            ]
        elif kind == "bool":
            columns[name] = random.random(count) < 0.4
        elif kind == "float32":
            shares = random.integers(0, 60, count) / rounds
            columns[name] = random.random(count) * 1e5 if name == "casualties" else shares
        else:
            columns[name] = random.geometric(0.1, count).clip(0, 60)
    return columns


def store(folder: Path) -> dict[str, float]:
    """Write, merge and ask."""
    import duckdb

    random = np.random.default_rng(1)
    began, paths = time.perf_counter(), []
    spent = 0.0
    for n in range(PARTS):
        columns = part(n * ROWS // PARTS, ROWS // PARTS, random)
        start = time.perf_counter()
        paths.append(folder / f"part-{n}.parquet")
        tables.write_part(paths[-1], columns, USUAL)
        spent += time.perf_counter() - start
    start = time.perf_counter()
    tables.merge(paths, folder / "table.parquet", USUAL)
    merged = time.perf_counter() - start
    session = duckdb.connect()
    session.execute(
        f"create table design as select range::integer as point, range % 20 as x, "
        f"(range // 20) % 20 as y from range({POINTS})"
    )
    query = (
        "select x, y, avg(s), sum(n) from (select point, avg(seized::int) s, count(*) n from "
        f"'{folder / 'table.parquet'}' group by point) join design using (point) group by x, y"
    )
    times, spans = [], []
    for _ in range(RUNS):
        start, spent_before = time.perf_counter(), time.process_time()
        cells = session.sql(query).fetchall()
        times.append(time.perf_counter() - start)
        spans.append(time.process_time() - spent_before)
    assert len(cells) == 400
    size = (folder / "table.parquet").stat().st_size
    return {
        "rows": ROWS, "bytes_a_row": round(size / ROWS, 1), "write_s": round(spent, 1),
        "merge_s": round(merged, 1), "heat_map_s_median": round(sorted(times)[RUNS // 2], 3),
        "heat_map_cpu_s_median": round(sorted(spans)[RUNS // 2], 3),
        "all_s": round(time.perf_counter() - began, 1),
    }  # fmt: skip


def box() -> dict[str, float]:
    """PRIM with the held-out choice, without resamples."""
    random = np.random.default_rng(2)
    x = random.random((200_000, 10))
    inside = (x[:, 0] > 0.6) & (x[:, 3] < 0.5) & (x[:, 5] > 0.3)
    y = (random.random(len(x)) < np.where(inside, 0.9, 0.05)).astype(float)
    start = time.process_time()
    found, _ = boxes._found(x[::2], y[::2], x[1::2], y[1::2])
    return {"points": len(x), "prim_cpu_s": round(time.process_time() - start, 2),
            "restricted": int(found.restricted.sum())}  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps({"store": store(Path(folder)), "boxes": box()}, indent=1))
