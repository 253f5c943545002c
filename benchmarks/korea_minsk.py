"""Korea 1951 and Minsk 2015: how long a principle blocks, and how long a truce lasts.

`python benchmarks/korea_minsk.py --worlds 32` writes docs/studies/korea-minsk.json and the tables
of the page beside it. Every arm plays the same streams; `--all` plays every counterfactual.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

import sim

FOLDER = Path(__file__).parent.parent / "docs" / "studies"
SEED = 1951
EXIT = 16  # the round of the change of leadership in the communist camp
CASES = {"korea-1951": "korea", "minsk-2015": "minsk"}


MAIN = ("stalin-lives", "no-prestige", "no-formula", "lasting-pressure", "harmless-ambiguity")


def arms(name: str, every: bool) -> dict[str, sim.Scenario]:
    """A scenario as it is and with its counterfactuals, by title."""
    base = sim.load(name)
    return {"as it is": base} | {
        case.title: base.counterfactual(key)
        for key, case in base.counterfactuals.items()
        if every or key in MAIN
    }


def korea(table: Any) -> dict[str, float]:
    """Share of worlds signed, before the change of leadership and at all, and when."""
    signed = table["signed"]
    done = signed > 0
    return {
        "signed before March 1953": float((done & (signed < EXIT)).mean()),
        "signed": float(done.mean()),
        "median month": float(np.median(signed[done])) if done.any() else 0.0,
        "first truce broke": float(table["broke"].mean()),
    }


def minsk(table: Any) -> dict[str, float]:
    """Share of worlds signed, how long the first truce lasted, and whether it broke."""
    done = table["signed"] > 0
    months = table["truce_rounds"][done]
    return {
        "signed": float(done.mean()),
        "first truce broke": float(table["broke"][done].mean()) if done.any() else 0.0,
        "median months of truce": float(np.median(months)) if done.any() else 0.0,
        "truces broken, a world": float(table["collapses"].mean()),
    }


def told(rows: dict[str, dict[str, float]]) -> list[str]:
    """The rows as a table; shares in per cent."""
    names = list(next(iter(rows.values())))
    lines = [f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for title, row in rows.items():
        cells = [
            f"{row[n]:.0%}" if n.startswith(("signed", "first")) else f"{row[n]:g}" for n in names
        ]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    """Play every arm of both and write the study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=32)
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    worlds = asked.worlds
    body: dict[str, Any] = {"worlds": worlds, "seed": SEED}
    page = (FOLDER / "korea-minsk.md").read_text(encoding="utf-8")
    for name, case in CASES.items():
        read = korea if case == "korea" else minsk
        cases = arms(name, asked.all)
        rows = {t: read(sim.ensemble(s, worlds=worlds, seed=SEED)) for t, s in cases.items()}
        body[name] = {"digest": sim.load(name).digest, "arms": rows}
        mark = f"<!-- {case} -->"
        head, _, rest = page.partition(mark)
        _, _, tail = rest.partition(mark)
        digest = body[name]["digest"][:12]
        text = f"{worlds} worlds an arm, seed {SEED}, digest `{digest}`."
        page = "\n".join([f"{head}{mark}", "", text, "", *told(rows), "", f"{mark}{tail}"])
    (FOLDER / "korea-minsk.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    (FOLDER / "korea-minsk.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
