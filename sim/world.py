"""The world: what is true, in a public and a private part, party axis first.

Frozen tuples of arrays: rules return new ones and never write into old ones.
Nothing here is for a seat's eyes; `sim.view` alone cuts what a seat may know.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import structure
from sim.knowledge import Public

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@structure
class Private(NamedTuple):
    """What each party alone knows; row i belongs to party i."""

    own: Floats  # [P, P_SIZE] its numbers, drawn
    profile: Ints  # [P] which of its profiles is its own
    weights: Floats  # [P, I]
    values: Floats  # [P, O]
    utility: Floats  # [P, T] normalised
    floor: Floats  # [P]
    scale: Floats  # [P]
    red: Bools  # [P, T]
    knows: Ints  # [P] bits of latent options it knows
    experts: Floats  # [P, 3] on its adversary: precision, precision-weighted offset, profile named
    belief: Floats  # [P, P, H, G] joint over hypotheses and offsets of each other party
    imagined: Floats  # [P, P, R, T] mirror image (row 0) and placebos, normalised utility
    imagined_weights: Floats  # [P, P, R, I]
    imagined_values: Floats  # [P, P, R, O]
    imagined_floor: Floats  # [P, P, R]
    imagined_scale: Floats  # [P, P, R]
    told: Floats  # [P, P, 3] listener, informant: the `experts` row already told
    offered: Ints  # [P, P] last terms it saw the other offer, -1 for none
    refused: Ints  # [P, P] last terms it saw the other refuse, -1 for none; full: -2 - a yes's
    unaided: Floats  # [P, H, G] belief about its adversary without any informant's word
    trust: Floats  # [P, P] listener, informant: trust that the word is worth something
    hinted: Ints  # [P] bits of latent options it has already suggested in private
    apart: Floats  # [P, F] how far each faction's minimum lies above its party's, raw utility
    post: Ints  # [P, S, 5] proposals under way (`sim.knowledge`), -1 in an empty place


@structure
class World(NamedTuple):
    """What is true."""

    public: Public
    private: Private
