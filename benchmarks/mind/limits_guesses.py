"""What a reader of minimums must beat: one-line guesses, and the curve fit that the field uses.

Each takes a view, the utilities of the offers so far (to the other) and their
times, and what is publicly known, and gives one number.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from limits_views import Seen

from sim.negotiation.public import Uniform

Guess = Callable[[Seen, np.ndarray, np.ndarray, Uniform], float]

EXPONENTS = np.geomspace(0.2, 5.0, 25)


def fitted(values: np.ndarray, times: np.ndarray, fewest: int, otherwise: float) -> float:
    """Least squares of `u(t) = r + (u(0) - r)(1 - t^e)` in r, for the exponent that fits best.

    r lies between 0 and the lowest offer. With fewer than `fewest` distinct offers: `otherwise`.
    """
    if len(np.unique(values)) < fewest:
        return otherwise
    passed = times[None, :] ** EXPONENTS[:, None]
    free = values - values[0] * (1.0 - passed)
    limit = (free * passed).sum(axis=1) / (passed * passed).sum(axis=1)
    limit = np.clip(limit, 0.0, values.min())
    error = ((free - limit[:, None] * passed) ** 2).sum(axis=1)
    return float(limit[error.argmin()])


GUESSES: dict[str, Guess] = {
    "mean of what is known": lambda s, v, t, k: 0.5 * (k.low + k.high),
    "my own minimum": lambda s, v, t, k: s.own_minimum,
    "half its Nash utility": lambda s, v, t, k: 0.5 * s.nash,
    "half of Nash or lowest offer": lambda s, v, t, k: 0.5 * min(s.nash, float(v.min())),
    "half its lowest offer": lambda s, v, t, k: 0.5 * float(v.min()),
    "its lowest offer": lambda s, v, t, k: float(v.min()),
    "known mean below lowest offer": lambda s, v, t, k: (
        0.5 * (k.low + max(k.low, min(k.high, float(v.min()))))
    ),
    "curve fit, else 0": lambda s, v, t, k: fitted(v, t, 10, 0.0),
    "curve fit, else half Nash": lambda s, v, t, k: fitted(v, t, 5, 0.5 * s.nash),
}
