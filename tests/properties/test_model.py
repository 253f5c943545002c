"""What holds of the model whatever the world: windows, scales, labels."""

from __future__ import annotations

import ast
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_worlds import divided, everything, read

import sim
from sim import columns as at
from sim import compiled, fields, game, nature
from sim.arena import arena
from sim.ensembles import play_world
from sim.opening import opening_public, spreads
from sim.preferences import surpluses
from sim.record import Record
from sim.round import passing, real_surplus

SCENARIO = divided()
ARENA = arena(SCENARIO)
BEGUN = game.begin(SCENARIO, 5)
PARTIES = len(SCENARIO.parties)
FIGHTING = [int(p) for p in ARENA.belligerent]
LIMITS = st.floats(-0.5, 1.5)


def window(value, limits):
    """Which terms pass, `[T]`, at these reservation points."""
    return surpluses(ARENA, value, np.array(limits), BEGUN.world.private.red)[1]


@pytest.mark.parametrize(
    ("name", "seed"), [("divided", 5), ("minsk-2015", 5), ("ukraine-2025", 2), ("korea-1951", 2)]
)
def test_asking_backers_last_changes_nothing(name, seed):
    """What passes is the same whether all parties judge all terms or backers what is left."""
    g = game.begin(SCENARIO if name == "divided" else sim.load(name), seed)
    found = 0
    for _ in range(9):
        passes = passing(g.arena, g.world)
        assert np.array_equal(passes, real_surplus(g.arena, g.world)[1])
        found += passes.sum()
        if g.stage == "over":
            break
        g = game.play(g, {})
    assert found > 0


class TestReservation:
    """Windows and reservation points."""

    VALUE, LIMIT = BEGUN.real_values(1)
    ALONE = ARENA.needs == 0

    @given(limits=st.lists(LIMITS, min_size=PARTIES, max_size=PARTIES),
           who=st.sampled_from(FIGHTING), more=st.floats(0, 1))  # fmt: skip
    def test_a_higher_one_never_enlarges_the_window(self, limits, who, more):
        """Of terms that need the belligerents alone, none passes that did not pass before."""
        before = window(self.VALUE, limits)[self.ALONE]
        limits[who] += more
        after = window(self.VALUE, limits)[self.ALONE]
        assert not (after & ~before).any()

    @given(limits=st.lists(LIMITS, min_size=PARTIES, max_size=PARTIES),
           who=st.integers(0, PARTIES - 1), more=st.floats(0, 1))  # fmt: skip
    def test_a_higher_one_never_opens_a_window(self, limits, who, more):
        """Where backers are asked too: a window that is shut stays shut.

        Terms may come to pass in place of others that a backer preferred.
        """
        before = window(self.VALUE, limits).any()
        limits[who] += more
        assert before or not window(self.VALUE, limits).any()

    @given(limits=st.lists(LIMITS, min_size=PARTIES, max_size=PARTIES))
    def test_terms_that_pass_are_above_every_belligerents_minimum(self, limits):
        """And cross nobody's red line of those they need."""
        passes = window(self.VALUE, limits)
        red = BEGUN.world.private.red
        for p in range(PARTIES):
            needed = passes if p in FIGHTING else passes & ((ARENA.needs >> p) & 1 == 1)
            assert not red[p, needed].any()
            if p in FIGHTING:
                assert (self.VALUE[p, passes] >= limits[p]).all()


def rescaled(factor: float, shift: float) -> sim.Scenario:
    """The harbour with every raw utility u written as `factor * u + shift`, for all parties."""
    utilities = {f.name for f in fields.PARTY if f.unit == "utility"}
    levels = {"war.victory", "war.defeat", "war.reference", "leader.defeat_below"}
    # per unit of cost or of probability: a raw utility in all but the name of its unit
    utilities |= {"backing.aid_burden", "backing.sanctions_burden"}
    changes = {}
    for address in SCENARIO.addresses():
        number = SCENARIO.number(address)
        name = address.split(".", 2)[-1]
        level = ".values." in address or name in levels
        apart = re.match(r"parties\.\w+\.factions\.\w+\.minimum", address)
        party = address.startswith("parties")
        if level or apart or (party and name in utilities) or address.startswith("interactions"):
            add = shift if level else 0.0
            changes[address] = {
                part: factor * getattr(number, part) + add for part in ("value", "low", "high")
            }
    return SCENARIO.with_values(changes)


@pytest.mark.parametrize(("factor", "shift"), [(0.6, 0.2), (0.5, 0.0), (0.8, 0.1)])
def test_an_affine_change_of_raw_utility_changes_nothing(factor, shift):
    """Terms, victory, defeat and every cost share one scale, so only differences count.

    To 1e-9: the same numbers are rounded in another place.
    """
    plain, other = rescaled(1.0, 0.0), rescaled(factor, shift)
    with compiled.interpreted():
        first, second = game.begin(plain, 3), game.begin(other, 3)
        for _ in range(3):
            for before, after in zip(first.real_values(first.round),
                                     second.real_values(second.round), strict=True):  # fmt: skip
                assert after == pytest.approx(before, abs=1e-9)
            assert second.log[-1].believed == pytest.approx(first.log[-1].believed, abs=1e-9)
            first, second = (
                game.play(game.play(first, {}), {}),
                game.play(game.play(second, {}), {}),
            )


NAMES = {"west": "zeta", "east": "alpha", "league": "mu", "union": "omega", "isle": "beta"}
ISSUES = {"toll": "aaa", "quay": "zzz", "flag": "mmm", "guard": "bbb"}


def relabelled() -> sim.Scenario:
    """The divided harbour with other names for parties and issues, its tables in another order."""
    text = SCENARIO.path.read_text(encoding="utf-8")
    for old, new in {**NAMES, **ISSUES}.items():
        text = re.sub(rf"\b{old}\b", new, text)
    head, *tables = re.split(r"\n(?=\[(?!\[))", text)
    first = [t for t in tables if not t.startswith(("[parties", "[issues"))]
    groups: dict[str, list[str]] = {}
    for table in tables:
        if table.startswith(("[parties", "[issues")):
            groups.setdefault(".".join(re.findall(r"\w+", table)[:2]), []).append(table)
    mixed = [t for name in sorted(groups, reverse=True) for t in groups[name]]
    # arrays of tables stand behind the last issue: they may not be torn from their heads
    return read("\n".join([head, *first, *mixed]))


class TestRelabelling:
    """Names and file order play no part: streams do."""

    @pytest.fixture(scope="class")
    @staticmethod
    def twin():
        return relabelled()

    def test_order_follows_streams(self, twin):
        """The twin really has other names in another file order."""
        assert list(twin.parties) == [NAMES[p] for p in SCENARIO.parties]
        assert list(twin.issues) == [ISSUES[i] for i in SCENARIO.issues]
        assert twin.digest != SCENARIO.digest

    @pytest.mark.parametrize(
        ("seed", "tier", "order", "stages"),
        [(1, 0, 1, 6), (2, 0, 1, 6), (1, 0, 2, 6), (2, 0, 2, 6), (1, 1, 1, 4), (1, 1, 2, 4)],
    )
    def test_it_relabels_the_result_exactly(self, twin, seed, tier, order, stages):
        """Every number of the world, public and private, is the same bit for bit."""
        orders = {f"parties.{p}.mind.order": order for p in SCENARIO.belligerents}
        named = {f"parties.{NAMES[p]}.mind.order": order for p in SCENARIO.belligerents}
        full = {"scenario.tier": tier}
        one = game.begin(SCENARIO.with_values({**full, **orders}), seed, seats=("west",))
        other = game.begin(twin.with_values({**full, **named}), seed, seats=("zeta",))
        for _ in range(stages):
            if one.stage == "over":
                break
            one, other = game.play(one, {}), game.play(other, {})
            for a, b in zip(everything(one), everything(other), strict=True):
                assert np.array_equal(a, b)
            assert one.log[-1].believed == other.log[-1].believed
        assert one.ending == other.ending

    def test_and_its_words(self, twin):
        """The acts are the same acts, by other names."""
        one, other = (Record.of(game.play(game.begin(s, 4), {})) for s in (SCENARIO, twin))
        text = str([s["acts"] for s in one.stages])
        for old, new in {**NAMES, **ISSUES}.items():
            text = re.sub(rf"\b{old}\b", new, text)
        found = {k: v for s in other.stages for k, v in s["acts"].items()}
        named = {k: v for s in ast.literal_eval(text) for k, v in s.items()}
        assert named == found


def outcomes(scenario: sim.Scenario, worlds: int) -> np.ndarray:
    """The round in which each world's war first ends, and whether by a signature, `[worlds, 2]`."""
    found, rows = arena(scenario), []
    public, spread = opening_public(found), spreads(found)
    with compiled.interpreted():
        for k in range(worlds):
            world, _ = play_world(found, public, spread, nature.key(1, k), False)
            state = world.public.state
            rows.append((state[at.W_ROUND], state[at.W_SIGNED] >= 0))
    return np.array(rows, float)


def test_exchanging_two_parties_values_agrees_in_distribution():
    """With north and south in each other's streams, the lab's wars end as often and as soon.

    100 worlds each; the tolerance is three standard errors of the difference.
    """
    lab = sim.load("lab")
    text = lab.path.read_text(encoding="utf-8")
    text = re.sub(r"(\[parties.north\][^\[]*?stream = )1", r"\g<1>2", text)
    text = re.sub(r"(\[parties.south\][^\[]*?stream = )2", r"\g<1>1", text)
    swapped = read(text)
    assert list(swapped.parties) == ["south", "north"]
    one, other = outcomes(lab, 100), outcomes(swapped, 100)
    assert not np.array_equal(one, other)
    for name, a, b in (
        ("signed", one[:, 1], other[:, 1]),
        ("at once", one[:, 0] == 1, other[:, 0] == 1),
        ("rounds", one[:, 0], other[:, 0]),
    ):
        error = np.sqrt((a.var() + b.var()) / len(a))
        assert abs(a.mean() - b.mean()) <= 3 * error, name
