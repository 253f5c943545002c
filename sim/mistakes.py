"""What is wrong with a scenario, said so that its author can act on it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MOST = 500
"""Mistakes told in one go; a file with more has one cause, and the rest follows from it."""
GUESSES = 40
"""Unknown names for which the nearest known one is looked for."""
GUESS = "did you mean"


@dataclass(frozen=True)
class Mistake:
    """One mistake: the file, the dotted address, what was found, what is allowed.

    >>> print(Mistake("war.toml", "issues.line.stream", "-1", "a whole number from 1"))
    war.toml: issues.line.stream: found -1; allowed: a whole number from 1
    """

    file: str
    address: str
    found: str
    allowed: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.address}" if self.address else self.file
        allowed = "" if self.allowed.startswith(GUESS) else "allowed: "
        return f"{place}: found {self.found}; {allowed}{self.allowed}"


class ScenarioError(Exception):
    """A scenario that cannot be used, with every mistake found in it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes: list[Mistake] = list(mistakes)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [str(mistake) for mistake in self.mistakes]
        return lines[0] if len(lines) == 1 else "\n".join([f"{len(lines)} mistakes:", *lines])


class Notes:
    """The mistakes of one file, as they are found; past `MOST` they are only counted."""

    def __init__(self, file: str) -> None:
        self.file = clip(file, 300)
        self._found: list[Mistake] = []
        self._seen: set[tuple[str, str]] = set()
        self._untold = 0
        self._guesses = 0

    def add(self, address: str, found: Any, allowed: str) -> None:
        """Note a mistake; the same one at the same address is noted once."""
        if (address, allowed) in self._seen:
            return
        if len(self._found) >= MOST:
            self._untold += 1
            return
        self._seen.add((address, allowed))
        words = found if isinstance(found, Words) else Words(show(found))
        self._found.append(Mistake(self.file, clip(address, 120), str(words), allowed))

    def unknown(self, address: str, name: str, known: Iterable[str]) -> None:
        """Note a name that nobody defined, with the nearest names that exist."""
        self._guesses += 1
        allowed = nearest(name, known) if self._guesses <= GUESSES else "a known name"
        self.add(address, Words(f"the unknown name {show(name)}"), allowed)

    def __bool__(self) -> bool:
        return bool(self._found)

    def all(self) -> list[Mistake]:
        """Every mistake noted."""
        if not self._untold:
            return list(self._found)
        rest = Mistake(self.file, "", f"{self._untold} more mistakes", "none")
        return [*self._found, rest]


class Words(str):
    """A description of what was found, as against the thing itself."""


def nearest(name: str, known: Iterable[str]) -> str:
    """What to say of an unknown name: the nearest ones, or all if they are few.

    >>> nearest("optimsm", ["optimism", "evidence"])
    'did you mean optimism?'
    """
    names = sorted(set(known))
    close = difflib.get_close_matches(name[:80], names, n=3, cutoff=0.6)
    if close:
        return f"{GUESS} {' or '.join(close)}?"
    if not names:
        return "no name here"
    listed = ", ".join(names[:12])
    return f"one of {listed}" + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def show(thing: Any) -> str:
    """A short picture of any value of a file, whatever its size or depth.

    >>> show("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'... (100 characters)"
    """
    if isinstance(thing, dict):
        return f"a table with {len(thing)} keys"
    if isinstance(thing, list | tuple):
        return f"a list of {len(thing)}"
    if isinstance(thing, str):
        text = repr(thing[:60]).encode("utf-8", "backslashreplace").decode()
        return text if len(thing) <= 60 else f"{text}... ({len(thing)} characters)"
    if isinstance(thing, bool):
        return "true" if thing else "false"
    if isinstance(thing, int) and thing.bit_length() > 64:
        return f"a whole number of {thing.bit_length()} bits"
    return "nothing" if thing is None else str(thing)


def clip(text: str, most: int) -> str:
    """`text`, shortened in the middle to at most `most` characters, on one line."""
    line = "".join(c if c.isprintable() else "?" for c in text[: 4 * most])
    return line if len(line) <= most else f"{line[: most - 20]}...{line[-17:]}"
