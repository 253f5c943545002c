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

Written by `python benchmarks/mind/tastes.py --report` from `benchmarks/results/mind-tastes.json`,
which `python benchmarks/mind/tastes.py --traces DIR --part all` writes.

Scored is Kendall's tau-b of the value read and the true one, over all outcomes, after 25, 50, 75
and 100 % of the offers heard; at least 4 were. Intervals are 95 %, bootstrapped over scenarios.
`independent` and `15 rounds` are logged negotiations of strategies written by others.
`conflicting` and both sets of `deceivers` are games of our own with our own strategies
(`benchmarks/mind/tastes_games.py`), so their figures do not compare with peers measured elsewhere,
only with the baselines beside them. Deceivers have independent preferences, the harder case.
Scenarios with an even number were developed on, odd ones were held out and looked at once.

`TasteReader` tells values in twentieths. tau-b does not count a tie as an error, so a reader
that leaves open what it does not know scores higher than one that orders it by guess; the row *not
rounded* is the posterior mean itself.

"""


def goals(sets: dict[str, Any]) -> list[str]:
    """Goals and what was found, at all offers."""
    lines = [
        "| set | goal | best peer, elsewhere | develop | held out | |",
        "|---|---|---|---|---|---|",
    ]
    for name, (goal, peer) in GOALS.items():
        found = {part: figures["tau"][READER][-1] for part, figures in sets[name].items()}
        cells = [
            f"{found[p][0]:.3f} ({found[p][1]:.3f} to {found[p][2]:.3f})" if p in found else "-"
            for p in ("develop", "held-out")
        ]
        last = found.get("held-out", found.get("develop", [0.0]))[0]
        word = "met" if last >= goal else "**missed**"
        lines.append(f"| {name} | {goal:.2f} | {peer} | {cells[0]} | {cells[1]} | {word} |")
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


def report(body: dict[str, Any]) -> str:
    """The page."""
    lines = [HEAD + "\n".join(goals(body["sets"])), ""]
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
