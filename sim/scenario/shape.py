"""A table of a scenario file read as its schema has it: mistakes in words, and the rest."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.mistakes import Notes, Words
from sim.scenario.schema import (
    ID,
    RESERVED,
    EffectTable,
    FigureTable,
    ReadingTable,
    SignalTable,
    Table,
)

Kind = TypeVar("Kind", bound=Table)


def shape(kind: type[Kind], found: Any, address: str, notes: Notes) -> Kind | None:
    """`found` as a table of this kind, or None; mistakes are noted.

    Keys that are wrong are dropped and the rest is read without them, so that
    one mistake does not hide the others.
    """
    if not isinstance(found, dict):
        notes.add(address, found, "a table")
        return None
    try:
        return kind.model_validate(found)
    except ValidationError as error:
        wrong = _note(kind, error, address, notes)
    try:
        return kind.model_validate({key: found[key] for key in found if key not in wrong})
    except ValidationError:
        return None


def _note(kind: type[Table], error: ValidationError, address: str, notes: Notes) -> set[str]:
    wrong: set[str] = set()
    for item in error.errors(include_url=False, include_context=True):
        parts = [str(part) for part in item["loc"] if part != "[key]"]
        where = ".".join([address, *parts]) if address else ".".join(parts)
        if item["loc"]:
            wrong.add(str(item["loc"][0]))
        if item["type"] == "missing":
            notes.add(where, Words("nothing"), f"the key {parts[-1]}")
        elif item["type"] == "extra_forbidden":
            keys = list(kind.model_fields) if len(parts) == 1 else _keys(kind, parts)
            notes.unknown(where, parts[-1], keys)
        else:
            notes.add(where, item["input"], _allowed(item["type"], item))
    return wrong


def _keys(kind: type[Table], parts: list[str]) -> list[str]:
    if parts[0] == "readings" and kind is SignalTable and len(parts) == 3:
        return list(ReadingTable.model_fields)
    if parts[0] == "effects":
        return list(EffectTable.model_fields) if len(parts) == 3 else list(FigureTable.model_fields)
    return list(FigureTable.model_fields)


_PLAIN = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "date_type": "a date such as 2022-02-24",
    "string_pattern_mismatch": "small letters, digits, - and _, beginning with a letter",
}


def _allowed(kind: str, item: Any) -> str:
    limits = item.get("ctx", {})
    if kind == "literal_error":
        return f"one of {limits['expected']}"
    if kind in ("string_too_long", "too_long"):
        return f"at most {limits['max_length']} {'characters' if 'string' in kind else 'of them'}"
    if kind in ("string_too_short", "too_short"):
        return f"at least {limits['min_length']} {'characters' if 'string' in kind else 'of them'}"
    if kind == "greater_than_equal":
        return f"at least {limits['ge']}"
    if kind == "less_than_equal":
        return f"at most {limits['le']}"
    return _PLAIN.get(kind, str(item["msg"]))


def tables(found: Any, address: str, most: int, notes: Notes) -> dict[str, Any]:
    """The named tables of a table of tables, those with a usable name and at most `most`."""
    if not isinstance(found, dict):
        notes.add(address, found, "a table of tables")
        return {}
    if len(found) > most:
        notes.add(address, Words(f"{len(found)} of them"), f"at most {most}")
        return {}
    return {name: inner for name, inner in found.items() if _named(name, address, notes)}


def _named(name: str, address: str, notes: Notes) -> bool:
    if re.match(ID, name) and name not in RESERVED:
        return True
    allowed = "small letters, digits, - and _, beginning with a letter, at most 40 characters"
    reserved = name in RESERVED
    notes.add(f"{address}.{name}", name, "another name: this one is taken" if reserved else allowed)
    return False


def only(found: dict[str, Any], known: tuple[str, ...], address: str, notes: Notes) -> None:
    """Note every key of a table that is not among the known ones."""
    for key in found:
        if key not in known:
            notes.unknown(f"{address}.{key}" if address else key, key, known)
