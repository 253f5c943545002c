"""A scenario's picture: shapes alone, in the colour of the text around them.

The drawing `emblem.svg` beside a scenario may come from a stranger. It is read
piece by piece and written anew from what is allowed; anything else, and the
common emblem stands in its place.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from xml.sax.saxutils import quoteattr

from sim.scenario import Scenario

LARGEST = 4_000
SPACE = "{http://www.w3.org/2000/svg}"
SHAPES = {
    "g": set(),
    "path": {"d"},
    "circle": {"cx", "cy", "r"},
    "ellipse": {"cx", "cy", "rx", "ry"},
    "rect": {"x", "y", "width", "height", "rx"},
    "line": {"x1", "y1", "x2", "y2"},
    "polyline": {"points"},
    "polygon": {"points"},
}  # fmt: skip
MANNER = {
    "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray",
    "opacity", "fill-rule", "transform",
}  # fmt: skip
PLAIN = re.compile(r"[A-Za-z0-9 .,()\-+]*")
COMMON = (
    '<path d="M10 46a22 22 0 0 1 16-36M54 46a22 22 0 0 0-16-36" fill="none" '
    'stroke="currentColor" stroke-width="4" stroke-linecap="round"></path>'
    '<circle cx="32" cy="32" r="4" fill="currentColor"></circle>'
)


def emblem(scenario: Scenario) -> str:
    """The inside of a drawing on a square of 64, as markup of known shapes."""
    return drawn(scenario.path.parent / "emblem.svg") if scenario.path else COMMON


def drawn(file: Path) -> str:
    """The shapes of a file; the common emblem where there is none or anything else is in it."""
    try:
        if file.stat().st_size > LARGEST:
            return COMMON
        text = file.read_text(encoding="utf-8")
        if "<!" in text:  # no entities, no comments to hide in
            return COMMON
        root = ElementTree.fromstring(text)
        if root.tag != f"{SPACE}svg" or root.get("viewBox") != "0 0 64 64":
            return COMMON
        return "".join(_shape(part) for part in root)
    except (OSError, ValueError, ElementTree.ParseError):
        return COMMON


def _shape(part: ElementTree.Element) -> str:
    name = part.tag.removeprefix(SPACE)
    if name not in SHAPES:
        raise ValueError(name)
    for key, value in part.attrib.items():
        if key not in SHAPES[name] | MANNER or not PLAIN.fullmatch(value) or "url" in value:
            raise ValueError(key)
    own = "".join(f" {key}={quoteattr(value)}" for key, value in part.attrib.items())
    return f"<{name}{own}>{''.join(_shape(inner) for inner in part)}</{name}>"
