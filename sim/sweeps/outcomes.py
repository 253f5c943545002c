"""What a sweep may keep of a world: the columns of `sim.ensemble`, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Outcome:
    """One outcome: its kind in the store, and what it says of a world."""

    name: str
    kind: str  # "bool", "int16", "int32", "float32" or "text"
    text: str
    source: str = ""

    def of(self, columns: Mapping[str, Array]) -> Array:
        """Its column from those of an ensemble."""
        values = np.asarray(columns[self.source or self.name])
        return values > 0 if self.kind == "bool" else values


_ALL = (
    Outcome("ending", "text", "how the world ended"),
    Outcome("opened", "bool", "a window was open in some round of the war"),
    Outcome("recognised", "bool", "some episode was recognised (threshold .5)", "recognised_50"),
    Outcome("recognised_low", "bool", "recognised at threshold .3", "recognised_30"),
    Outcome("recognised_high", "bool", "recognised at threshold .7", "recognised_70"),
    Outcome("seized", "bool", "terms were signed while the window was open"),
    Outcome("missed", "int16", "episodes that closed unsigned"),
    Outcome("censored", "int16", "episodes open at the end"),
    Outcome("episodes", "int16", "episodes of an open window"),
    Outcome("first_open", "int16", "round in which a window first opened; 0: never"),
    Outcome("open_rounds", "int16", "rounds of war with an open window"),
    Outcome("formula_rounds", "int16", "rounds in which only a formula would open one"),
    Outcome("signed", "int16", "round of the signature; 0: none"),
    Outcome("terms", "int32", "number of the signed terms; -1: none"),
    Outcome("talk_rounds", "int16", "rounds of war in which somebody tabled terms"),
    Outcome("truce_rounds", "int16", "rounds the first ceasefire lasted"),
    Outcome("broke", "bool", "whether fighting broke out again"),
    Outcome("collapses", "int16", "ceasefires that collapsed"),
    Outcome("rounds", "int16", "rounds played"),
    Outcome("war_rounds", "int16", "rounds of war"),
    Outcome("delay", "int16", "rounds from first opening to signature or end; -1: never open"),
    Outcome("delay_ends", "bool", "whether the delay ended in a signature"),
    Outcome("mirages_a", "float32", "share of rounds the first belligerent saw a window, wrongly"),
    Outcome("mirages_b", "float32", "share of rounds the second belligerent saw a window, wrongly"),
    Outcome("brier_a", "float32", "Brier score of the first belligerent's believed window"),
    Outcome("brier_b", "float32", "Brier score of the second belligerent's believed window"),
    Outcome("line", "float32", "line of control at the end"),
    Outcome("casualties", "float32", "casualties of both belligerents"),
)  # fmt: skip

OUTCOMES: Mapping[str, Outcome] = {outcome.name: outcome for outcome in _ALL}
USUAL = (
    "ending", "opened", "recognised", "seized", "missed", "first_open", "open_rounds", "signed",
    "truce_rounds", "broke", "war_rounds", "delay", "delay_ends", "mirages_a", "mirages_b",
    "casualties",
)  # fmt: skip
"""Kept if the spec names none."""
