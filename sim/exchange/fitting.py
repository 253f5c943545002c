"""Whether what a file names fits a scenario, and one file another."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sim.exchange.domain import Issue
from sim.mistakes import Notes, Words, show
from sim.scenario.document import MOST_ISSUES, MOST_OPTIONS
from sim.scenario.rules import MOST_TERMS

LONGEST_NAME = 500


def fits(issues: Sequence[Issue], notes: Notes) -> bool:
    """Whether a scenario can hold these issues; what is too much is noted."""
    if not 1 <= len(issues) <= MOST_ISSUES:
        notes.add("issues", Words(f"{len(issues)} issues"), f"1 to {MOST_ISSUES}")
    _once("issues", [issue.name for issue in issues], notes)
    for issue in issues:
        place = f"issues.{issue.name}"
        if not 2 <= len(issue.options) <= MOST_OPTIONS:
            found = Words(f"{len(issue.options)} options")
            notes.add(place, found, f"2 to {MOST_OPTIONS} options an issue")
        _once(place, issue.options, notes)
    terms = math.prod(max(len(issue.options), 1) for issue in issues)
    if terms > MOST_TERMS:
        notes.add("issues", Words(f"{terms:,} terms"), f"at most {MOST_TERMS:,} terms")
    return not notes


def _once(place: str, names: Sequence[str], notes: Notes) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            notes.add(place, Words(f"the name {show(name)} {count} times"), "each name once")
        if not name or len(name) > LONGEST_NAME:
            notes.add(place, name, f"a name of 1 to {LONGEST_NAME} characters")


def same_names(given: Mapping[str, Sequence[str]], issues: Sequence[Issue], notes: Notes) -> bool:
    """Whether a profile names the issues and options of the domain, all and no others."""
    expected = {issue.name: set(issue.options) for issue in issues}
    for name in given:
        if name not in expected:
            notes.unknown(f"issues.{name}", name, expected)
    for name, options in expected.items():
        if name not in given:
            notes.add(f"issues.{name}", Words("nothing"), "the value of every option of the domain")
            continue
        for option in given[name]:
            if option not in options:
                notes.unknown(f"issues.{name}", option, options)
        for option in sorted(options - set(given[name])):
            notes.add(f"issues.{name}.{option}", Words("nothing"), "a value")
    return not notes


def discounted(name: str) -> str:
    """What is said of a discount that is left out."""
    return f"The discount of {name} is left out: here, waiting costs what the war costs."


def number(found: Any, place: str, notes: Notes) -> float:
    """A finite number of a file, or 0 after noting that it is none."""
    plain = isinstance(found, int | float) and not isinstance(found, bool)
    if plain and abs(found) <= 1e15:
        return float(found)
    notes.add(place, found, "a finite number of at most 15 digits")
    return 0.0
