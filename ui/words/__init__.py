"""Every visible sentence, by a dotted key, in every language there is.

The files `<language>_*.toml` beside this one hold the sentences; a key lives in
exactly one of them. Values stand in braces: `{round}`, `{share:.0%}`. What a language
lacks is said in English. Which language is spoken belongs to a request or a tab.
"""

from __future__ import annotations

import contextlib
import functools
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from importlib import resources
from typing import Any

LANGUAGE = "en"
FOLDER = resources.files(__name__)

_spoken: ContextVar[str] = ContextVar("spoken", default=LANGUAGE)
_tabs: list[Callable[[], str | None]] = []


@functools.cache
def languages() -> tuple[str, ...]:
    """The languages there are files of, English first."""
    files = (file.name for file in FOLDER.iterdir() if file.name.endswith(".toml"))
    others = {name.partition("_")[0] for name in files} - {LANGUAGE}
    return (LANGUAGE, *sorted(others))


def language() -> str:
    """The language of whoever is spoken to: of the tab, else of the request, else English."""
    for of_tab in _tabs:
        found = of_tab()
        if found is not None:
            return found
    return _spoken.get()


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language in this context, and in what is begun from it."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def ask_tabs(of_tab: Callable[[], str | None]) -> None:
    """Let `of_tab` tell the language of the tab a thread works for; None outside any."""
    _tabs[:] = [of_tab]


@functools.cache
def written(language: str) -> dict[str, str]:
    """The sentences somebody wrote in that very language; a key said twice is an error."""
    found: dict[str, str] = {}
    for file in sorted(FOLDER.iterdir(), key=lambda file: file.name):
        if not (file.name.startswith(f"{language}_") and file.name.endswith(".toml")):
            continue
        for key, text in _flat(tomllib.loads(file.read_text(encoding="utf-8")), ""):
            if key in found:
                raise ValueError(f"{file.name}: {key} is said twice")
            found[key] = text
    return found


@functools.cache
def sentences(language: str = LANGUAGE) -> dict[str, str]:
    """All sentences of a language by dotted key, in English where it has none."""
    return {**written(LANGUAGE), **written(language)}


def say(key: str, **values: Any) -> str:
    """The sentence of that key with its values filled in; the key itself if nobody wrote it.

    >>> say("terminal.round", round=3)
    'Round 3'
    """
    text = sentences(language()).get(key)
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
