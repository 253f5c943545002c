"""One scale: every page takes its sizes, spaces, corners, shadows and times from it by name."""

import re
from pathlib import Path

import pytest

import ui
from ui import figures, leaflet, scale
from ui.doors.html import look

HOME = Path(ui.__file__).parent
MANUAL = HOME.parent / "docs" / "manual.css"
SCALED = re.compile(
    r"(?<![\w-])(?P<name>font|font-size|(?:row-|column-)?gap|(?:margin|padding)(?:-\w+)*"
    r"|border(?:-\w+)*-radius|box-shadow|transition(?:-duration)?|animation(?:-duration)?)"
    r"\s*:\s*(?P<value>[^;}\"]+)"
)
NUMBER = re.compile(r"(?<![\w.-])-?(?:\d*\.)?\d+(?:px|rem|em|pt|ch|vw|ms|s)\b|rgba?\(")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
RING = re.compile(r"(inset )?0 0 0 \d+px var\(--[\w-]+\)")

OWN = {
    ".big-code": "a code is read from the last row",
    ".big-url": "so is the address",
    ".screen.projecting": "so is the wall",
    ".screen.briefing": "on paper points are the measure",
    ".screen.plain svg text": "a drawing made smaller for a phone keeps its text legible",
    ".toml-gutter": "numbers of lines stand beside the lines they count",
    ".unseen": "one pixel that only a screen reader finds",
    ".gauge-limit": "half of a line's width",
    ".sees-mean": "half of a line's width",
}
"""Rules with a size of their own, and why."""


def styles():
    """Every style sheet and every style of a part, by its file's name."""
    found = {
        file.name: file.read_text(encoding="utf-8") for file in (HOME / "assets").glob("*.css")
    }
    found["manual.css"] = MANUAL.read_text(encoding="utf-8")
    for part in (HOME / "components").glob("*.vue"):
        inside = re.findall(r"<style>(.*?)</style>", part.read_text(encoding="utf-8"), re.DOTALL)
        found[part.name] = "\n".join(inside)
    found["figures.py"], found["leaflet.py"] = figures._SHEET, leaflet._SHEET
    return found


def strangers(sheet):
    """Rules of a sheet that hold a number of their own: who, what, the number."""
    sheet = scale.written(sheet, "") if scale.START in sheet else sheet
    found = []
    for who, declarations in RULE.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        if any(name in who for name in OWN):
            continue
        for one in SCALED.finditer(declarations):
            value = re.sub(r"var\(--[\w-]+\)", "", RING.sub("", one["value"]))
            found += [(who.strip(), one["name"], number) for number in NUMBER.findall(value)]
    return found


@pytest.mark.parametrize("name", sorted(styles()))
def test_no_size_is_written_elsewhere(name):
    """A page's styles name steps of the scale."""
    assert strangers(styles()[name]) == []


def test_a_size_of_ones_own_is_found():
    """The checker sees numbers in every property that the scale is for."""
    sheet = ".x { margin: 7px auto; font: 1rem/1.5 serif; transition: x .3s; gap: var(--space-2) }"
    assert strangers(sheet) == [
        (".x", "margin", "7px"),
        (".x", "font", "1rem"),
        (".x", "transition", ".3s"),
    ]
    assert strangers(".x { box-shadow: 0 0 0 1px var(--action) }") == []
    assert strangers(".x { box-shadow: 0 2px 4px var(--ink) }") != []


def test_every_exception_is_there():
    """A named exception that no sheet has any more is none."""
    whole = "".join(styles().values())
    assert [name for name in OWN if name not in whole] == []


def test_the_style_sheets_have_the_scale():
    """They hold what `python -m ui.scale` would write."""
    for place, own in scale.sheets().items():
        sheet = place.read_text(encoding="utf-8")
        assert scale.written(sheet, own) == sheet, place.name


def test_every_name_is_a_step():
    """What a style asks of the scale is there."""
    known = {*scale.steps(), *scale.shadows(False), *scale.times()}
    kinds = re.compile(r"var\(--((?:text|space|round|shadow|time)\b[\w-]*)\)")
    asked = {name for sheet in styles().values() for name in kinds.findall(sheet)}
    assert asked <= known
    assert set(scale.TEXT) | set(scale.SPACE) <= asked | {"text-display"}


def test_steps_are_steps():
    """Each is larger than the one before; text on a page is nowhere below 12 pixels."""
    text = [size for size, _ in scale.TEXT.values()]
    space = [size for size, _ in scale.SPACE.values()]
    assert text == sorted(set(text))
    assert space == sorted(set(space))
    assert min(text) * 16 >= 12
    assert scale.TOUCH >= 44


def test_pages_that_stand_alone_carry_it():
    """A report, a story, the pages a class takes home have the steps, and stand still if asked."""
    for page in (figures.page("A page", []), look()):
        assert "--space-3:" in page
        assert "prefers-reduced-motion" in page


def test_motion_can_be_turned_off():
    """Whatever moves takes a time of the scale, and each of them is nought for who asks."""
    for name, sheet in styles().items():
        sheet = scale.written(sheet, "") if scale.START in sheet else sheet
        for one in re.finditer(r"(?:transition|animation)\s*:\s*([^;}]+)", sheet):
            assert "var(--time-" in one[1] or "none" in one[1], (name, one[0])
    calm = scale.calm()
    assert all(f"--{name}:0s" in calm for name in scale.MOTION)
