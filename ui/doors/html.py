"""A plain page, and what stands in it: cards, fields, tables."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from importlib import resources
from typing import Any

from starlette.responses import HTMLResponse, Response

from ui.fence import PLAIN
from ui.words import language, languages, say, written

from .elements import Html, el, join
from .masthead import glossary, masthead

__all__ = [
    "Html",
    "card",
    "choose",
    "document",
    "el",
    "field",
    "join",
    "look",
    "note",
    "table",
    "tick",
]


def document(
    title: str,
    *inside: Any,
    kind: str = "",
    home: str = "/",
    status: int = 200,
    watch: str = "",
    alone: bool = False,
    at: str = "",
) -> Response:
    """A whole page in the look of the game. `watch` is an address that says when to go on.

    Another language is offered at the address `at`, which is the page's own if it is empty.
    One that stands `alone` carries its look with it and leads nowhere, to be kept as a file.
    """
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        # a form sent under "no-referrer" would not say where it comes from
        el("meta", name="referrer", content="same-origin"),
        el("title", f"{title} · {say('screen.brand')}"),
        *([el("style", look())] if alone else _linked()),
    )
    mast = masthead(home, alone)
    draft = written(language()).get("draft.notice")
    foot = el("footer", el("p", say("screen.foot")),
              el("p", draft, class_="draft") if draft else None,
              None if alone else _tongues(at), class_="foot")  # fmt: skip
    main = el("main", *inside, foot)
    help_box = None if alone else glossary()
    screen = el("div", mast, main, help_box, class_=f"screen plain {kind}")
    body = el("body", screen, data_watch=watch or None)
    text = "<!DOCTYPE html>" + el("html", head, body, lang=language())
    headers = {"cache-control": "no-store", "content-security-policy": PLAIN}
    return HTMLResponse(text, status_code=status, headers=headers)


def _tongues(at: str) -> Html:
    """The languages there are, each by its own name."""
    links = [
        el("a", say(f"screen.languages.{one}"), href=f"{at}?lang={one}", lang=one, hreflang=one,
           aria_current="true" if one == language() else None) for one in languages()
    ]  # fmt: skip
    return el("nav", *links, class_="tongues", aria_label=say("screen.languages.title"))


def _linked() -> list[Html]:
    return [
        *(
            el("link", rel="stylesheet", href=f"/static/assets/{name}.css")
            for name in ("letters", "custom", "plain")
        ),
        el("script", src="/static/assets/custom.js"),
        el("script", src="/static/assets/plain.js", defer=True),
    ]


@functools.cache
def look() -> Html:
    """The styles of plain pages as one text."""
    assets = resources.files("ui") / "assets"
    parts = (assets / "custom.css", assets / "plain.css")
    return Html("\n".join(part.read_text(encoding="utf-8") for part in parts))


def card(title: str, *inside: Any, **attributes: Any) -> Html:
    """A section with a heading."""
    head = el("header", el("h2", title), class_="card-head")
    kinds = f"card {attributes.pop('class_', '')}".strip()
    return el("section", head, *inside, class_=kinds, **attributes)


def note(text: str, bad: bool = True) -> Html:
    """A sentence that needs to be seen."""
    return el("p", text, class_="caution" if bad else "lead", role="alert" if bad else "status")


def field(label: str, control: Html, hint: str = "") -> Html:
    """A form field with its label."""
    return el("label", el("span", label), control, el("small", hint) if hint else None,
              class_="field")  # fmt: skip


def choose(name: str, options: Iterable[tuple[str, str]], chosen: str = "", **more: Any) -> Html:
    """A select."""
    found = [el("option", text, value=key, selected=key == chosen) for key, text in options]
    return el("select", *found, name=name, **more)


def tick(name: str, text: str, value: str = "yes") -> Html:
    """A box to tick."""
    return el("label", el("input", type="checkbox", name=name, value=value), el("span", text),
              class_="check")  # fmt: skip


def table(
    heads: Iterable[Any], rows: Iterable[Iterable[Any]], caption: str = "", narrow: bool = False
) -> Html:
    """A table whose first column names the row; a narrow one fits a phone without scrolling.

    A wide one scrolls in its own box, which the keyboard reaches.
    """
    heads = list(heads)
    head = el("thead", el("tr", *(el("th", h, scope="col") for h in heads)))
    body = []
    for row in rows:
        first, *rest = row
        body.append(el("tr", el("th", first, scope="row"), *(el("td", c) for c in rest)))
    title = el("caption", caption) if caption else None
    inside = el("table", title, head, el("tbody", *body))
    if narrow:
        return el("div", inside, class_="scroll narrow")
    label = caption or ", ".join(str(h) for h in heads if h)
    return el("div", inside, class_="scroll", tabindex=0, role="group", aria_label=label)
