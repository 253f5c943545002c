"""Nature: the only place that draws at random.

Philox4x32-10 (Salmon et al. 2011), a counter-based generator: a draw is a
function of (seed, replicate) and of (round, stream, purpose, i). Nothing is
consumed, so a draw never moves because another was added, whatever the
batch, worker or order. Streams are the stable numbers that a scenario gives
its parties and issues; names and file order play no part.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compiled import entry, rule

Floats = NDArray[np.float64]

# Purposes: what a draw is for. Numbers are never reused.
PRIVATE, PROFILE, WEIGHTS, FORMULA, EXPERTS = 1, 2, 3, 4, 5
BATTLE, TAIL, COLLAPSE, HEARING, TIE, PLACEBO = 6, 7, 8, 9, 11, 12
EXPERTISE, FACTION = 13, 14
POST = 40
ABOUT = 64  # a purpose plus 64 times a stream: a draw about that party

_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW, _SHIFT = np.uint64(0xFFFFFFFF), np.uint64(32)
_SCALE = 1.0 / 4294967296.0
LARGEST = 2**32 - 1


@rule
def philox(key: NDArray[np.uint64], counter: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Four 32-bit words for a key of two words and a counter of four."""
    key_0, key_1 = key[0], key[1]
    word_0, word_1, word_2, word_3 = counter[0], counter[1], counter[2], counter[3]
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * word_0
        product_1 = _MULTIPLIER_1 * word_2
        next_0 = (product_1 >> _SHIFT) ^ word_1 ^ key_0
        next_2 = (product_0 >> _SHIFT) ^ word_3 ^ key_1
        word_1 = product_1 & _LOW
        word_3 = product_0 & _LOW
        word_0 = next_0
        word_2 = next_2
        key_0 = (key_0 + _WEYL_0) & _LOW
        key_1 = (key_1 + _WEYL_1) & _LOW
    words = np.empty(4, np.uint64)
    words[0] = word_0
    words[1] = word_1
    words[2] = word_2
    words[3] = word_3
    return words


@entry
def uniforms(key: NDArray[np.uint64], round_: int, stream: int, purpose: int, count: int) -> Floats:
    """`count` uniforms in (0, 1), each an integer of 32 bits plus a half, scaled."""
    drawn = np.empty(count)
    counter = np.empty(4, np.uint64)
    counter[0] = np.uint64(round_)
    counter[1] = np.uint64(stream)
    counter[2] = np.uint64(purpose)
    for block in range((count + 3) // 4):
        counter[3] = np.uint64(block)
        words = philox(key, counter)
        for j in range(min(4, count - 4 * block)):
            drawn[4 * block + j] = (float(words[j]) + 0.5) * _SCALE
    return drawn


@entry
def bell(key: NDArray[np.uint64], round_: int, stream: int, purpose: int) -> float:
    """A draw of mean 0 and variance 1: twelve uniforms less six, exact everywhere."""
    drawn = uniforms(key, round_, stream, purpose, 12)
    total = -6.0
    for j in range(12):
        total += drawn[j]
    return total


def key(seed: int, replicate: int = 0) -> NDArray[np.uint64]:
    """The key of one world.

    >>> key(7, 3)
    array([7, 3], dtype=uint64)
    """
    for number in (seed, replicate):
        if not 0 <= int(number) <= LARGEST:
            raise ValueError(f"a seed is a whole number from 0 to {LARGEST}, not {number}")
    return np.array([seed, replicate], dtype=np.uint64)


class Stream:
    """One world's place in the random streams: (seed, replicate)."""

    def __init__(self, seed: int, replicate: int = 0) -> None:
        key(seed, replicate)
        self.seed, self.replicate = int(seed), int(replicate)

    def __repr__(self) -> str:
        return f"stream({self.seed}, {self.replicate})"


def stream(seed: int, replicate: int = 0) -> Stream:
    """Row `replicate` of `ensemble(s, seed=seed)`, for `NegotiationModel(s, rng=...)`."""
    return Stream(seed, replicate)
