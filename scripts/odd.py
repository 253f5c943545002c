"""Write the generated tables of docs/odd.md: `python scripts/odd.py`.

Between a line `<!-- table: name -->` and the next `<!-- end -->` stands what is computed here
from the field table and the scenarios; everything else on the page is kept. With `--check`
nothing is written, and the exit code is 1 if the page is not current.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sim import fields, scenario  # noqa: E402
from sim.compiled import RULES_VERSION  # noqa: E402

BUILT_IN = ("neutral", "unverified")  # sources every scenario has
PAGE = ROOT / "docs" / "odd.md"
MARKED = re.compile(r"(<!-- table: ([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    names = list(head)
    lines = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text.replace("|", "\\|")


def cases() -> str:
    """Every scenario: how large, how long, how far its numbers are sourced."""
    rows = []
    for name in scenario.names():
        s = scenario.load(name)
        numbers = [s.number(address) for address in s.addresses()]
        given = [n for n in numbers if n.source != "neutral"]
        drawn = sum(n.low < n.high for n in given)
        trust = [
            sum(n.confidence == level for n in given)
            for level in ("high", "medium", "low", "unverified")
        ]
        options = sum(len(issue.options) for issue in s.issues.values())
        rows.append([
            f"`{name}`", f"{s.rounds} × {s.unit}", len(s.parties), len(s.issues), options,
            f"{s.terms_count:,}", len(s.events), len(s.tails), len(s.sources) - len(BUILT_IN),
            len(given), drawn,
            " / ".join(map(str, trust)), len(s.counterfactuals),
        ])  # fmt: skip
    head = ("scenario", "rounds", "parties", "issues", "options", "terms", "events", "tails",
            "sources", "numbers given", "of these with a range",
            "confidence high / medium / low / unverified",
            "counterfactuals")  # fmt: skip
    return table(head, rows)


def parties() -> str:
    """The parties of every scenario by role."""
    rows = []
    for name in scenario.names():
        for party in scenario.load(name).parties.values():
            rows.append([
                f"`{name}`", party.name, party.role, ", ".join(party.instruments),
                len(party.profiles), sum(bool(p.red_lines) for p in party.profiles.values()),
            ])  # fmt: skip
    return table(("scenario", "party", "role", "instruments", "profiles", "with red lines"), rows)


def variables() -> str:
    """What the world keeps: once, and for each party."""
    rows: list[list[object]] = [[f"`{f.name}`", "world", f.unit, f.text] for f in fields.PUBLIC]
    rows += [[f"`{f.name}`", "each party", f.unit, f.text] for f in fields.STANDING]
    return table(("variable", "of", "unit", "meaning"), rows)


def parameters() -> str:
    """Every number of a party and every common number."""
    rows = []
    for table_, whose in ((fields.PARTY, "party"), (fields.COMMON, "common")):
        for f in table_:
            secret = "yes" if f.secret else ""
            bounds = f"{f.low:g} to {f.high:g}"
            rows.append([f"`{f.name}`", whose, f.unit, f.text, f.neutral, bounds, secret])
    return table(("number", "of", "unit", "meaning", "neutral", "bounds", "secret"), rows)


def size() -> str:
    """How many numbers there are."""
    secret = sum(f.secret for f in fields.PARTY)
    parts = (
        f"Rules of version {RULES_VERSION}",
        f"{len(fields.PARTY)} numbers for each party, {secret} of them secret",
        f"{len(fields.COMMON)} common numbers",
        f"{len(fields.PUBLIC)} state variables of the world, {len(fields.STANDING)} of each party",
        f"{len(scenario.names())} scenarios",
    )
    return "; ".join(parts) + "."


TABLES: dict[str, Callable[[], str]] = {
    "size": size, "cases": cases, "parties": parties, "variables": variables,
    "parameters": parameters,
}  # fmt: skip


def renewed(page: str) -> str:
    """The page with its tables as they are now; KeyError for a mark that nothing computes."""
    return MARKED.sub(lambda m: f"{m[1]}\n{TABLES[m[2]]()}\n\n{m[3]}", page)


def main() -> int:
    """Renew the page, or only tell whether it is current."""
    page = PAGE.read_text(encoding="utf-8")
    new = renewed(page)
    if "--check" in sys.argv[1:]:
        return int(new != page)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
