"""The sweeps of the golden rule as a page: what decides whether windows open and are seized.

    ceasefire sweep docs/studies/golden-rule/japan-1945.toml --to japan.sweep
    ceasefire sweep docs/studies/golden-rule/ukraine-2022.toml --to ukraine.sweep
    ceasefire sweep docs/studies/golden-rule/japan-1945-durability.toml --to durability.sweep
    python benchmarks/golden_rule_sweeps.py japan.sweep ukraine.sweep durability.sweep

writes docs/studies/golden-rule/README.md and results.json beside the specs.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from pathlib import Path
from typing import Any

from sim.sweeps.analysis import analyse

HOME = Path(__file__).parent.parent / "docs/studies/golden-rule"
OUTCOMES = ("opened", "recognised", "seized", "war_rounds")
WATCH = (
    ("seized first of all", "seized order by signed, row"),
    ("seized after the longest wait", "seized and delay_ends order by delay desc, row"),
    ("open for long, and missed", "opened and not seized order by open_rounds desc, row"),
    ("seen, and not seized", "recognised and not seized order by war_rounds, row"),
    ("most often seen where there was none", "order by mirages_a + mirages_b desc, row"),
)
LASTING = ("broke", "truce_rounds")
GIVEN = {
    "recognised_if_opened": "recognised, where one opened",
    "seized_if_opened": "seized, where one opened",
}
HEAD = """# The golden rule, swept

Written by `python benchmarks/golden_rule_sweeps.py` from finished sweeps; the specs beside
this page are what was played. It asks which assumptions decide whether a window opens, is
recognised and is seized: empathy, the order of the minds (a lever), the facilitator's expertise and
credibility, the strength of ambiguity, and what going on costs. Sobol indices are shares of an
outcome's variance over the ranges in the specs: *total* counts an input with all it does together
with others, and the seed is one more input. Intervals are 95 %, bootstrapped over blocks. It says
what follows from the model within those ranges, nothing about any war.

The paired comparison of true profiles with a placebo is [another page](../golden-rule.md).
"""
LIMITS = """
## Limits

* The ranges are wider than the scenarios' own, so that effects can be seen; an index is a share of
  *that* variance. Uniform over ranges is a design, not a belief about any war.
* Where worlds end with a signature, nothing is said of how long a ceasefire lasts: that is asked
  in a sweep of its own.
* {size}
"""
SIZE = (
    "{worlds:,} worlds were played. `points` is a power of two: 65,536 in the spec for Japan make "
    "1.4 million worlds (`--estimate` says how long)."
)


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A table's lines."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def told(outcome: str, value: float, sign: str = "") -> str:
    """A share in per cent, or a number of rounds."""
    kind = ".1f" if outcome == "war_rounds" else ".0%"
    return format(value, sign + kind)


def span(outcome: str, row: dict[str, Any], key: str, sign: str = "") -> str:
    """A value with its interval."""
    value, low, high = (told(outcome, row[k], sign) for k in (key, "low", "high"))
    return f"{value} ({low} to {high})"


def means(found: Any) -> list[str]:
    """Every outcome in all worlds, under each setting of the lever, and the difference."""
    rows = []
    for name in OUTCOMES:
        under = {r["policy"]: r["mean"] for r in found.rows("robustness", outcome=name)}
        row = [name, span(name, found.rows("summary", outcome=name)[0], "mean")]
        row += [told(name, under[p]) for p in policies(found)]
        rows.append([*row, span(name, found.rows("levers", outcome=name)[0], "difference", "+")])
    return table(["outcome", "all worlds", *policies(found), "difference"], rows)


def given(found: Any) -> list[str]:
    """Of the worlds in which a window opened: how many saw and seized it, and how long it took."""
    rows = []
    for share, text in GIVEN.items():
        each = {r["policy"]: span("opened", r, "value") for r in found.rows("shares", share=share)}
        rows.append([text, *(each.get(policy, "") for policy in ["", *policies(found)])])
    waits = {r["policy"]: span("war_rounds", r, "mean")
             for r in found.rows("survival", until="seizing")}  # fmt: skip
    rows.append(["rounds lost from opening to signature", "", *(waits[p] for p in policies(found))])
    return table(["", "all worlds", *policies(found)], rows)


def signed(found: Any) -> list[str]:
    """How many worlds end with a signature at all, and when, under each setting of the lever."""
    query = (
        'select "order", avg((signed > 0)::int), median(case when signed > 0 then signed end), '
        "avg((signed > 0 and not seized)::int) from rows group by 1 order by 1"
    )
    rows = [
        [f"order = {order:g}", f"{share:.0%}", f"{middle:.0f}", f"{unseen:.0%}"]
        for order, share, middle, unseen in found.sweep.sql(query).fetchall()
    ]
    return table(["", "signed", "median round", "opened and signed in one round"], rows)


def lasting(found: Any) -> list[str]:
    """How long first ceasefires last, and what decides whether they break."""
    query = (
        'select "order", count(*), avg(broke::int), avg(collapses) from rows where signed > 0 '
        "group by 1 order by 1"
    )
    lasts = {r["policy"]: span("war_rounds", r, "mean")
             for r in found.rows("survival", until="truce")}  # fmt: skip
    rows = [
        [f"order = {order:g}", f"{count:,}", f"{broke:.0%}", f"{collapses:.2f}",
         lasts[f"order = {order:g}"]]
        for order, count, broke, collapses in found.sweep.sql(query).fetchall()
    ]  # fmt: skip
    head = ["", "signed worlds", "fighting broke out again", "collapses each",
            "rounds the first ceasefire lasts (restricted mean)"]  # fmt: skip
    return table(head, rows)


def indices(found: Any, policy: str, outcomes: tuple[str, ...] = OUTCOMES) -> list[str]:
    """Total indices of every input under one setting of the lever."""
    each = {(r["input"], r["outcome"]): r for r in found.rows("indices", policy=policy)}
    rows = []
    for name in dict.fromkeys(name for name, _ in each):
        cells = [each[name, outcome] for outcome in outcomes]
        shown = [f"{c['total']:.2f} ({c['total_low']:.2f} to {c['total_high']:.2f})" for c in cells]
        rows.append([name, *shown])
    return table(["input", *outcomes], rows)


def boxes(found: Any) -> list[str]:
    """For each outcome the box that holds on worlds it was not chosen by."""
    lines = []
    for name in OUTCOMES[:3]:
        sides = found.rows("box", outcome=name)
        if sides:
            one, where = sides[0], " and ".join(limits(r) for r in sides)
            lines.append(
                f"* **{one['target']}**: {where}: {one['density']:.0%} of such worlds, against "
                f"{one['overall']:.0%} of all; {one['coverage']:.0%} of the cases."
            )
        else:
            lines.append(f"* **{name}**: no box was found that holds on the other half.")
    return lines


def worth_watching(found: Any, spec: str) -> list[str]:
    """Two worlds of each kind, with their seeds and the command that opens each."""
    lines, seed = [], found.sweep.manifest["seed"]
    for text, where in WATCH:
        clause = where if where.startswith("order") else f"where {where}"
        query = f"select row, world, war_rounds from rows {clause} limit 2"
        for row, world, rounds in found.sweep.sql(query).fetchall():
            lines.append(
                f"* {text}: seed {seed}, world {world:,}, {rounds} rounds of war: "
                f"`ceasefire play --row {spec}:{row}`"
            )
    return lines


def section(folder: Path) -> tuple[str, dict[str, Any]]:
    """What one sweep shows, as text and as numbers."""
    body = json.loads((folder / "manifest.json").read_text())
    asked, to_end = body["spec"]["sweep"], bool(body["spec"]["sweep"].get("to_end", True))
    found = analyse(folder, list(LASTING if to_end else OUTCOMES))
    lines = [
        f"\n## {body['title']}\n",
        f"{body['rows']:,} worlds of `{asked['scenario']}`, {body['points']:,} points of",
        f"a Sobol design in {asked['points']:,} blocks, seed {body['seed']}, "
        f"rules `{body['rules_hash']}`.\n",
    ]
    if to_end:
        lines += lasting(found)
        lines += ["\nWorlds without a signature count as not broken, with 0 rounds of ceasefire.\n"]
        for policy in policies(found):
            lines += [f"\nTotal indices, {policy}:\n", *indices(found, policy, LASTING)]
    else:
        lines += _deciding(found, _spec_of(body, asked))
    outcomes = LASTING if to_end else OUTCOMES
    numbers = {
        "worlds": body["rows"],
        "rules": body["rules_hash"],
        **{name: found.rows("summary", outcome=name)[0]["mean"] for name in outcomes},
        "shares": found.rows("shares"),
        "indices": [r for r in found.rows("indices") if r["outcome"] in outcomes],
    }
    return "\n".join(lines) + "\n", numbers


def _spec_of(body: dict[str, Any], asked: dict[str, Any]) -> str:
    """The shipped spec if this is its sweep, else the folder's name to be filled in."""
    path = HOME / f"{asked['scenario']}.toml"
    same = path.is_file() and tomllib.loads(path.read_text(encoding="utf-8")) == body["spec"]
    return str(path.relative_to(HOME.parents[2])) if same else "FOLDER"


def _deciding(found: Any, spec: str) -> list[str]:
    """Whether windows open, are recognised and seized: means, shares, indices, boxes, worlds."""
    lines = [
        *means(found),
        "\nOf the worlds in which a window opened; what opened and was signed within one round",
        "counts as opened and seized here:\n",
        *given(found),
        "\nA window counts as open by what is on the table when a round begins. Terms that are",
        "voiced, tabled and signed within one round had none, so that in the first table fewer are",
        "*seized* than signed:\n",
        *signed(found),
    ]
    for policy in policies(found):
        lines += [f"\nTotal indices, {policy}:\n", *indices(found, policy)]
    lines += ["\nBoxes, chosen on one half of the worlds and measured on the other:\n"]
    lines += boxes(found)
    lines += ["\nWorlds worth watching; each opens from the spec, without the sweep:\n"]
    return lines + worth_watching(found, spec)


def policies(found: Any) -> list[str]:
    """The levers' settings, in order."""
    return list(dict.fromkeys(r["policy"] for r in found.rows("indices")))


def limits(row: dict[str, Any]) -> str:
    """One side of a box in words."""
    if row["low"] is None:
        return f"{row['input']} up to {row['high']:.2g}"
    if row["high"] is None:
        return f"{row['input']} from {row['low']:.2g}"
    return f"{row['input']} from {row['low']:.2g} to {row['high']:.2g}"


def main() -> None:
    """Analyse and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="finished sweeps")
    parser.add_argument("--to", type=Path, default=HOME, help="folder of the page")
    asked = parser.parse_args()
    parts = {folder: section(folder) for folder in asked.folders}
    worlds = sum(numbers["worlds"] for _, numbers in parts.values())
    text = HEAD + "".join(text for text, _ in parts.values())
    text += LIMITS.format(size=SIZE.format(worlds=worlds))
    asked.to.mkdir(parents=True, exist_ok=True)
    (asked.to / "README.md").write_text(text)
    results = {folder.stem: numbers for folder, (_, numbers) in parts.items()}
    (asked.to / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    print(text)


if __name__ == "__main__":
    main()
