"""What a sweep may keep of a world: the columns of `sim.ensemble`, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    made: Callable[[Mapping[str, Array]], Array] | None = None

    def of(self, columns: Mapping[str, Array]) -> Array:
        """Its column from those of an ensemble."""
        if self.made is not None:
            return self.made(columns)
        values = np.asarray(columns[self.source or self.name])
        return values > 0 if self.kind == "bool" else values


@dataclass(frozen=True)
class Share:
    """A share of those worlds alone in which something else holds.

    `inside` and `among` are conditions on outcomes, in SQL; of worlds `among`, those `inside`.
    """

    name: str
    text: str
    inside: str
    among: str
    needs: tuple[str, ...]


def _at_once(columns: Mapping[str, Array]) -> Array:
    found: Array = (np.asarray(columns["signed"]) > 0) & ~np.asarray(columns["seized"], bool)
    return found


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
    Outcome("at_once", "bool", "signed in the round it opened: no window stood when that began",
            made=_at_once),
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

SHARES: Mapping[str, Share] = {
    share.name: share
    for share in (
        Share("recognised_if_opened", "recognised, of worlds in which a window opened",
              "recognised", "opened", ("opened", "recognised")),
        # what opens and is signed within one round was open when it was signed
        Share("seized_if_opened", "seized, of worlds in which one opened, if only to be signed",
              "seized or signed > 0", "opened or signed > 0", ("opened", "seized", "signed")),
    )
}  # fmt: skip
"""Shares that can be asked of a sweep which keeps what they need."""


def shares(kept: Sequence[str]) -> list[Share]:
    """The shares that can be asked where these outcomes are kept."""
    return [share for share in SHARES.values() if set(share.needs) <= set(kept)]
