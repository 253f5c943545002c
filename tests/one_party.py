"""One party by itself: its numbers, its public standing, its reservation point."""

from __future__ import annotations

import numpy as np

from sim import fields
from sim.reservation import reservation


def party(**values: float) -> np.ndarray:
    """A party's numbers, neutral but for `values` (dots written `__`)."""
    own = np.array([field.neutral for field in fields.PARTY])
    for name, value in values.items():
        own[fields.index(fields.PARTY)[name.replace("__", ".")]] = value
    return own


def standing(**values: float) -> np.ndarray:
    """A party's public standing, neutral but for `values`."""
    row = np.array([field.neutral for field in fields.STANDING])
    for name, value in values.items():
        row[fields.index(fields.STANDING)[name]] = value
    return row


OPENING = np.array([field.neutral for field in fields.PUBLIC])


def minimum(own: np.ndarray, row: np.ndarray) -> float:
    """The reservation point where terms range from 0 to 1."""
    return reservation(own, row, OPENING, 0, 0.0, 1.0)
