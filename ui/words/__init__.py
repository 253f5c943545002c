"""Every visible sentence, by a dotted key, so that other languages can follow.

The files `<language>_*.toml` beside this one hold the sentences; a key lives in
exactly one of them. Values stand in braces: `{round}`, `{share:.0%}`.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

LANGUAGE = "en"


@functools.cache
def sentences(language: str = LANGUAGE) -> dict[str, str]:
    """All sentences of a language by dotted key; a key said twice is an error."""
    found: dict[str, str] = {}
    for file in sorted(resources.files(__name__).iterdir(), key=lambda file: file.name):
        if not (file.name.startswith(f"{language}_") and file.name.endswith(".toml")):
            continue
        for key, text in _flat(tomllib.loads(file.read_text(encoding="utf-8")), ""):
            if key in found:
                raise ValueError(f"{file.name}: {key} is said twice")
            found[key] = text
    return found


def say(key: str, **values: Any) -> str:
    """The sentence of that key with its values filled in; the key itself if nobody wrote it.

    >>> say("terminal.round", round=3)
    'Round 3'
    """
    text = sentences().get(key)
    if text is None:
        return key
    try:
        return text.format(**values)
    except (KeyError, IndexError, ValueError, TypeError):
        return text


def known(key: str) -> bool:
    """Whether somebody wrote a sentence for that key."""
    return key in sentences()


def _flat(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
