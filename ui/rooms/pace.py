"""How fast somebody may knock, talk or press: buckets that fill again."""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict

from ui.clock import Now

REMEMBERED = 5000


class Buckets:
    """For each name a bucket of `size` tokens that gains `rate` a second."""

    def __init__(self, now: Now, rate: float, size: float) -> None:
        self.now, self.rate, self.size = now, rate, size
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> bool:
        """Take a token of that name; False if there is none."""
        with self._lock:
            at = self.now()
            level, before = self._held.pop(name, (self.size, at))
            level = min(self.size, level + (at - before) * self.rate)
            self._held[name] = (level - 1 if level >= 1 else level, at)
            while len(self._held) > REMEMBERED:
                self._held.popitem(last=False)
            return level >= 1

    def give_back(self, name: str) -> None:
        """Put a token back."""
        with self._lock:
            level, before = self._held.get(name, (self.size, self.now()))
            self._held[name] = (min(self.size, level + 1), before)


class Door:
    """Who may try a join code now.

    A whole class comes from one address at once, and a stranger must keep nobody out. So each
    address has a bucket of its own; a code that opens costs nothing; all addresses share a
    budget of guesses, but for those from which somebody has come in already.
    """

    def __init__(self, now: Now) -> None:
        # of 887 million codes, in the three hours of one: 216 thousand from an address at most,
        # and a million from everywhere
        self._each = Buckets(now, rate=20.0, size=400.0)
        self._all = Buckets(now, rate=100.0, size=2000.0)
        self._known: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def knock(self, address: str) -> bool:
        """Whether a code from that address is looked at."""
        one = network(address)
        if not self._each.take(one):
            return False
        with self._lock:
            known = one in self._known
        return known or self._all.take("")

    def opened(self, address: str) -> None:
        """A code or a key from that address opened something."""
        one = network(address)
        self._each.give_back(one)
        with self._lock:
            known = one in self._known
            self._known[one] = None
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        if not known:
            self._all.give_back("")


def network(address: str) -> str:
    """Whom an address belongs to: itself, or the 64 bits that a house has of the newer kind.

    >>> network("192.0.2.7"), network("2001:db8::1:2"), network("::1"), network("nowhere")
    ('192.0.2.7', '2001:db8::/64', '::/64', 'nowhere')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(found) >> 64 << 64, 64)))
