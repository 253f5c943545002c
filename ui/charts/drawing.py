"""Plain SVG, made here: elements, scales, text that breaks into lines. All text is escaped.

Colours are the palette's names, as `var(--name)`, so that a drawing follows the page it
stands in; `coloured` writes them out for a file that stands alone.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

Point = tuple[float, float]
NAMED = re.compile(r"var\(--([\w-]+)\)")


def shape(name: str, inside: Iterable[str] = (), /, **attributes: Any) -> str:
    """An element; underscores of attributes become hyphens, numbers get one decimal.

    >>> shape("rect", x=1.25, fill="var(--open)", stroke_width=2)
    '<rect x="1.2" fill="var(--open)" stroke-width="2"/>'
    """
    given = "".join(
        f' {key.replace("_", "-")}="{escape(_short(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    content = "".join(inside)
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"


def _short(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def colour(name: str) -> str:
    """A colour of the palette by its name."""
    return f"var(--{name})"


def coloured(drawing: str, colours: Mapping[str, str]) -> str:
    """The drawing with its colours written out.

    >>> coloured('<rect fill="var(--ink)"/>', {"ink": "black"})
    '<rect fill="black"/>'
    """
    return NAMED.sub(lambda found: colours[found[1]], drawing)


def text(
    x: float, y: float, words: str, anchor: str = "start", ink: str = "ink", **more: Any
) -> str:
    """One line of text."""
    return shape(
        "text", [escape(words)], x=x, y=y, text_anchor=anchor, fill=colour(ink),
        font_size=more.pop("size", 13), **more,
    )  # fmt: skip


def haloed(
    x: float, y: float, words: str, anchor: str = "start", ink: str = "ink", **more: Any
) -> str:
    """One line of bold text that stands out from what lies under it."""
    under = {"stroke": colour("card"), "stroke_width": 4, "stroke_linejoin": "round"}
    bold = {"font_weight": 700, **more}
    return text(x, y, words, anchor, ink, **under, **bold) + text(x, y, words, anchor, ink, **bold)


def path(points: Sequence[Point], ink: str, **more: Any) -> str:
    """A line through points."""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    style = {"stroke_width": 2, "stroke_linejoin": "round", **more}
    return shape("polyline", points=joined, fill="none", stroke=colour(ink), **style)


def area(points: Sequence[Point], ink: str, opacity: float) -> str:
    """A filled outline."""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return shape("polygon", points=joined, fill=colour(ink), fill_opacity=opacity)


def line(x1: float, y1: float, x2: float, y2: float, ink: str, **more: Any) -> str:
    """A straight line."""
    return shape("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour(ink), **more)


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """From values to places."""
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def ticks(low: float, high: float, wanted: int) -> list[float]:
    """Round numbers from low to high, about as many as wanted.

    >>> ticks(0.0, 1.0, 4)
    [0.0, 0.5, 1.0]
    """
    rough = ((high - low) or 1.0) / max(1, wanted)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9))
    count = math.floor((high - low) / step + 1e-6)
    first = math.ceil(low / step - 1e-9) * step
    marks = [first + n * step for n in range(count + 1)]
    return [round(mark, 9) for mark in marks if mark <= high + step * 1e-6]


def broken(words: str, most: int) -> list[str]:
    """Text in lines of at most `most` letters; a longer word stands alone.

    >>> broken("the guns fell silent", 9)
    ['the guns', 'fell', 'silent']
    """
    lines: list[str] = []
    for word in words.split():
        if lines and _width(lines[-1]) + 1 + _width(word) <= most:
            lines[-1] += f" {word}"
        elif _width(word) == len(word):
            lines.append(word)
        else:
            # a script without spaces breaks between any two letters
            lines.append("")
            for letter in word:
                if _width(lines[-1] + letter) > most:
                    lines.append("")
                lines[-1] += letter
    return lines


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in words)


def drawing(parts: Iterable[str], wide: float, high: float, label: str) -> str:
    """A whole drawing with its name for readers who do not see it."""
    return shape(
        "svg", parts, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {wide:g} {high:g}",
        role="img", aria_label=label, font_family="Roboto, system-ui, sans-serif",
    )  # fmt: skip
