"""One HTML file that holds everything: findings, figures, tables, and how to redo them."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib

from sim.sweeps.analysis import Analysis
from sim.sweeps.store import write_whole

from .. import figures as paper
from ..words import language, say, speaking
from . import figures
from .answer import answer
from .findings import findings, name

MOST_ROWS = 40
"""Rows of a table shown in the page; the files hold all."""
LABELS = {
    "indices": ("input",), "second_order": ("input", "other"), "effects": ("input",),
    "main_effects": ("input",), "one_at_a_time": ("scenario", "input", "value"),
    "levers": ("scenario", "policy", "than"),
}  # fmt: skip
"""What one bar of a figure stands for, by table."""
SKIPPED = ("curves", "box_trajectory", "surface", "convergence")
"""Tables that are drawn, not shown."""


@dataclass(frozen=True)
class Drawing:
    """A figure to be: the file's name, what it shows, its function and arguments."""

    file: str
    caption: str
    function: Callable[..., Any]
    argument: str


def drawings(found: Analysis) -> Iterator[Drawing]:
    """The figures an analysis has numbers for."""
    for outcome in found.outcomes:
        for table, function in (
            ("indices", figures.indices), ("second_order", figures.second_order),
            ("convergence", figures.convergence),
            ("effects", figures.effects), ("main_effects", figures.main_effects),
            ("one_at_a_time", figures.one_at_a_time), ("surface", figures.surface),
            ("box_trajectory", figures.trajectory), ("levers", figures.levers),
        ):  # fmt: skip
            if found.rows(table, outcome=outcome):
                caption = say(f"sweeps.caption.{table}", name=name(outcome))
                caption += _leading(found, table, outcome)
                yield Drawing(f"{function.__name__}-{outcome}", caption, function, outcome)
    for kind in ("opening", "seizing", "truce"):
        if found.rows("curves", until=kind):
            caption = say(f"sweeps.caption.{kind}")
            yield Drawing(f"survival-{kind}", caption, figures.survival, kind)


def _leading(found: Analysis, table: str, outcome: str) -> str:
    """What a figure of bars leaves out: none of it without a word."""
    labels = LABELS.get(table)
    if labels is None:
        return ""
    rows = found.rows(table, outcome=outcome)
    count = len({tuple(row[key] for key in labels) for row in rows})
    if count <= figures.MOST_BARS:
        return ""
    return " " + say("sweeps.caption.leading", shown=figures.MOST_BARS, of=count)


def write(found: Analysis, folder: str | Path) -> Path:
    """Report, figures (SVG and PNG) and tables (CSV and Parquet) in a folder; the report's path."""
    home = Path(folder)
    (home / "figures").mkdir(parents=True, exist_ok=True)
    found.write(home / "tables")
    shown = []
    for drawing in drawings(found):
        with matplotlib.rc_context(figures.STYLE), speaking(figures.lettered()):
            figure = drawing.function(found, drawing.argument)
            drawn = io.BytesIO()
            figure.savefig(drawn, format="svg", metadata={"Date": None})
            figure.savefig(home / "figures" / f"{drawing.file}.png", dpi=200)
        (home / "figures" / f"{drawing.file}.svg").write_bytes(drawn.getvalue())
        shown.append((drawing, drawn.getvalue()))
    path = home / "report.html"
    whole = paper.page(found.sweep.manifest["title"], _page(found, shown), language())
    write_whole(path, whole.encode())
    return path


def _page(found: Analysis, shown: list[tuple[Drawing, bytes]]) -> Iterator[str]:
    manifest = found.sweep.manifest
    text = manifest["spec"]["sweep"].get("text", "")
    if text:
        yield paper.paragraph(text)
    yield _heading("answer")
    yield _bullets(answer(found))
    title = paper.cell(say("sweeps.heading.all"))
    yield f"<details><summary>{title}</summary>{_bullets(findings(found))}</details>"
    yield _heading("figures")
    for drawing, svg in shown:
        yield _figure(found, drawing, svg)
    yield _heading("tables")
    for table, rows in found.tables.items():
        if rows and table not in SKIPPED:
            yield _table(table, rows)
    yield _heading("made")
    yield _made(manifest)


def _heading(key: str) -> str:
    return paper.heading(say(f"sweeps.heading.{key}"))


def _bullets(sentences: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{paper.cell(each)}</li>" for each in sentences) + "</ul>"


def _figure(found: Analysis, drawing: Drawing, svg: bytes) -> str:
    code = (
        "from sim.sweeps.analysis import analyse\nfrom ui.report import figures\n\n"
        f"found = analyse({str(found.sweep.folder)!r})\n"
        f"figures.{drawing.function.__name__}(found, {drawing.argument!r})"
        f'.savefig("{drawing.file}.svg")'
    )
    image = base64.b64encode(svg).decode()
    caption = html.escape(drawing.caption)
    return (
        f'<figure><img alt="{caption}" src="data:image/svg+xml;base64,{image}">'
        f"<figcaption>{caption}</figcaption><details><summary>"
        f"{html.escape(say('sweeps.heading.code'))}</summary>"
        f"<pre>{html.escape(code)}</pre></details></figure>"
    )


def _table(table: str, rows: list[dict[str, Any]]) -> str:
    keys = list(rows[0])
    lines = [[paper.cell(_cell(row[key])) for key in keys] for row in rows[:MOST_ROWS]]
    more = len(rows) - MOST_ROWS
    rest = paper.paragraph(say("sweeps.report.more", count=more), "soft") if more > 0 else ""
    title = paper.cell(say(f"sweeps.table.{table}"))
    return f"<details><summary>{title}</summary>{paper.table(keys, lines)}{rest}</details>"


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _made(manifest: dict[str, Any]) -> str:
    scenarios = ", ".join(f"{n} ({s['digest'][:12]})" for n, s in manifest["scenarios"].items())
    versions = ", ".join(f"{n} {v}" for n, v in manifest["versions"].items())
    told = say(
        "sweeps.report.made", scenarios=scenarios, seed=manifest["seed"], versions=versions,
        rules=manifest["rules_hash"], python=manifest["python"], machine=manifest["machine"],
        begun=manifest["begun"], checksum=manifest["finished"]["checksum"],
    )  # fmt: skip
    return paper.paragraph(told, "soft")
