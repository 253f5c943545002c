"""What points of a sweep share is what each would build for itself, bit for bit."""

from __future__ import annotations

import re

import numpy as np
import pytest
from small_worlds import harbour
from sweep_worlds import Inline, grid, quick

import sim
from sim.arena import arena
from sim.ensembles import play
from sim.opening import opening_public, spreads
from sim.scenario import ScenarioError
from sim.sweeps import tables
from sim.sweeps.factors import Factor
from sim.sweeps.opened import at_hand, points_of, reopen
from sim.sweeps.sharing import Shared
from sim.sweeps.spec import setting

SCENARIOS = {
    "lab": (lambda: sim.load("lab"), 1),
    "harbour": (harbour, 4),
    # third parties with a bias, who step in, and minds of the fuller tier
    "mediated": (lambda: sim.load("lab").with_values({
        "scenario.tier": 1, "credibility.rogue_gain": 0.2, "credibility.rogue_loss": 0.5,
    }), 2),
    # factions, channels and a formula
    "japan-1945": (lambda: sim.load("japan-1945"), 5),
    # five parties, backers among them
    "ukraine-2025": (lambda: sim.load("ukraine-2025").with_values({
        "parties.us.backing.force": 0.3, "credibility.rogue_loss": 0.5,
    }), 41),
}  # fmt: skip


def one(address: str, value: float) -> tuple[Factor, float]:
    return Factor(address, False, (address,), 0.0), value


def differing(found, wanted, where="") -> list[str]:
    """The fields in which two tuples of arrays are not the same bytes."""
    names = []
    for name, mine, theirs in zip(type(wanted)._fields, found, wanted, strict=True):
        if isinstance(theirs, tuple):
            names += differing(mine, theirs, f"{name}.")
        elif isinstance(theirs, np.ndarray):
            alike = mine.shape == theirs.shape and mine.dtype == theirs.dtype
            laid = mine.flags.c_contiguous and theirs.flags.c_contiguous
            if not (alike and laid and mine.tobytes() == theirs.tobytes()):
                names.append(where + name)
        elif mine != theirs:
            names.append(where + name)
    return names


def values(scenario, address) -> list[float]:
    """Two values that an address may have, apart from its own."""
    number = scenario.number(address)
    low, high = scenario.limits(address)
    if high > 1e5:
        return [number.value * 1.5 + 1.0, number.value / 2]
    found = [number.value + 0.37 * (high - number.value), low + 0.21 * (number.value - low)]
    return [float(round(v)) for v in found] if high in (520.0, 521.0) else found


def check(scenario, shared, chosen) -> bool:
    """Whether the scenario takes the values; if so, the shared arena must be its own."""
    try:
        alone = setting(scenario, chosen)
    except (ScenarioError, ValueError) as error:
        with pytest.raises(type(error), match=re.escape(str(error))):
            shared.at(chosen)
        return False
    wanted, found = arena.__wrapped__(alone), shared.at(chosen)
    assert differing(found.arena, wanted) == [], [factor.name for factor, _ in chosen]
    assert found.spread.tobytes() == spreads(wanted).tobytes()
    watched = bool(found.public.onlooker.shape[0])
    assert differing(found.public, opening_public(wanted, watched)) == []
    return True


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_number_reaches_the_arena_as_it_would_alone(name):
    """Address after address, from one set of shared arrays."""
    make, stride = SCENARIOS[name]
    scenario = make()
    shared, taken = Shared(scenario), 0
    for address in scenario.addresses()[::stride]:
        for value in values(scenario, address):
            taken += check(scenario, shared, [one(address, value)])
    assert taken > 15


def test_many_numbers_at_once_and_again():
    """Points in turn, light and deep numbers mixed, with values that were there before."""
    scenario = sim.load("japan-1945")
    shared, random = Shared(scenario), np.random.default_rng(5)
    deep = ["ambiguity.strength", "belief.lapse", "issues.emperor.options.silent.protection"]
    light = [
        "war.noise", "parties.japan.war.optimism", "parties.japan.mind.order",
        "parties.japan_desk.alignment.united_states", "parties.japan.war.cost_weight",
    ]  # fmt: skip
    known = [a for a in deep + light if a in scenario.addresses()]
    assert len(known) >= 7
    levels = {a: [*values(scenario, a), scenario.number(a).value] for a in known}
    for _ in range(25):
        here = random.permutation(known)[: random.integers(1, len(known))]
        assert check(scenario, shared, [one(a, float(random.choice(levels[a]))) for a in here])


@pytest.mark.parametrize("name", ["japan-1945", "northern-territories"])
def test_ambiguity_between_its_ends_is_what_it_is_alone(name):
    """Strength and risk move the worth of terms; factions, pairs and images go with them."""
    scenario = sim.load(name)
    shared, random = Shared(scenario), np.random.default_rng(3)
    for n in range(8):
        strength, risk = (float(x) for x in random.random(2))
        chosen = [one("ambiguity.strength", strength), one("ambiguity.risk", risk)]
        more = [one("war.noise", 0.1), one("belief.lapse", 0.05)]
        assert check(scenario, shared, [*chosen[: 1 + n % 2], *more[: n % 3]])
    assert not check(scenario, shared, [one("ambiguity.risk", 1.5)])


def test_counterfactuals_and_refusals():
    """Names come before numbers; a value out of its limits is refused in the same words."""
    scenario = sim.load("ukraine-2022")
    name = next(iter(scenario.counterfactuals))
    shared = Shared(scenario)
    named = Factor("story", True, (), "as-written", values=("as-written", name))
    assert check(scenario, shared, [(named, name), one("war.noise", 0.123)])
    assert check(scenario, shared, [(named, "as-written"), one("war.noise", 0.123)])
    for address, value in (("war.noise", 7.0), ("war.noise", float("nan")), ("war.nose", 0.1)):
        assert not check(scenario, shared, [one(address, value)])


@pytest.mark.parametrize("order", [1.0, 2.0])
def test_worlds_are_those_of_the_ensemble(order):
    """The rows of a prepared point and of the scenario at that point."""
    scenario = sim.load("lab")
    chosen = [one("parties.north.mind.order", order), one("parties.south.war.optimism", 0.7),
              one("belief.spread", 0.2)]  # fmt: skip
    found = play(Shared(scenario).at(chosen), 3, 11, 5, True)
    wanted = sim.ensemble(setting(scenario, chosen), 3, 11, 5)
    assert found.columns.keys() == wanted.columns.keys()
    for name, column in wanted.columns.items():
        assert found[name].tolist() == column.tolist()


@pytest.mark.parametrize("rows", [(0, 1), (0, 160), (34, 36), (33, 71), (159, 160)])
def test_a_worker_reads_the_points_of_its_rows_alone(tmp_path, monkeypatch, rows):
    """They are those of the whole design, in whatever pieces that lies on the disk."""
    monkeypatch.setattr(tables, "POINTS", 7)
    sim.sweep(grid(), to=tmp_path / "quick.sweep", pool=Inline(), engine=quick)
    whole, hand = reopen(tmp_path / "quick.sweep"), at_hand(str(tmp_path / "quick.sweep"), "now")
    assert len(hand.design) == 0
    assert hand.plan == whole.plan
    begin, found = points_of(hand, *rows)
    assert begin == rows[0] // 5
    assert begin + len(found) == (rows[1] - 1) // 5 + 1
    kept = slice(begin, begin + len(found))
    for name in ("scenario", "policy", "block", "part", "stream"):
        assert np.array_equal(getattr(found, name), getattr(whole.design, name)[kept])
    for name, values in whole.design.values.items():
        assert np.array_equal(found.values[name], values[kept])
