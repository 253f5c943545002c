"""Where everything of a TOML text stands: each value, table and key by its path, to the letter.

For a text that the bounded reader (`sim.scenario.file.parse`) has read without a mistake: this
one finds places and judges nothing. A path is made of keys, and of numbers in lists.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n\r]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_LITERAL = re.compile(r"'([^'\n]*)'")
_LONG = {
    '"""': re.compile(r'"""(?:[^\\]|\\[\s\S])*?"{3,5}'),
    "'''": re.compile(r"'''[\s\S]*?'{3,5}"),
}
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:[\d:.+Zz-]*|[^,\]}\s#]+")


@dataclass(frozen=True)
class Statement:
    """`key = value` of a table with a header, or at the top: what it sets, and its whole extent."""

    path: Path
    section: Path
    start: int
    value: int
    end: int


@dataclass(frozen=True)
class Header:
    """`[table]` or `[[table]]`."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True)
class Places:
    """A text and the places in it; `values` has the first and the last letter of each value."""

    text: str
    values: Mapping[Path, tuple[int, int]]
    statements: tuple[Statement, ...]
    headers: tuple[Header, ...]
    lines: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Places:
        """The places of a text that can be read."""
        return _Reader(text).read()

    def line(self, letter: int) -> int:
        """The line a letter stands in, from 1."""
        return bisect.bisect_right(self.lines, letter)

    def start(self, path: Path) -> int | None:
        """The letter at which a value or table begins; of one without a header, its first line."""
        held = [s for s in self.statements if s.path == path]
        held = held or [s for s in self.statements if s.path[: len(path)] == path]
        heads = [h.start for h in self.headers if h.path[: len(path)] == path]
        if held and held[0].path == path:
            return held[0].start
        if path in self.values:
            return self.values[path][0]
        begun = heads + [s.start for s in held]
        return min(begun, default=None)

    def found(self, data: Any, address: str) -> Path:
        """The path of a dotted address of the loader, as far as there is something there."""
        parts, path = [part for part in address.split(".") if part], []
        while parts:
            step = _step(data, parts)
            if step is None:
                break
            key, taken = step
            data, parts = data[key], parts[taken:]
            path.append(key)
        return tuple(path)


def _step(data: Any, parts: list[str]) -> tuple[str | int, int] | None:
    """The key of `data` that the first parts of an address name, and how many parts that takes."""
    if isinstance(data, dict):
        for taken in range(len(parts), 0, -1):
            key = ".".join(parts[:taken])
            if key in data:
                return key, taken
    elif isinstance(data, list):
        for place, item in enumerate(data):
            if isinstance(item, dict) and item.get("id") == parts[0]:
                return place, 1
        if parts[0].isdigit() and 0 < int(parts[0]) <= len(data):
            return int(parts[0]) - 1, 1
    return None


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.values: dict[Path, tuple[int, int]] = {}
        self.statements: list[Statement] = []
        self.headers: list[Header] = []
        self.lists: dict[Path, int] = {}

    def read(self) -> Places:
        section: Path = ()
        while self._skip(_BLANK) < len(self.text):
            start = self.at
            if self.text[start] == "[":
                section = self._header()
                self.headers.append(Header(section, start, self.at))
            else:
                path = section + self._key()
                self.at += 1
                value = self._skip(_SPACE)
                self._value(path)
                self.statements.append(Statement(path, section, start, value, self.at))
        starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        return Places(self.text, self.values, tuple(self.statements), tuple(self.headers),
                      tuple(starts))  # fmt: skip

    def _skip(self, what: re.Pattern[str]) -> int:
        found = what.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _header(self) -> Path:
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path: Path = ()
        parts = self._key()
        for place, part in enumerate(parts):
            path = (*path, part)
            if many and place == len(parts) - 1:
                self.lists[path] = self.lists.get(path, -1) + 1
            if path in self.lists:
                path = (*path, self.lists[path])
        self.at += 2 if many else 1
        return path

    def _key(self) -> Path:
        """A dotted key, and the blanks after it."""
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            for pattern in (_BARE, _BASIC, _LITERAL):
                found = pattern.match(self.text, self.at)
                if found:
                    break
            assert found is not None
            self.at = found.end()
            parts.append(_said(found, pattern))
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return tuple(parts)
            self.at += 1

    def _value(self, path: Path) -> None:
        start, letter = self.at, self.text[self.at]
        if letter == "[":
            self._list(path)
        elif letter == "{":
            self._table(path)
        else:
            self._skip(self._scalar())
        self.values[path] = (start, self.at)

    def _scalar(self) -> re.Pattern[str]:
        for quotes, pattern in _LONG.items():
            if self.text.startswith(quotes, self.at):
                return pattern
        return {'"': _BASIC, "'": _LITERAL}.get(self.text[self.at], _SCALAR)

    def _list(self, path: Path) -> None:
        self.at += 1
        place = 0
        while self.text[self._skip(_BLANK)] != "]":
            self._value((*path, place))
            place += 1
            if self.text[self._skip(_BLANK)] == ",":
                self.at += 1
        self.at += 1

    def _table(self, path: Path) -> None:
        self.at += 1
        while self.text[self._skip(_BLANK)] != "}":
            inner = path + self._key()
            self.at += 1
            self._skip(_SPACE)
            self._value(inner)
            if self.text[self._skip(_BLANK)] == ",":
                self.at += 1
        self.at += 1


def _said(found: re.Match[str], pattern: re.Pattern[str]) -> str:
    if pattern is _BARE:
        return found[0]
    if pattern is _LITERAL or "\\" not in found[1]:
        return found[1]
    import tomllib

    return str(tomllib.loads(f"x = {found[0]}")["x"])
