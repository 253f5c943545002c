"""Every visible sentence, by a dotted key, in every language there is.

The files `<language>_*.toml` beside this one hold the sentences; a key lives in
exactly one of them. Values stand in braces: `{round}`, `{share:.0%}`, and are written as the
language writes numbers. A sentence that depends on a count has a form for each of the
language's plurals: `key.one`, `key.few`, `key.other`. What a language lacks is said in English.
Which language is spoken belongs to a request or a tab.
"""

from __future__ import annotations

import contextlib
import functools
import string
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from importlib import resources
from typing import Any

from babel import Locale, UnknownLocaleError

LANGUAGE = "en"
FOLDER = resources.files(__name__)

_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
_tabs: list[Callable[[], str | None]] = []


@functools.cache
def languages() -> tuple[str, ...]:
    """The languages there are files of, English first."""
    files = (file.name for file in FOLDER.iterdir() if file.name.endswith(".toml"))
    others = {name.partition("_")[0] for name in files} - {LANGUAGE}
    return (LANGUAGE, *sorted(others))


def language() -> str:
    """The language of whoever is spoken to: of the request, else of the tab, else English."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    for of_tab in _tabs:
        found = of_tab()
        if found is not None:
            return found
    return LANGUAGE


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
    said = sentences(language())
    text = said.get(key)
    if text is None and isinstance(values.get("count"), int):
        form = plural(values["count"])
        text = said.get(f"{key}.{form}", said.get(f"{key}.other"))
    if text is None:
        return key
    try:
        return _FILL.vformat(text, (), values)
    except (KeyError, IndexError, ValueError, TypeError):
        return text


def plural(count: int) -> str:
    """The plural of a whole number in the language spoken, as Unicode's CLDR names it.

    >>> plural(1), plural(5)
    ('one', 'other')
    """
    return str(_locale(language()).plural_form(count))


def number(value: float, form: str = "") -> str:
    """A number as the language spoken writes it; `form` is Python's, such as ",.0f" or ".0%".

    >>> number(1234.5, ",.1f"), number(0.5, ".0%")
    ('1,234.5', '50%')
    """
    text = format(value, form)
    spoken = language()
    return text if spoken == LANGUAGE else text.translate(_signs(spoken))


class _Filler(string.Formatter):
    """Fills values in; those that a sentence gives a form are written as its language does."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec and isinstance(value, (int, float)):
            return number(value, format_spec)
        return str(super().format_field(value, format_spec))


_FILL = _Filler()


@functools.cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(LANGUAGE)


@functools.cache
def _signs(language: str) -> dict[int, str]:
    """The signs of Python's numbers in a language's own."""
    locale = _locale(language)
    found = locale.number_symbols["latn"]
    percent = locale.percent_formats[None].pattern.removeprefix("#,##0")
    return {ord(","): found["group"], ord("."): found["decimal"], ord("%"): percent}


def known(key: str) -> bool:
    """Whether somebody wrote a sentence for that key."""
    return key in sentences()


def _flat(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
