"""The one palette: every colour of screens, figures, reports and shared pages, with its meaning.

A colour means one thing and never carries it alone: a dash, a hatch, a ring or a word stands
beside it. The six that mean most (`SPOKEN`) stay apart for readers with protanopia, deuteranopia
or tritanopia in both themes; a test measures it. `python -m ui.palette` writes the tokens into
`assets/custom.css`.
"""

from __future__ import annotations

from pathlib import Path

GROUND = {
    "paper": ("#f5f4ef", "#12161a", "the page"),
    "card": ("#ffffff", "#1a2026", "a card on it"),
    "sunk": ("#f0eee7", "#222a31", "a hollow in a card"),
    "ink": ("#1c2329", "#e9e7e2", "text"),
    "ink-2": ("#525c66", "#a9b1b8", "text beside the point"),
    "line": ("#dad7cd", "#333d46", "a border, a grid"),
    "line-2": ("#8b8f93", "#77828c", "a border one must see"),
    "focus": ("#0a5fd6", "#8ab8ff", "where the keyboard is"),
    "action": ("#1f3f56", "#a9cfe8", "what can be pressed"),
    "action-ink": ("#ffffff", "#10202c", "text on it"),
    "warn": ("#8a3a00", "#f0b27a", "take care"),
}
PARTIES = {
    "a": ("#004377", "#86b6e9", "the first belligerent by stream"),
    "b": ("#a64d00", "#f1a15b", "the second"),
    "c": ("#5a6670", "#a7b3bd", "the first of the other parties"),
    "d": ("#7a6a3a", "#cdbb80", "the second"),
    "e": ("#6d5a78", "#c3abd2", "the third"),
    "f": ("#2f6f6b", "#86c5bf", "the fourth"),
    "g": ("#7d4a52", "#d8a5ab", "the fifth"),
    "h": ("#4c5a8a", "#a3b1e0", "the sixth"),
}
WINDOWS = {
    "open": ("#157457", "#70ddb3", "a window that was open in truth"),
    "believed": ("#724cad", "#a77fe9", "what somebody believes"),
    "missed": ("#b4023f", "#e76882", "open and not taken; a loss"),
    "mirage": ("#5c6c7c", "#9eacb8", "believed open, and was not"),
}
DOTS = {
    "dot-refused": ("#a9a59a", "#59636c", "terms below a minimum or over a red line"),
    "dot-outside": ("#a9a59a", "#59636c", "terms outside the true window"),
    "dot-unlikely": ("#a58ac9", "#8068ad", "terms one would sign, unlikely to pass"),
    "dot-likely": ("#5b2f9a", "#d4b9ff", "terms one would sign, likely to pass"),
    "dot-inside": ("#157457", "#70ddb3", "terms in the true window"),
    "dot-formula": ("#b08a00", "#e0c050", "terms that only a formula would add to it"),
}
RAMP = ("#00224e", "#35456c", "#666970", "#948e77", "#c8b866", "#fee838")
"""From little to much, for heat maps (cividis: in order for every reader, and in grey)."""
HEAT = {f"heat-{n}": (colour, colour, "a step of the ramp") for n, colour in enumerate(RAMP)}
ON_HEAT = {
    "on-dark": ("#ffffff", "#ffffff", "text on the ramp's dark half"),
    "on-light": ("#101418", "#101418", "text on its light half"),
}
TOKENS = GROUND | PARTIES | WINDOWS | DOTS | HEAT | ON_HEAT
SPOKEN = ("a", "b", "open", "believed", "missed", "mirage")
"""The colours a reader must never take for one another."""
CATEGORIES = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#000000",
    "#F0E442",
)
"""For series without a meaning of their own, such as the rules of a sweep (Okabe and Ito)."""

START, END = "/* palette: written by `python -m ui.palette` */", "/* end of the palette */"


def light() -> dict[str, str]:
    """Every colour on light paper, by its name."""
    return {name: colours[0] for name, colours in TOKENS.items()}


def dark() -> dict[str, str]:
    """Every colour on dark paper."""
    return {name: colours[1] for name, colours in TOKENS.items()}


def declared(colours: dict[str, str], gap: str = "") -> str:
    """The colours as CSS declarations, `gap` before each.

    >>> declared({"ink": "#000000"})
    '--ink:#000000;'
    """
    colon = ": " if gap else ":"
    return "".join(f"{gap}--{name}{colon}{value};" for name, value in colours.items())


def block() -> str:
    """What stands in `custom.css` between the two marks."""
    day = declared(light(), "\n  ")
    night = declared(dark(), "\n  ")
    return (
        f"{START}\n:root {{{day}\n}}\n\n@media screen {{ html[data-theme=dark] {{\n"
        f"  color-scheme: dark;{night}\n}} }}\n{END}"
    )


def written(sheet: str) -> str:
    """The style sheet with the palette of today."""
    head, _, rest = sheet.partition(START)
    return head + block() + rest.partition(END)[2]


if __name__ == "__main__":
    place = Path(__file__).parent / "assets" / "custom.css"
    place.write_text(written(place.read_text(encoding="utf-8")), encoding="utf-8")
