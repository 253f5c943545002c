"""Figures of a sweep, each a pure function from an analysis to a Matplotlib figure."""

from __future__ import annotations

from typing import Any

import matplotlib

from sim.sweeps.analysis import Analysis

from ..palette import CATEGORIES
from ..words import LANGUAGE, language, say
from .findings import name

matplotlib.use("Agg")
from matplotlib import font_manager
from matplotlib.figure import Figure

CYCLE = list(CATEGORIES)
INK, SECOND, THIRD = CYCLE[:3]
MOST_BARS = 15
MOST_CURVES = 8
STYLE = {"svg.hashsalt": "ceasefire", "svg.fonttype": "path", "font.size": 9.0}


def lettered() -> str:
    """The language spoken; English where the figures' own font lacks its letters."""
    font = font_manager.get_font(font_manager.findfont("DejaVu Sans"))
    text = say("sweeps.figure.total")
    return language() if all(font.get_char_index(ord(one)) for one in text) else LANGUAGE


def _new(height: float = 3.2) -> tuple[Any, Any]:
    figure = Figure(figsize=(7.0, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _bars(axes: Any, labels: list[str], series: list[tuple[str, list[Any]]]) -> None:
    """Points with their intervals, one row a label; `(value, low, high)` each."""
    for n, (label, values) in enumerate(series):
        offset = (n - (len(series) - 1) / 2) * 0.24
        at = [i + offset for i in range(len(labels))]
        middle = [v[0] for v in values]
        errors = [[max(0.0, v[0] - v[1]) for v in values], [max(0.0, v[2] - v[0]) for v in values]]
        axes.errorbar(middle, at, xerr=errors, fmt="o", color=CYCLE[n % len(CYCLE)],
                      label=label or None, capsize=2, markersize=4)  # fmt: skip
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.axvline(0, color="0.8", zorder=0)
    if any(label for label, _ in series):
        axes.legend(frameon=False)


def _series(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((row["scenario"], row["policy"]) for row in rows))


def indices(found: Analysis, outcome: str, group: int = 0) -> Figure:
    """First and total Sobol index of each input, with their 95 % intervals."""
    rows = found.rows("indices", outcome=outcome)
    scenario, policy = _series(rows)[group]
    rows = [r for r in rows if (r["scenario"], r["policy"]) == (scenario, policy)]
    rows = sorted(rows, key=lambda r: -r["total"])[:MOST_BARS]
    figure, axes = _new(1.2 + 0.34 * len(rows))
    kinds = [(say("sweeps.figure.total"), "total"), (say("sweeps.figure.first"), "first")]
    series = [(label, [(r[k], r[f"{k}_low"], r[f"{k}_high"]) for r in rows]) for label, k in kinds]
    _bars(axes, [r["input"] for r in rows], series)
    axes.set_xlabel(say("sweeps.figure.share", name=name(outcome)))
    axes.set_title(policy, fontsize=9)
    return figure


def second_order(found: Analysis, outcome: str) -> Figure:
    """What two inputs do together beyond what each does by itself, with 95 % intervals."""
    rows = found.rows("second_order", outcome=outcome)
    scenario, policy = _series(rows)[0]
    rows = [r for r in rows if (r["scenario"], r["policy"]) == (scenario, policy)]
    rows = sorted(rows, key=lambda r: -r["second"])[:MOST_BARS]
    figure, axes = _new(1.2 + 0.42 * len(rows))
    labels = [f"{r['input']}\n× {r['other']}" for r in rows]
    _bars(axes, labels, [("", [(r["second"], r["low"], r["high"]) for r in rows])])
    axes.set_xlabel(say("sweeps.figure.share", name=name(outcome)))
    axes.set_title(policy, fontsize=9)
    return figure


def convergence(found: Analysis, outcome: str) -> Figure:
    """Total indices of the leading inputs as blocks are added."""
    rows = found.rows("convergence", outcome=outcome)
    scenario, policy = _series(rows)[0]
    rows = [r for r in rows if (r["scenario"], r["policy"]) == (scenario, policy)]
    last = max(r["blocks"] for r in rows)
    leading = sorted((r for r in rows if r["blocks"] == last), key=lambda r: -r["total"])[:6]
    figure, axes = _new()
    for n, lead in enumerate(leading):
        mine = [r for r in rows if r["input"] == lead["input"]]
        blocks = [r["blocks"] for r in mine]
        axes.plot(blocks, [r["total"] for r in mine], "o-", color=CYCLE[n], label=lead["input"])
        axes.fill_between(blocks, [r["low"] for r in mine], [r["high"] for r in mine],
                          color=CYCLE[n], alpha=0.12, linewidth=0)  # fmt: skip
    axes.set_xscale("log", base=2)
    axes.set_xlabel(say("sweeps.figure.blocks"))
    axes.set_ylabel(say("sweeps.figure.total"))
    axes.legend(frameon=False, fontsize=8)
    return figure


def effects(found: Analysis, outcome: str) -> Figure:
    """Mean absolute elementary effect of each input, with its 95 % interval."""
    rows = found.rows("effects", outcome=outcome)
    groups = _series(rows)[:3]
    first = [r for r in rows if (r["scenario"], r["policy"]) == groups[0]]
    labels = [r["input"] for r in sorted(first, key=lambda r: -r["size"])][:MOST_BARS]
    series = []
    for scenario, policy in groups:
        mine = {r["input"]: r for r in rows if (r["scenario"], r["policy"]) == (scenario, policy)}
        values = [(mine[i]["size"], mine[i]["low"], mine[i]["high"]) for i in labels]
        series.append((policy, values))
    figure, axes = _new(1.2 + 0.34 * len(labels))
    _bars(axes, labels, series)
    axes.set_xlabel(say("sweeps.figure.effect", name=name(outcome)))
    return figure


def main_effects(found: Analysis, outcome: str) -> Figure:
    """Share of variance each input explains by itself, with its 95 % interval."""
    rows = sorted(found.rows("main_effects", outcome=outcome), key=lambda r: -r["share"])
    rows = rows[:MOST_BARS]
    figure, axes = _new(1.2 + 0.34 * len(rows))
    _bars(axes, [r["input"] for r in rows],
          [("", [(r["share"], r["low"], r["high"]) for r in rows])])  # fmt: skip
    axes.set_xlabel(say("sweeps.figure.alone", name=name(outcome)))
    return figure


def one_at_a_time(found: Analysis, outcome: str) -> Figure:
    """Differences from the scenario as written, by input and value."""
    rows = found.rows("one_at_a_time", outcome=outcome)
    rows = sorted(rows, key=lambda r: -abs(r["difference"]))[:MOST_BARS]
    figure, axes = _new(1.2 + 0.34 * len(rows))
    _bars(axes, [f"{r['input']} = {r['value']:.3g}" for r in rows],
          [("", [(r["difference"], r["low"], r["high"]) for r in rows])])  # fmt: skip
    axes.set_xlabel(say("sweeps.figure.difference", name=name(outcome)))
    return figure


def surface(found: Analysis, outcome: str) -> Figure:
    """The mean of an outcome over the two inputs that move it most."""
    import numpy as np

    rows = found.rows("surface", outcome=outcome)
    xs, ys = (sorted({r[k] for r in rows}) for k in ("x_at", "y_at"))
    grid = np.full((len(ys), len(xs)), np.nan)
    for r in rows:
        if r["mean"] is not None:
            grid[ys.index(r["y_at"]), xs.index(r["x_at"])] = r["mean"]
    figure, axes = _new(4.2)
    image = axes.imshow(grid, origin="lower", aspect="auto", cmap="cividis")
    for ticks, values in ((axes.set_xticks, xs), (axes.set_yticks, ys)):
        step = max(1, len(values) // 6)
        told = [v if isinstance(v, str) else f"{v:.3g}" for v in values]
        ticks(range(0, len(values), step), told[::step])
    axes.set_xlabel(rows[0]["x"])
    axes.set_ylabel(rows[0]["y"])
    figure.colorbar(image, label=name(outcome))
    return figure


def trajectory(found: Analysis, outcome: str) -> Figure:
    """Coverage and density of the boxes on rows that did not grow them."""
    rows = found.rows("box_trajectory", outcome=outcome)
    figure, axes = _new()
    points = axes.scatter([r["coverage"] for r in rows], [r["density"] for r in rows],
                          c=[r["restricted"] for r in rows], cmap="viridis", s=18)  # fmt: skip
    box = found.rows("box", outcome=outcome)
    if box:
        axes.scatter([box[0]["coverage"]], [box[0]["density"]], s=90, facecolors="none",
                     edgecolors=SECOND, linewidths=1.6)  # fmt: skip
    axes.set_xlabel(say("sweeps.figure.coverage"))
    axes.set_ylabel(say("sweeps.figure.density"))
    figure.colorbar(points, label=say("sweeps.figure.restricted"))
    return figure


def levers(found: Analysis, outcome: str) -> Figure:
    """Differences between policies on the same worlds, with their 95 % intervals."""
    rows = found.rows("levers", outcome=outcome)[:MOST_BARS]
    figure, axes = _new(1.2 + 0.34 * len(rows))
    labels = [say("sweeps.figure.than", policy=r["policy"], than=r["than"]) for r in rows]
    _bars(axes, labels, [("", [(r["difference"], r["low"], r["high"]) for r in rows])])
    axes.set_xlabel(say("sweeps.figure.difference", name=name(outcome)))
    return figure


def survival(found: Analysis, kind: str) -> Figure:
    """Shares without an event yet, by round, for every policy."""
    rows = found.rows("curves", until=kind)
    figure, axes = _new()
    for n, (scenario, policy) in enumerate(_series(rows)[:MOST_CURVES]):
        mine = [r for r in rows if (r["scenario"], r["policy"]) == (scenario, policy)]
        times = [r["time"] for r in mine]
        colour = CYCLE[n % len(CYCLE)]
        axes.step(times, [r["share"] for r in mine], where="post", color=colour,
                  label=policy or scenario)  # fmt: skip
        axes.fill_between(times, [r["low"] for r in mine], [r["high"] for r in mine],
                          step="post", color=colour, alpha=0.12, linewidth=0)  # fmt: skip
    axes.set_ylim(0, 1.02)
    axes.set_xlabel(say(f"sweeps.figure.rounds_{kind}"))
    axes.set_ylabel(say("sweeps.figure.surviving"))
    axes.legend(frameon=False, fontsize=8)
    return figure
