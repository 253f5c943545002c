"""HTML as values: whatever is put into it is escaped, unless it is HTML already."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

VOID = frozenset({"br", "img", "input", "link", "meta", "hr"})


class Html(str):
    """Text that is HTML; everything else is escaped when it is put into an element."""

    __slots__ = ()


def el(name: str, /, *inside: Any, **attributes: Any) -> Html:
    """An element; `class_` and `for_` lose their underscore, others turn theirs to hyphens.

    >>> el("p", "a < b", class_="hint")
    '<p class="hint">a &lt; b</p>'
    """
    given = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        given.append(f" {key}" if value is True else f' {key}="{html.escape(str(value))}"')
    opened = f"<{name}{''.join(given)}>"
    return Html(opened if name in VOID else f"{opened}{join(inside)}</{name}>")


def join(parts: Iterable[Any]) -> Html:
    """Parts one after the other; None is nothing, lists are their parts."""
    found = []
    for part in parts:
        if part is None:
            continue
        if isinstance(part, Html):
            found.append(str(part))
        elif isinstance(part, (list, tuple)):
            found.append(str(join(part)))
        else:
            found.append(html.escape(str(part)))
    return Html("".join(found))
