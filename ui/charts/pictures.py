"""The five pictures of a game's story, drawn: plane, beliefs, windows, terms, the end.

Each is a pure function from numbers to SVG of `WIDE` by `HIGH` units, with the palette's names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..words import number, say
from . import drawing as d

WIDE, HIGH = 440.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 50.0, 12.0, 12.0, 36.0
CELL = 5.0  # units of one cell where dots are too many to draw one by one
DOTS = 700  # from here on they are counted by cell
SHADES = (0.16, 0.3, 0.5)  # one term in a cell, a few, many


@dataclass(frozen=True)
class Side:
    """A belligerent: its name, one that fits into a picture, colour, minimum by round, `[R]`."""

    name: str
    short: str
    colour: str
    minimum: tuple[float, ...]


def plane(
    sides: Sequence[Side],
    values: NDArray[np.float64],
    inside: NDArray[np.bool_],
    frontier: NDArray[np.int64],
    label: str,
) -> str:
    """All terms by what they are worth to both, `values` `[2, T]`; both minimums in the first
    round, the zone, the terms `inside` the window and the frontier."""
    limits = [side.minimum[0] for side in sides]
    low = np.minimum(values.min(axis=1), limits) - 0.03
    high = np.maximum(values.max(axis=1), limits) + 0.03
    x = d.scale(low[0], high[0], LEFT, WIDE - RIGHT)
    y = d.scale(low[1], high[1], HIGH - BOTTOM, TOP)
    at = (x(limits[0]), y(limits[1]))
    parts = [
        *(_upright(x(t), _points(t)) for t in d.ticks(low[0], high[0], 5)),
        *(_level(y(t), _points(t)) for t in d.ticks(low[1], high[1], 4)),
        d.shape("rect", x=at[0], y=TOP, width=WIDE - RIGHT - at[0], height=at[1] - TOP,
                fill=d.colour("open"), fill_opacity=0.14),
        _cloud(x(values[0][~inside]), y(values[1][~inside]), "dot-outside"),
        _cloud(x(values[0][inside]), y(values[1][inside]), "dot-inside"),
        _frontier(x(values[0][frontier]), y(values[1][frontier])),
        d.line(at[0], TOP, at[0], HIGH - BOTTOM, sides[0].colour, stroke_width=2.5),
        d.line(LEFT, at[1], WIDE - RIGHT, at[1], sides[1].colour, stroke_width=2.5),
        _needs(at[0], HIGH - BOTTOM - 8, sides[0], limits[0]),
        d.haloed(WIDE - RIGHT - 4, at[1] + (16 if at[1] < TOP + 20 else -6),
                 _needed(sides[1], limits[1]), "end", sides[1].colour),
        _below(say("screen.plane.axis", party=sides[0].short) + " →", sides[0].colour),
        _beside(say("screen.plane.axis", party=sides[1].short) + " →", sides[1].colour),
    ]  # fmt: skip
    return d.drawing(parts, WIDE, HIGH, label)


def _needed(side: Side, value: float) -> str:
    return say("story.mark.needs", party=side.short, points=_points(value))


def _needs(x: float, y: float, side: Side, value: float) -> str:
    before = x > (LEFT + WIDE - RIGHT) / 2
    return d.haloed(x + (-6 if before else 6), y, _needed(side, value),
                    "end" if before else "start", side.colour)  # fmt: skip


def _cloud(xs: NDArray[np.float64], ys: NDArray[np.float64], ink: str) -> str:
    if len(xs) <= DOTS:
        return "".join(d.shape("circle", cx=float(a), cy=float(b), r=2.6, fill=d.colour(ink))
                       for a, b in zip(xs, ys, strict=True))  # fmt: skip
    cells, counts = np.unique(
        np.stack([xs // CELL, ys // CELL], axis=1).astype(np.int64), axis=0, return_counts=True
    )
    shades = np.digitize(counts, (2, 6))
    parts = []
    for shade, opacity in enumerate(SHADES):
        here = cells[shades == shade]
        squares = "".join(f"M{CELL * a:g} {CELL * b:g}h4v4h-4z" for a, b in here.tolist())
        if squares:
            parts.append(d.shape("path", d=squares, fill=d.colour(ink), fill_opacity=opacity + 0.3))
    return "".join(parts)


def _frontier(xs: NDArray[np.float64], ys: NDArray[np.float64]) -> str:
    order = np.argsort(xs)
    points = [(float(a), float(b)) for a, b in zip(xs[order], ys[order], strict=True)]
    return d.path(points, "ink", stroke_width=1.4, stroke_opacity=0.75)


@dataclass(frozen=True)
class Estimate:
    """What one belligerent took the other's minimum to be, `[R, 3]`: mean, low, high."""

    believer: str
    short: str
    about: Side
    rows: NDArray[np.float64]


def beliefs(rounds: Sequence[int], estimates: Sequence[Estimate], at: int, label: str) -> str:
    """For each estimate a strip: the true minimum, the belief with its interval; round `at`."""
    strip = (HIGH - 24.0) / len(estimates)
    x = d.scale(rounds[0], max(rounds[-1], rounds[0] + 1), LEFT + 4, WIDE - RIGHT - 4)
    parts = []
    for n, one in enumerate(estimates):
        top, bottom = n * strip + 22.0, (n + 1) * strip - 4.0
        every = [*one.rows.ravel().tolist(), *one.about.minimum]
        y = d.scale(min(every) - 0.04, max(every) + 0.04, bottom, top)
        mean, low, high = one.rows.T
        parts += [
            *(_level(y(t), _points(t)) for t in d.ticks(min(every), max(every), 3)),
            d.area(
                [(x(r), y(v)) for r, v in zip(rounds, high, strict=True)]
                + [(x(r), y(v)) for r, v in zip(rounds[::-1], low[::-1], strict=True)],
                "believed", 0.22),
            d.path([(x(r), y(v)) for r, v in zip(rounds, mean, strict=True)], "believed",
                   stroke_dasharray="6 4"),
            d.path([(x(r), y(v)) for r, v in zip(rounds, one.about.minimum, strict=True)],
                   one.about.colour, stroke_width=2.5),
            d.line(x(at), top, x(at), bottom, "ink", stroke_dasharray="2 3"),
            d.haloed(LEFT, top - 8, say("story.mark.took", believer=one.short,
                                        party=one.about.short), ink=one.about.colour),
        ]  # fmt: skip
    parts += [d.text(x(r), HIGH - 6, str(int(r)), "middle", "ink-2") for r in _rounds(rounds)]
    return d.drawing(parts, WIDE, HIGH, label)


@dataclass(frozen=True)
class Watcher:
    """A belligerent's believed chance of a window by round, and the rounds of its mirages."""

    name: str
    colour: str
    chances: tuple[tuple[int, float], ...]
    mirages: tuple[int, ...]


def windows(
    last: int,
    watchers: Sequence[Watcher],
    spans: Sequence[tuple[int, int, str]],
    label: str,
) -> str:
    """Believed chances over the rounds; behind them, and in a band below, what was so.

    `spans` are first round, last round and outcome of each true window.
    """
    dreamt = [one for one in watchers if one.mirages]
    plot = HIGH - BOTTOM - 24 - 17.0 * len(dreamt)
    x, y = d.scale(1, max(2, last), LEFT + 18, WIDE - RIGHT - 6), d.scale(0, 1, plot, TOP + 26)
    half = (x(2) - x(1)) / 2
    parts = [_level(y(t), number(t, ".0%")) for t in (0.0, 0.5, 1.0)]
    for start, end, outcome in spans:
        box = {"x": x(start) - half, "width": x(end) - x(start) + 2 * half}
        ink = "missed" if outcome == "missed" else "open"
        parts.append(d.shape("rect", y=TOP + 26, height=plot - TOP - 26, fill=d.colour(ink),
                             fill_opacity=0.12, **box))  # fmt: skip
        parts.append(d.shape("rect", y=plot + 6, height=12, rx=2, stroke=d.colour(ink),
                             stroke_width=1.5, fill=d.colour(ink),
                             fill_opacity=0.15 if outcome == "censored" else 1, **box))  # fmt: skip
    parts.append(d.text(LEFT + 4, plot + 16, say("story.mark.true"), "end", "ink-2", size=12))
    for n, one in enumerate(watchers):
        dash = "8 3" if n else None
        parts.append(d.path([(x(r), y(p)) for r, p in one.chances], one.colour,
                            stroke_dasharray=dash))  # fmt: skip
        left = LEFT + 200 * n
        parts.append(d.line(left, TOP + 2, left + 24, TOP + 2, one.colour, stroke_width=2,
                            stroke_dasharray=dash))  # fmt: skip
        parts.append(d.text(left + 30, TOP + 6, say("screen.timeline.of", party=one.name),
                            ink=one.colour, font_weight=700))  # fmt: skip
    for n, one in enumerate(dreamt):
        row = plot + 34 + 17.0 * n
        parts += [d.shape("circle", cx=x(r), cy=row - 4, r=4, fill="none", stroke_width=2,
                          stroke=d.colour("mirage"), stroke_dasharray="2 2")
                  for r in one.mirages]  # fmt: skip
        parts.append(d.text(LEFT + 4, row, _little(one.name), "end", one.colour, size=12))
    parts += [
        d.text(x(r), HIGH - 6, str(r), "middle", "ink-2") for r in _rounds(range(1, last + 1))
    ]
    return d.drawing(parts, WIDE, HIGH, label)


def _little(name: str) -> str:
    return name if len(name) <= 6 else name[:5] + "."


def terms(rows: Sequence[tuple[str, str, float, float]], lines: Sequence[str], label: str) -> str:
    """What terms were worth to each party asked, over its minimum: name, colour, value, minimum;
    below, the terms in words."""
    every = [v for row in rows for v in row[2:]]
    x = d.scale(min(0.0, *every), max(1.0, *every), 120.0, WIDE - 46.0)
    told = [part for one in lines for part in d.broken("• " + one, 62)]
    parts = []
    # few rows and few words have room to be read from afar
    pitch = min(54.0, max(26.0, (HIGH - 50.0 - 18.0 * len(told)) / max(1, len(rows))))
    thick = pitch - 11.0
    for n, (name, ink, value, minimum) in enumerate(rows):
        y = 10.0 + pitch * n
        enough = value >= minimum
        ends = sorted((x(0.0), x(value)))
        parts += [
            d.text(112, y + thick / 2 + 5, name if len(name) < 15 else name[:13] + "…", "end", ink,
                   font_weight=700),
            d.shape("rect", x=ends[0], y=y, width=max(1.0, ends[1] - ends[0]), height=thick,
                    rx=2, fill=d.colour(ink), fill_opacity=0.8 if enough else 0.3),
            d.line(x(minimum), y - 4, x(minimum), y + thick + 4, "ink", stroke_width=3),
            d.text(WIDE - 6, y + thick / 2 + 5, _signed(value - minimum), "end",
                   "open" if enough else "missed", font_weight=700),
        ]  # fmt: skip
    y = 10.0 + pitch * len(rows) + 12.0
    parts.append(d.text(120, y, say("story.mark.minimum"), "start", "ink-2", size=12))
    step = max(14.0, min(18.0, (HIGH - y - 22) / max(1, len(told))))
    room = int((HIGH - y - 8) // step)
    if len(told) > room:
        told = [*told[: room - 1], "…"]
    size = 13 if step > 15 else 12
    parts += [d.text(12, y + 6 + step * (n + 1), part, size=size) for n, part in enumerate(told)]
    return d.drawing(parts, WIDE, HIGH, label)


def ending(
    losses: Sequence[tuple[Side, Sequence[float]]],
    opened: Sequence[int],
    signed: int | None,
    label: str,
) -> str:
    """Dead and wounded of both sides, one upon the other, round by round; open rounds shaded."""
    last = len(losses[0][1])
    total = [sum(pair) for pair in zip(*(values for _, values in losses), strict=True)]
    x = d.scale(1, max(2, last), LEFT + 8, WIDE - RIGHT - 6)
    y = d.scale(0.0, max(1.0, *total), HIGH - BOTTOM, TOP + 14)
    half = (x(2) - x(1)) / 2
    parts = [_level(y(t), _many(t)) for t in d.ticks(0.0, max(1.0, *total), 4)]
    parts += [
        d.shape("rect", x=x(r) - half, y=TOP, width=2 * half, height=HIGH - BOTTOM - TOP,
                fill=d.colour("open"), fill_opacity=0.14) for r in opened
    ]  # fmt: skip
    base = [0.0] * last
    for side, values in losses:
        upper = [a + b for a, b in zip(base, values, strict=True)]
        rounds = range(1, last + 1)
        parts.append(d.area(
            [(x(r), y(v)) for r, v in zip(rounds, upper, strict=True)]
            + [(x(r), y(v)) for r, v in reversed(list(zip(rounds, base, strict=True)))],
            side.colour, 0.6))  # fmt: skip
        parts.append(d.haloed(x(last) - 4, (y(base[-1]) + y(upper[-1])) / 2 + 5, side.short,
                              "end", side.colour))  # fmt: skip
        base = upper
    if signed is not None:
        parts += [d.line(x(signed), TOP, x(signed), HIGH - BOTTOM, "ink", stroke_dasharray="2 3"),
                  d.haloed(x(signed) + (-5 if x(signed) > WIDE / 2 else 5), TOP + 10,
                           say("screen.timeline.mark.signed"),
                           "end" if x(signed) > WIDE / 2 else "start")]  # fmt: skip
    parts += [d.text(x(r), HIGH - BOTTOM + 18, str(r), "middle", "ink-2")
              for r in _rounds(range(1, last + 1))]  # fmt: skip
    return d.drawing(parts, WIDE, HIGH, label)


def minimums(sides: Sequence[Side], opened: Sequence[int], label: str) -> str:
    """Both true minimums over the rounds: how it ended where nobody is killed."""
    last = len(sides[0].minimum)
    every = [v for side in sides for v in side.minimum]
    x = d.scale(1, max(2, last), LEFT + 8, WIDE - RIGHT - 6)
    y = d.scale(min(0.0, *every), max(1.0, *every), HIGH - BOTTOM, TOP + 4)
    half = (x(2) - x(1)) / 2
    parts = [_level(y(t), _points(t)) for t in d.ticks(min(0.0, *every), max(1.0, *every), 4)]
    parts += [
        d.shape("rect", x=x(r) - half, y=TOP, width=2 * half, height=HIGH - BOTTOM - TOP,
                fill=d.colour("open"), fill_opacity=0.14) for r in opened
    ]  # fmt: skip
    for side in sides:
        parts.append(d.path([(x(n + 1), y(v)) for n, v in enumerate(side.minimum)], side.colour))
        parts.append(d.haloed(x(last), y(side.minimum[-1]) - 7, side.short, "end", side.colour))
    parts += [d.text(x(r), HIGH - BOTTOM + 18, str(r), "middle", "ink-2")
              for r in _rounds(range(1, last + 1))]  # fmt: skip
    return d.drawing(parts, WIDE, HIGH, label)


# -- axes ------------------------------------------------------------------------------


def _upright(x: float, words: str) -> str:
    return d.line(x, TOP, x, HIGH - BOTTOM, "line") + d.text(
        x, HIGH - BOTTOM + 15, words, "middle", "ink-2", size=12
    )


def _level(y: float, words: str, left: float = LEFT) -> str:
    return d.line(left, y, WIDE - RIGHT, y, "line") + d.text(
        left - 5, y + 4, words, "end", "ink-2", size=12
    )


def _below(words: str, ink: str) -> str:
    return d.text((LEFT + WIDE - RIGHT) / 2, HIGH - 5, words, "middle", ink, font_weight=700)


def _beside(words: str, ink: str) -> str:
    middle = (TOP + HIGH - BOTTOM) / 2
    return d.text(12, middle, words, "middle", ink, font_weight=700,
                  transform=f"rotate(-90 12 {middle:g})")  # fmt: skip


def _rounds(rounds: Sequence[int]) -> list[int]:
    first, last = int(rounds[0]), int(rounds[-1])
    marks = d.ticks(first, max(last, first + 1), 8)
    return [int(r) for r in marks if r == int(r) and first <= r <= last]


def _points(value: float) -> str:
    return number(100 * value, ".0f").replace("-", "−")


def _signed(value: float) -> str:
    points = round(100 * value)
    return f"+{points}" if points > 0 else str(points).replace("-", "−")


def _many(count: float) -> str:
    """A large number, short: 40k, 1.5m."""
    if count >= 1e6:
        return f"{count / 1e6:g}m"
    return f"{count / 1e3:g}k" if count >= 1e4 else number(count, ",.0f")
