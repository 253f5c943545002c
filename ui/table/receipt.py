"""What a table answers: a receipt for a press, or that something is still hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ui.words import say


class Hidden(Exception):
    """The truth was asked for while it is still somebody's secret."""


@dataclass(frozen=True)
class Receipt:
    """What became of a press: whether it counts, and the sentence that says so."""

    ok: bool
    sentence_key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The receipt in words."""
        return say(self.sentence_key, **self.values)
