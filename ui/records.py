"""Records as files: reading what somebody hands over, writing what can be shared."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import sim
from sim.record import Record

from .words import say

LARGEST = 5 * 1024 * 1024
"""Bytes of the largest record that is read."""


def read(path: str) -> Record:
    """The record in a file, or on standard input for `-`; RecordError says what is wrong."""
    if path == "-":
        return parse(sys.stdin.buffer.read(LARGEST + 1), "-")
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
    except IsADirectoryError:
        raise sim.RecordError(say("record.folder", path=path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise sim.RecordError(say("record.cannot_read", path=path, reason=reason)) from None
    return parse(data, path)


def parse(data: bytes, name: str) -> Record:
    """The record in `data`, which came from `name`; RecordError says what is wrong."""
    return Record.from_json(_loads(data, name))


def _loads(data: bytes, name: str) -> Any:
    if len(data) > LARGEST:
        raise sim.RecordError(say("record.too_big", path=name, most=LARGEST // 1024**2))
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise sim.RecordError(say("record.not_text", path=name)) from None
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno, "reason": error.msg}
        raise sim.RecordError(say("record.not_json", path=name, **where)) from None
    except (RecursionError, ValueError) as error:
        reason = str(error)
        raise sim.RecordError(say("record.cannot_read", path=name, reason=reason)) from None
