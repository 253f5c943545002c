"""From a path to the tables of a TOML file, or to a mistake; never more.

A file may be anything a person drags in: a directory, a disk image, a pipe. It
is opened without waiting, must be an ordinary file, and is refused by its size
before it is read.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from sim.mistakes import Notes, Words

LARGEST = 2_000_000
"""Bytes of a scenario file; the flagship has a tenth of it."""
LONGEST = 20_000
"""Characters of one line."""
DEEPEST = 8
"""Parts of one dotted key: TOML readers need time quadratic in it."""
LEVELS = 12
"""Levels of tables and lists within each other."""
WIDEST = 1_000
"""Keys of one table, items of one list."""
MOST = 100_000
"""Keys and items in all."""
_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+"""
_DEEP_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_PART}\.[ \t]*+){{{DEEPEST}}}{_PART}(?=[\]=.])")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_tables(path: str | Path, notes: Notes) -> dict[str, Any] | None:
    """The tables of the file at `path`; None after noting why there are none."""
    text = read_text(path, notes, LARGEST)
    return None if text is None else parse(text, notes)


def read_text(path: str | Path, notes: Notes, largest: int) -> str | None:
    """The UTF-8 text of an ordinary file of at most `largest` bytes, or None."""
    content = _read_bytes(path, notes, largest)
    if content is None:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = Words(f"the byte 0x{content[error.start]:02x} at position {error.start}")
        notes.add("", found, "text in UTF-8")
        return None


def _read_bytes(path: str | Path, notes: Notes, largest: int) -> bytes | None:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        before = os.stat(path)
        if not stat.S_ISREG(before.st_mode):
            notes.add("", Words(_kind(before.st_mode)), "a scenario file, or a folder with one")
            return None
        handle = os.open(path, flags)
    except FileNotFoundError:
        notes.add("", Words("no such file"), "the path of a file that is there")
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        notes.add("", Words(f"a file that cannot be opened ({reason})"), "a readable file")
        return None
    with os.fdopen(handle, "rb") as file:
        now = os.fstat(file.fileno())
        size = now.st_size
        if not stat.S_ISREG(now.st_mode):
            notes.add("", Words(_kind(now.st_mode)), "a scenario file, or a folder with one")
            return None
        try:
            content = b"" if size > largest else file.read(largest + 1)
        except OSError as error:
            notes.add("", Words(f"a file that cannot be read ({error.strerror})"), "a file")
            return None
    if max(size, len(content)) > largest:
        notes.add("", Words(f"{max(size, len(content)):,} bytes"), f"at most {largest:,} bytes")
        return None
    return content


def _kind(mode: int) -> str:
    kinds = {
        stat.S_IFDIR: "a directory without scenario.toml",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
    }
    return kinds.get(stat.S_IFMT(mode), "something that is not a file")


def parse(text: str, notes: Notes) -> dict[str, Any] | None:
    """The tables of a TOML text; None after noting the line that cannot be read."""
    if not _readable(text, notes):
        return None
    try:
        found = tomllib.loads(text)
        return found if sized(found, notes) else None
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        where = f"line {place[1]}, column {place[2]}" if place and place[1] else "the end"
        notes.add(where, Words(f"a mistake in the TOML ({_PLACE.sub('', message)})"), "TOML 1.0")
    except RecursionError:
        notes.add("", Words("lists or tables nested too deeply"), "a few levels")
    except (ValueError, OverflowError):
        notes.add("", Words("a number or date that cannot be read"), "numbers of 15 digits")
    return None


def _readable(text: str, notes: Notes) -> bool:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST:
            notes.add(f"line {number}", Words(f"{len(line):,} characters"), f"at most {LONGEST:,}")
            return False
        if line.count(".") >= DEEPEST and _DEEP_KEY.search(line):
            found = Words(f"a key of more than {DEEPEST} parts")
            notes.add(f"line {number}", found, f"at most {DEEPEST} parts")
            return False
    return True


def sized(found: dict[str, Any], notes: Notes) -> bool:
    """Whether the tables are few, narrow and shallow enough to be looked at closely."""
    waiting: list[tuple[str, Any, int]] = [("", found, 1)]
    total = 0
    while waiting:
        address, inner, level = waiting.pop()
        total += len(inner)
        if len(inner) > WIDEST:
            notes.add(address, inner, f"at most {WIDEST} of them")
            return False
        if level > LEVELS or total > MOST:
            allowed = f"at most {LEVELS} levels and {MOST:,} keys"
            notes.add(address, Words("more tables and lists than a scenario has"), allowed)
            return False
        pairs = inner.items() if isinstance(inner, dict) else enumerate(inner)
        waiting += [
            (f"{address}.{key}".lstrip("."), value, level + 1)
            for key, value in pairs
            if isinstance(value, dict | list)
        ]
    return True
