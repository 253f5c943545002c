"""The parts of the page of the golden rule's sweeps: its tables, its lists and its figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

OUTCOMES = ("opened", "recognised", "seized", "war_rounds")
WATCH = (
    ("seized first of all", "seized order by signed, row"),
    ("seized after the longest wait", "seized and delay_ends order by delay desc, row"),
    ("open for long, and missed", "opened and not seized order by open_rounds desc, row"),
    ("seen, and not seized", "recognised and not seized order by war_rounds, row"),
    ("most often seen where there was none", "true order by mirages_a + mirages_b desc, row"),
)
LASTING = ("broke", "truce_rounds")
WORDS = {
    "opened": "windows that open",
    "recognised": "windows recognised",
    "seized": "windows seized",
    "war_rounds": "rounds of war",
    "broke": "ceasefires that break",
    "truce_rounds": "rounds of the first ceasefire",
}
CURVES = {
    "opening": "Share of worlds in which no window has opened yet, by round",
    "seizing": "Share of open windows not seized yet, by rounds since they opened",
    "truce": "Share of ceasefires that still hold, by rounds since they began",
}
ROUNDS = ("war_rounds", "truce_rounds")
GIVEN = {
    "recognised_if_opened": "recognised, where one opened",
    "seized_if_opened": "seized, where one opened",
}


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A table's lines."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def told(outcome: str, value: float, sign: str = "", digits: int = 0) -> str:
    """A share in per cent, or a number of rounds with one digit more."""
    kind = f".{digits + 1}f" if outcome in ROUNDS else f".{digits}%"
    return format(value, sign + kind)


def span(outcome: str, row: dict[str, Any], key: str, sign: str = "") -> str:
    """A value with its interval; another digit where the interval is narrow enough for it."""
    narrow = row["high"] - row["low"] < (0.2 if outcome in ROUNDS else 0.02)
    value, low, high = (told(outcome, row[k], sign, int(narrow)) for k in (key, "low", "high"))
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


def inputs(found: Any, policy: str, outcomes: tuple[str, ...]) -> list[str]:
    """How much each input matters under one setting of the lever, and which way."""
    if not found.rows("indices", policy=policy):
        return [f"\nToo few blocks for indices, {policy}."]
    return [
        f"\nTotal indices, {policy}:\n", *indices(found, policy, outcomes),
        f"\nWhich way, {policy}:\n", *rises(found, policy, outcomes),
    ]  # fmt: skip


def boxes(found: Any, outcomes: tuple[str, ...] = OUTCOMES[:3]) -> list[str]:
    """For each outcome the box that holds on worlds it was not chosen by."""
    lines = []
    for name in outcomes:
        sides = found.rows("box", outcome=name)
        if sides:
            one, where = sides[0], " and ".join(limits(r) + again(r) for r in sides)
            lines.append(
                f"* **{one['target']}**: {where}: {one['density']:.0%} of such worlds, against "
                f"{one['overall']:.0%} of all; {one['coverage']:.0%} of the cases."
            )
        else:
            lines.append(f"* **{name}**: no box was found that holds on the other half.")
    return lines


def again(row: dict[str, Any]) -> str:
    """What resamples of the whole procedure make of one side of a box."""
    told = f"{row['again']:.0%} of resamples"
    for side in ("low", "high"):
        low, high = row[f"{side}_from"], row[f"{side}_to"]
        if row[side] is not None and low is not None and low < high:
            told += f", from {low:.2g} to {high:.2g}"
    return f" ({told})"


def worth_watching(found: Any, spec: str) -> list[str]:
    """Two worlds of each kind, no world twice, with their seeds and the command that opens each."""
    lines, seed, seen = [], found.sweep.manifest["seed"], {-1}
    for text, where in WATCH:
        held, order = where.split(" order by ")
        told = ", ".join(map(str, sorted(seen)))
        query = (
            f"select row, world, war_rounds from worlds where {held} and world not in ({told}) "
            f"qualify row_number() over (partition by world order by {order}) = 1 "
            f"order by {order} limit 2"
        )
        for row, world, rounds in found.sweep.sql(query).fetchall():
            seen.add(world)
            lines.append(
                f"* {text}: seed {seed}, world {world:,}, "
                f"{rounds} round{'s'[: rounds != 1]} of war: "
                f"`ceasefire play --row {spec}:{row}`"
            )
    return lines


def policies(found: Any) -> list[str]:
    """The levers' settings, in order."""
    return list(dict.fromkeys(n for r in found.rows("levers") for n in (r["than"], r["policy"])))


def limits(row: dict[str, Any]) -> str:
    """One side of a box in words."""
    if row["low"] is None:
        return f"{row['input']} up to {row['high']:.2g}"
    if row["high"] is None:
        return f"{row['input']} from {row['low']:.2g}"
    return f"{row['input']} from {row['low']:.2g} to {row['high']:.2g}"


def rises(found: Any, policy: str, outcomes: tuple[str, ...] = OUTCOMES) -> list[str]:
    """What each input does from its lowest to its highest fifth, under one setting of the lever."""
    each = {(r["input"], r["outcome"]): r for r in found.rows("rises", policy=policy)}
    rows = []
    for name in dict.fromkeys(name for name, _ in each):
        cells = [each.get((name, outcome)) for outcome in outcomes]
        rows.append([name, *(span(o, c, "rise", "+") if c else "" for o, c in
                             zip(outcomes, cells, strict=True))])  # fmt: skip
    return table(["from lowest to highest fifth", *outcomes], rows)


def short(found: Any) -> Iterator[str]:
    """The headline figures in words: the lever, empathy, and what matters most besides chance."""
    last = policies(found)[-1]
    moves = []
    for name in OUTCOMES:
        row = found.rows("levers", outcome=name)[0]
        moves.append(f"{WORDS[name]} by {span(name, row, 'difference', '+')}")
    yield (
        "* Minds that model the other (order 1 instead of 0) change, in points of all worlds, "
        f"{', '.join(moves)}."
    )
    moves = []
    for name in OUTCOMES:
        for row in found.rows("rises", outcome=name, policy=last, input="empathy"):
            sure = "" if row["low"] > 0 or row["high"] < 0 else ", which may be nothing"
            moves.append(f"{WORDS[name]} by {span(name, row, 'rise', '+')}{sure}")
    if moves:
        told = ", ".join(moves)
        yield (
            f"* Empathy from its lowest to its highest fifth, at {last}, changes, in points of "
            f"those worlds, {told}."
        )
    for name in OUTCOMES[:3]:
        rows = found.rows("indices", outcome=name, policy=last)
        inputs = sorted((r for r in rows if r["input"] != "seed"), key=lambda r: -r["total"])[:2]
        told = " and ".join(f"`{r['input']}` ({index(r)})" for r in inputs)
        luck = next((index(r) for r in rows if r["input"] == "seed"), "")
        if told:
            yield (
                f"* Of {WORDS[name]}, at {last}, most goes with {told}; the seed has a part in "
                f"{luck}. These are total indices."
            )


def index(row: dict[str, Any]) -> str:
    """A total index with its interval."""
    return f"{row['total']:.2f}, {row['total_low']:.2f} to {row['total_high']:.2f}"


def pictures(found: Any, folder: Path, stem: str) -> Iterator[str]:
    """Draw the figures the page shows, as SVG beside it, and give its lines."""
    import matplotlib

    from ui.report import figures

    drawn: list[tuple[str, str, Any, tuple[Any, ...]]] = []
    last = len(policies(found)) - 1
    for name in found.outcomes:
        words = WORDS[name]
        if name in ("recognised", "seized", "broke") and found.rows("indices", outcome=name):
            caption = f"First and total Sobol indices of {words}, {policies(found)[last]}"
            drawn.append((f"indices-{name}", caption, figures.indices, (name, last)))
            if found.rows("box_trajectory", outcome=name):
                caption = f"Boxes for {words}, judged on the half that did not grow them"
                drawn.append((f"boxes-{name}", caption, figures.trajectory, (name,)))
        if name == "seized" and found.rows("surface", outcome=name):
            caption = f"Share of {words} over the two inputs that explain most"
            drawn.append((f"surface-{name}", caption, figures.surface, (name,)))
    for kind, caption in CURVES.items():
        if found.rows("curves", until=kind):
            drawn.append((f"until-{kind}", caption, figures.survival, (kind,)))
    for name, caption, draw, arguments in drawn:
        file = f"{stem}-{name}.svg"
        with matplotlib.rc_context(figures.STYLE):
            draw(found, *arguments).savefig(folder / file, format="svg", metadata={"Date": None})
        yield f"\n![{caption}]({file})\n\n*{caption}.*"
