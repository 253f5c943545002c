"""A scenario of the teacher's own for a class: the text of a file, or of a draft of the workshop.

The class keeps the text, so it goes on whatever becomes of the file.
"""

from __future__ import annotations

from sim import scenario as scenarios
from sim.record import kept
from sim.scenario import Scenario
from ui.workshop import drafts, sheet
from ui.workshop.edits import Refused as Unfit

from .stream import Refused

LARGEST = 4 * sheet.LONGEST
"""Bytes of the largest file: so many characters, each of four bytes at most."""

MOST_TERMS = sheet.MOST_TERMS
"""Terms of the largest scenario that a class is held on; its stages close while people wait."""


def bounded(text: str) -> str:
    """The text with the line ends of a page; Refused if it is too long or holds what is no text."""
    try:
        return sheet.bounded(text)
    except Unfit:
        key = "workshop.not_text" if "\0" in text else "workshop.too_long"
        raise Refused(key, most=sheet.LONGEST, count=len(text)) from None


def decoded(data: bytes) -> str:
    """The text of a file; Refused if it is none or too long."""
    if len(data) > LARGEST:
        raise Refused("workshop.too_long", most=sheet.LONGEST, count=len(data))
    try:
        return bounded(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("workshop.not_text") from None


def draft(id: str) -> str:
    """The text of a draft of this machine's workshop, as it is now."""
    found = drafts.find(id)
    if found is None:
        raise Refused("class.own.no_draft")
    return bounded(found.text)


def scene(text: str) -> Scenario:
    """The scenario of a class's own text, which a record of a game in it finds again."""
    return scenarios.load(kept(text))


def read(text: str) -> Scenario:
    """The scenario of a text that somebody hands over; Refused if no class can be held on it."""
    text = bounded(text)
    found, mistakes = sheet.read(text)
    if found is None:
        first = mistakes[0]
        raise Refused("class.own.mistake", first=str(first).removeprefix(f"{first.file}: "))
    if found.terms_count > MOST_TERMS:
        raise Refused("class.own.too_many_terms", terms=found.terms_count, most=MOST_TERMS)
    return scene(text)
