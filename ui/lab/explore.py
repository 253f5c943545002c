"""What a run shows, finished or so far: maps over two factors, lines through all, its worlds."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from sim.sweeps.errors import SweepError
from sim.sweeps.outcomes import OUTCOMES, SHARES, shares
from sim.sweeps.results import Sweep

from ..table import Tables
from ..words import say
from .runs import Run
from .spec import said

WINDOW = ("opened", "recognised", "seized")
"""What maps show first: whether a window opened, was recognised, was seized; then the shares
of those that opened."""
MOST_MAPS = 6
BINS = 8
"""Columns and rows that a range is cut into."""
MOST_LINES = 300
MOST_AXES = 12
PAGE = 12
"""Worlds told at a time."""
COUNT = "select count(*) from worlds"
T = TypeVar("T")
GOLDEN = 0.6180339887498949


@functools.lru_cache(maxsize=4)
def _opened(folder: str, begun: str) -> Sweep:
    return Sweep(folder)


def opened(run: Run) -> Sweep:
    """The rows of a run, of one that goes on those there are; SweepError if there are none yet."""
    if run.finished:
        return _opened(str(run.sweep), str(Sweep(run.sweep).manifest.get("begun")))
    try:
        found = Sweep(run.sweep)
    except SweepError:
        raise SweepError(say("lab.not_begun")) from None
    if not found.files:
        raise SweepError(say("lab.not_begun"))
    return found


def asking(look: Callable[[Sweep], T], run: Run) -> T:
    """What a look at a run's rows finds; once more where its parts became one table meanwhile."""
    import duckdb

    try:
        return look(opened(run))
    except duckdb.IOException:
        return look(opened(run))


def axes(sweep: Sweep) -> dict[str, Any]:
    """The factors and outcomes that can be chosen."""
    spec = sweep.opened.spec
    numbers = [name for name in spec.outcomes if OUTCOMES[name].kind != "text"]
    rates = [share.name for share in shares(spec.outcomes)]
    ended = sweep.manifest.get("finished")
    rows = int(ended["rows"]) if ended else int(sweep.sql(COUNT).fetchall()[0][0])
    return {
        "factors": [
            {"name": f.name, "lever": f.lever, "many": len(_distinct(sweep, f.name)),
             "text": f.text}
            for f in spec.factors
        ],
        "outcomes": [{"name": name, "said": said(name)} for name in [*numbers, *rates]],
        "first": [name for name in WINDOW if name in numbers] + rates or numbers[:3],
        "scenarios": len(spec.scenarios), "points": len(sweep.opened.design),
        "rows": rows, "of": sweep.opened.plan.rows,
    }  # fmt: skip


def _distinct(sweep: Sweep, name: str) -> list[Any]:
    return list(np.unique(sweep.opened.design.values[name]).tolist())


def maps(sweep: Sweep, x: str, y: str, names: Sequence[str]) -> dict[str, Any]:
    """Heat maps of outcomes over two factors, row by row from the lowest value of `y`."""
    if x == y:
        raise SweepError(say("lab.same_axis"))
    found = []
    xs, ys = sweep.axis(x, BINS), sweep.axis(y, BINS)
    for name in list(dict.fromkeys(names))[:MOST_MAPS]:
        cells = sweep.heat(x, y, name, BINS)
        means: list[list[Any]] = [[None] * len(xs) for _ in ys]
        worlds = [[0] * len(xs) for _ in ys]
        ends: list[list[Any]] = [[None] * len(xs) for _ in ys]
        for cell in cells:
            i, j = ys.index(cell["y_at"]), xs.index(cell["x_at"])
            means[i][j], worlds[i][j] = cell["mean"], cell["worlds"]
            ends[i][j] = None if cell["low"] is None else [cell["low"], cell["high"]]
        flat = [value for row in means for value in row if value is not None]
        share = name in SHARES or OUTCOMES[name].kind == "bool"
        found.append({
            "outcome": name, "said": said(name), "share": share, "means": means, "worlds": worlds,
            "ends": ends,
            "low": 0.0 if share else min(flat, default=0.0),
            "high": 1.0 if share else max(flat, default=1.0),
        })  # fmt: skip
    return {"x": x, "y": y, "xs": xs, "ys": ys, "maps": found}


def worlds(sweep: Sweep, x: str, y: str, x_at: Any, y_at: Any, first: int = 0) -> dict[str, Any]:
    """Worlds of one cell, some at a time: row, number, how they ended, and what was kept."""
    points = sweep.points_in(x, y, x_at, y_at, BINS).tolist()
    return {"x": x, "y": y, "x_at": x_at, "y_at": y_at, **_listed(sweep, points, first)}


def of_point(sweep: Sweep, point: int, first: int = 0) -> dict[str, Any]:
    """Worlds of one point of the design."""
    if not 0 <= point < len(sweep.opened.design):
        raise SweepError(say("lab.no_point"))
    return {"point": point, **_listed(sweep, [point], first)}


def _listed(sweep: Sweep, points: list[int], first: int) -> dict[str, Any]:
    factors = [f.name for f in sweep.opened.spec.factors]
    kept = sweep.opened.spec.outcomes
    shown = [name for name in ("ending", *WINDOW) if name in kept]
    if not points:
        return {"total": 0, "first": 0, "rows": [], "shown": shown}
    inside = f"from worlds where point in ({', '.join(str(int(p)) for p in points)})"
    total = int(sweep.sql(f"select count(*) {inside}").fetchall()[0][0])
    first = max(0, min(first, total - 1))
    columns = ", ".join(["row", "point", "status", *(f'"{name}"' for name in shown)])
    query = f"select {columns} {inside} order by row limit {PAGE} offset {first}"
    found = sweep.sql(query).fetchall()
    values = sweep.opened.design.values
    rows = [
        {
            "row": row, "status": say(f"sweeps.status.{status.replace(' ', '_')}"),
            "ok": status == "ok", **dict(zip(shown, more, strict=True)),
            "values": [plain(values[name][point]) for name in factors],
        }
        for row, point, status, *more in found
    ]  # fmt: skip
    return {"total": total, "first": first, "rows": rows, "shown": shown, "factors": factors}


def plain(value: Any) -> Any:
    """A value for a page: text, or a number that is one."""
    if isinstance(value, str):
        return value
    return float(value) if math.isfinite(float(value)) else None


def lines(sweep: Sweep) -> dict[str, Any]:
    """Parallel coordinates: for points from all over the design, values and means of outcomes."""
    spec, drawn = sweep.opened.spec, sweep.opened.design
    kept = [name for name in WINDOW if name in spec.outcomes]
    kept = kept or [name for name in spec.outcomes if OUTCOMES[name].kind != "text"][:3]
    factors = spec.factors[: MOST_AXES - len(kept)]
    count = len(drawn)
    # a stride of the golden section sees all parts of a design, and always the same ones
    places = range(count) if count <= MOST_LINES else sorted(
        {int(count * (k * GOLDEN % 1.0)) for k in range(MOST_LINES)}
    )  # fmt: skip
    means = ", ".join(f'avg("{name}"::double) filter (isfinite("{name}"::double))' for name in kept)
    inside = ", ".join(map(str, places))
    found = sweep.sql(
        f"select point, {means} from worlds where point in ({inside}) group by point order by point"
    ).fetchall()
    described = [_axis(f.name, f.name, drawn.values[f.name], "factor") for f in factors]
    for n, name in enumerate(kept):
        column = [row[1 + n] for row in found]
        share = OUTCOMES[name].kind == "bool"
        described.append(_axis(name, said(name), column, "share" if share else "outcome"))
    points = [
        {"point": int(row[0]), "at": [
            *(_height(axis, drawn.values[f.name][row[0]])
              for axis, f in zip(described, factors, strict=False)),
            *(plain(value) if value is not None else None for value in row[1:]),
        ]}
        for row in found
    ]  # fmt: skip
    return {"axes": described, "points": points, "all": count}


def _axis(name: str, title: str, values: Any, kind: str) -> dict[str, Any]:
    numbers = [v for v in np.asarray(values).tolist() if v is not None]
    if numbers and isinstance(numbers[0], str):
        names = sorted(set(numbers))
        return {"name": name, "said": title, "kind": "names", "names": names,
                "low": 0.0, "high": float(max(1, len(names) - 1))}  # fmt: skip
    fine = [v for v in numbers if math.isfinite(v)]
    low, high = (0.0, 1.0) if kind == "share" else (min(fine, default=0.0), max(fine, default=1.0))
    return {"name": name, "said": title, "kind": kind, "low": float(low),
            "high": float(high if high > low else low + 1.0)}  # fmt: skip


def _height(axis: dict[str, Any], value: Any) -> Any:
    return float(axis["names"].index(value)) if axis["kind"] == "names" else plain(value)


def watched(run: Run, row: int, tables: Tables) -> str:
    """A game of machines in the world of a row, on the shelf; the token of who watches it."""
    title = str(run.wish().get("title", "")) or run.id
    label = say("lab.row", title=title, run=run.id, row=row)
    for listing in tables.list():
        if listing.label == label and not listing.seats:
            return listing.tokens[""]
    return shelved(opened(run).world(row), label, tables)


def shelved(world: Any, label: str, tables: Tables) -> str:
    """A game of machines in that world, on the shelf; the token of who watches it."""
    table = tables.new(world.scenario, world.seed, (), label, world.replicate)
    return table.listing.tokens[""]
