"""One palette: written once, told apart by everybody, legible on every ground."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import ui
from ui import figures, palette
from ui.charts.people import COLOURS

HOME = Path(ui.__file__).parent
HEX = re.compile(r"#[0-9a-fA-F]{6}\b")
APART = 15.0  # distance in CIE L*a*b*; about six times what is just noticed side by side
TEXT, GRAPHIC = 4.5, 3.0  # contrast that WCAG 2.2 asks for (1.4.3, 1.4.11)

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB
SIGHT = {
    "all three cones": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
THEMES = {"light": palette.light(), "dark": palette.dark()}


def linear(colour):
    share = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def seen(colour, sight):
    """The colour in CIE L*a*b* as an eye of that sight has it."""
    share = XYZ @ np.clip(np.array(SIGHT[sight]) @ linear(colour), 0, 1)
    share = share / np.array([0.95047, 1.0, 1.08883])
    x, y, z = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one, other):
    light = sorted(float(linear(c) @ np.array([0.2126, 0.7152, 0.0722])) for c in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", THEMES)
def test_colours_that_mean_something_are_told_apart(theme, sight):
    """Both parties, open, believed, missed and mirage differ for every kind of sight."""
    colours = THEMES[theme]
    for one, other in itertools.combinations(palette.SPOKEN, 2):
        apart = np.linalg.norm(seen(colours[one], sight) - seen(colours[other], sight))
        assert apart >= APART, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_colours_are_legible(theme):
    """Text and every colour that names a party stand out from card and hollow."""
    colours = THEMES[theme]
    spoken = [*palette.PARTIES, *palette.WINDOWS, "ink", "ink-2", "action", "warn"]
    for name in spoken:
        for ground in ("card", "sunk"):
            assert contrast(colours[name], colours[ground]) >= TEXT, (name, ground)
    assert contrast(colours["action-ink"], colours["action"]) >= TEXT
    for name in ("dot-likely", "dot-inside", "focus"):
        assert contrast(colours[name], colours["card"]) >= GRAPHIC, name


def test_the_style_sheet_has_the_palette():
    """`custom.css` holds what `python -m ui.palette` would write."""
    sheet = (HOME / "assets" / "custom.css").read_text(encoding="utf-8")
    assert palette.written(sheet) == sheet


def test_every_party_has_a_colour():
    """A scenario with eight parties has eight colours, on the screen and in its keys."""
    assert set(COLOURS) == set(palette.PARTIES)
    sheet = (HOME / "assets" / "custom.css").read_text(encoding="utf-8")
    for name in COLOURS:
        assert f".{name} {{ --party: var(--{name}); }}" in sheet
        assert f".key.line-{name} {{" in sheet


def test_no_colour_is_written_elsewhere():
    """Screens, figures and reports take their colours from the palette by name."""
    known = {colour.lower() for pair in palette.TOKENS.values() for colour in pair[:2]}
    strangers = []
    for file in HOME.rglob("*"):
        if {"vendor", "site"} & set(file.parts) or file.suffix not in (
            ".py",
            ".vue",
            ".css",
            ".js",
        ):
            continue
        if file.name == "palette.py":
            continue
        found = {c.lower() for c in HEX.findall(file.read_text(encoding="utf-8"))}
        home = file.name in ("custom.css", "theme.js")
        strangers += [(file.name, colour) for colour in (found - known if home else found)]
    assert strangers == []


def test_pages_that_stand_alone_carry_it():
    """A report opens anywhere with the colours of the screen, light and dark."""
    page = figures.page("A page", [])
    for colours in THEMES.values():
        assert palette.declared(colours) in page
