"""One party by itself: its numbers and its reservation point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import fields
from sim.reservation import reservation

Floats = NDArray[np.float64]


def party(**values: float) -> Floats:
    """A party's numbers, neutral but for `values`, their dots written as two underscores."""
    own = np.array([field.neutral for field in fields.PARTY])
    for name, value in values.items():
        own[fields.index(fields.PARTY)[name.replace("__", ".")]] = value
    return own


def minimum(own: Floats, **values: float) -> float:
    """The reservation point where terms range from 0 to 1, in a standing neutral but for values."""
    row = np.array([field.neutral for field in fields.STANDING])
    for name, value in values.items():
        row[fields.index(fields.STANDING)[name]] = value
    state = np.array([field.neutral for field in fields.PUBLIC])
    return float(reservation(own, row, state, 0, 0.0, 1.0))
