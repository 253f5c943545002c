"""A plan: which world each row of a sweep is, and how rows are cut into chunks.

Rows are counted before anything runs: wave by wave, in it point by point, in
it replicate by replicate. Without a stopping rule there is one wave. So a row
has its number, its world and its place in the table whatever is run when, by
whom, and in chunks of any size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.designs import Design
from sim.sweeps.spec import Spec

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """`points` of a design, `replicates` a wave, at most `waves`, in chunks of `chunk` rows."""

    points: int
    replicates: int
    waves: int
    most: int
    chunk: int

    @property
    def wave(self) -> int:
        """Rows of a wave."""
        return self.points * self.replicates

    @property
    def rows(self) -> int:
        """Rows of all waves."""
        return self.wave * self.waves

    @property
    def chunks(self) -> int:
        """Chunks of a wave; none reaches into the next."""
        return -(-self.wave // self.chunk)

    def span(self, chunk: int) -> tuple[int, int]:
        """First row of a chunk, and the one after its last.

        >>> Plan(points=5, replicates=2, waves=2, most=4, chunk=4).span(2)
        (8, 10)
        """
        wave, place = divmod(chunk, self.chunks)
        first = wave * self.wave + place * self.chunk
        return first, min(first + self.chunk, (wave + 1) * self.wave)

    def place(self, row: int) -> tuple[int, int]:
        """Point and replicate of a row."""
        wave, rest = divmod(row, self.wave)
        point, replicate = divmod(rest, self.replicates)
        return point, wave * self.replicates + replicate

    def stretches(self, first: int, after: int) -> Iterator[tuple[int, int, int, int]]:
        """Rows from `first` by point: row, point, first replicate, how many."""
        row = first
        while row < after:
            point, replicate = self.place(row)
            rest = self.replicates - replicate % self.replicates
            count = min(rest, after - row)
            yield row, point, replicate, count
            row += count


def plan(spec: Spec, points: int, chunk: int) -> Plan:
    """The plan of a spec with a design of so many points."""
    waves = -(-spec.most_replicates // spec.replicates)
    return Plan(points, spec.replicates, waves, waves * spec.replicates, chunk)


def world_of(design: Design, plan: Plan, point: int, replicate: int) -> int:
    """The world under the sweep's seed: replicates of a point lie side by side."""
    return int(design.stream[point]) * plan.most + replicate
