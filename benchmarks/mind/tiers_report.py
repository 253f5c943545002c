"""The page about what tier full gains over tier grid, from the measured results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HEAD = """# What tier full gains over tier grid

Written by `python benchmarks/mind/tiers.py --report` from `benchmarks/results/mind-tiers.json`; the
worlds come from `python benchmarks/mind/tiers.py`.

Each world is played by machines of tier grid. Both tiers then read the same acts, round by round
of war, at most {rounds} rounds. Scored is what each belligerent believes of the other's reservation
point. *Public* is the tier's own prior carried along without any evidence: what public knowledge
alone says. Three times the second belligerent is a script. *Erratic* tables any terms it can live
with and takes one in five of those. *At random* tables anything short of a red line, its minimum or
not, and refuses all; that is nearly tier full's type of the erratic, made with this script in
sight. *Hardens* asks more from round to round, from next to its minimum to all there is, and takes
what gives it that: the contrary of every type that concedes.

* **RMSE**, **bias**: of the believed mean, in utility.
* **80 %**: share of 80 % intervals that hold the truth.
* **Interval score**: width of the interval plus ten times the miss; lower is better.
* **Width**: mean width of the interval, after evidence and (in brackets) without it.
* **Brier**: of the believed window against the true one.
"""


SUMMARY = """
## In short

80 % intervals should hold the truth in 80 % of all moments; in brackets the interval score. What
public knowledge alone gives at the same moments stands beside it. *New*: worlds of seeds from
{new}, played once after everything was fixed:
`--seed {new} --out benchmarks/results/mind-tiers-new.json`.

| | grid | full | public | grid, new | full, new | public, new |
|---|---|---|---|---|---|---|"""


COST = """
## What a tier costs

Milliseconds of processor time in `{scenario}`, median (95th percentile), one core, compiled, by
`python benchmarks/mind/cost.py`; rules `{rules}`, {day}, the machine shared. The goals: a belief
and a proposal under 5 ms each in tier full, under 0.1 ms in tier grid.

| | grid | full |
|---|---|---|"""


DOUBTS = """
## What doubt does in tier grid

`belief.learning` is the power at which an act counts: 1, as all scenarios have it, believes the
model of behaviour; a half takes every act for half a one. By
`python benchmarks/mind/tiers.py --doubt`: tier grid as it is, and at {power:g}, reading the same
acts; {worlds}; rules `{rules}`, {day}.

| | RMSE | 80 % | interval score | width | Brier |
|---|---|---|---|---|---|"""


def write(
    body: dict[str, Any],
    new: dict[str, Any],
    doubt: dict[str, Any],
    cost: dict[str, Any],
    folder: Path,
) -> None:
    """Write the page."""
    on = body["machine"]
    lines = [HEAD.format(rounds=30), f"Seeds from {body['seed']}. {_settings(body)}"]
    lines += [
        f"Rules `{on['rules']}`, {on['day']}; where rules have changed since, so may digits.\n"
    ]
    lines += _summary(body, new)
    for name, scripts in body["worlds"].items():
        for script, told in scripts.items():
            lines += _section(name, script, told)
    lines += _doubts(doubt) + _costs(cost)
    (folder / "mind-tiers.md").write_text("\n".join(lines) + "\n")


def _summary(body: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Coverage, and interval scores in brackets, of both tiers on both sets of worlds."""
    lines = [SUMMARY.format(new=new["seed"])]
    for name, scripts in body["worlds"].items():
        for script in scripts:
            cells = []
            for each in (body, new):
                told = each["worlds"][name][script]["all"]
                for tier, of in (("grid", ""), ("full", ""), ("full", ", public")):
                    held, score = told[tier]["coverage" + of], told[tier]["interval score" + of]
                    cells.append(f"{held:.2f} ({score:.3f})")
            lines.append(f"| {name}, {script} | {' | '.join(cells)} |")
    for each, where in ((body, "these worlds"), (new, "new ones")):
        told = [t["all"] for scripts in each["worlds"].values() for t in scripts.values()]
        score = [[t[tier]["interval score"] for t in told] for tier in ("grid", "full")]
        public = [t["full"]["interval score, public"] for t in told]
        over = sum(f < g for g, f in zip(*score, strict=True))
        beats = sum(f < p for f, p in zip(score[1], public, strict=True))
        lines.append(
            f"\nIn {where} the interval score of full is better than that of grid in {over} of "
            f"{len(told)} settings, and than that of public knowledge in {beats}."
        )
    return [*lines, ""]


def _doubts(body: dict[str, Any]) -> list[str]:
    counts = {name: next(iter(told.values()))["n"] for name, told in body["worlds"].items()}
    worlds = ", ".join(f"{name} {n} worlds" for name, n in counts.items())
    power = body["set"]["belief.learning"]
    lines = [DOUBTS.format(power=power, worlds=worlds, **body["machine"])]
    better = 0
    for name, scripts in body["worlds"].items():
        for script, told in scripts.items():
            one, other = told["all"]["grid"], told["all"]["full"]
            better += other["interval score"] < one["interval score"]
            cells = [
                f"{one[key]:.{digits}f} -> {other[key]:.{digits}f}"
                for key, digits in (("rmse", 3), ("coverage", 2), ("interval score", 3),
                                    ("width", 3), ("Brier of the window", 3))
            ]  # fmt: skip
            lines.append(f"| {name}, {script} | {' | '.join(cells)} |")
    settings = sum(len(scripts) for scripts in body["worlds"].values())
    return [*lines, "", f"The interval score is better with doubt in {better} of {settings}."]


def _costs(cost: dict[str, Any]) -> list[str]:
    tiers = cost["milliseconds"]
    lines = [COST.format(scenario=cost["scenario"], **cost["machine"])]
    for step in tiers["grid"]:
        cells = (f"{t[step]['median']:.2f} ({t[step]['p95']:.2f})" for t in tiers.values())
        lines.append(f"| {step} | {' | '.join(cells)} |")
    belief, proposal = "a belief after one offer", "a proposal: judging what it would accept"
    met = {
        tier: all(tiers[tier][step]["median"] < goal for step in (belief, proposal))
        for tier, goal in (("full", 5.0), ("grid", 0.1))
    }
    words = [f"{tier}: {'met' if ok else '**missed**'}" for tier, ok in met.items()]
    return [*lines, "", f"{', '.join(words)}."]


def _settings(body: dict[str, Any]) -> str:
    changed = ", ".join(f"`{a}` = {v:g}" for a, v in body.get("set", {}).items())
    return f"Tier full with {changed}." if changed else "All numbers as the scenarios have them."


def _section(name: str, script: str, told: dict[str, Any]) -> list[str]:
    lines = [
        f"\n## {name}, {script}: {told['n']} worlds\n",
        "| | tier | moments | RMSE (public) | bias | 80 % (public) | interval score (public) "
        "| width | Brier |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for part in ("all", "first third", "second third", "last third"):
        for tier, f in told.get(part, {}).items():
            lines.append(
                f"| {part} | {tier} | {f['n']} | {f['rmse']:.3f} ({f['rmse, public']:.3f}) "
                f"| {f['bias']:+.3f} | {f['coverage']:.2f} ({f['coverage, public']:.2f}) "
                f"| {f['interval score']:.3f} ({f['interval score, public']:.3f}) "
                f"| {f['width']:.3f} ({f['width, public']:.3f}) | {f['Brier of the window']:.3f} |"
            )
    gaps = [
        f"{key} {low:+.3f} to {high:+.3f} (mean {mean:+.3f})"
        for key, (mean, low, high) in told["full less grid"].items()
    ]
    return [*lines, "", f"Full less grid, 95 % bootstrap over worlds: {'; '.join(gaps)}."]
