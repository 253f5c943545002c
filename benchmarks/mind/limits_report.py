"""The study of reading minimums as a page: `python benchmarks/mind/limits.py --report`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from limits_tried import ABLATIONS, AFTERWARDS, TRIED

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "studies" / "mind-limits.md"
DIAGRAM = PAGE.with_name("mind-limits-reliability.svg")
US = "this reader"
PRIOR = "mean of what is known"
BALANCED = "balanced accuracy"
USUAL = "balanced accuracy from usual"  # ours, yes said from how often there is a zone in public
WHOLE = "whole"
ELSEWHERE = {"league": 0.167, "free": 0.213}  # what PRIOR errs where the goals were set
# part, what is known, figure, mark (number), at most (-1) or at least (+1), the goal
GOALS = (
    ("league", "rmse", 1, -1, 0.155),
    ("league", "rmse", 3, -1, 0.145),
    ("free", "rmse", 1, -1, 0.195),
    ("free", "rmse", 3, -1, 0.140),
    ("free", "zone", 1, 1, 0.82),
    ("free", "zone", 3, 1, 0.91),
)
LEVEL = 0.0005  # shares nearer than this to a goal are neither met nor missed
NAMES = {
    "rmse": "RMSE",
    "zone": "zone, balanced accuracy",
    "from 1/2": "zone, balanced accuracy, told from 1/2",
}
MARKS = ("25 %", "50 %", "75 %", "100 %")
CURVES = ("Boulware", "Linear", "Conceder")  # agents that keep to one
TITLES = {
    "league": "League rules: uniform below the Nash point is known",
    "free": "Free: uniform on [.2, .95] is known",
    "free, range unknown": "Free, and only [0, 1] is known",
}
PARTS = {"develop": "Developed on (even scenarios)", "held-out": "Held out (odd scenarios)"}


def cell(x: list[float]) -> str:
    """A figure with its interval."""
    return f"{x[0]:.3f} ({x[1]:.3f} to {x[2]:.3f})"


def table(head: list[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table in Markdown, with an empty line after it."""
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows), ""]


def verdict(ours: float, goal: float, sign: int) -> str:
    """Whether a goal is met."""
    return "met" if sign * ours >= sign * goal else "**missed**"


def summary(parts: dict[str, Any]) -> list[str]:
    """Every goal as it was set, as a share of what is publicly known, and what a share makes."""
    rows = []
    for known, figure, mark, sign, goal in GOALS:
        scores = score_of(parts[WHOLE][known], figure)
        ours = scores[US][mark][0]
        row = [f"{known}, {NAMES[figure]}, {MARKS[mark]}", f"{'≥' if sign > 0 else '≤'} {goal:.3f}"]
        row += [f"{ours:.3f}", verdict(ours, goal, sign)]
        if figure == "rmse":
            share, allowed = ours / scores[PRIOR][mark][0], goal / ELSEWHERE[known]
            level = abs(share - allowed) < LEVEL
            row += [f"{allowed:.3f}", f"{share:.3f}"]
            row += ["level" if level else verdict(share, allowed, sign)]
            row += [f"{share:.3f} x {ELSEWHERE[known]:.3f} = {share * ELSEWHERE[known]:.3f}"]
        else:
            row += [""] * 4
        rows.append(row)
    head = ["both halves", "goal", "this reader", "as set"]
    return table([*head, "goal as a share", "our share", "as a share", "arithmetic"], rows)


def goals(parts: dict[str, Any]) -> list[str]:
    """The goals, and whether each part and the whole meet them; zones from 1/2 as well."""
    rows = []
    half = tuple((k, "from 1/2", *rest) for k, figure, *rest in GOALS if figure == "zone")
    for known, figure, mark, sign, goal in (*GOALS, *half):
        name = NAMES[figure]
        row = [f"{known}, {name}, {MARKS[mark]}", f"{'≥' if sign > 0 else '≤'} {goal:.3f}"]
        for part in (*PARTS, WHOLE):
            scores = score_of(parts[part][known], figure)
            ours = scores[US][mark]
            row.append(f"{cell(ours)}: {verdict(ours[0], goal, sign)}")
        others = {n: s[mark][0] for n, s in scores.items() if n != US}
        rows.append([*row, f"{max(others.values(), key=lambda x: sign * x):.3f}"])
    head = ["", "goal", "developed on", "held out", "both halves", "best guess, both"]
    return table(head, rows)


def score_of(found: dict[str, Any], figure: str) -> dict[str, Any]:
    """Every estimator's errors, or its balanced accuracies: ours from the public rule or 1/2."""
    if figure == "rmse":
        errors: dict[str, Any] = found["rmse"]
        return errors
    scores = dict(found["zone"][BALANCED])
    if figure == "zone":
        scores[US] = found["zone"][USUAL]
    return scores


def shares(parts: dict[str, Any]) -> list[str]:
    """Errors as shares of what the mean of what is known errs, here and where goals were set."""
    rows = []
    for known, figure, mark, _, goal in GOALS:
        if figure == "rmse":
            row = [f"{known}, {MARKS[mark]}", f"{goal / ELSEWHERE[known]:.2f}"]
            for part in (*PARTS, WHOLE):
                scores = parts[part][known]["rmse"]
                row.append(f"{scores[US][mark][0] / scores[PRIOR][mark][0]:.2f}")
            rows.append(row)
    return table(["", "goal", "developed on", "held out", "both halves"], rows)


def left_out(parts: dict[str, Any]) -> list[str]:
    """The same shares, of all but one strategy of the other or all but one scenario."""
    rows = []
    for known in ("league", "free"):
        found = parts[WHOLE][known]
        scores = found["rmse"]
        for mark, name in enumerate(MARKS):
            row = [f"{known}, {name}", f"{scores[US][mark][0] / scores[PRIOR][mark][0]:.2f}"]
            for low, high in (found["left out"][g][mark] for g in ("agent", "scenario")):
                row.append(f"{low:.2f} to {high:.2f}")
            rows.append(row)
    return table(["both halves", "all", "without one agent", "without one scenario"], rows)


def beside(parts: dict[str, Any]) -> list[str]:
    """This reader beside the best of the guesses, at every mark."""
    rows = []
    kinds = (("league", "rmse", -1), ("free", "rmse", -1), ("free", "zone", 1))
    for known, figure, sign in (*kinds, ("free", "from 1/2", 1)):
        scores = score_of(parts[WHOLE][known], figure)
        for mark, name in enumerate(MARKS):
            others = {n: s[mark][0] for n, s in scores.items() if n != US}
            best = max(others, key=lambda n: sign * others[n])
            ours = scores[US][mark][0]
            better = "yes" if sign * ours > sign * others[best] else "no"
            cells = [f"{ours:.3f}", f"{others[best]:.3f} ({best})", better]
            rows.append([f"{known}, {NAMES[figure]}, {name}", *cells])
    return table(["both halves", US, "the best of the guesses", "better"], rows)


def of_improvisers(whole: dict[str, Any]) -> dict[str, float]:
    """Share of the squared error of agents that keep to no curve; all agents sat about as often."""
    targets = [whole[known]["targets"] for known in ("league", "free")]

    def share(mark: int) -> float:
        squares = [(name, row[mark] ** 2) for one in targets for name, row in one.items()]
        return sum(x for name, x in squares if name not in CURVES) / sum(x for _, x in squares)

    return {"late": share(1), "end": share(3)}


def estimates(found: dict[str, Any], figure: dict[str, Any]) -> list[str]:
    """Every estimator at every mark."""
    rows = [[name, *(cell(x) for x in scores)] for name, scores in figure.items()]
    return table(["", *MARKS], rows)


def certainty(found: dict[str, Any]) -> list[str]:
    """Coverage, interval score and spread, before any offer and at the marks."""
    rows = []
    for mark, x in zip(("before", *MARKS), found["intervals"], strict=True):
        gain = "" if mark == "before" else cell(x["less the prior's"])
        rows.append(
            [mark, f"{x['spread']:.3f}", cell(x["coverage"]), cell(x["interval score"]), gain]
        )
    head = ["offers", "spread", "80 % interval holds", "interval score", "less the prior's"]
    return table(head, rows)


def zone(found: dict[str, Any]) -> list[str]:
    """Balanced accuracy, Brier score and the reliability of the probability of a zone."""
    lines = ["Balanced accuracy of *an outcome is acceptable to both*:", ""]
    rule = f"{US}, from {found['zone']['usual']:.2f}"
    accuracy = {rule: found["zone"][USUAL]}
    accuracy |= {
        f"{US}, from 1/2" if name == US else name: scores
        for name, scores in found["zone"][BALANCED].items()
    }
    lines += estimates(found, accuracy)
    scores = " | ".join(cell(x) for x in found["zone"]["Brier score"])
    lines += ["| Brier score | before | " + " | ".join(MARKS) + " |", "|---" * 6 + "|"]
    lines += [f"| {US} | {scores} |", ""]
    for mark in ("50 %", "100 %"):
        rows = [
            [f"{b['forecast']:.2f}", f"{b['true']:.2f}", str(b["n"])]
            for b in found["zone"][f"reliability at {mark}"]
        ]
        lines += table([f"forecast at {mark}", "came true", "views"], rows)
    return lines


def details(found: dict[str, Any]) -> list[str]:
    """By strategy of the other, and against the estimates that agents keep themselves."""
    rows = [[name, *(f"{x:.3f}" for x in scores)] for name, scores in found["targets"].items()]
    lines = ["RMSE by the strategy of the other:", "", *table(["", *MARKS], rows)]
    rows = [
        [name, f"{x['agent']:.3f}", f"{x[US]:.3f}", str(x["n"])]
        for name, x in found["agents' own"].items()
    ]
    lines += [
        "The last estimate that an agent kept itself, and this reader in its seat (RMSE):",
        "",
    ]
    return lines + table(["agent", "its own", US, "views"], rows)


def diagram(parts: dict[str, Any]) -> None:
    """The reliability diagram of the probability of a zone, free values, as a picture."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    with pyplot.rc_context({"svg.hashsalt": "reliability", "svg.fonttype": "path"}):
        figure, axes = pyplot.subplots(1, 2, figsize=(8, 4), sharey=True, layout="constrained")
        for ax, (part, title) in zip(axes, PARTS.items(), strict=True):
            ax.plot([0, 1], [0, 1], color="#999999", linewidth=1)
            for mark, colour, sign in (("50 %", "#0072b2", "o"), ("100 %", "#d55e00", "s")):
                bins = parts[part]["free"]["zone"][f"reliability at {mark}"]
                size = [12 + 0.3 * b["n"] for b in bins]
                x, y = [b["forecast"] for b in bins], [b["true"] for b in bins]
                ax.plot(x, y, color=colour, linewidth=1)
                ax.scatter(x, y, size, color=colour, marker=sign, label=f"at {mark} of the offers")
            ax.set(title=title, xlabel="probability told", xlim=(0, 1), ylim=(0, 1))
        axes[0].set_ylabel("share that had a zone")
        axes[0].legend(loc="upper left", markerscale=0.5)
        figure.savefig(DIAGRAM, metadata={"Date": None})
        pyplot.close(figure)


INTRODUCTION = """# Where is its minimum?

Written by `python benchmarks/mind/limits.py --report` from
`benchmarks/results/mind-limits.json`, which `python benchmarks/mind/limits.py --traces DIR` writes.
`sim/negotiation/limits.py` is the reader; its numbers are those of `Settings`.

The logged negotiations are between agents of the Automated Negotiation League 2024 and
strategies of NegMAS, 100 rounds, 300 to 1,200 outcomes, 24 scenarios with league rules and 24
free. They are not shipped. Both seats of a negotiation are read, from the offers and refusals
that the seat saw; whether the last offer was accepted is not used. What is publicly known of
the reservation value is an argument of the reader, the same for all estimators. Scenarios
with an even index were developed on; those with an odd one were read four times: for each of
three earlier readers, and for this one after its settings were fixed (those with league rules once
more, before exponents were taken twice as densely). Intervals are 95 %, bootstrapped over
scenarios: with twelve a part they are wide, and a goal met or missed by less than their width says
little. *Curve fit* is our own least squares of
`u(t) = r + (u(0) - r)(1 - t^e)`, as the field's RVFitter has it.
"""
THINNED = """Read was one negotiation in {every}, of every scenario. That moves errors by up to .01.
"""
MET = """## Which goals are met

Goals are set as numbers. Those for errors were set on another set of 72 scenarios, where the mean
of what is publicly known errs by 0.167 (league) and 0.213 (free), so they can also be read as
shares of what that mean errs in the same negotiations; how hard a set is depends on the few
values drawn.
"""
ARITHMETIC = """The last column is arithmetic and no measurement: what this reader would err
there if it took the same share of the error away there as here. That set was never read. *Level*:
within .0005.
"""
DECISION = """Whether there is a zone is told from a probability of {usual:.2f} on, not from 1/2.
Balanced accuracy weighs the negotiations with a zone as much, together, as those without. Who
believes p says *yes* if that is likelier to be a right *yes* among those with a zone, `p / u`,
than a right *no* among those without, `(1 - p) / (1 - u)`; u is the share of zones. So the best
rule by one's own belief is `p >= u`, and the only u that the reader may know is how often there
is a zone at such tables by the public rule of reservation values (`usual_zone`, over all tables
of the set). No figure of these negotiations is in it. Told from 1/2, as this page had it first,
it is {half}. Both pairs of figures were known when the rule was made the first, so half-way the
goal is met for a good reason but not by a blind test, and by less than chance moves it.
"""
PART_BY_PART = """## Part by part
"""
SCALE = """Errors as shares of what the mean of what is known errs in the same negotiations:
"""
HALVES = """Why the halves differ so: every scenario has one reservation value a seat, so a half
holds 24 of them, however many negotiations. In the free half developed on, six scenarios of
twelve have a zone, three of them by less than .08 of utility, one of these by .001; another one
misses it by .02: there even a good estimate is on the wrong side half of the time. In the
held-out half one scenario of twelve has a zone, and the mean of what is known alone has a balanced
accuracy of 0.955. Half-way, most of these negotiators have hardly moved: only those who keep to
a curve can be read.

Two kinds of reader are mixed. Who keeps to a curve is read exactly. Who improvises is read by
experience: a small network has learned from 24,000 made-up negotiators what share of the
interval below the lowest offer lies under the minimum (`sim/negotiation/improvisers.py`;
learned again by `python benchmarks/mind/improvisers.py`, which reads no logged negotiation).
"""
BESIDE = """## Beside every guess, at every mark

Told from 1/2, the best of the guesses tells better than this reader whether there is a zone till
half of the offers are heard; told from what is usual, it does not. The guesses are numbers, not
probabilities: they say *yes* if that number is no more than I can give.

Peers are left out here: on the set where they were measured, NegMAS's Bayesian model errs by .363
(league) and .202 (free) in the end, the curve fit of RVFitter by .332 and .465, and the best of
the agents' own estimates by .195 and .190; in the same seats of this set, agents' own estimates
stand beside this reader's below.
"""
LEFT_OUT = """## Whom does it hang on?

Errors as shares of what the mean of what is known errs, and the least and the greatest of these
when the negotiations with any one agent, or of any one scenario, are left out. Nothing is learned
from these negotiations; a few settings were chosen on the even half.
"""
RELIABILITY = """## Is the probability of a zone calibrated?

![Probability told against the share that had a zone](mind-limits-reliability.svg)

Points on the diagonal are calibrated; the larger a point, the more negotiations. The two parts
differ because zones are common in the first and rare in the second, and the reader is told
neither share.
"""
LEARNABLE = """Spread is the mean standard deviation of the belief. Where it hardly falls, the
minimum is not learnable yet: a conceder with a low minimum and a tougher one with a high minimum
make the same offers for half a negotiation, and one who never moves tells nothing but an upper
bound. In the end the reader is a little too sure: see what its 80 % intervals hold at 100 %.
"""
MOVED = """A minimum that jumps, and how often that is noticed: [It moved](mind-moved.md).
"""


def write(limits: Path) -> None:
    """Write the page."""
    body = json.loads(limits.read_text())
    diagram(body["parts"])
    found = body["parts"][WHOLE]["free"]["zone"]
    lines = [INTRODUCTION]
    if body["every"] > 1:
        lines += [THINNED.format(every=body["every"])]
    half = " / ".join(f"{x[0]:.3f}" for x in found[BALANCED][US][1::2])
    decision = DECISION.format(usual=found["usual"], half=f"{half} half-way / in the end")
    lines += [MET, *summary(body["parts"]), ARITHMETIC, decision]
    lines += [PART_BY_PART, *goals(body["parts"]), SCALE, *shares(body["parts"]), HALVES]
    lines += [BESIDE, *beside(body["parts"]), LEFT_OUT, *left_out(body["parts"]), ABLATIONS]
    lines += table(["even half", *(f"{k}, {MARKS[m]}" for k, _, m, _, _ in GOALS[:4])], TRIED)
    lines += [AFTERWARDS.format(**of_improvisers(body["parts"][WHOLE]))]
    lines += [RELIABILITY]
    lines += ["## Held out and developed on", ""]
    for part, title in PARTS.items():
        for known, found in body["parts"][part].items():
            lines += [f"### {title}. {TITLES[known]}", ""]
            lines += [f"{found['views']} views, {found['scenarios']} scenarios; RMSE:", ""]
            lines += estimates(found, found["rmse"])
            lines += certainty(found)
            lines += zone(found) if found["zone"] else []
            lines += details(found) if known == "league" or known == "free" else []
    lines += [LEARNABLE, "## It moved", "", MOVED]
    PAGE.write_text("\n".join(lines).rstrip() + "\n")
    print(PAGE)
