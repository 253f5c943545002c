"""The light model with a better, much slower reader of tastes: tier `full`."""

from __future__ import annotations

import numpy as np

from sim.negotiation.grid import GridReader, Sharpness
from sim.negotiation.table import SILENCE, Bools, Floats, Ints
from sim.negotiation.tastes import TasteReader

FINE = 0.05  # steps in which tastes are told to one who bargains by them
CAREFUL_TASTES = Sharpness(offer=0.10, value=0.06, evidence=5.0, lapse=0.10)


class CarefulReader(GridReader):
    """What B observers think of one other party each, with a `TasteReader` a row.

    `own` [B, T]: the observers' utilities, for the other may be their mirror. Tastes are
    read anew only where something was said that was not said just before.
    """

    def __init__(self, sizes: tuple[int, ...], own: Floats, limit: Floats | None = None) -> None:
        super().__init__(own.shape[0], sizes, None, limit)
        self._sharp = CAREFUL_TASTES
        self._tastes = [TasteReader(sizes, row, FINE) for row in own]
        self._last = np.full((2, own.shape[0]), SILENCE, dtype=np.intp)  # heard, refused
        self._fresh = np.zeros(own.shape[0], dtype=np.bool_)

    def heard(self, outcomes: Ints, time: float) -> None:
        """The other has offered these outcomes [B]; SILENCE: nothing."""
        super().heard(outcomes, time)
        for row in self._news(0, outcomes, outcomes != SILENCE):
            self._tastes[row].heard(int(outcomes[row]), time)

    def refused(self, outcomes: Ints, time: float, rows: Bools) -> None:
        """The other has refused these outcomes [B], in the rows so marked."""
        super().refused(outcomes, time, rows)
        for row in self._news(1, outcomes, rows):
            self._tastes[row].refused(int(outcomes[row]), time)

    def _news(self, kind: int, outcomes: Ints, rows: Bools) -> Ints:
        fresh = rows & (outcomes != self._last[kind])
        self._last[kind, fresh] = outcomes[fresh]
        self._fresh |= fresh
        return np.flatnonzero(fresh)

    def _liked(self) -> Floats:
        """Expected utility, on a scale where the best is 1."""
        value = self.value.copy()
        for row in np.flatnonzero(self._fresh):
            read = self._tastes[row].value
            value[row] = read / max(float(read.max()), 1e-12)
        self._fresh[:] = False
        return value
