"""Terms: one option for every issue, all of them enumerated.

Terms are numbered by whose consent they need, fewest consents first, so that
every set of terms with the same required parties is one slice and terms
without a party's option always come before terms with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Terms:
    """All terms of an agenda.

    `options[i, t]` is the flat option number that terms t choose on issue i;
    `needs[t]` the bit mask of parties whose consent they need beyond the
    belligerents; `latent[t]` the bit mask of latent options they contain;
    slice `starts[g]:starts[g + 1]` holds the terms with `masks[g]`;
    `without[p, t]` the terms equal to t but for the options that need p.
    """

    options: Ints
    needs: Ints
    latent: Ints
    starts: Ints
    masks: Ints
    without: Ints

    @property
    def count(self) -> int:
        """How many terms there are."""
        return int(self.options.shape[1])


def offsets(sizes: Ints) -> Ints:
    """The flat number of each issue's first option.

    >>> offsets(np.array([2, 3, 2]))
    array([0, 2, 5])
    """
    return np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)


def enumerate_terms(sizes: Ints, consent: Ints, latent: Ints, silent: Ints, parties: int) -> Terms:
    """All terms of an agenda with `sizes[i]` options on issue i.

    `consent[o]` is the bit mask of parties that option o needs, `latent[o]` its
    latent bit or 0, `silent[i]` the flat number of issue i's *not addressed*.

    >>> t = enumerate_terms(np.array([2, 2]), np.array([0, 4, 0, 0]), np.zeros(4, int),
    ...                     np.array([0, 2]), 3)
    >>> t.count, t.masks.tolist(), t.starts.tolist()
    (4, [0, 4], [0, 2, 4])
    """
    first = offsets(sizes)
    grid = np.indices(tuple(int(n) for n in sizes)).reshape(len(sizes), -1)
    flat = (grid + first[:, None]).astype(np.int64)
    needs = np.bitwise_or.reduce(consent[flat], axis=0)
    bits = np.array([int(mask).bit_count() for mask in needs])
    order = np.lexsort((np.arange(flat.shape[1]), needs, bits))
    flat, needs = flat[:, order], needs[order]
    changes = np.flatnonzero(np.diff(needs)) + 1
    starts = np.concatenate([[0], changes, [flat.shape[1]]]).astype(np.int64)
    stripped = np.stack([_without(flat, consent, silent, party) for party in range(parties)])
    return Terms(
        options=np.ascontiguousarray(flat),
        needs=needs.astype(np.int64),
        latent=np.bitwise_or.reduce(latent[flat], axis=0).astype(np.int64),
        starts=starts,
        masks=needs[starts[:-1]].astype(np.int64),
        without=number(stripped, flat, sizes),
    )


def _without(flat: Ints, consent: Ints, silent: Ints, party: int) -> Ints:
    asked = (consent[flat] >> party) & 1
    return np.where(asked == 1, silent[:, None], flat)


def number(chosen: Ints, options: Ints, sizes: Ints) -> Ints:
    """The number of terms given as flat options, `chosen[..., i, t]`."""
    first = offsets(sizes)
    weights = np.concatenate([np.cumprod(sizes[::-1])[-2::-1], [1]]).astype(np.int64)
    place = np.empty(options.shape[1], dtype=np.int64)
    place[((options - first[:, None]) * weights[:, None]).sum(axis=0)] = np.arange(options.shape[1])
    found: Ints = place[((chosen - first[:, None]) * weights[:, None]).sum(axis=-2)]
    return found
