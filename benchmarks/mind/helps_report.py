"""The page about whether knowing helps, from its numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "studies" / "mind-helps.md"

HEAD = """# Does knowing help?

The same negotiator three times: without a model of the other, with the light model of
`sim.negotiation.grid`, and with the truth about the other's utilities and reservation value. It
plays alternating offers in both seats and as both parties against five strategies of the
literature, on the same domains. What is shown is the mean advantage, `(utility -
reservation value) / (best - reservation value)`, 0 without agreement; brackets are 95 %
intervals by bootstrap over domains. *Share* is how much of what the truth would bring the model
brings; it is left out where the truth does not surely help.

*Boulware* is plain boulware (exponent 0.25) in the negotiator's place: the negotiator without a
model paces itself at 0.35, as it does with one, and another pace might suit it better.
Made by `python benchmarks/mind/helps.py`, then `--report`.
"""

NOTES = """
## What it does not say

* The truth is about tastes and limits, not about what the other will do. Nobody here is told the
  other's strategy, so the truth is no upper bound, and a share may exceed 1.
* A model can cost. Against a conceder with little time it does: a party that would have come all
  the way is asked, at the last offer, for more than it would give.
* A better reading of tastes shows in the outcome of short games alone; else the light one will do.
* The opponents do not model anybody. What happens between two who both model is not shown here.
* "Developed on" chose the negotiator's exponent and the model's widths; "held out" did not.
"""

NAMES = {
    "independent": "Logged domains, independent preferences, 100 rounds; tastes and limit unknown",
    "short": "Logged domains, 15 rounds; tastes and limit unknown",
    "league limits": "Logged domains of a league, 100 rounds; tastes known, limit unknown",
    "free limits": "The same kind, limits drawn freely: most have no zone of agreement",
    "generated": "Generated domains, from independent to opposed, 100 rounds; both unknown",
}


def report(results: dict[str, Any], light: dict[str, Any] | None) -> None:
    """Write the page; `light` is what `light.py` found, if it was run."""
    machine = results["machine"]
    parts = [HEAD, f"\nMeasured on {machine['day']}.\n"]
    if not results["logged domains"]:
        parts.append("\nNo logged domains were at hand: generated ones only.\n")
    parts.append(_summary(results))
    parts.append("\n## Held out, strategy by strategy\n")
    parts += [_table(name, found) for name, found in results["held out"].items()]
    parts.append(_tiers(results["tiers"]))
    if light is not None:
        parts.append(_reading(light))
    parts.append(NOTES)
    PAGE.write_text("".join(parts))


def _summary(results: dict[str, Any]) -> str:
    lines = [
        "\n## All five strategies together\n\n"
        "| domains | part | no model | model | truth | boulware "
        "| model gains | truth gains | share |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
    ]
    for part in ("developed on", "held out"):
        for name, found in results[part].items():
            lines.append(f"| {name} | {part} | {_cells(found['against']['all'])} |\n")
    return "".join(lines)


def _tiers(tiers: dict[str, Any]) -> str:
    lines = [
        "\n## The light model against the careful one\n\n"
        "Held-out domains with the reservation values they came with. *Careful* reads tastes with "
        "`sim.negotiation.tastes`, much more slowly; the reading of the end is the same. "
        "`python benchmarks/mind/helps.py --careful` measures these rows alone.\n\n"
        "| domains | no model | light | careful | truth | careful less light | share, light "
        "| share, careful |\n|---|---|---|---|---|---|---|---|\n"
    ]
    for name, found in tiers.items():
        light, heavy = found["grid"], found["full"]
        means = (light["none"], light["modelled"], heavy["modelled"], light["truth"])
        cells = [f"{mean:.3f}" for mean in means]
        cells += [_told(each) for each in (found["full less grid"], light["share"], heavy["share"])]
        lines.append(f"| {name} | {' | '.join(cells)} |\n")
    return "".join(lines)


def _reading(light: dict[str, Any]) -> str:
    found = light["held-out"]
    lines = [
        "\nWhat both read in logged negotiations of other strategies, held out "
        "(`python benchmarks/mind/light.py --part held-out --every "
        f"{found['one negotiation in']}`):\n\n"
        "| | light, half time | light, end | careful, half time | careful, end |\n"
        "|---|---|---|---|---|\n"
    ]
    for name, each in found.items():
        if not isinstance(each, dict) or "light" not in each:
            continue
        unit = "RMSE" if name.startswith("limits") else "tau"
        cells = []
        for reader in ("light", "careful"):
            low, high = each[reader]["interval"]
            cells += [f"{each[reader]['half']:.3f}"]
            cells += [f"{each[reader]['end']:.3f} [{low:.3f}, {high:.3f}]"]
        lines.append(f"| {name} ({unit}) | {' | '.join(cells)} |\n")
    lines.append(
        "\nThe light model reads where the other will *end*, not its limit: whoever holds back or "
        "never comes down ends above it, and that is what a last offer has to reach. As an "
        "estimate of the limit it is a poor one, and is not used as such.\n"
    )
    return "".join(lines)


def _table(name: str, found: dict[str, Any]) -> str:
    lines = [
        f"\n**{NAMES[name]}** ({found['domains']} domains, {found['negotiations each']} "
        "negotiations a cell)\n\n"
        "| against | no model | model | truth | boulware | model gains | truth gains | share |\n"
        "|---|---|---|---|---|---|---|---|\n"
    ]
    for opponent, row in found["against"].items():
        lines.append(f"| {opponent} | {_cells(row)} |\n")
    return "".join(lines)


def _cells(row: dict[str, Any]) -> str:
    plain = [f"{row[kind]:.3f}" for kind in ("none", "modelled", "truth", "boulware")]
    gains = [_told(row[key]) for key in ("modelled less none", "truth less none", "share")]
    return " | ".join(plain + gains)


def _told(value: list[float] | None) -> str:
    if value is None:
        return "–"
    middle, low, high = value
    return f"{middle:.3f} [{low:.3f}, {high:.3f}]"
