"""What tier full of the opponent model gains over tier grid, on the same evidence.

Worlds are played by machines of tier grid (or against one negotiator that no type
describes); every act is then read by both tiers. Scored each round of war: what each
belligerent believes of the other's reservation point, against the truth and against public
knowledge alone, which is the tier's own prior carried along without any evidence.

`python benchmarks/mind/tiers.py` writes benchmarks/results/mind-tiers.json; with `--doubt`
the second reader is tier grid that takes every act at the power DOUBT, and mind-tiers-doubt.json
is written; `--report` writes docs/studies/mind-tiers.md from both.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tiers_report

import sim
from sim import compiled, game, nature
from sim import moves as move
from sim.acts import Act, Proposal, terms_names
from sim.beliefs import Estimate, minimum
from sim.drift import likeness, predict
from sim.game import Game
from sim.opening import open_world, opening_public, spreads
from sim.round import consider_seat
from sim.scenario import Scenario
from sim.view import asked, own_of

sys.path.insert(0, str(Path(__file__).parents[1]))
from machine import RESULTS, described

ROOT = Path(__file__).parents[2]
TIERS = ("grid", "full")
WORLDS = {"lab": 40, "harbour": 48, "harbour, empathetic": 32, "ukraine-2022": 10}
EMPATHETIC = 0.98  # hardly any mirror in the prior: what evidence and behaviour model do alone
ROUNDS = 30  # rounds of war scored at most in each world
HARDENED = 20  # the round from which one that hardens asks for all there is
SEED = 4100
RESAMPLES = 1000
DOUBT = 0.5  # belief.learning of a believer that doubts its model of behaviour
Script = Callable[[Game, np.random.Generator], Mapping[str, Act]]


def scenario_of(name: str) -> Scenario:
    """The tests' harbour, or a scenario that comes with the program."""
    harbour = ROOT / "tests" / "worlds" / "harbour.toml"
    base, _, how = name.partition(", ")
    found = sim.load(harbour if base == "harbour" else base)
    if how != "empathetic":
        return found
    return found.with_values({f"parties.{p}.mind.empathy": EMPATHETIC for p in found.parties})


def machines(g: Game, rng: np.random.Generator) -> Mapping[str, Act]:
    """Nobody is scripted."""
    return {}


def erratic(g: Game, rng: np.random.Generator) -> Mapping[str, Act]:
    """The second belligerent tables any terms it can live with and takes one in five of those."""
    return _scripted(g, rng, bound=True, accepts=0.2)


def at_random(g: Game, rng: np.random.Generator) -> Mapping[str, Act]:
    """It tables anything short of a red line, its minimum or not, and refuses all."""
    return _scripted(g, rng, bound=False, accepts=0.0)


def hardens(g: Game, rng: np.random.Generator) -> Mapping[str, Act]:
    """It asks more from round to round, from next to its minimum to all there is, and takes that.

    The contrary of every curve of concession.
    """
    return _scripted(g, rng, bound=True, accepts=1.0, asks=min(1.0, g.round / HARDENED))


def _scripted(
    g: Game, rng: np.random.Generator, bound: bool, accepts: float, asks: float | None = None
) -> Mapping[str, Act]:
    name = g.scenario.belligerents[1]
    p, private = list(g.scenario.parties).index(name), g.world.private
    _, look = g.judged[p]
    allowed = look.usable & ~private.red[p]
    good = allowed & (look.value >= look.minimum)
    if asks is not None and good.any():
        level = look.minimum + asks * (look.value[good].max() - look.minimum)
        good &= look.value >= level - 1e-9
    if g.stage == "answers":
        names = list(g.scenario.parties)
        told = {
            names[q]: bool(good[g.moves[q, move.PROPOSAL]] and rng.random() < accepts)
            for q in asked(g, p)
        }
        return {name: Act(answers=told)}
    choice = np.flatnonzero(good if bound and good.any() else allowed)
    if asks is not None:
        choice = choice[np.argsort(look.value[choice], kind="stable")[:1]]
    terms = terms_names(g.scenario, g.arena, int(rng.choice(choice)))
    posture = "attack" if rng.random() < 0.5 else "hold"
    return {name: Act(posture=posture, proposal=Proposal(terms))}


SCRIPTS: dict[str, Script] = {
    "machines": machines, "erratic": erratic, "at random": at_random, "hardens": hardens,
}  # fmt: skip


class Reader:
    """One tier reading a world: its game, and beliefs that public knowledge alone carries along."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.game = game.begin(scenario, seed)
        a = self.game.arena
        public = opening_public(a)
        self.public = open_world(a, public, spreads(a), nature.key(seed)).private.belief
        self._carry(public)

    def _carry(self, before: Any) -> None:
        a = self.game.arena
        alike = likeness.plain(a, before, self.game.world.public)
        everybody = np.arange(self.public.shape[0])
        self.public = np.array([predict.plain(a, one, everybody, alike) for one in self.public])

    def play(self, acts: Mapping[str, Act]) -> None:
        """The next stage with these acts."""
        before = self.game
        self.game = game.play(before, acts)
        if self.game.round != before.round:
            self._carry(before.world.public)

    def rows(self) -> list[list[float]]:
        """For each belligerent: truth, belief and public knowledge of the other's minimum."""
        g, a, measure = self.game, self.game.arena, self.game.log[-1]
        found = []
        for side in range(2):
            p, j = int(a.belligerent[side]), int(a.belligerent[1 - side])
            own = own_of(g.world.private, p)
            seen, _ = consider_seat(a, g.world, g.now, p, True)
            believed = minimum(a, own, seen, j)
            known = minimum(a, own._replace(belief=self.public[p]), seen, j)
            window = [measure.believed[p], float(measure.window.on_table)]
            found.append([side, measure.minimum[j], *_three(believed), *_three(known), *window])
        return found


def _three(estimate: Estimate) -> list[float]:
    return [estimate.mean, estimate.low, estimate.high]


def world(
    name: str, script: str, seed: int, values: Mapping[str, float]
) -> dict[str, list[list[float]]]:
    """One world read by each tier: a row for each round of war and scored believer."""
    scenario = scenario_of(name)
    full = scenario.with_values({"scenario.tier": TIERS.index("full"), **values})
    readers = [Reader(scenario, seed), Reader(full, seed)]
    first = readers[0]
    rng = np.random.default_rng([seed, sorted(SCRIPTS).index(script)])
    found: dict[str, list[list[float]]] = {tier: [] for tier in TIERS}
    played = 0
    while first.game.stage != "over" and first.game.phase == "war" and played < ROUNDS:
        for tier, reader in zip(TIERS, readers, strict=True):
            rows = reader.rows()
            # a scripted negotiator is the one believed about, not the believer
            found[tier] += [[played, *r] for r in rows if script == "machines" or r[0] == 0]
        played += 1
        round_ = first.game.round
        while first.game.stage != "over" and first.game.round == round_:
            first.play(SCRIPTS[script](first.game, rng))
            for reader in readers[1:]:
                reader.play(first.game.played[-1].acts)
    return {tier: [[r[0] / max(1, played), *r[1:]] for r in rows] for tier, rows in found.items()}


COLUMNS = ("share", "side", "truth", "mean", "low", "high", "known", "known_low", "known_high",
           "window", "open")  # fmt: skip


def figures(rows: np.ndarray, reference: np.ndarray) -> dict[str, float]:
    """Scores of one tier's rows; `reference` are those of tier full for the same moments."""
    c = dict(zip(COLUMNS, rows.T, strict=True))
    r = dict(zip(COLUMNS, reference.T, strict=True))
    error = c["mean"] - c["truth"]
    known = c["known"] - c["truth"]
    return {
        "rmse": float(np.sqrt((error * error).mean())),
        "bias": float(error.mean()),
        "coverage": float(((c["truth"] >= c["low"]) & (c["truth"] <= c["high"])).mean()),
        "interval score": float(interval_score(c["truth"], c["low"], c["high"]).mean()),
        "width": float((c["high"] - c["low"]).mean()),
        "rmse, public": float(np.sqrt((known * known).mean())),
        "coverage, public": float(
            ((c["truth"] >= c["known_low"]) & (c["truth"] <= c["known_high"])).mean()
        ),
        "interval score, public": float(
            interval_score(c["truth"], c["known_low"], c["known_high"]).mean()
        ),
        "interval score, public of full": float(
            interval_score(r["truth"], r["known_low"], r["known_high"]).mean()
        ),
        "width, public": float((c["known_high"] - c["known_low"]).mean()),
        "Brier of the window": float(((c["window"] - c["open"]) ** 2).mean()),
        "n": len(rows),
    }


def interval_score(truth: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Score of 80 % intervals: width and 10 times the miss [gneiting-raftery-2007]."""
    return high - low + 10 * (np.maximum(0, low - truth) + np.maximum(0, truth - high))


def scored(worlds: list[dict[str, list[list[float]]]]) -> dict[str, Any]:
    """Figures of both tiers, whole and by thirds of each world, and the paired difference."""
    stacked = {t: [np.array(w[t]) for w in worlds if w[t]] for t in TIERS}
    body: dict[str, Any] = {}
    whole = {t: np.concatenate(stacked[t]) for t in TIERS}
    parts = {"all": (-1.0, 2.0), "first third": (-1.0, 1 / 3), "second third": (1 / 3, 2 / 3),
             "last third": (2 / 3, 2.0)}  # fmt: skip
    for part, (low, high) in parts.items():
        kept = {t: x[(x[:, 0] >= low) & (x[:, 0] < high)] for t, x in whole.items()}
        if len(kept["full"]):
            body[part] = {t: figures(kept[t], kept["full"]) for t in TIERS}
    body["full less grid"] = differences(stacked)
    return body


def differences(stacked: dict[str, list[np.ndarray]]) -> dict[str, list[float]]:
    """RMSE, interval score and Brier score of full less grid with 95 % bootstrap over worlds."""
    rng = np.random.default_rng(1)
    names = ("rmse", "interval score", "Brier of the window")
    drawn: dict[str, list[float]] = {name: [] for name in names}
    count = len(stacked["full"])
    for n in range(RESAMPLES + 1):
        picked = np.arange(count) if n == 0 else rng.integers(0, count, count)
        both = {t: np.concatenate([stacked[t][i] for i in picked]) for t in TIERS}
        told = {t: figures(both[t], both["full"]) for t in TIERS}
        for name in names:
            drawn[name].append(told["full"][name] - told["grid"][name])
    return {n: [d[0], *np.percentile(d[1:], [2.5, 97.5]).tolist()] for n, d in drawn.items()}


def main() -> None:
    """Play, score and write; or turn what was written into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", action="store_true", help="write the page from the results")
    parser.add_argument("--share", type=float, default=1.0, help="of the worlds, for a quick look")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--scripts", nargs="*", default=list(SCRIPTS))
    parser.add_argument("--set", nargs="*", default=[], help="address=value, in tier full")
    parser.add_argument("--only", nargs="*", default=list(WORLDS))
    parser.add_argument("--doubt", action="store_true", help="read by tier grid that doubts")
    parser.add_argument("--out", type=Path, help="benchmarks/results/mind-tiers.json, or -doubt")
    asked_ = parser.parse_args()
    whole, doubting = RESULTS / "mind-tiers.json", RESULTS / "mind-tiers-doubt.json"
    if asked_.report:
        cost = json.loads((RESULTS / "mind-cost.json").read_text())
        new = RESULTS / "mind-tiers-new.json"
        found = [json.loads(path.read_text()) for path in (asked_.out or whole, new, doubting)]
        tiers_report.write(*found, cost, ROOT / "docs" / "studies")
        return
    if asked_.doubt:
        asked_.set += [f"scenario.tier={TIERS.index('grid')}", f"belief.learning={DOUBT}"]
    values = {a: float(v) for a, v in (s.split("=") for s in asked_.set)}
    compiled.warm()
    body: dict[str, Any] = {
        "machine": described(),
        "seed": asked_.seed,
        "set": values,
        "worlds": {},
    }
    for name in asked_.only:
        count = max(2, int(WORLDS[name] * asked_.share))
        for script in asked_.scripts:
            worlds = [world(name, script, asked_.seed + k, values) for k in range(count)]
            told = scored(worlds)
            body["worlds"].setdefault(name, {})[script] = {"n": count, **told}
            for tier in TIERS:
                short = {k: round(v, 3) for k, v in told["all"][tier].items()}
                print(name, script, tier, short, flush=True)
    out = asked_.out or (doubting if asked_.doubt else whole)
    out.write_text(json.dumps(body, indent=1) + "\n")


if __name__ == "__main__":
    main()
