"""The rows of a sweep: read, asked by SQL, and opened as worlds again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.scenario import Scenario
from sim.shares import wilson
from sim.sweeps.designs import design
from sim.sweeps.errors import SweepError
from sim.sweeps.opened import Opened, reopen
from sim.sweeps.outcomes import OUTCOMES, SHARES, shares
from sim.sweeps.plan import plan, world_of
from sim.sweeps.spec import read_spec
from sim.sweeps.store import Store
from sim.sweeps.work import scenario_at

CELL = ("x_at", "y_at", "mean", "worlds", "row", "low", "high", "draws")
"""Of a cell of a map: its place, the mean over its `worlds`, its first `row`; of a share also
`low` and `high`, Wilson's 95 % interval from its independent `draws`."""


@dataclass(frozen=True)
class World:
    """One row as a world that can be played: `game.begin(scenario, seed, replicate)`."""

    scenario: Scenario
    seed: int
    replicate: int
    row: int


class Sweep:
    """A sweep on disk, finished or not."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.manifest = Store(folder).manifest()
        self._bins: dict[tuple[str, int], tuple[Any, list[Any]]] = {}

    @cached_property
    def opened(self) -> Opened:
        """Spec, design and plan."""
        return reopen(self.folder)

    @property
    def finished(self) -> bool:
        """Whether all rows are there."""
        return Store(self.folder).table_file.is_file()

    @property
    def files(self) -> list[Path]:
        """The Parquet files with the rows there are, in order."""
        store = Store(self.folder)
        if store.table_file.is_file():
            return [store.table_file]
        return sorted(store.parts.glob("part-*.parquet"))

    def table(self, columns: Sequence[str] | None = None) -> Any:
        """All rows as a pyarrow table."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        from sim.sweeps.tables import schema

        read = [pq.read_table(path, columns=columns) for path in self.files]
        if not read:
            kinds = schema(self.manifest["outcomes"])
            return kinds.empty_table().select(columns or kinds.names)
        return pa.concat_tables(read).unify_dictionaries()

    def design(self) -> Any:
        """The design as a pyarrow table, one row a point."""
        import pyarrow.parquet as pq

        return pq.read_table(Store(self.folder).design_file)

    def to_pandas(self) -> Any:
        """Rows and the values of their factors, as a pandas frame."""
        rows, points = self.table().to_pandas(), self.design().to_pandas()
        return rows.merge(points, on="point", how="left", validate="many_to_one")

    def sql(self, query: str) -> Any:
        """A DuckDB relation; the tables are `worlds`, `design`, and `rows`, which is both."""
        import duckdb

        if not self.files:
            raise SweepError(f"{self.folder} has no finished rows yet.")
        session = duckdb.connect()
        files = ", ".join(_quoted(path) for path in self.files)
        session.execute(f"create view worlds as select * from read_parquet([{files}])")
        plan = _quoted(Store(self.folder).design_file)
        session.execute(f"create view design as select * from read_parquet({plan})")
        session.execute("create view rows as select * from worlds join design using (point)")
        return session.sql(query)

    def world(self, row: int) -> World:
        """A row as a world; SweepError if there is no such row."""
        opened = self.opened
        last = int(self.manifest.get("finished", {}).get("rows", opened.plan.rows)) - 1
        if not 0 <= row <= last:
            raise SweepError(f"{self.folder} has rows 0 to {last:,}; there is no row {row:,}.")
        return _world(opened, row)

    def heat(self, x: str, y: str, outcome: str, bins: int = 10) -> list[dict[str, Any]]:
        """An outcome or a share over two factors, cell by cell: see `CELL`.

        Factors with more than twenty values are cut into `bins` of equal width, told by
        their middles. One pass over the table by DuckDB.
        """
        import numpy as np

        value, known = self._asked(outcome)
        found = self.sql(
            f"select point, sum({value}) filter ({known}), count(*) filter ({known}), min(row) "
            "from worlds group by point order by point"
        ).fetchnumpy()
        points, total, count, row = found.values()
        at = self._cells(x, y, points, bins)
        columns = len(at[1][1])
        names, cell = np.unique(at[0][0] * columns + at[1][0], return_inverse=True)
        worlds = np.bincount(cell, count, len(names)).astype(np.int64)
        sums = np.bincount(cell, np.ma.filled(total.astype(np.float64), 0.0), len(names))
        first = np.full(len(names), np.iinfo(np.int64).max)
        np.minimum.at(first, cell, row)
        draws = _draws(cell, self.opened.design.stream[points], count)
        share = outcome in SHARES or OUTCOMES[outcome].kind == "bool"
        cells = []
        for n, number in enumerate(names):
            i, j = divmod(int(number), columns)
            mean = float(sums[n]) / int(worlds[n]) if worlds[n] else None
            low, high = _wilson(mean, int(draws[n])) if share else (None, None)
            cells.append(dict(zip(CELL, (
                at[0][1][i], at[1][1][j], mean, int(worlds[n]), int(first[n]), low, high,
                int(draws[n]),
            ), strict=True)))  # fmt: skip
        return cells

    def _asked(self, outcome: str) -> tuple[str, str]:
        """What is averaged and over which worlds, in SQL."""
        kept = self.opened.spec.outcomes
        for share in shares(kept):
            if share.name == outcome:
                return f"({share.inside})::double", share.among
        if outcome not in kept or OUTCOMES[outcome].kind == "text":
            raise SweepError(f"The sweep keeps no number {outcome}.")
        return f'"{outcome}"::double', f'isfinite("{outcome}"::double)'

    def points_in(self, x: str, y: str, x_at: Any, y_at: Any, bins: int = 10) -> Any:
        """The points of one cell of `heat`, named by its `x_at` and `y_at`; empty if none is."""
        import numpy as np

        points = self.sql("select distinct point from worlds order by point").fetchnumpy()["point"]
        inside = np.ones(len(points), bool)
        for (place, names), wanted in zip(
            self._cells(x, y, points, bins), (x_at, y_at), strict=True
        ):
            inside &= place == (names.index(wanted) if wanted in names else -1)
        return points[inside]

    def axis(self, name: str, bins: int = 10) -> list[Any]:
        """What the cells of a factor are called, from the lowest; SweepError if there is none."""
        return self._cut(name, bins)[1]

    def _cells(self, x: str, y: str, points: Any, bins: int) -> list[tuple[Any, list[Any]]]:
        """For both factors: the bin of each point, and what to call each bin."""
        return [(place[points], names) for place, names in (self._cut(n, bins) for n in (x, y))]

    def _cut(self, name: str, bins: int) -> tuple[Any, list[Any]]:
        """A factor cut as its values in the whole design are, however many points are there yet."""
        if name not in [factor.name for factor in self.opened.spec.factors]:
            raise SweepError(f"The sweep has no factor {name}.")
        if (name, bins) not in self._bins:
            self._bins[name, bins] = _binned(self.opened.design.values[name], bins)
        return self._bins[name, bins]


def _draws(cell: Any, stream: Any, count: Any) -> Any:
    """Independent draws in each cell: worlds that several of its points play count once."""
    import numpy as np

    streams = int(stream.max(initial=0)) + 1
    pair, place = np.unique(cell * streams + stream, return_inverse=True)
    most = np.zeros(len(pair))
    np.maximum.at(most, place, count)
    return np.bincount(pair // streams, most, int(cell.max(initial=-1)) + 1).astype(np.int64)


def _wilson(share: float | None, draws: int) -> tuple[float | None, float | None]:
    """The interval of a share seen in so many draws; none without any."""
    if share is None or not draws:
        return None, None
    return wilson(round(share * draws), draws)


def _binned(values: Any, bins: int) -> tuple[Any, list[Any]]:
    """The bin of each value, and what to call each bin."""
    import numpy as np

    known, place = np.unique(values, return_inverse=True)
    if len(known) <= 20:
        return place, known.tolist()
    edges = np.linspace(known[0], known[-1], bins + 1)
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, bins - 1)
    return place, ((edges[1:] + edges[:-1]) / 2).tolist()


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def row_of(text: str) -> World:
    """The world of `STORE:ROW` or, without any sweep, of `SPEC.toml:ROW`; else a SweepError."""
    folder, sign, number = text.rpartition(":")
    if not sign or not folder or not number.isdigit() or len(number) > 18:
        raise SweepError(
            f"--row {text}: write the sweep's folder, a colon and a row, as in lab.sweep:17."
        )
    if Path(folder).suffix == ".toml" and Path(folder).is_file():
        return _planned(Path(folder), int(number))
    return Sweep(folder).world(int(number))


def _planned(path: Path, row: int) -> World:
    """A row of the sweep that a spec asks for, which need not have been played."""
    spec = read_spec(path)
    drawn = design(spec)
    opened = Opened(Store(f"{spec.id}.sweep"), spec, drawn, plan(spec, len(drawn), 1))
    if not 0 <= row < opened.plan.rows:
        raise SweepError(
            f"{path} asks for rows 0 to {opened.plan.rows - 1:,}; there is no row {row:,}."
        )
    return _world(opened, row)


def _world(opened: Opened, row: int) -> World:
    point, replicate = opened.plan.place(row)
    number = world_of(opened.design, opened.plan, point, replicate)
    return World(scenario_at(opened.spec, opened.design, point), opened.spec.seed, number, row)
