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

`TasteReader` tells values in twentieths. tau-b does not count a tie as an error, so a reader
that leaves open what it does not know scores higher than one that orders it by guess; the row *not
rounded* is the posterior mean itself.

"""
BEFORE = """The tables that follow, with all readers at all points, were measured before two
numbers of `TasteReader` were made humbler on the halves developed on (`TEMPER` .5 to .25,
`NEARLY_BEST` .1 to .3); the first table is after. *Other seeds* are games that nothing was
developed on.
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
