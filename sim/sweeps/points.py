"""Points of one's own: a CSV file with a column for each factor."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.mistakes import Notes, Words
from sim.scenario.file import read_text

LARGEST = 200_000_000
"""Bytes of a file of points."""
MOST_COLUMNS = 200


def read_points(path: Path, notes: Notes) -> tuple[list[str], tuple[Mapping[str, Any], ...]]:
    """Column names and rows of a CSV file of numbers; mistakes are noted with their line."""
    text = read_text(path, notes, LARGEST)
    if text is None:
        return [], ()
    try:
        lines = list(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        notes.add(path.name, Words(f"a mistake in the CSV ({error})"), "comma-separated values")
        return [], ()
    lines = [line for line in lines if line]
    if len(lines) < 2 or len(lines[0]) > MOST_COLUMNS:
        notes.add(path.name, Words(f"{len(lines)} lines"), "a line of names and lines of numbers")
        return [], ()
    names = [name.strip() for name in lines[0]]
    if len(set(names)) < len(names):
        notes.add(path.name, Words("a column twice"), "each column once")
        return [], ()
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        row = _row(names, line)
        if row is None:
            found = Words(",".join(line)[:60])
            notes.add(f"{path.name}, line {number}", found, f"{len(names)} finite numbers")
            return names, ()
        rows.append(row)
    return names, tuple(rows)


def _row(names: list[str], line: list[str]) -> Mapping[str, Any] | None:
    if len(line) != len(names):
        return None
    try:
        values = [float(cell) for cell in line]
    except ValueError:
        return None
    return dict(zip(names, values, strict=True)) if all(map(math.isfinite, values)) else None
