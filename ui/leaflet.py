"""A game's story to keep and to share: one picture, or one page that stands alone.

Neither holds a script or an address outside itself. Nobody is named but the parties.
"""

from __future__ import annotations

from html import escape

from . import figures, palette
from .charts import drawing as d
from .charts.pictures import HIGH, WIDE
from .charts.tale import Tale
from .words import language, say

GAP, EDGE = 28.0, 36.0
COLUMNS = 3
LETTERS = 58  # of a line of caption under a picture
LINE = 18.0

KINDS = {"html": "text/html", "svg": "image/svg+xml"}
"""The kinds of file there are, and what each is called on the web."""

_SHEET = """<style>body{max-width:84rem}.five{display:grid;gap:var(--space-6);
grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr))}.five figure{margin:0}
.five h2{margin:0 0 var(--space-3);font-size:var(--text-head)}
.five svg{max-width:none;margin:0 0 var(--space-3)}
.five figcaption{font-size:var(--text-side)}</style>"""


def made(tale: Tale, kind: str) -> str:
    """The story as a file of that kind."""
    return page(tale) if kind == "html" else poster(tale)


def named(kind: str, name: str = "story") -> str:
    """The header that gives the file its name."""
    return f'attachment; filename="ceasefire-{name}.{kind}"'


def page(tale: Tale) -> str:
    """The story as one HTML document, light or dark as its reader's system is."""
    shown = "".join(
        f"<figure><h2>{escape(one.title)}</h2>{one.drawing}"
        f"<figcaption>{escape(one.caption)}</figcaption></figure>"
        for one in tale.pictures
    )
    return figures.page(
        say("story.heading", title=tale.title),
        [
            _SHEET,
            figures.paragraph(tale.standfirst),
            f'<div class="five">{shown}</div>',
            figures.paragraph(f"{say('story.open_secrets')} {say('story.model')}", "soft"),
        ],
        language(),
    )


def poster(tale: Tale) -> str:
    """The story as one drawing on light paper, its colours written out: it opens anywhere."""
    captions = [d.broken(one.caption, LETTERS) for one in tale.pictures]
    rows = [captions[n : n + COLUMNS] for n in range(0, len(captions), COLUMNS)]
    tall = [26.0 + HIGH + 14 + LINE * max(map(len, row)) for row in rows]
    wide = 2 * EDGE + COLUMNS * WIDE + (COLUMNS - 1) * GAP
    parts = [
        d.text(EDGE, EDGE + 24, say("story.heading", title=tale.title), size=28, font_weight=700),
        d.text(EDGE, EDGE + 50, tale.standfirst, ink="ink-2", size=16),
    ]
    top = EDGE + 74
    for place, (one, lines) in enumerate(zip(tale.pictures, captions, strict=True)):
        row, column = divmod(place, COLUMNS)
        x, y = EDGE + column * (WIDE + GAP), top + sum(tall[:row]) + GAP * row
        parts.append(d.text(x, y + 14, one.title, size=17, font_weight=700))
        parts.append(_placed(one.drawing, x, y + 26))
        parts += [
            d.text(x, y + 26 + HIGH + 18 + LINE * n, words, size=14)
            for n, words in enumerate(lines)
        ]
    # the last cell of the grid has room for what the whole is
    x, y = EDGE + (COLUMNS - 1) * (WIDE + GAP), top + sum(tall[:1]) + GAP
    said = [say("story.model"), say("story.open_secrets"), say("story.made")]
    lines = [words for one in said for words in (*d.broken(one, 58), "")]
    parts += [
        d.text(x, y + 40 + LINE * n, words, ink="ink-2", size=14) for n, words in enumerate(lines)
    ]
    high = top + sum(tall) + GAP * (len(rows) - 1) + EDGE
    ground = d.shape("rect", width=wide, height=high, fill=d.colour("card"))
    label = " ".join([tale.title, *(one.title for one in tale.pictures)])
    whole = d.drawing([ground, *parts], wide, high, label)
    sized = whole.replace("<svg ", f'<svg width="{wide:g}" height="{high:g}" ', 1)
    return d.coloured(sized, palette.light())


def _placed(drawing: str, x: float, y: float) -> str:
    size = f'x="{x:g}" y="{y:g}" width="{WIDE:g}" height="{HIGH:g}" '
    return drawing.replace("<svg ", f"<svg {size}", 1)
