"""The one scale: sizes of text, spaces, corners, shadows and times of every page.

Beside the palette, and like it written into the style sheets by a command: `python -m ui.scale`
writes `assets/custom.css` and `docs/manual.css`. Pages that stand alone carry `declared()`. A
style names a step and no number of its own; a test finds the numbers.
"""

from __future__ import annotations

from pathlib import Path

from .palette import GROUND

TEXT = {
    "text-note": (0.8, "a note beside a note: legends, tags, captions of numbers"),
    "text-side": (0.9, "beside the point: hints, tables, quiet buttons"),
    "text-body": (1.0, "what is read"),
    "text-head": (1.2, "the heading of a card, a number that counts"),
    "text-title": (1.5, "the heading of a page"),
    "text-display": (2.2, "the first line of a first page"),
}
"""Six steps, in rem: each about a fifth to a half larger than the one before."""

SMALLEST_DISPLAY = 1.6
"""Rem of the largest step on a phone; between, it grows with the width."""

SPACE = {
    "space-1": (2, "lines of one thing"),
    "space-2": (4, "a label and what it names"),
    "space-3": (8, "things of one group"),
    "space-4": (12, "groups"),
    "space-5": (16, "the edge of a card on a phone, columns"),
    "space-6": (24, "the edge of a card, cards"),
    "space-7": (40, "parts of a page"),
}
"""Seven steps, in pixels."""

DRAWN = {"text-mark": (12, "a number at an axis"), "text-axis": (13, "the name of one")}
"""Text in drawings, in pixels: a drawing does not grow with the page's text."""

ROUND = {
    "round-1": ("4px", "tags, tracks, small marks"),
    "round-2": ("8px", "controls, hollows"),
    "round-3": ("12px", "cards, dialogs"),
    "round-full": ("99px", "pills"),
}

SHADOWS = {
    "shadow": (
        "0 1px 2px rgba(30, 34, 40, .06), 0 4px 16px rgba(30, 34, 40, .05)",
        "0 1px 2px rgba(0, 0, 0, .4)",
        "a card on the page",
    ),
    "shadow-float": (
        "0 6px 24px rgba(30, 34, 40, .22)",
        "0 6px 24px rgba(0, 0, 0, .5)",
        "what floats over cards: a tip, a pill",
    ),
    "shadow-over": (
        "0 16px 56px rgba(30, 34, 40, .35)",
        "0 16px 56px rgba(0, 0, 0, .7)",
        "what lies over everything: a dialog",
    ),
}

MOTION = {
    "time-quick": (0.15, "a colour under the pointer"),
    "time-move": (0.45, "a thing goes to its new place"),
    "time-event": (1.4, "something happens that one should see"),
}
"""Seconds. Who asks for less motion gets none: there every time is nought."""

TOUCH = 44
"""Pixels of the smallest thing a finger presses."""

START, END = "/* scale: written by `python -m ui.scale` */", "/* end of the scale */"

SITE = 0.8
"""A rem of the documents' theme is 20 pixels wide, ours 16."""

SITE_COLOURS = {
    "default-bg-color": "card",
    "default-fg-color": "ink",
    "default-fg-color--light": "ink-2",
    "default-fg-color--lighter": "line-2",
    "default-fg-color--lightest": "line",
    "typeset-color": "ink",
    "typeset-a-color": "action",
    "primary-fg-color": "action",
    "primary-bg-color": "action-ink",
    "accent-fg-color": "focus",
    "code-bg-color": "sunk",
    "code-fg-color": "ink",
    "footer-bg-color": "sunk",
    "footer-bg-color--dark": "sunk",
    "footer-fg-color": "ink",
    "footer-fg-color--light": "ink-2",
    "footer-fg-color--lighter": "ink-2",
}
"""What the documents' theme calls a colour, and ours for it."""


def steps(rem: float = 1.0) -> dict[str, str]:
    """Every step by its name; `rem` where the page's own is another than 16 pixels.

    >>> steps()["text-side"], steps(0.8)["text-side"], steps()["space-3"]
    ('0.9rem', '0.72rem', '8px')
    """
    text = {name: f"{size * rem:.3g}rem" for name, (size, _) in TEXT.items()}
    least, most = SMALLEST_DISPLAY * rem, text["text-display"]
    text["text-display"] = f"clamp({least:.3g}rem, 4vw, {most})"
    pixels = {name: f"{size}px" for name, (size, _) in (DRAWN | SPACE).items()}
    corners = {name: size for name, (size, _) in ROUND.items()}
    return text | pixels | corners | {"touch": f"{TOUCH}px"}


def shadows(night: bool) -> dict[str, str]:
    """Every shadow by its name, on light or on dark paper."""
    return {name: each[night] for name, each in SHADOWS.items()}


def times() -> dict[str, str]:
    """How long motion takes, by its name."""
    return {name: f"{seconds:g}s" for name, (seconds, _) in MOTION.items()}


def declared(rem: float = 1.0) -> str:
    """All of it as CSS, in one line, for a page that stands alone."""
    return f":root{{{_told(steps(rem) | shadows(False) | times(), '')}}}{calm()}"


def calm() -> str:
    """What stands still for who asks for less motion.

    >>> "--time-move:0s" in calm()
    True
    """
    still = _told(dict.fromkeys(MOTION, "0s"), "")
    return f"@media (prefers-reduced-motion:reduce){{:root{{{still}}}}}"


def block(rem: float = 1.0) -> str:
    """What stands in a style sheet between the two marks."""
    return (
        f"{START}\n:root {{{_told(steps(rem) | shadows(False) | times())}\n}}\n"
        f"@media screen {{ html[data-theme=dark], [data-md-color-scheme=slate] {{"
        f"{_told(shadows(True))}\n}} }}\n{calm()}\n{END}"
    )


def site() -> str:
    """The same for the documents, with the palette's ground under the names of their theme."""
    taken = "".join(f"\n  --md-{theirs}: var(--{ours});" for theirs, ours in SITE_COLOURS.items())
    themes = "\n".join(
        f"[data-md-color-scheme={scheme}][data-md-color-scheme] {{"
        f"{_told({name: colours[n] for name, colours in GROUND.items()})}{taken}\n}}"
        for n, scheme in enumerate(("default", "slate"))
    )
    return block(SITE).replace(END, f"{themes}\n{END}")


def _told(values: dict[str, str], gap: str = "\n  ") -> str:
    colon = ": " if gap else ":"
    return "".join(f"{gap}--{name}{colon}{value};" for name, value in values.items())


def written(sheet: str, block: str) -> str:
    """The style sheet with the scale of today."""
    head, _, rest = sheet.partition(START)
    return head + block + rest.partition(END)[2]


def sheets() -> dict[Path, str]:
    """The style sheets that hold the scale, and what stands in each."""
    home = Path(__file__).parent
    return {home / "assets" / "custom.css": block(), home.parent / "docs" / "manual.css": site()}


if __name__ == "__main__":
    for place, own in sheets().items():
        place.write_text(written(place.read_text(encoding="utf-8"), own), encoding="utf-8")
