"""The page that tells what `tastes.py` found."""

from __future__ import annotations

from typing import Any

READER = "TasteReader"
GOALS = {
    "independent": (0.60, "0.553"),
    "conflicting": (0.64, "0.567"),
    "15 rounds": (0.50, "0.479"),
    "deceivers, cautious": (0.35, "0.18 to 0.27"),
    "deceivers, bold": (0.35, "0.18 to 0.27"),
}
HEAD = """# What does the other care about?

Written by `python benchmarks/mind/tastes.py --report` from `mind-tastes-end.json` (first table)
and `mind-tastes.json` (the rest) in `benchmarks/results`, which `python
benchmarks/mind/tastes.py --traces DIR` writes with `--end` and with `--part all`.

Scored is Kendall's tau-b of the value read and the true one, over all outcomes, after 25, 50, 75
and 100 % of the offers heard; at least 4 were. Intervals are 95 %, bootstrapped over scenarios.
`independent` and `15 rounds` are logged negotiations of strategies written by others.
`conflicting` and both sets of `deceivers` are games of our own with our own strategies
(`benchmarks/mind/tastes_games.py`), so their figures do not compare with peers measured elsewhere,
only with the baselines beside them. Deceivers have independent preferences, the harder case.
Scenarios with an even number were developed on, odd ones were held out. They were looked at once,
but for `independent`: its held-out half was scored, at 0.592, before a test on fast conceders
showed that curves could lock in on a wrong guess; that was then mended on the other half.

`TasteReader` tells values in steps of .65 of its posterior's mean spread. tau-b does not count a
tie as an error, so a reader that leaves open what it does not know scores higher than one that
orders it by guess; the row *not rounded* is the posterior mean itself. What the step does, on the
halves developed on, after the last offer:

| step | independent | 15 rounds | conflicting | deceivers, cautious | deceivers, bold |
|---|---|---|---|---|---|
| 1/20, as it was | 0.620 | 0.613 | 0.686 | 0.470 | 0.348 |
| 1/10 | 0.622 | 0.621 | 0.684 | 0.490 | 0.356 |
| .5 of the spread | 0.627 | 0.620 | 0.688 | 0.489 | 0.356 |
| .8 of the spread | 0.625 | 0.621 | 0.689 | 0.497 | 0.358 |
| 1.2 of the spread | 0.619 | 0.616 | 0.678 | 0.501 | 0.349 |

Tried there too, in twentieths, and left out:

| variant | independent | deceivers, bold |
|---|---|---|
| as it was | 0.620 | 0.348 |
| offers chosen among equals by the listener's own utility | 0.607 | 0.378 |
| losses follow their curves within .04, not .01 | 0.614 | 0.338 |
| everybody is guarded | 0.544 | 0.331 |
| a flatter choice, `SHARPNESS` 6 | 0.617 | 0.354 |
| .15 of the frequency model mixed in | 0.615 | 0.347 |

The second of these reads conflicting ones at 0.698, but bold deceivers in other games worse than
before (0.307 against 0.317, 135 cases).

"""
BEFORE = """The tables that follow, with all readers at all points, were measured before two
numbers of `TasteReader` were made humbler on the halves developed on (`TEMPER` .5 to .25,
`NEARLY_BEST` .1 to .3), and with values told in twentieths; the first table is after.
Its held-out halves were seen once for each of these two changes. *Other seeds* are
games that nothing was developed on.
"""


def goals(ends: dict[str, Any]) -> list[str]:
    """Goals and what was found, at all offers."""
    lines = [
        "| set | goal | best peer, elsewhere | develop | held out | both | held out | both |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, parts in ends.items():
        goal, peer = GOALS[name.removesuffix(", other seeds")]
        found = {part: x["tau"] for part, x in parts.items()}
        cells = [f"{mean:.3f} ({low:.3f} to {high:.3f})" for mean, low, high in found.values()]
        if name not in GOALS:  # nothing was developed on these
            cells[:2] = "", ""
        for part in ("held-out", "both"):
            word = "met" if found[part][0] >= goal else "**missed**"
            cells.append(word if name in GOALS or part == "both" else "")
        lines.append(f"| {name} | {goal:.2f} | {peer} | {' | '.join(cells)} |")
    return lines


def readers(figures: dict[str, Any]) -> list[str]:
    """All readers on one part of one set."""
    lines = ["| reader | 25 % | 50 % | 75 % | 100 % | |", "|---|---|---|---|---|---|"]
    for name, points in figures["tau"].items():
        numbers = " | ".join(f"{mean:.3f}" for mean, _, _ in points)
        lines.append(f"| {name} | {numbers} | {points[-1][1]:.3f} to {points[-1][2]:.3f} |")
    return lines


def targets(figures: dict[str, Any]) -> list[str]:
    """tau-b at the end by whom it was that was read."""
    lines = ["| read | cases | Hamming | frequency | TasteReader |", "|---|---|---|---|---|"]
    for name, row in figures["by target"].items():
        numbers = [row["first offer (Hamming)"], row["frequency"], row[READER]]
        lines.append(
            f"| {name} | {row['cases']} | " + " | ".join(f"{x:.2f}" for x in numbers) + " |"
        )
    return lines


def report(body: dict[str, Any], ends: dict[str, Any]) -> str:
    """The page."""
    lines = [HEAD + "\n".join(goals(ends["sets"])), "", BEFORE]
    for name, parts in body["sets"].items():
        for part, figures in parts.items():
            said = figures["reader"]
            lines += [f"## {name}, {part}", ""]
            lines += [f"{figures['cases']} cases in {figures['scenarios']} scenarios.", ""]
            lines += [*readers(figures), "", *targets(figures), ""]
            lines += [
                f"Issue weights correlate with the true ones by {said['weights']:.2f}; "
                f"{said['within two spreads']:.0%} of outcomes lie within two spreads "
                f"of the truth; conflict read {said['conflict read']:.2f}, "
                f"guarded {said['guarded read']:.2f}; "
                f"a reading takes {said['milliseconds']:.1f} ms (median).",
                "",
            ]
    return "\n".join(lines)
