"""A picture from a stranger is drawn only if it is shapes and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.emblems import COMMON, LARGEST, drawn

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{}</svg>'
CIRCLE = '<circle cx="32" cy="32" r="9" fill="currentColor"></circle>'
BAD = {
    "a script": SVG.format("<script>alert(1)</script>"),
    "a listener": SVG.format('<circle cx="1" cy="1" r="1" onload="alert(1)"></circle>'),
    "a link": SVG.format('<image href="http://elsewhere/x.png"></image>'),
    "another document": SVG.format('<use href="other.svg#a"></use>'),
    "a style": SVG.format("<style>*{display:none}</style>"),
    "a fill from elsewhere": SVG.format('<rect fill="url(http://elsewhere)" x="0" y="0"></rect>'),
    "html inside": SVG.format("<foreignObject><b>x</b></foreignObject>"),
    "an entity": '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"),
    "a comment": SVG.format("<!-- " + CIRCLE + " -->"),
    "another square": SVG.format(CIRCLE).replace("64 64", "640 640"),
    "no svg": "<html></html>",
    "no markup": "hello",
    "half of one": SVG.format(CIRCLE)[:70],
    "too much": SVG.format(CIRCLE * LARGEST),
}


def test_shapes_are_drawn_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "emblem.svg"
    file.write_text(SVG.format(CIRCLE), encoding="utf-8")
    assert drawn(file) == CIRCLE


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_anything_else_is_not(tmp_path: Path, content: str) -> None:
    file = tmp_path / "emblem.svg"
    file.write_text(content, encoding="utf-8")
    assert drawn(file) == COMMON


def test_no_file_is_no_trouble(tmp_path: Path) -> None:
    assert drawn(tmp_path / "emblem.svg") == COMMON
    (tmp_path / "emblem.svg").write_bytes(b"\xff\xfe")
    assert drawn(tmp_path / "emblem.svg") == COMMON
