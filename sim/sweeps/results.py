"""The rows of a sweep: read, asked by SQL, and opened as worlds again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.scenario import Scenario
from sim.sweeps.errors import SweepError
from sim.sweeps.opened import Opened, reopen
from sim.sweeps.outcomes import OUTCOMES
from sim.sweeps.plan import world_of
from sim.sweeps.store import Store
from sim.sweeps.work import scenario_at


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
        point, replicate = opened.plan.place(row)
        number = world_of(opened.design, opened.plan, point, replicate)
        return World(scenario_at(opened, point), opened.spec.seed, number, row)

    def heat(self, x: str, y: str, outcome: str, bins: int = 10) -> list[dict[str, Any]]:
        """An outcome over two factors: `x`, `y`, `mean`, `worlds` and the first `row` of each cell.

        Factors with more than twenty values are cut into `bins` of equal width, told by
        their middles. One pass over the table by DuckDB.
        """
        import numpy as np

        spec = self.opened.spec
        if outcome not in spec.outcomes or OUTCOMES[outcome].kind == "text":
            raise SweepError(f"The sweep keeps no number {outcome}.")
        value = f'"{outcome}"::double'
        query = (
            f"select point, sum({value}) filter (isfinite({value})), count(*) filter "
            f"(isfinite({value})), min(row) from worlds group by point"
        )
        found = self.sql(query).fetchnumpy()
        points, total, count, row = found.values()
        at = self._cells(x, y, points, bins)
        cell = at[0][0] * len(at[1][1]) + at[1][0]
        cells = []
        for number in np.unique(cell):
            here = cell == number
            worlds = int(count[here].sum())
            first, second = divmod(int(number), len(at[1][1]))
            mean = float(np.nansum(np.ma.filled(total[here], 0.0))) / worlds if worlds else None
            cells.append({"x_at": at[0][1][first], "y_at": at[1][1][second], "mean": mean,
                          "worlds": worlds, "row": int(row[here].min())})  # fmt: skip
        return cells

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

    def _cells(self, x: str, y: str, points: Any, bins: int) -> list[tuple[Any, list[Any]]]:
        """For both factors: the bin of each point, and what to call each bin."""
        for name in (x, y):
            if name not in [factor.name for factor in self.opened.spec.factors]:
                raise SweepError(f"The sweep has no factor {name}.")
        return [_binned(self.opened.design.values[name][points], bins) for name in (x, y)]


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
    """The world of `STORE:ROW`; SweepError says what is wrong with it."""
    folder, sign, number = text.rpartition(":")
    if not sign or not folder or not number.isdigit() or len(number) > 18:
        raise SweepError(
            f"--row {text}: write the sweep's folder, a colon and a row, as in lab.sweep:17."
        )
    return Sweep(folder).world(int(number))
