"""Put the result of `ceasefire validate` into docs/validation.md.

`python scripts/validation_report.py validation/validation.json` writes the tables between the
marks `<!-- results -->` and `<!-- end -->`; everything else on the page is kept. A miss is
written as a miss.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ui.validation_page import arm_cells, rate_cells  # noqa: E402

PAGE = ROOT / "docs" / "validation.md"
MARKED = re.compile(r"(<!-- results -->\n).*?(<!-- end -->)", re.DOTALL)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def report(data: dict[str, Any]) -> str:
    """The results as Markdown: what ran, oracles, history, base rates."""
    made = data["made"]
    parts = [
        f"By `{made['command']}`, version {made['version']}, rules `{made['rules']}`, "
        f"{made['mode']}, seed {made['seed']}.",
        oracles(data["oracles"]),
    ]
    for case in data["history"]:
        parts += [f"**{case['scenario']}.** {case['published']}", history(case)]
    if data["rates"]["wars"]:
        parts += [f"**Base rates**, {data['rates']['wars']} wars.", rates(data["rates"])]
    return "\n\n".join(parts)


def oracles(found: list[dict[str, Any]]) -> str:
    """How many pass, by theory and engine, and every one that misses."""
    missed = [f"{each['id']} ({each['where']})" for each in found if not each["passed"]]
    lines = sum(len(each["lines"]) for each in found)
    said = ", ".join(missed) if missed else "none"
    passed = len(found) - len(missed)
    return f"**Oracles.** {passed} of {len(found)} pass, {lines} lines; missed: {said}."


def history(case: dict[str, Any]) -> str:
    """The arms of a case."""
    head = ["arm", "worlds", "as history", "signed", "median round", "most frequent terms"]
    return table(head, [arm_cells(arm) for arm in case["arms"]])


def rates(found: dict[str, Any]) -> str:
    """Base rates with their bands, and the hazard by phase beside what is published."""
    rows = [rate_cells(each) for each in found["rates"]]
    first = table(["base rate", "obtained", "band", "counted", ""], rows)
    phases = [
        [f"{each['start']:g} to {each['end']:g}", f"{each['obtained']:.3f}",
         f"{each['published']:.3f}", str(each["at_risk"])]
        for each in found["phases"]
    ]  # fmt: skip
    second = table(["months of war", "ends a month", "published", "wars going on"], phases)
    return first + "\n\n" + second


def renewed(page: str, data: dict[str, Any]) -> str:
    """The page with these results."""
    return MARKED.sub(lambda m: f"{m[1]}\n{report(data)}\n\n{m[2]}", page)


def main() -> int:
    """Renew the page from the file named."""
    data = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), data), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
