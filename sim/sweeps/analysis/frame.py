"""A sweep as arrays: outcomes by point and replicate, inputs by point."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.errors import SweepError
from sim.sweeps.factors import Factor
from sim.sweeps.outcomes import OUTCOMES
from sim.sweeps.results import Sweep

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_POLICIES = 10_000
ENOUGH = 10
"""Shared worlds below which points are taken as the draws."""


class Frame:
    """The rows of a finished sweep as arrays `[points, replicates]`; no number where none came."""

    def __init__(self, sweep: Sweep) -> None:
        if not sweep.finished:
            raise SweepError(
                f"{sweep.folder} is not finished: run its spec again with ceasefire sweep."
            )
        self.sweep, self.opened = sweep, sweep.opened
        self.spec, self.design = self.opened.spec, self.opened.design
        self.points = len(self.design)
        self.waves = int(sweep.manifest["finished"]["waves"])
        self.replicates = self.waves * self.opened.plan.replicates

    def column(self, name: str) -> NDArray[Any]:
        """A column of the table, `[points, replicates]`."""
        values = self.sweep.table([name])[name]
        if OUTCOMES[name].kind == "text" if name in OUTCOMES else name in ("status", "note"):
            array: NDArray[Any] = np.array(values.cast("string").to_pylist(), object)
        else:
            array = values.cast("float64").fill_null(float("nan")).to_numpy()
        shape = (self.waves, self.points, self.opened.plan.replicates)
        return array.reshape(shape).transpose(1, 0, 2).reshape(self.points, self.replicates)

    def outcome(self, name: str) -> Floats:
        """An outcome as numbers, `[points, replicates]`."""
        return np.asarray(self.column(name), np.float64)

    @cached_property
    def worlds(self) -> Ints:
        """Which draw each row is, `[points, replicates]`: rows of one draw share their luck."""
        most = self.opened.plan.most
        return self.design.stream[:, None] * most + np.arange(self.replicates)[None, :]

    @property
    def shared(self) -> bool:
        """Whether all points play the same worlds, and enough of them to be the draws."""
        return self.design.streams == 1 and self.replicates >= ENOUGH

    @cached_property
    def draws(self) -> Ints:
        """What is independent of what, `[points, replicates]`: worlds if shared, else blocks."""
        if self.shared:
            return self.worlds
        return np.broadcast_to(self.design.block[:, None], (self.points, self.replicates))

    @cached_property
    def inputs(self) -> Floats:
        """Values of the factors at points, `[points, d]`; counterfactuals by number."""
        return np.stack([self._numbers(factor) for factor in self.spec.factors], axis=1)

    def _numbers(self, factor: Factor) -> Floats:
        values = self.design.values[factor.name]
        if values.dtype == object:
            return np.array([factor.values.index(v) for v in values], np.float64)
        return values.astype(np.float64)

    @property
    def names(self) -> list[str]:
        """Names of the factors."""
        return [factor.name for factor in self.spec.factors]

    def policies(self) -> list[str]:
        """What each policy is, in words: its levers and their values."""
        found = []
        for point in np.unique(self.design.policy, return_index=True)[1][:MOST_POLICIES]:
            each = [(f.name, self.design.values[f.name][point]) for f in self.spec.levers]
            found.append(", ".join(f"{n} = {plain(v)}" for n, v in each))
        return found

    def groups(self) -> list[tuple[str, str, NDArray[np.bool_]]]:
        """Scenario, policy in words, and which points belong to both."""
        labels = self.policies()
        found = []
        for number, scenario in enumerate(self.spec.scenarios):
            for policy, label in enumerate(labels):
                inside = (self.design.scenario == number) & (self.design.policy == policy)
                if inside.any():
                    found.append((scenario.id, label, inside))
        return found


def plain(value: Any) -> str:
    """A value as a reader writes it.

    >>> plain(0.30000000000000004), plain("as-written")
    ('0.3', 'as-written')
    """
    return value if isinstance(value, str) else f"{float(value):.4g}"


def usual_outcomes(kept: Sequence[str]) -> list[str]:
    """Outcomes with a number for every world."""
    some = (
        "first_open",
        "signed",
        "delay",
        "delay_ends",
        "rounds",
        "censored",
        "terms",
        "truce_rounds",
        "broke",
    )
    return [n for n in kept if OUTCOMES[n].kind != "text" and n not in some]
