"""From the text of an XML, JSON or YAML file to plain data, or to a mistake; never more.

The files come from anywhere. A text is bounded before it is parsed and its tree
while or right after it is; XML with a document type (where entities are made)
and YAML with anchors or tags (where one thing becomes many, or code) are refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

import yaml  # type: ignore[import-untyped]

from sim.mistakes import Notes, Words, show
from sim.scenario.file import LEVELS, MOST, sized

LARGEST = 500_000
"""Bytes of a file; a domain as large as a scenario may be needs a tenth of it."""


@dataclass
class Element:
    """An element of an XML file: its tag, attributes, children and the line it begins on."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where it is, for a mistake."""
        return f"line {self.line}"

    def all(self, tag: str) -> list[Element]:
        """Its children of one tag."""
        return [child for child in self.children if child.tag == tag]


class _Refused(Exception):
    """What a file holds that is not read: found, allowed."""


def xml(text: str, notes: Notes) -> Element | None:
    """The root of an XML text; text between tags is left out, for these formats have none."""
    parser = expat.ParserCreate()
    top = Element("", {}, 0)
    path, count = [top], 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(path) > LEVELS or count > MOST:
            raise _Refused(
                "more elements than a domain has", f"at most {LEVELS} levels and {MOST:,} elements"
            )
        made = Element(tag, attributes, parser.CurrentLineNumber)
        path[-1].children.append(made)
        path.append(made)

    def doctype(*_: Any) -> NoReturn:
        raise _Refused("a document type, in which entities are made", "XML without <!DOCTYPE")

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _: path.pop()
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text, True)
    except _Refused as refused:
        found, allowed = refused.args
        notes.add(f"line {parser.CurrentLineNumber}", Words(found), allowed)
        return None
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        place = f"line {error.lineno}, column {error.offset + 1}"
        notes.add(place, Words(f"a mistake in the XML ({reason})"), "XML 1.0")
        return None
    except ValueError as error:
        notes.add("", Words(f"text that is not XML ({error})"), "XML 1.0")
        return None
    return top.children[0]


def json_table(text: str, notes: Notes) -> dict[str, Any] | None:
    """The table of a JSON text."""

    def constant(name: str) -> NoReturn:
        raise _Refused(name, "a finite number")

    try:
        return _table(json.loads(text, parse_constant=constant), notes)
    except _Refused as refused:
        notes.add("", Words(refused.args[0]), refused.args[1])
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        notes.add(place, Words(f"a mistake in the JSON ({error.msg})"), "JSON")
    except RecursionError:
        notes.add("", Words("lists or tables nested too deeply"), "a few levels")
    except ValueError:
        notes.add("", Words("a number that cannot be read"), "numbers of 15 digits")
    return None


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """Plain data alone: no aliases, no tags of the file's own, few levels, few nodes."""

    level = count = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()
        place = f"line {event.start_mark.line + 1}"
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _Refused(place, "an anchor or an alias", "each value written where it stands")
        if tag is not None:
            raise _Refused(place, f"the tag {show(tag)}", "plain values without tags")
        self.level += 1
        self.count += 1
        if self.level > LEVELS or self.count > MOST:
            allowed = f"at most {LEVELS} levels and {MOST:,} values"
            raise _Refused(place, "more than a domain has", allowed)
        node: Any = super().compose_node(parent, index)
        self.level -= 1
        return node


def yaml_table(text: str, notes: Notes) -> dict[str, Any] | None:
    """The table of a YAML text."""
    try:
        return _table(yaml.load(text, Loader=_Loader), notes)
    except _Refused as refused:
        place, found, allowed = refused.args
        notes.add(place, Words(found), allowed)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = (error.problem or "not YAML").partition("\n")[0]
        notes.add(place, Words(f"a mistake in the YAML ({problem})"), "YAML 1.1")
    except yaml.YAMLError as error:
        reason = str(error).partition("\n")[0]
        notes.add("", Words(f"text that is not YAML ({reason})"), "YAML 1.1")
    except RecursionError:
        notes.add("", Words("lists or tables nested too deeply"), "a few levels")
    except (ValueError, OverflowError):
        notes.add("", Words("a number or date that cannot be read"), "numbers of 15 digits")
    return None


def yaml_text(table: dict[str, Any]) -> str:
    """A table as YAML, its keys in their order."""
    return str(yaml.safe_dump(table, sort_keys=False, allow_unicode=True))


def _table(found: Any, notes: Notes) -> dict[str, Any] | None:
    if not isinstance(found, dict):
        notes.add("", found, "a table")
        return None
    return found if sized(found, notes) else None
