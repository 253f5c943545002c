"""Mediation: what third parties' bias does to the odds, to guarantees and to face.

Arrays of the arena, made once: alignments are common knowledge. All of it is
off at the neutral values of `backing.force`, `backing.cover` and `credibility.rogue_*`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.crisis import honest_broker_bias

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def leaning(alignment: Floats, belligerent: Ints) -> Floats:
    """Each party's bias toward the first belligerent against the second, `[P]`, -1 to 1."""
    return np.asarray((alignment[:, belligerent[0]] - alignment[:, belligerent[1]]) / 2.0)


def intervention(leaning: Floats, force: Floats) -> tuple[float, float]:
    """What each belligerent adds to its chance of victory for third parties that may step in.

    A third party of bias b steps in for the side it leans to with chance |b|, which
    moves the odds by `force * |b|` for one side and against the other. Of how that
    chance turns out each side is the more hopeful the more uncertain it is, by
    `force * |b| * (1 - |b|)` for both: nothing at 0 and at 1, most between
    (the U-shape of Favretto 2009; our form).

    >>> intervention(np.array([0.5]), np.array([0.4]))
    (0.30000000000000004, -0.1)
    """
    size = abs(leaning)
    hope = force * size * (1.0 - size)
    return float((force * leaning + hope).sum()), float((hope - force * leaning).sum())


def trusted(leaning: Floats, common: Floats) -> Bools:
    """Whether each third party's guarantee is trusted by both sides, `[P]`.

    Where trust must be built it is the honest broker that is believed: |bias| at
    most (l - g)/(l + g) (Kydd 2006; T21). With both at 0 everybody's is.
    """
    gain = float(common[at.C_CREDIBILITY_ROGUE_GAIN])
    loss = float(common[at.C_CREDIBILITY_ROGUE_LOSS])
    if gain == loss == 0.0:
        return np.ones(leaning.shape[0], np.bool_)
    return np.asarray(abs(leaning) <= honest_broker_bias(gain, loss))


def vouched(needs: Ints, belligerent: Ints, trust: Bools) -> Bools:
    """Whether somebody trusted stands behind each terms' protection, `[T]`.

    Terms that need no third party's consent stand for themselves.
    """
    sides = sum(1 << int(p) for p in belligerent)
    outside = needs & ~sides
    honest = sum(1 << p for p in range(trust.shape[0]) if trust[p] and not (sides >> p) & 1)
    return np.asarray((outside == 0) | ((outside & honest) != 0))


def covered(cover: Floats) -> float:
    """Share of face that third parties' part in the talks leaves unsaved."""
    return float(np.prod(1.0 - cover))
