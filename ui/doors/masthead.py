"""The head of a plain page: the same name, help and theme button that the screens have."""

from __future__ import annotations

from ui.words import language, say, sentences

from .elements import Html, el

THEMES = ("auto", "light", "dark")
SHAPES = {
    "auto": (
        ("circle", {"cx": 12, "cy": 12, "r": 8, "fill": "none", "stroke": "currentColor",
                    "stroke_width": 2}),
        ("path", {"d": "M12 4a8 8 0 0 1 0 16z", "fill": "currentColor"}),
    ),
    "light": (
        ("circle", {"cx": 12, "cy": 12, "r": 4, "fill": "currentColor"}),
        ("path", {"d": "M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
                  "fill": "none", "stroke": "currentColor", "stroke_width": 2,
                  "stroke_linecap": "round"}),
    ),
    "dark": (("path", {"d": "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
                       "fill": "currentColor"}),),
}  # fmt: skip


def masthead(home: str, alone: bool = False) -> Html:
    """The head of a page; one that stands `alone` has no script, so nothing to press."""
    name = say("screen.brand")
    brand = el("a", name, class_="brand", href=home)
    row = [el("span", name, class_="brand")] if alone else [brand, _help(), _theme()]
    return el("header", el("div", row, class_="masthead-row"), class_="masthead")


def _help() -> Html:
    said = say("screen.glossary.open_text")
    return el(
        "button", el("b", "?", aria_hidden="true"), type="button", class_="icon words-button",
        aria_keyshortcuts="?", data_key_name=say("screen.keys.help"), data_help=True,
        aria_label=said, title=said,
    )  # fmt: skip


def _theme() -> Html:
    """One button, its three faces; the script shows the one that is on."""
    faces = [
        el("svg", *(el(name, **given) for name, given in SHAPES[theme]), width=20, height=20,
           viewBox="0 0 24 24", aria_hidden="true", data_theme=theme, hidden=theme != "auto")
        for theme in THEMES
    ]  # fmt: skip
    said = {f"data_{theme}": say(f"screen.theme.{theme}") for theme in THEMES}
    return el(
        "button", *faces, type="button", class_="icon", aria_keyshortcuts="t",
        data_key_name=say("screen.keys.theme"), data_turn=True, aria_label=said["data_auto"],
        title=said["data_auto"], **said,
    )  # fmt: skip


def glossary() -> Html:
    """What the help opens: the keys of the page, and the vocabulary in order."""
    found = sorted(
        (text, say(key.replace(".name", ".text")))
        for key, text in sentences(language()).items()
        if key.startswith("screen.glossary.") and key.endswith(".name")
    )
    keys = el(
        "details",
        el("summary", say("screen.keys.title")),
        el("dl", data_keys=True, data_control=say("screen.keys.control")),
        el("p", say("screen.keys.tab"), class_="hint"),
        el("label", el("input", type="checkbox", data_switch=True),
           el("span", say("screen.keys.on")), class_="switch"),
        class_="keys",
    )  # fmt: skip
    close = el("button", say("screen.glossary.close"), type="button", class_="quiet",
               data_close=True)  # fmt: skip
    title = el("h2", say("screen.glossary.title"), id="glossary-title")
    return el(
        "dialog",
        el("header", title, close, class_="card-head"),
        keys,
        el("p", say("screen.glossary.text"), class_="hint"),
        el("dl", *([el("dt", name), el("dd", text)] for name, text in found)),
        class_="confirm glossary", aria_labelledby="glossary-title",
    )  # fmt: skip
