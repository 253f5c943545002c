"""What opens a seat: random, kept as a digest only, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of a join code: nothing that looks like something else (no 0 and O, no 1, I and L)."""


def token() -> str:
    """192 random bits, fit for an address and a cookie."""
    return secrets.token_urlsafe(24)


def name() -> str:
    """A name for a class, which is no secret."""
    return secrets.token_hex(5)


def code(length: int = 6) -> str:
    """A join code: 30 bits, so it is good for one lesson and with a limit on guesses."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def digest(key: str) -> str:
    """What is kept of a key. It is random and long, so a plain digest cannot be turned back."""
    return hashlib.sha256(key.encode()).hexdigest()


def fits(key: str, kept: str) -> bool:
    """Whether a key is the one of which `kept` was kept."""
    return same(digest(key), kept)


def same(one: str, other: str) -> bool:
    """Whether two digests are the same, in a time that tells nothing of them."""
    return hmac.compare_digest(one, other)


def read_code(text: str) -> str:
    """A join code as somebody typed it.

    >>> read_code(" abc-23 7")
    'ABC237'
    """
    return "".join(letter for letter in text.upper()[:40] if letter in LETTERS)
