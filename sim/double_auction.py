"""One linear issue, private values, one shot: the sealed-bid double auction.

Buyer and seller each know their own reservation price, drawn uniformly from
[0, 1]; both name a price at once, and they trade halfway between the two if the
bid reaches the ask. No mechanism that balances its budget and that nobody would
rather stay out of realises every gain [myerson-satterthwaite-1983]; the linear
equilibrium of this one realises as much as any can: 27/32 of the gains, and it
misses 7/16 of the windows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Trade(NamedTuple):
    """What both said and what came of it; arrays of one shape."""

    bid: NDArray[np.float64]
    ask: NDArray[np.float64]
    price: NDArray[np.float64]
    done: NDArray[np.bool_]


def double_auction(value: ArrayLike, cost: ArrayLike) -> Trade:
    """The linear equilibrium for uniform values [chatterjee-samuelson-1983].

    The buyer bids `2/3 value + 1/12`, the seller asks `2/3 cost + 1/4`; they
    trade iff `value >= cost + 1/4`, at the mean of bid and ask (NaN without
    trade). `value` and `cost` broadcast. ValueError: outside [0, 1].

    >>> trade = double_auction([0.75, 0.5], 0.375)
    >>> trade.price, trade.done
    (array([0.54166667,        nan]), array([ True, False]))
    """
    buyer, seller = np.broadcast_arrays(
        np.asarray(value, dtype=np.float64), np.asarray(cost, dtype=np.float64)
    )
    if not ((buyer >= 0.0) & (buyer <= 1.0) & (seller >= 0.0) & (seller <= 1.0)).all():
        raise ValueError("reservation prices lie in [0, 1]")
    bid, ask = buyer * (2.0 / 3.0) + 1.0 / 12.0, seller * (2.0 / 3.0) + 0.25
    # Said of values rather than of bids, so that no rounding decides a trade.
    done = buyer >= seller + 0.25
    return Trade(bid, ask, np.where(done, (bid + ask) / 2.0, np.nan), done)
