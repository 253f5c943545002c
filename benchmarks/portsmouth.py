"""Portsmouth 1905: how often worlds end as history did, and what the news of the Tsar was worth.

`python benchmarks/portsmouth.py --worlds 100` writes docs/studies/portsmouth.json and the page
beside it. Every arm plays the same streams. `sim.settlements.settle` is what it counts with.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from rich.progress import Progress

import sim
from sim.settlements import Settlements, settle

NAME = "portsmouth-1905"
SIGNED = {"eight": "agreed", "sakhalin": "south", "indemnity": "none", "ships": "none"}
SHARE = {"none": 0.0, "south": 0.5, "all": 1.0}
FOLDER = Path(__file__).parent.parent / "docs" / "studies"
SEED = 1905
CHANCE = "parties.russia.profiles.{}.chance"


def arms() -> dict[str, sim.Scenario]:
    """As it is, every counterfactual, and the two fitted numbers elsewhere, by name."""
    base = sim.load(NAME)
    found = {"as it is": base}
    found |= {c.title: base.counterfactual(name) for name, c in base.counterfactuals.items()}
    for chance in (0.5, 0.8):
        other = base.with_values(
            {CHANCE.format("divide"): chance, CHANCE.format("firm"): 1 - chance}
        )
        silent = other.with_values({"parties.britain.knowledge.profile": 0.0})
        found |= {f"chance {chance:g}": other, f"chance {chance:g}, no word": silent}
    for accuracy in (0.6, 0.8):
        heard = base.with_values({"parties.britain.knowledge.profile": accuracy})
        found[f"word right {accuracy:.0%} of the time"] = heard
    return found


def row(found: Settlements) -> dict[str, Any]:
    """What one arm came to."""
    yielded = found.where("russia", "divide")
    return {
        "worlds": len(found),
        "signed as in history": found.share(SIGNED),
        "Sakhalin": found.expected("sakhalin", SHARE),
        "worlds in which the Tsar has yielded": len(yielded),
        "of these, as in history": yielded.share(SIGNED),
        "of these, Sakhalin": yielded.expected("sakhalin", SHARE),
        "no agreement": sum(w.terms is None for w in found.worlds) / max(1, len(found)),
        "median round": found.median_round(),
    }


def page(body: dict[str, Any]) -> str:
    """The study as a page."""
    lines = [
        "| | signed as in history | Sakhalin | the Tsar has yielded | of these, as in history "
        "| of these, Sakhalin | no agreement | median round |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, found in body["arms"].items():
        median = found["median round"]
        lines.append(
            f"| {name} | {found['signed as in history']:.0%} | {found['Sakhalin']:.2f} "
            f"| {found['worlds in which the Tsar has yielded']} "
            f"| {found['of these, as in history']:.0%} | {found['of these, Sakhalin']:.2f} "
            f"| {found['no agreement']:.0%} | {'-' if median is None else f'{median:g}'} |"
        )
    text = (FOLDER / "portsmouth.md").read_text(encoding="utf-8")
    head, _, rest = text.partition("<!-- table -->")
    _, _, tail = rest.partition("<!-- table -->")
    told = f"{body['worlds']} worlds an arm, seed {SEED}, digest `{body['digest'][:12]}`."
    table = "\n".join(["<!-- table -->", "", told, "", *lines, "", "<!-- table -->"])
    return f"{head}{table}{tail}"


def main() -> None:
    """Play every arm and write the study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=100)
    worlds = parser.parse_args().worlds
    found, todo = {}, arms()
    with Progress() as bar:
        task = bar.add_task("worlds", total=worlds * len(todo))
        for name, scenario in todo.items():
            settled = settle(scenario, worlds, SEED, progress=lambda _: bar.advance(task))
            found[name] = row(settled)
            if found[name]["median round"] != found[name]["median round"]:
                found[name]["median round"] = None
    body = {"worlds": worlds, "digest": sim.load(NAME).digest, "arms": found}
    (FOLDER / "portsmouth.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    (FOLDER / "portsmouth.md").write_text(page(body), encoding="utf-8")


if __name__ == "__main__":
    main()
