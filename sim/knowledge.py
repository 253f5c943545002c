"""Knowledge: what one seat holds, the public world and its own row of the private one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import structure

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


# Columns of a proposal under way: its number, the round it is due, the channel, whether it
# is private, the round it was sent.
TERMS, DUE, CHANNEL, PRIVATE, SENT = 0, 1, 2, 3, 4
LETTER = 5


@structure
class Public(NamedTuple):
    """What everybody sees."""

    state: Floats  # [W_SIZE]
    standing: Floats  # [P, S_SIZE]
    commit: Floats  # [P, I] how far a party is bound to its public demand
    demand: Ints  # [P, I] flat option demanded
    voiced: int  # bits of latent options that have been voiced
    fired: Bools  # [tails] that have happened
    onlooker: Floats  # [P, H, C] what public acts alone teach of each party; no rows: nobody asks
    tabled: Ints  # [P] terms each last tabled in public, -1 for none
    declined: Ints  # [P] terms each last refused in public, -1 for none


@structure
class Own(NamedTuple):
    """One party's row of `Private`, and nothing else of it."""

    own: Floats
    profile: int
    weights: Floats
    values: Floats
    utility: Floats
    floor: float
    scale: float
    red: Bools
    knows: int
    experts: Floats
    belief: Floats  # [P, H, C]
    imagined: Floats  # [P, R, T]
    imagined_weights: Floats
    imagined_values: Floats
    imagined_floor: Floats
    imagined_scale: Floats
    told: Floats  # [P, 3]
    offered: Ints
    refused: Ints
    unaided: Floats  # [H, G]
    trust: Floats  # [P]
    hinted: int
    apart: Floats  # [F]
    post: Ints  # [S, 5] proposals it has under way, by the columns below, -1 in an empty place
