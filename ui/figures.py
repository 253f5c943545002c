"""Pages that stand alone: a frame in HTML that reads light and dark, and escaped tables.

No script, no address outside the file, so that it opens anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from . import palette, scale

_SHEET = """
*{box-sizing:border-box}
body{margin:0 auto;padding:var(--space-5);max-width:64rem;background:var(--card);color:var(--ink);
font:var(--text-body)/1.5 system-ui,sans-serif}
h1{font-size:var(--text-display);line-height:1.2;letter-spacing:-.02em}
h2{margin:var(--space-7) 0 var(--space-3);font-size:var(--text-title);line-height:1.3}
h3{margin:var(--space-6) 0 var(--space-2);font-size:var(--text-head)}
p,li{max-width:44rem}.soft{color:var(--ink-2);font-size:var(--text-side)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:var(--text-side)}
th,td{padding:var(--space-2) var(--space-4) var(--space-2) 0;border-bottom:1px solid var(--line);
text-align:left;vertical-align:top}
th{color:var(--ink-2);font-weight:600}
.pass{color:var(--open);font-weight:600}.miss{color:var(--missed);font-weight:600}
details{border-bottom:1px solid var(--line)}summary{cursor:pointer;padding:var(--space-4) 0}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
svg{width:100%;max-width:44rem;height:auto;display:block;margin:var(--space-4) 0}
figure{margin:var(--space-6) 0}img{max-width:100%;height:auto}
pre{padding:var(--space-4);overflow-x:auto;border:1px solid var(--line);
border-radius:var(--round-2);background:var(--sunk);font-size:var(--text-note)}
svg text:not([fill]){fill:var(--ink);font:var(--text-axis) system-ui,sans-serif}
svg .soft{fill:var(--ink-2)}
"""


_STYLE = (
    f":root{{{palette.declared(palette.light())}}}"
    f"@media screen and (prefers-color-scheme:dark){{:root{{{palette.declared(palette.dark())}}}}}"
    + scale.declared()
    + _SHEET
)


def page(title: str, parts: Iterable[str], language: str = "en") -> str:
    """A whole document; `parts` are HTML already, the title is text."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def paragraph(text: str, kind: str = "") -> str:
    """One paragraph of text."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def heading(text: str, level: int = 2) -> str:
    """A heading."""
    return f"<h{level}>{escape(text)}</h{level}>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table: the head is text, cells are HTML already, made by `cell` or `mark`."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def cell(text: object) -> str:
    """Text of a cell, escaped."""
    return escape(str(text))


def mark(passed: bool, words: str) -> str:
    """A pass or a miss, in words and colour."""
    return f'<span class="{"pass" if passed else "miss"}">{escape(words)}</span>'


# -- figures: 420 units wide, so that a phone scales them little ----------------------
LEFT, RIGHT, WIDE = 165.0, 375.0, 420.0


def shares(rows: Sequence[tuple[str, float, float, float, str]], title: str) -> str:
    """Shares with their intervals, one bar a row: label, share, low, high and what is said beside.

    The title is what a screen reader says; the figure's text scales with the page.
    """
    high = 34.0 * len(rows) + 30.0
    parts = [
        f'<line x1="{LEFT + (RIGHT - LEFT) * x:.1f}" x2="{LEFT + (RIGHT - LEFT) * x:.1f}" y1="4" '
        f'y2="{high - 24:.1f}" stroke="var(--line)"/>'
        + _text(LEFT + (RIGHT - LEFT) * x, high - 8, f"{x:.0%}", "middle", "soft")
        for x in (0.0, 0.5, 1.0)
    ]
    for n, (label, share, low, top, said) in enumerate(rows):
        y = 34.0 * n + 8.0
        at, start, end = (LEFT + (RIGHT - LEFT) * x for x in (share, low, top))
        parts += [
            _text(LEFT - 8, y + 14, _short(label, 23), "end"),
            f'<rect x="{LEFT:.1f}" y="{y:.1f}" width="{max(0.0, at - LEFT):.1f}" height="18" '
            'fill="var(--a)" fill-opacity=".45"/>',
            f'<line x1="{start:.1f}" x2="{end:.1f}" y1="{y + 9:.1f}" y2="{y + 9:.1f}" '
            'stroke="var(--ink)" stroke-width="2"/>',
            _text(RIGHT + 6, y + 14, said, "start"),
        ]
    return _svg(high, title, parts)


def stairs(
    steps: Sequence[tuple[float, float]],
    points: Sequence[tuple[float, float]],
    end: float,
    labels: tuple[str, str, str],
) -> str:
    """A falling staircase from 0 to `end`, published points beside it.

    `labels` are the figure's title, the name of the staircase and that of the points.
    """
    left, right, top, bottom = 45.0, 405.0, 50.0, 250.0

    def place(time: float, share: float) -> tuple[float, float]:
        x = left + (right - left) * min(time, end) / end
        return x, bottom - (bottom - top) * share

    path, last = [], 1.0
    for time, share in [step for step in steps if step[0] <= end]:
        x, _ = place(time, share)
        path += [f"{x:.1f},{place(time, last)[1]:.1f}", f"{x:.1f},{place(time, share)[1]:.1f}"]
        last = share
    path.append(f"{right:.1f},{place(end, last)[1]:.1f}")
    parts = [
        f'<line x1="{left}" x2="{right}" y1="{place(0, s)[1]:.1f}" y2="{place(0, s)[1]:.1f}" '
        f'stroke="var(--line)"/>' + _text(left - 6, place(0, s)[1] + 4, f"{s:.0%}", "end", "soft")
        for s in (0.0, 0.5, 1.0)
    ]
    parts += [
        _text(place(t, 0)[0], bottom + 18, f"{t:g}", "middle", "soft")
        for t in (0.0, end / 4, end / 2, 3 * end / 4, end)
    ]
    joined = " ".join(path)
    parts.append(f'<polyline points="{joined}" fill="none" stroke="var(--a)" stroke-width="2"/>')
    for time, share in points:
        x, y = place(time, share)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="var(--b)"/>')
    parts.append(_key(left, 14, labels[1], "var(--a)"))
    if points:
        parts.append(_key(left, 34, labels[2], "var(--b)"))
    return _svg(280.0, labels[0], parts)


def _key(x: float, y: float, words: str, colour: str) -> str:
    square = f'<rect x="{x:.1f}" y="{y - 10:.1f}" width="12" height="12" fill="{colour}"/>'
    return square + _text(x + 18, y, words, "start")


def _text(x: float, y: float, words: str, anchor: str, kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f"<text {place}{style}>{escape(words)}</text>"


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def _svg(high: float, title: str, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE:g} {high:g}" role="img" '
        f'aria-label="{escape(title, quote=True)}">' + "".join(parts) + "</svg>"
    )
