"""A short questionnaire on perspective-taking, before and after, each from 1 to 5."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .stream import Refused

ITEMS = ("imagine", "both_sides", "limits", "prior", "interest")
"""Perspective-taking (two), knowing the other's limits, prior belief about the case, interest."""

WHEN = ("before", "after")


def read(when: str, answers: Any) -> dict[str, int]:
    """The answers in what a form sent; items left out stay out."""
    if when not in WHEN or not isinstance(answers, Mapping):
        raise Refused("class.questionnaire.unreadable")
    kept = {}
    for item in ITEMS:
        text = str(answers.get(item, ""))
        if text in ("1", "2", "3", "4", "5"):
            kept[item] = int(text)
    return kept
