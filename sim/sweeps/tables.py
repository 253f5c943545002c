"""Rows as Parquet: parts, the design, and the table that parts become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.sweeps.designs import Design
from sim.sweeps.outcomes import OUTCOMES
from sim.sweeps.spec import Spec
from sim.sweeps.store import replacing

GROUP = 262_144
"""Rows of a row group of the final table, however parts were cut."""
POINTS = 16_384
"""Points of a row group of the design: a worker reads those of its chunk."""
_KINDS = {"bool": pa.bool_(), "int16": pa.int16(), "int32": pa.int32(), "float32": pa.float32()}
_TEXT = pa.dictionary(pa.int8(), pa.string())
_COUNTED = ("row", "point", "replicate", "world")


def schema(outcomes: Sequence[str]) -> pa.Schema:
    """Columns of a table of worlds."""
    fields = [
        pa.field("row", pa.int64()), pa.field("point", pa.int32()),
        pa.field("replicate", pa.int32()), pa.field("world", pa.uint32()),
        pa.field("status", _TEXT), pa.field("note", pa.string()),
    ]  # fmt: skip
    for name in outcomes:
        fields.append(pa.field(name, _KINDS.get(OUTCOMES[name].kind, _TEXT)))
    return pa.schema(fields)


def writer(path: Path, kinds: pa.Schema) -> pq.ParquetWriter:
    """A writer of small, plain files: running numbers as differences, the rest by dictionary."""
    listed = [name for name in kinds.names if name not in _COUNTED]
    return pq.ParquetWriter(
        path, kinds, compression="zstd", compression_level=3, use_dictionary=listed,
        column_encoding=dict.fromkeys(_COUNTED, "DELTA_BINARY_PACKED"),
        store_schema=True, write_statistics=["row", "point"],
    )  # fmt: skip


def rows(columns: Mapping[str, Any], kinds: pa.Schema) -> pa.Table:
    """Columns, with None where a world gave nothing, as a table of those kinds."""
    return pa.table([_array(columns[field.name], field.type) for field in kinds], schema=kinds)


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode().cast(kind)
    return pa.array(values, kind)


def write_part(path: Path, columns: Mapping[str, Any], outcomes: Sequence[str]) -> None:
    """A finished chunk, whole or not at all."""
    kinds = schema(outcomes)
    with replacing(path) as part, writer(part, kinds) as out:
        out.write_table(rows(columns, kinds), row_group_size=GROUP)


def merge(parts: Sequence[Path], path: Path, outcomes: Sequence[str]) -> int:
    """One table of all parts in order: the same bytes however rows were cut. Its rows."""
    kinds, count = schema(outcomes), 0
    with replacing(path) as whole, writer(whole, kinds) as out:
        for group in _groups(parts):
            out.write_table(group.cast(kinds), row_group_size=GROUP)
            count += group.num_rows
    return count


def _groups(parts: Sequence[Path]) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    held = 0
    for part in parts:
        waiting.append(pq.read_table(part))
        held += waiting[-1].num_rows
        while held >= GROUP:
            whole = _plain(waiting)
            yield _dictionaries(whole.slice(0, GROUP))
            rest = whole.slice(GROUP)
            waiting, held = [rest], rest.num_rows
    if held:
        yield _dictionaries(_plain(waiting))


def _plain(tables: Sequence[pa.Table]) -> pa.Table:
    """Together, texts as texts: dictionaries of parts differ."""
    return pa.concat_tables([_cast(table) for table in tables])


def _cast(table: pa.Table) -> pa.Table:
    fields = [
        pa.field(f.name, pa.string()) if pa.types.is_dictionary(f.type) else f for f in table.schema
    ]
    return table.cast(pa.schema(fields))


def _dictionaries(table: pa.Table) -> pa.Table:
    table = table.combine_chunks()
    columns = [
        column if name not in _texts(table) else column.dictionary_encode()
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    return pa.table(columns, names=table.column_names)


def _texts(table: pa.Table) -> set[str]:
    return {f.name for f in table.schema if pa.types.is_string(f.type) and f.name != "note"}


def write_design(path: Path, design: Design, spec: Spec) -> None:
    """The design, one row a point."""
    names = np.array([scenario.id for scenario in spec.scenarios], object)
    columns: dict[str, Any] = {
        "point": pa.array(np.arange(len(design)), pa.int32()),
        "scenario": pa.array(names[design.scenario], pa.string()).dictionary_encode(),
        "policy": pa.array(design.policy, pa.int32()),
        "block": pa.array(design.block, pa.int32()),
        "part": pa.array(design.part, pa.int16()),
        "stream": pa.array(design.stream, pa.int64()),
    }
    for name, column in design.values.items():
        if column.dtype == object:
            columns[name] = pa.array(column, pa.string()).dictionary_encode()
        else:
            columns[name] = pa.array(column)
    with replacing(path) as part:
        pq.write_table(pa.table(columns), part, compression="zstd", row_group_size=POINTS)


def read_design(path: Path, spec: Spec) -> Design:
    """The design as it was drawn."""
    return _design(pq.read_table(path), spec)


def read_points(path: Path, spec: Spec, first: int, after: int) -> Design:
    """Points `first` to `after` of the design, as a design of their own, and no others held."""
    with pq.ParquetFile(path) as file:
        groups: list[int] = []
        begin = offset = 0
        for number in range(file.num_row_groups):
            count = file.metadata.row_group(number).num_rows
            if begin < after and first < begin + count:
                offset = offset if groups else begin
                groups.append(number)
            begin += count
        table = file.read_row_groups(groups)
    return _design(table.slice(first - offset, after - first), spec)


def _design(table: pa.Table, spec: Spec) -> Design:
    known = pa.array([scenario.id for scenario in spec.scenarios], pa.string())
    place = pc.index_in(table["scenario"].cast(pa.string()), known)
    if place.null_count:
        raise KeyError("scenario")
    scenario = place.to_numpy().astype(np.int64)

    def whole(name: str) -> Any:
        return table[name].to_numpy().astype(np.int64)

    values = {f.name: _values(table[f.name]) for f in spec.factors}
    return Design(scenario, whole("policy"), whole("block"), whole("part"), whole("stream"),
                  values, int(whole("stream").max()) + 1)  # fmt: skip


def _values(column: pa.ChunkedArray) -> Any:
    if pa.types.is_dictionary(column.type) or pa.types.is_string(column.type):
        return np.array(column.cast(pa.string()).to_pylist(), object)
    return column.to_numpy()
