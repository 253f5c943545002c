"""The sweeps of the golden rule as a page: what decides whether windows open and are seized.

    ceasefire sweep docs/studies/golden-rule/japan-1945.toml --to japan-1945.sweep
    ceasefire sweep docs/studies/golden-rule/ukraine-2022.toml --to ukraine-2022.sweep
    ceasefire sweep docs/studies/golden-rule/japan-1945-durability.toml --to durability.sweep
    python benchmarks/golden_rule_sweeps.py japan-1945.sweep ukraine-2022.sweep durability.sweep

writes docs/studies/golden-rule/README.md, its figures and results.json beside the specs. A sweep
that is not finished is refused. What the page says of sweeps that are not named stays, so that
each can be renewed alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from golden_rule_parts import (
    LASTING,
    OUTCOMES,
    boxes,
    given,
    inputs,
    lasting,
    means,
    pictures,
    policies,
    short,
    signed,
    table,
    worth_watching,
)

from sim.sweeps.analysis import analyse
from sim.sweeps.errors import SweepError
from sim.sweeps.results import Sweep

HOME = Path(__file__).parent.parent / "docs/studies/golden-rule"
HEAD = """# The golden rule, swept

Written by `python benchmarks/golden_rule_sweeps.py` from finished sweeps; the specs beside
this page are what was played. It asks which assumptions decide whether a window opens, is
recognised and is seized: empathy, the order of the minds (a lever), the facilitator's expertise and
credibility, the strength of ambiguity, and what going on costs. Sobol indices are shares of an
outcome's variance over the ranges in the specs: *total* counts an input with all it does together
with others, and the seed is one more input. Intervals are 95 %, bootstrapped over blocks. It says
what follows from the model within those ranges, nothing about any war.

The paired comparison of true profiles with a placebo is [another page](../golden-rule.md).

{played}

One command a sweep plays them, and one makes this page, its figures and `results.json`:

```sh
ceasefire sweep docs/studies/golden-rule/japan-1945.toml --to japan-1945.sweep
ceasefire sweep docs/studies/golden-rule/ukraine-2022.toml --to ukraine-2022.sweep
ceasefire sweep docs/studies/golden-rule/japan-1945-durability.toml --to durability.sweep
python benchmarks/golden_rule_sweeps.py japan-1945.sweep ukraine-2022.sweep durability.sweep
```
"""
LIMITS = """
## Limits

* The ranges are wider than the scenarios' own, so that effects can be seen; an index is a share of
  *that* variance. Uniform over ranges is a design, not a belief about any war.
* An index says how much an input matters, not which way; the tables of rises say which way, over
  everything else at once. Intervals cover chance in worlds and points alone. Many worlds make them
  narrow; they do not make the model right.
* Boxes ask for the rarer of an outcome and its absence, over all inputs and the lever together. A
  box is a place in these ranges where it is frequent, not a cause.
* Where worlds end with a signature, nothing is said of how long a ceasefire lasts: that is asked
  in a sweep of its own.
* The parties are machines with the minds of this model. The worlds worth watching are picked
  because they are extreme, so they are no fair sample.
"""


def section(folder: Path, to: Path) -> tuple[str, dict[str, Any]]:
    """What one sweep shows, as text and as numbers; its figures into `to`."""
    body = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    asked, to_end = body["spec"]["sweep"], bool(body["spec"]["sweep"].get("to_end", True))
    outcomes = LASTING if to_end else OUTCOMES
    found = analyse(folder, list(outcomes))
    done = body["finished"]
    lines = [
        f"\n## {body['title']}\n",
        f"{done['rows']:,} worlds of `{asked['scenario']}`, {body['points']:,} points of",
        f"a Sobol design in {asked['points']:,} blocks, seed {body['seed']}, "
        f"rules `{body['rules_hash']}`.{_failed(done)}\n",
    ]
    if to_end:
        lines += lasting(found)
        lines += ["\nWorlds without a signature count as not broken, with 0 rounds of ceasefire.\n"]
        for policy in policies(found):
            lines += inputs(found, policy, LASTING)
        lines += ["\nBoxes, chosen on one half of the worlds and measured on the other:\n"]
        lines += boxes(found, LASTING[:1])
    else:
        lines += _deciding(found, _spec_of(body, asked))
    lines += pictures(found, to, folder.stem)
    numbers = {
        "title": body["title"], "scenario": asked["scenario"],
        "worlds": done["rows"], "points": body["points"], "begun": body["begun"],
        "rules": body["rules_hash"],
        **{name: found.rows("summary", outcome=name)[0]["mean"] for name in outcomes},
        "shares": found.rows("shares"),
        "indices": [r for r in found.rows("indices") if r["outcome"] in outcomes],
        "rises": found.rows("rises"),
        "box": found.rows("box"),
    }  # fmt: skip
    return "\n".join(lines) + "\n", numbers


def _failed(done: dict[str, Any]) -> str:
    """How many worlds gave no result, if any did not."""
    odd = {name: count for name, count in done["statuses"].items() if name != "ok"}
    told = ", ".join(f"{count:,} {name}" for name, count in odd.items())
    return f" Worlds without a result: {told}." if odd else ""


def _spec_of(body: dict[str, Any], asked: dict[str, Any]) -> str:
    """The shipped spec if this is its sweep, else the folder's name to be filled in."""
    path = HOME / f"{asked['scenario']}.toml"
    same = path.is_file() and tomllib.loads(path.read_text(encoding="utf-8")) == body["spec"]
    return str(path.relative_to(HOME.parents[2])) if same else "FOLDER"


def _deciding(found: Any, spec: str) -> list[str]:
    """Whether windows open, are recognised and seized: means, shares, indices, boxes, worlds."""
    lines = [
        "In short:\n",
        *short(found),
        "",
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
        lines += inputs(found, policy, OUTCOMES)
    lines += ["\nBoxes, chosen on one half of the worlds and measured on the other:\n"]
    lines += boxes(found)
    lines += ["\nWorlds worth watching; each opens from the spec, without the sweep:\n"]
    return lines + worth_watching(found, spec)


def played(parts: list[dict[str, Any]]) -> str:
    """How many worlds there are, sweep by sweep."""
    rows = [[n["title"], f"`{n['scenario']}`", f"{n['worlds']:,}", f"{n['points']:,}",
             n["begun"]] for n in parts]  # fmt: skip
    whole = sum(n["worlds"] for n in parts)
    lines = table(["sweep", "scenario", "worlds", "points", "begun"], rows)
    lines += ["", f"Together {whole:,} worlds."]
    if len({n["rules"] for n in parts}) > 1:
        lines += ["The sweeps were played by different versions of the rules: see each one's."]
    return "\n".join(lines)


def main() -> None:
    """Analyse and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="finished sweeps")
    parser.add_argument("--to", type=Path, default=HOME, help="folder of the page")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    try:
        for folder in asked.folders:
            whole(folder)
        parts = standing(asked.to)
        parts |= {folder.stem: section(folder, asked.to) for folder in asked.folders}
    except SweepError as error:
        sys.exit(str(error))
    numbers = {stem: numbers for stem, (_, numbers) in parts.items()}
    text = HEAD.format(played=played(list(numbers.values())))
    text += "".join(text for text, _ in parts.values()) + LIMITS
    (asked.to / "README.md").write_text(text, encoding="utf-8")
    results = json.dumps(numbers, indent=1) + "\n"
    (asked.to / "results.json").write_text(results, encoding="utf-8")
    print(text)


def standing(to: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """What the page says so far, sweep by sweep: text and numbers; nothing where there is none."""
    page, results = to / "README.md", to / "results.json"
    if not page.exists() or not results.exists():
        return {}
    text = page.read_text(encoding="utf-8").removesuffix(LIMITS)
    sections = {part.split("\n", 1)[0]: part for part in text.split("\n## ")[1:]}
    numbers = json.loads(results.read_text(encoding="utf-8"))
    return {stem: (f"\n## {sections[n['title']]}", n) for stem, n in numbers.items()}


def whole(folder: Path) -> None:
    """Refuse a sweep that is not finished before anything is written; SweepError says so."""
    if not Sweep(folder).finished:
        raise SweepError(f"{folder} is not finished: run its spec again with ceasefire sweep.")


if __name__ == "__main__":
    main()
