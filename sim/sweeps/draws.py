"""Draws that belong to no world: where a design has its points, and resampling.

Worlds draw from `sim.nature` alone. A design is drawn once and kept with the
sweep, so a later NumPy that draws otherwise changes no sweep that has begun.
"""

from __future__ import annotations

import numpy as np

# What a draw is for; numbers are never reused.
DESIGN, RESAMPLE, SPLIT, FEW, HANDFUL = 1, 2, 3, 4, 5


def generator(seed: int, purpose: int) -> np.random.Generator:
    """A generator of its own for each seed and purpose.

    >>> bool(generator(7, DESIGN).random() == generator(7, DESIGN).random())
    True
    """
    return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, purpose])))
