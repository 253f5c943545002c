"""A change of one value in a TOML text, in place: all else stays as it was, to the letter.

Every change is proved on the spot: the text is read again, and what it says must be what it said
before with that one thing changed. Where that fails nothing is changed.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..words import say
from .places import Path, Places

INLINE = ("values", "story", "weights", "readings", "alignment")
"""Tables that are written in one line where there is none yet."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Refused(ValueError):
    """A change that cannot be made; str() is a sentence."""


Splice = tuple[int, int, str]
"""From a letter to a letter, and what stands there instead."""


def put(text: str, path: Path, value: Any) -> str:
    """The text with a value at a path, which may be new; None takes the value out."""
    return drop(text, path) if value is None else put_all(text, {path: value})


def put_all(text: str, given: Mapping[Path, Any]) -> str:
    """The text with many values, none of them within another; all or nothing."""
    before = tomllib.loads(text)
    wanted, places = copy.deepcopy(before), Places.of(text)
    splices = []
    for path, value in given.items():
        _set(wanted, path, value)
        if path in places.values:
            splices.append((*places.values[path], written(value)))
        else:
            splices.append(_new(places, before, path, value))
    return _proved(_spliced(text, splices), wanted)


def drop_all(text: str, paths: Iterable[Path]) -> str:
    """The text without what stands at some paths, where anything does."""
    before = tomllib.loads(text)
    there = [path for path in paths if path and _at(before, path) is not None]
    places = Places.of(text)
    near = [path for path in there if path[:-1] in places.values]
    if len({path[:-1] for path in near}) != len(near):
        # two of one line: each needs to know what the other left
        near = []
    wanted = copy.deepcopy(before)
    for path in near:
        del _at(wanted, path[:-1])[path[-1]]
    text = _proved(_spliced(text, [_from_line(places, path) for path in near]), wanted)
    for path in there:
        if path not in near:
            text = drop(text, path)
    return text


def _spliced(text: str, splices: list[Splice]) -> str:
    # of two at one place the first stays before the second
    order = sorted(enumerate(splices), key=lambda one: (one[1][0], one[0]), reverse=True)
    for _, (start, end, new) in order:
        text = text[:start] + new + text[end:]
    return text


def drop(text: str, path: Path) -> str:
    """The text without what stands at a path: a value, or a table with all its parts."""
    before = tomllib.loads(text)
    if _at(before, path) is None:
        return text
    wanted = _without(before, path)
    places = Places.of(text)
    inside = path[:-1] in places.values
    made = _spliced(text, [_from_line(places, path)]) if inside else _whole(places, path)
    return _proved(made, wanted)


def append(text: str, path: Path, tables: Sequence[tuple[Path, dict[str, Any]]]) -> str:
    """The text with new tables after all that begins with `path`, or at its end.

    Each is written under a header of its own; a path that ends in 0 begins `[[...]]`.
    """
    places = Places.of(text)
    at = max((_end(places, h.path) for h in places.headers if h.path[: len(path)] == path),
             default=len(text.rstrip()))  # fmt: skip
    body = "".join(_section(table, content) for table, content in tables)
    return _checked(text[:at].rstrip("\n") + "\n" + body + text[at:])


def _section(path: Path, content: dict[str, Any]) -> str:
    name = ".".join(key(part) for part in path if isinstance(part, str))
    head = f"[[{name}]]" if path[-1] == 0 else f"[{name}]"
    lines = [f"{key(k)} = {written(v)}" for k, v in content.items()]
    return "\n" + "\n".join([head, *lines]) + "\n"


def _new(places: Places, data: Any, path: Path, value: Any) -> Splice:
    """A key that is not there yet."""
    text, parent, name = places.text, path[:-1], key(str(path[-1]))
    line = f"{name} = {written(value)}"
    if parent in places.values:
        if isinstance(_at(data, parent), list):
            raise Refused(say("workshop.by_hand"))
        start, end = places.values[parent]
        lead = text[start + 1 : end - 1].rstrip().rstrip(",")
        return start + 1, end, f"{lead}{', ' if lead.strip() else ' '}{line} }}"
    if not parent or any(h.path == parent for h in places.headers):
        held = [s.end for s in places.statements if s.section == parent]
        heads = [h.end for h in places.headers if h.path == parent]
        at = max(held + heads, default=0)
        at, new = (0, f"{line}\n") if at == 0 else (_line_end(text, at), f"\n{line}")
        return at, at, new
    dotted = [s for s in places.statements if len(s.section) < len(parent) <= len(s.path)
              and s.path[: len(parent)] == parent]  # fmt: skip
    if dotted:
        at = _line_end(text, dotted[-1].end)
        names = ".".join(key(str(part)) for part in path[len(dotted[-1].section) :])
        return at, at, f"\n{names} = {written(value)}"
    if len(parent) > 1 and parent[-1] in INLINE and _at(data, parent[:-1]) is not None:
        return _new(places, data, parent, {str(path[-1]): value})
    if any(isinstance(part, int) for part in path):
        raise Refused(say("workshop.by_hand"))
    near: Path = parent
    while near and not any(h.path[: len(near)] == near for h in places.headers):
        near = near[:-1]
    ends = [_end(places, h.path) for h in places.headers if h.path[: len(near)] == near]
    at = max(ends) if near else len(text.rstrip())
    first = len(text[:at].rstrip("\n"))
    return first, at, "\n" + _section(parent, {str(path[-1]): value})


def _end(places: Places, section: Path) -> int:
    """The end of the last line of a table, remarks behind it left out."""
    held = [s.end for s in places.statements if s.section == section]
    heads = [h.end for h in places.headers if h.path == section]
    return _line_end(places.text, max(held + heads))


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _whole(places: Places, path: Path) -> str:
    """The text without the statements and headers of a path; remarks between them stay."""
    text, cut = places.text, []
    for statement in places.statements:
        if statement.path[: len(path)] == path:
            cut.append((statement.start, statement.end))
    cut += [(h.start, h.end) for h in places.headers if h.path[: len(path)] == path]
    for start, end in sorted(cut, reverse=True):
        first = text.rfind("\n", 0, start) + 1
        last = _line_end(text, end)
        rest = text[last + 1 :]
        head = text[:first]
        if rest.startswith("\n") and (head.endswith("\n\n") or not head):
            rest = rest[1:]
        text = head + rest
    return text


def _from_line(places: Places, path: Path) -> Splice:
    """One key of a table, or one item of a list, that stands in a line, taken out."""
    text, (first, end) = places.text, places.values[path]
    opened, closed = places.values[path[:-1]]
    # back over the key, to the brace or the end of the one before
    before = [last for other, (_, last) in places.values.items()
              if other[:-1] == path[:-1] and last <= first]  # fmt: skip
    start = max(before, default=opened + 1)
    rest = text[end : closed - 1]
    if not before:
        rest = rest.lstrip().removeprefix(",").lstrip()
        rest = (" " if text[opened] == "{" and rest else "") + rest
    return start, closed - 1, rest


def written(value: Any) -> str:
    """A value in TOML.

    >>> print(written([1, 0.5, "say \\"no\\"", True]), written({"a b": 1}))
    [1, 0.5, "say \\"no\\"", true] { "a b" = 1 }
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        inner = ", ".join(f"{key(str(name))} = {written(one)}" for name, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, str):
        whole = value.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
        quoted = json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
        if "\n" in whole:
            lines = quoted[1:-1].replace("\\n", "\n").replace('\\"', '"')
            if '"""' not in lines and not lines.endswith('"') and "\\\n" not in lines:
                return f'"""\n{lines}"""'
        return quoted
    return repr(value)


def key(name: str) -> str:
    """A key in TOML.

    >>> key("issue_front"), key("a.b")
    ('issue_front', '"a.b"')
    """
    return name if _BARE.fullmatch(name) else written(name)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _set(made: Any, path: Path, value: Any) -> None:
    """Set what stands at a path of some data; tables that are missing are made."""
    try:
        for part in path[:-1]:
            made = made.setdefault(part, {}) if isinstance(made, dict) else made[part]
        made[path[-1]] = value
    except (IndexError, KeyError, TypeError, AttributeError):
        raise Refused(say("workshop.by_hand")) from None


def _without(data: Any, path: Path) -> Any:
    made = copy.deepcopy(data)
    inner = _at(made, path[:-1])
    del inner[path[-1]]
    if inner == [] and isinstance(path[-1], int) and len(path) == 2:
        # the last of some [[tables]]
        del made[path[0]]
    return made


def _proved(text: str, wanted: Any) -> str:
    """The text, if it says what it should; tables that became empty may be gone."""
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError):
        raise Refused(say("workshop.by_hand")) from None
    if repr(_full(found)) != repr(_full(wanted)):
        raise Refused(say("workshop.by_hand"))
    return text


def _checked(text: str) -> str:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        raise Refused(say("workshop.by_hand")) from None
    return text


def _full(data: Any) -> Any:
    """Data in one order and without empty tables, to compare; 1 and 1.0 and true differ."""
    if isinstance(data, dict):
        inner = {name: _full(data[name]) for name in sorted(data)}
        return {name: one for name, one in inner.items() if one != {}}
    return [_full(one) for one in data] if isinstance(data, list) else data
