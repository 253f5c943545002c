"""CART: a few questions about the inputs that split an outcome best. [breiman-1984]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.analysis.resampling import halves, numbered, part

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_LEAVES = 12
MOST_ROWS = 40_000
"""Rows that grow the trees, and as many that choose one: a random part of whole groups."""


@dataclass(frozen=True)
class Leaf:
    """A leaf: what must hold, its rows among those held out, and their mean outcome."""

    conditions: tuple[str, ...]
    rows: int
    mean: float


@dataclass(frozen=True)
class Tree:
    """The tree with as many leaves as held-out rows support; `explained` is its R squared there."""

    leaves: tuple[Leaf, ...]
    explained: float


def grow(
    inputs: Floats, outcome: Floats, names: Sequence[str], seed: int = 0, groups: Ints | None = None
) -> Tree:
    """From rows `[n, d]` and outcomes `[n]`; the number of leaves is chosen on held-out groups."""
    from sklearn.tree import DecisionTreeRegressor

    number = numbered(groups, len(inputs))
    half, some = halves(number, seed), part(number, 2 * MOST_ROWS, seed)
    one, two = np.flatnonzero(half & some), np.flatnonzero(~half & some)
    least = max(5, len(one) // 100)
    best, score = None, 0.0
    for leaves in range(2, MOST_LEAVES + 1):
        tree = DecisionTreeRegressor(max_leaf_nodes=leaves, min_samples_leaf=least, random_state=0)
        tree.fit(inputs[one], outcome[one])
        found = float(tree.score(inputs[two], outcome[two])) if len(two) > 1 else 0.0
        if found > score + 0.002:
            best, score = tree, found
    if best is None:
        return Tree((Leaf((), len(two), float(outcome[two].mean())),), 0.0)
    place = best.apply(inputs[two])
    found_leaves = []
    for leaf, conditions in _paths(best.tree_, names):
        inside = place == leaf
        mean = float(outcome[two][inside].mean()) if inside.any() else float("nan")
        found_leaves.append(Leaf(tuple(conditions), int(inside.sum()), mean))
    found_leaves.sort(key=lambda leaf: -leaf.mean if np.isfinite(leaf.mean) else np.inf)
    return Tree(tuple(found_leaves), score)


def _paths(tree: object, names: Sequence[str]) -> list[tuple[int, list[str]]]:
    left, right = tree.children_left, tree.children_right  # type: ignore[attr-defined]
    feature, threshold = tree.feature, tree.threshold  # type: ignore[attr-defined]
    waiting: list[tuple[int, list[str]]] = [(0, [])]
    found = []
    while waiting:
        node, conditions = waiting.pop()
        if left[node] == right[node]:
            found.append((node, conditions))
            continue
        name, cut = names[feature[node]], threshold[node]
        waiting.append((left[node], [*conditions, f"{name} <= {cut:.4g}"]))
        waiting.append((right[node], [*conditions, f"{name} > {cut:.4g}"]))
    return found
