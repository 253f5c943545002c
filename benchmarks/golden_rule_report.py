"""The study of the golden rule as a page and a figure.

`python benchmarks/golden_rule_report.py` reads docs/studies/golden-rule.json,
writes docs/studies/golden-rule.md and golden-rule.svg beside it, and puts the
short version between the markers in README.md. What missed is written as a miss.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
STUDY = ROOT / "docs" / "studies" / "golden-rule.json"
MARK = "<!-- golden rule -->"
BASE = "same_priorities"
COLUMNS = (
    ("delay, restricted mean", "delay, restricted mean", 1),
    ("delay, median among seized", "median among seized", 1),
    ("recognised", "recognised", 100),
    ("seized", "seized", 100),
    ("missed", "missed", 100),
    ("censored", "censored", 100),
    ("mirages", "mirages", 100),
    ("never opened", "never opened", 100),
)
LINES = ("profiles", "placebo", "true profile left out")


def find(study: dict[str, Any], mirror: str, support: str, empathy: float) -> dict[str, Any]:
    """The figures of one arm; at empathy 0 the support plays no part."""
    wanted = (mirror, "profiles" if empathy == 0 else support, empathy)
    for arm in study["arms"]:
        if (arm["mirror"], arm["support"], arm["empathy"]) == wanted:
            return dict(arm["figures"])
    raise KeyError(wanted)


def cell(values: list[float], unit: int) -> str:
    """A figure with its interval: rounds with one decimal, shares in per cent."""
    if values[0] != values[0]:
        return "none"
    digits, sign = (0, " %") if unit == 100 else (1, "")
    point, low, high = (f"{unit * value:.{digits}f}" for value in values)
    return f"{point}{sign} ({low} to {high})"


def grade(claim: list[float]) -> str:
    """What an interval of differences in delay says."""
    _, low, high = claim
    if high < 0:
        return "shorter: shown"
    if low > 0:
        return "longer: the opposite of the claim"
    return "no difference shown"


def claims(study: dict[str, Any]) -> list[str]:
    """The claim, one row an empathy."""
    rows = [
        "| empathy of both belligerents | true profiles less placebo, rounds of delay | |",
        "|---|---|---|",
    ]
    for name, values in study["claims"].items():
        empathy = name.split()[1]
        point, low, high = (f"{value:+.1f}" for value in values)
        rows.append(f"| {empathy} | {point} ({low} to {high}) | {grade(values)} |")
    return rows


def caveats(study: dict[str, Any]) -> list[str]:
    """What else the arms say: what the placebo does by itself, and where nothing is shown."""
    said = []
    none = find(study, BASE, "profiles", 0.0)["delay, restricted mean"]
    for empathy in sorted({arm["empathy"] for arm in study["arms"]} - {0.0}):
        false = find(study, BASE, "placebo", empathy)["delay, restricted mean"]
        if false[2] < none[1]:
            said.append(f"{false[0]:.1f} at {empathy:g}")
    if said:
        told = (
            "A placebo shortens delay too, against one's mirror image alone: from a mean of "
            f"{none[0]:.1f} rounds to {_list(said)}. So a part of what empathy does is doubting "
            "the mirror, whatever is put in its place; the table is what the truth adds."
        )
        lines = [*_wrap(told).split("\n"), ""]
    else:
        lines = []
    shares = ("recognised", "seized", "missed", "censored", "mirages")
    missing = [key for key in shares if _alike(study, key)]
    if missing:
        told = (
            "Between true profiles and placebo no difference is shown in the shares "
            f"{_list(missing)}: at every empathy their intervals overlap."
        )
        lines += [*_wrap(told).split("\n"), ""]
    apart = [_apart(study, key) for key in shares if key not in missing]
    if apart:
        lines += [*_wrap(" ".join(apart)).split("\n"), ""]
    return lines


def _apart(study: dict[str, Any], key: str) -> str:
    """Where true profiles and placebo do not overlap in a share."""
    told = []
    for empathy in sorted({arm["empathy"] for arm in study["arms"]} - {0.0}):
        true, false = (find(study, BASE, s, empathy)[key] for s in ("profiles", "placebo"))
        if true[1] > false[2] or false[1] > true[2]:
            told.append(f"{cell(true, 100)} against {cell(false, 100)} at {empathy:g}")
    share = "still open at the end" if key == "censored" else key
    return f"In the share {share} true profiles and placebo do differ: {_list(told)}."


def _alike(study: dict[str, Any], key: str) -> bool:
    """Whether true profiles and placebo overlap in a figure at every empathy."""
    for empathy in {arm["empathy"] for arm in study["arms"]} - {0.0}:
        true, false = (find(study, BASE, s, empathy)[key] for s in ("profiles", "placebo"))
        if true[1] > false[2] or false[1] > true[2]:
            return False
    return True


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def arms(study: dict[str, Any]) -> list[str]:
    """Every arm with every figure."""
    heads = " | ".join(title for _, title, _ in COLUMNS)
    rows = [f"| mirror | support | empathy | {heads} |", "|---" * (3 + len(COLUMNS)) + "|"]
    for arm in study["arms"]:
        cells = " | ".join(cell(arm["figures"][key], unit) for key, _, unit in COLUMNS)
        support = arm["support"] if arm["empathy"] else "none needed"
        rows.append(f"| {arm['mirror']} | {support} | {arm['empathy']:g} | {cells} |")
    return rows


def page(study: dict[str, Any]) -> str:
    """The study in words."""
    return "\n".join(
        [
            "# What the golden rule does",
            "",
            "Written by `python benchmarks/golden_rule_report.py` from `golden-rule.json`, which",
            f"`python benchmarks/golden_rule.py --worlds {study['worlds']}` writes. Scenario "
            f"`{study['scenario']}`,",
            f"{study['worlds']} worlds an arm, seed {study['seed']}, the same streams in all arms.",
            "",
            "Empathy enters the model only as the weight, in the prior, of the other's own",
            "possible profiles against one's mirror image ([model.md](../model.md)). The claim is",
            "the difference to a **placebo**: the same profiles with their weights on other",
            "issues, of equal entropy and not the truth. Both belligerents have the same empathy.",
            "Delay is counted in rounds from the first opening of a window on the table to a",
            "signature, over worlds in which one opened in both arms; a delay that never ended",
            "counts to the last round of war, and is longer in truth. Intervals are 95 %,",
            f"bootstrapped over worlds; the mirror is `{BASE}`.",
            "",
            *claims(study),
            "",
            *caveats(study),
            "![Delay by empathy: true profiles, placebo, true profile left out](golden-rule.svg)",
            "",
            "## Every arm",
            "",
            "*Never opened* is a share of worlds; *recognised*, *seized*, *missed* and *censored*",
            "are shares of episodes; *mirages* a share of rounds of war, the mean of both sides.",
            "",
            *arms(study),
            "",
            "Recognised at a believed window of .3 and .7, and Brier scores, are in the JSON.",
            "",
        ]
    )


def short(study: dict[str, Any]) -> str:
    """The lines of the README."""
    none, full = (find(study, BASE, "profiles", e) for e in (0.0, 0.98))

    def share(figures: dict[str, Any], key: str) -> str:
        return f"{100 * figures[key][0]:.0f} %"

    text = (
        f"Over {study['worlds']} worlds of the flagship an arm, on the same streams, "
        f"{share(none, 'never opened')} never had a window on the table without empathy and "
        f"{share(full, 'never opened')} with all of it. Of the windows that opened, "
        f"{share(none, 'seized')} were seized and {share(none, 'missed')} missed without, "
        f"{share(full, 'seized')} and {share(full, 'missed')} with (the rest was open at the end). "
        "Delay from the first opening, empathy that weighs the other's true profiles against a "
        "placebo that weighs false ones:"
    )
    link = "[The whole study](docs/studies/golden-rule.md), every arm and interval."
    return "\n".join([_wrap(text), "", *claims(study), "", *caveats(study), link])


def _wrap(text: str, width: int = 100) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def figure(study: dict[str, Any], mirror: str = BASE) -> str:
    """Restricted mean delay by empathy, one line a support, as SVG."""
    left, right, top, bottom = 60, 620, 40, 300
    empathies = sorted({arm["empathy"] for arm in study["arms"]})
    points = {
        support: [find(study, mirror, support, e)["delay, restricted mean"] for e in empathies]
        for support in LINES
    }
    most = max(high for line in points.values() for _, _, high in line)
    step = next(s for s in (1, 2, 5, 10, 20, 50) if most / s <= 8)
    ceiling = step * (int(most / step) + 1)

    def x(place: int, nudge: float = 0.0) -> float:
        return left + (right - left) * (place + 0.3 + nudge) / (len(empathies) - 0.4)

    def y(value: float) -> float:
        return bottom - (bottom - top) * value / ceiling

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 380" role="img" '
        f'aria-label="Rounds of delay by empathy, mirror {mirror}">',
        STYLE,
        '<rect class="paper" width="640" height="380" rx="8"/>',
        f'<text x="{left}" y="24">Rounds from the first opening to a signature '
        "(restricted mean, 95 %)</text>",
    ]
    for value in range(0, ceiling + 1, step):
        parts.append(f'<path class="grid" d="M{left} {y(value):.1f}H{right}"/>')
        parts.append(f'<text x="{left - 8}" y="{y(value) + 4:.1f}" class="end">{value}</text>')
    for place, empathy in enumerate(empathies):
        parts.append(
            f'<text x="{x(place):.1f}" y="{bottom + 20}" class="middle">{empathy:g}</text>'
        )
    parts.append(
        f'<text x="{(left + right) / 2}" y="{bottom + 40}" class="middle">'
        "empathy of both belligerents</text>"
    )
    for number, (support, line) in enumerate(points.items()):
        nudge = 0.06 * (number - 1)
        spots = [(x(n, nudge), *map(y, values)) for n, values in enumerate(line)]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b, _, _ in spots)
        parts.append(f'<polyline class="line s{number}" points="{path}"/>')
        for a, middle, low, high in spots:
            parts.append(f'<path class="line s{number} bar" d="M{a:.1f} {low:.1f}V{high:.1f}"/>')
            parts.append(f'<circle class="dot s{number}" cx="{a:.1f}" cy="{middle:.1f}" r="4"/>')
        place = left + 190 * number
        parts.append(f'<path class="line s{number}" d="M{place} 362h24"/>')
        parts.append(f'<text x="{place + 30}" y="366">{support}</text>')
    return "\n".join([*parts, "</svg>", ""])


STYLE = """<style>
.paper{fill:#fff} text{font:13px system-ui,sans-serif;fill:#333} .grid{stroke:#ddd}
.end{text-anchor:end} .middle{text-anchor:middle}
.line{fill:none;stroke-width:2} .s0{stroke:#1f6f8b} .s1{stroke:#c2571a;stroke-dasharray:6 4}
.s2{stroke:#777;stroke-dasharray:2 4} .dot{stroke-width:2;fill:#fff}
.bar,.dot{stroke-dasharray:none}
@media (prefers-color-scheme:dark){.paper{fill:#161b22} text{fill:#ddd} .grid{stroke:#333}
.s0{stroke:#58b6d6} .s1{stroke:#f0935a} .s2{stroke:#aaa} .dot{fill:#161b22}}
</style>"""


def main() -> None:
    """Write the page, the figure and the lines of the README."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path, nargs="?", default=STUDY)
    parser.add_argument("--readme", type=Path, default=ROOT / "README.md")
    asked = parser.parse_args()
    if not asked.study.exists():
        raise SystemExit(f"{asked.study} is not there: run benchmarks/golden_rule.py first.")
    study = json.loads(asked.study.read_text())
    asked.study.with_suffix(".md").write_text(page(study), encoding="utf-8")
    asked.study.with_suffix(".svg").write_text(figure(study), encoding="utf-8")
    lines = short(study)
    text = asked.readme.read_text(encoding="utf-8") if asked.readme.exists() else ""
    if text.count(MARK) == 2:
        before, _, after = text.split(MARK)
        told = f"{before}{MARK}\n\n{lines}\n\n{MARK}{after}"
        asked.readme.write_text(told, encoding="utf-8")
    print(lines)


if __name__ == "__main__":
    main()
