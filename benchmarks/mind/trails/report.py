"""The comparison as a page, docs/studies/mind-trails.md: a benefit is claimed where one shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[3] / "docs" / "studies" / "mind-trails.md"
MUTE = "order 2 that signals"

# The authors' public demo program (harmendeweerd.nl, alternating offers), run apart from this
# repository: fresh minds, single games, 400 for orders 0 and 1, 36 to 40 with order 2.
PUBLIC = {
    "0-0": (3.6, 1.4, 0.30),
    "1-0": (24.2, 14.0, 0.62),
    "0-1": (13.7, 22.6, 0.61),
    "1-1": (18.0, 16.7, 0.59),
    "1-2": (30.8, 21.6, 0.72),
    "2-1": (27.8, 23.3, 0.72),
    "2-2": (22.3, 20.6, 0.68),
}

HEAD = """# Does thinking about minds pay? An exchange game

Written by `python -m benchmarks.mind.trails --report` from `benchmarks/results/mind-trails.json`,
which `python -m benchmarks.mind.trails --boards {boards}` writes (seed {seed}).

Coloured Trails with alternating offers, as published by de Weerd, Verbrugge and Verheij
([de-weerd-verbrugge-verheij-2017](../bibliography.md)) and written anew from the description: a
board of 5 x 5 tiles in five colours; two players in its middle, each with four random chips and a
hidden goal three or four steps away; a step costs a chip of the tile's colour. They offer in turn
a division of all eight chips. **Score**: 50 for the goal, -10 for each step missing, 5 for a chip
kept. **An offer** costs both players 0.1, which keeps the published proportion of 500 : 1 between
goal and offer; the same games are also played at 1. Talks end without a deal after 20 offers,
which is our rule.

- **Order 0** learns which offers are accepted, from offers and refusals alone.
- **Order 1** takes the other for order 0 with an unknown goal, keeps a posterior over the goal from
  its offers and refusals, and foresees its answer.
- **Order 2** takes the other for order 1, who reads *its* offers in this way.
- Each weighs its theory against the orders below by a confidence that grows as the theory
  foretells what the other does.

Gains are points over playing without a deal, less the cost of all offers. All pairs play the same
boards; effects are paired differences, with 95 % intervals bootstrapped over boards (over
sequences where a pair plays more than once). The boards' seed was not used in development."""

SHORT = """## In short

Single games of strangers, mean of both roles:

{claims}

On {helped} of {boards} boards some division helps both. The best of those is worth {possible:.1f}
points together, averaged over all boards with 0 for those without; two minds of order 1 reach
{reached:.1f}. The rest is all that order 2 could add for both."""

COLUMNS = """Means ± standard errors. *Cut*: share of games ended by the limit. `2m`: order 2 that
is mute: it chooses as if the other learned nothing from its offers. *Size*: mean over standard
deviation of the paired differences."""

SIGNALS = """## Signals

An offer of order 2 counts as a **signal on purpose** if the mind expects a refusal, would have
done something else if offers told nothing, and raises by it the other's belief in the true goal:
above what it was, and above what that something else would have left. It **hides** if it was
chosen over another act and leaves the other believing less in the true goal than that would."""

KNOWN = """## {name} games of a pair

Both keep what they learned: habits of offering, and confidence in their theories. Effects are
bootstrapped over {clusters} sequences, and *size* is that of the sequences' means."""

DEAR = """## If an offer costs 1

Ten times the published proportion: talk is dear, and who expects little withdraws."""

HANGS = """## What it hangs on

Single games with one thing changed for all minds. *Learning rate*, 0.5 otherwise: how far order 0
carries what one offer teaches; a slow learner goes on offering, a fast one gives up. *Sharpness*
(1 per point) and *slips* (0.05): how strictly orders 1 and 2 read acts."""

DEMO = """## Beside the public demo

The authors' demo program, run apart from this repository, so that no command here repeats its
figures: fresh minds, single games, means net of 1 point an offer, 400 games for orders 0 and 1,
36 to 40 with order 2. On 36 shared boards its order 1 gained 28 ± 5 points over order 0, and its
order 2 nothing significant over order 1. Its boards and parameters differ from ours: directions can
be compared, levels cannot. The paper's abstract, on minds that learn over repeated games, reports
a limited benefit of order 1 and a great one of order 2."""

LIMITS = """## Limits

- Minds look one exchange ahead: an offer, its answer, and taking or leaving a counter-offer. They
  do not plan for the limit on offers.
- Each mind supposes the other to learn at its own rate, which is true here.
- A modelled order 1 reads, and does not tell: order 2 does not expect to be signalled to.

- The paper was not at hand when this was written. Rules, scores and the minds' learning are from
  its abstract and from the descriptions that two public replications give, one on a scale of 50,
  the other of 500 points for the goal; goal, unused chip and offer have the same proportions in
  both. A step counts 10 there too; here, as in the first, each step still missing is a loss.

Processor time for a game, seconds: {cost}."""


def figure(told: dict[str, float]) -> str:
    """A mean with its interval."""
    return f"{told['mean']:+.2f} ({told['low']:+.2f} to {told['high']:+.2f})"


def verdict(told: dict[str, float]) -> str:
    """What an interval allows to say."""
    if told["low"] > 0:
        return "gain shown"
    return "loss shown" if told["high"] < 0 else "none shown"


def table(columns: tuple[str, ...], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def effects(found: list[dict[str, Any]]) -> str:
    """A table of effects: what they are for oneself and for both."""
    columns = ("", "own gain", "", "size", "joint gain", "")
    rows = []
    for effect in found:
        own, joint = effect["own"], effect["joint"]
        name = effect["effect"]
        # for a pair changed on both sides, own is half of joint and says nothing more
        told = [figure(own), verdict(own)] if not name.startswith("two") else ["", ""]
        size = f"{own['size']:+.2f}"
        rows.append([name, *told, size, figure(joint), verdict(joint)])
    return table(columns, rows)


def pairs(one: dict[str, Any]) -> str:
    """A table of pairs."""
    columns = ("initiator-responder", "initiator", "responder", "joint", "agreed", "offers", "cut")
    rows = []
    for pair, line in one["pairs"].items():
        points = [f"{line[k]:.1f} ± {line[k + ' error']:.1f}" for k in columns[1:4]]
        rest = [f"{line['agreed']:.2f}", f"{line['offers']:.1f}", f"{line['cut']:.2f}"]
        rows.append([pair, *points, *rest])
    return table(columns, rows)


def signals(one: dict[str, Any]) -> str:
    """A table of what offers of order 2 were meant to tell."""
    columns = (
        "pair",
        "offers of order 2",
        "expected to be refused",
        "signals on purpose",
        "games with one",
        "hides",
    )
    keys = (*columns[1:4], "games with a signal on purpose", "hides")
    lines = {p: line for p, line in one["pairs"].items() if "2" in p and "m" not in p}
    return table(columns, [[p, *(str(line[k]) for k in keys)] for p, line in lines.items()])


def public(one: dict[str, Any]) -> str:
    """Our single games beside those of the public demo."""
    columns = (
        "pair",
        "ours: initiator, responder",
        "agreed",
        "demo: initiator, responder",
        "agreed",
    )
    rows = []
    for pair, (first, second, agreed) in PUBLIC.items():
        line = one["pairs"][pair]
        ours = f"{line['initiator']:.1f}, {line['responder']:.1f}"
        rows.append([pair, ours, f"{line['agreed']:.2f}", f"{first}, {second}", f"{agreed:.2f}"])
    return table(columns, rows)


def chosen(
    one: dict[str, Any], key: str = "effects", *, mute: bool = False
) -> list[dict[str, Any]]:
    """The effects of orders, or those of signalling."""
    return [effect for effect in one[key] if effect["effect"].startswith(MUTE) == mute]


def claims(one: dict[str, Any]) -> str:
    """The questions, answered."""
    named = {effect["effect"]: effect for effect in one["effects"]}
    questions = {
        "Order 1 over order 0, against order 0": "order 1 over order 0, against order 0",
        "Order 2 over order 1, against order 1": "order 2 over order 1, against order 1",
        "Weighing what offers tell, order 2 against order 1": MUTE
        + " over order 2 that does not, against order 1",
    }
    lines = []
    for question, name in questions.items():
        effect = named[f"{name}, both roles"]
        own, joint = (f"{figure(effect[k])}, {verdict(effect[k])}" for k in ("own", "joint"))
        taken = effect["own"]["low"] > 0 >= effect["joint"]["low"]
        rest = " What it gains, the other loses." if taken else ""
        lines.append(f"- **{question}**: own {own}; joint {joint}.{rest}")
    return "\n".join(lines)


def short(one: dict[str, Any]) -> str:
    """The answers, and how much there was to gain."""
    return SHORT.format(
        claims=claims(one),
        helped=one["boards where a deal helps both"],
        boards=one["boards"],
        possible=one["possible joint gain"],
        reached=one["pairs"]["1-1"]["joint"],
    )


def known(one: dict[str, Any]) -> str:
    """What acquaintance adds to the joint gain."""
    rows = [
        [pair, f"{one['pairs'][pair]['joint']:.1f}", figure(gain), verdict(gain)]
        for pair, gain in one["joint gain over strangers"].items()
        if "m" not in pair
    ]
    return table(("pair", "joint", "over strangers", ""), rows)


def variants(found: list[dict[str, Any]]) -> str:
    """The two questions again, with one thing changed."""
    rows = []
    for one in found:
        told = {effect["effect"]: effect for effect in one["effects"]}
        first = told["order 1 over order 0, against order 0, both roles"]
        second = told["order 2 over order 1, against order 1, both roles"]
        joint = [f"{one['pairs'][pair]['joint']:.1f}" for pair in ("0-0", "1-1")]
        own = [f"{figure(e['own'])}: {verdict(e['own'])}" for e in (first, second)]
        rows.append([one["name"], *joint, *own])
    columns = ("", "0-0 joint", "1-1 joint", "order 1 over 0, own", "order 2 over 1, own")
    return table(columns, rows)


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    single, repeated, costly, *changed = found["conditions"]
    times = single["seconds a game"]
    cost = ", ".join(f"{pair} {times[pair]:g}" for pair in ("0-0", "1-1", "2-1", "2-2"))
    clusters = repeated["effects"][0]["own"]["n"]
    parts = [
        HEAD.format(boards=single["boards"], seed=found["seed"]),
        short(single),
        "## Single games",
        pairs(single),
        COLUMNS,
        effects(chosen(single)),
        f"Only the {single['boards where a deal helps both']} boards where a deal can help both:",
        effects(chosen(single, "effects where a deal helps both")),
        SIGNALS,
        signals(single),
        "What weighing it is worth, on the same boards:",
        effects(chosen(single, mute=True)),
        KNOWN.format(name=repeated["games"], clusters=clusters),
        pairs(repeated),
        effects(chosen(repeated)),
        signals(repeated),
        effects(chosen(repeated, mute=True)),
        "What acquaintance adds to the joint gain, on the same boards:",
        known(repeated),
        DEAR,
        pairs(costly),
        effects(chosen(costly)),
        "Signals, and what weighing them is worth:",
        signals(costly),
        effects(chosen(costly, mute=True)),
        HANGS,
        variants([single, *changed]),
        DEMO,
        public(single),
        LIMITS.format(cost=cost),
    ]
    return "\n\n".join(parts) + "\n"


def write(found: dict[str, Any]) -> None:
    """The page's file."""
    PAGE.write_text(page(found))
