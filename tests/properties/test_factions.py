"""What factions agree on, whatever they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import HARBOUR, divided, harbour, read

from sim import game
from sim.arena import arena
from sim.council import heard
from sim.factions import agreed, crossed

LEVELS = st.lists(
    st.lists(st.one_of(st.floats(-1, 1), st.just(-np.inf)), min_size=3, max_size=3),
    min_size=1,
    max_size=5,
)
VOTES = st.lists(st.integers(0, 4), min_size=5, max_size=5)


@st.composite
def councils(draw):
    """Levels `[F, T]`, influences, a quota that can be reached, and a tie-breaker or none."""
    levels = np.array(draw(LEVELS))
    count = levels.shape[0]
    influence = np.array(draw(VOTES)[:count], float)
    influence[0] += 1.0
    quota = draw(st.integers(1, int(influence.sum())))
    return levels, influence, float(quota), draw(st.integers(-1, count - 1))


def plain(levels, influence, quota, breaker):
    """The definition word for word, one term after the other: the oracle of the arrays."""
    found = []
    for column in levels.T:
        reached = [-np.inf]
        for z in column:
            held = sum(w for w, s in zip(influence, column, strict=True) if s >= z)
            tie = held == quota and breaker >= 0
            if held >= quota and not (tie and column[breaker] < z):
                reached.append(z)
        found.append(max(reached))
    return np.array(found)


@given(councils())
def test_it_is_the_largest_level_that_carries(council):
    """As the definition has it."""
    assert np.array_equal(agreed.plain(*council), plain(*council))


@given(councils(), st.data())
def test_it_never_falls_when_a_faction_likes_terms_better(council, data):
    """Monotone in each faction's level, the tie-breaker's among them."""
    levels, *rest = council
    place = (data.draw(st.integers(0, levels.shape[0] - 1)), data.draw(st.integers(0, 2)))
    better = levels.copy()
    better[place] = max(better[place], data.draw(st.floats(-1, 2)))
    assert (agreed.plain(better, *rest) >= agreed.plain(levels, *rest)).all()


@given(councils(), st.integers(-8, 8))
def test_what_all_lose_the_party_loses(council, steps):
    """Translation: why the reservation point and a leader's losses may be taken off afterwards."""
    levels, *rest = council
    levels, amount = np.round(levels * 64) / 64, steps / 8
    assert np.array_equal(
        agreed.plain(levels + amount, *rest), agreed.plain(levels, *rest) + amount
    )


@given(councils(), st.randoms(use_true_random=False))
def test_their_order_plays_no_part(council, random):
    """A permutation of factions, the tie-breaker's place with them, changes nothing."""
    levels, influence, quota, breaker = council
    order = list(range(levels.shape[0]))
    random.shuffle(order)
    moved = order.index(breaker) if breaker >= 0 else -1
    again = agreed.plain(np.ascontiguousarray(levels[order]), influence[order], quota, moved)
    assert np.array_equal(again, agreed.plain(levels, influence, quota, breaker))


@given(councils())
def test_a_red_line_of_the_party_is_where_nothing_can_carry(council):
    """Barred for the party exactly where what is left of influence falls short."""
    levels, *rest = council
    barred = np.isinf(levels)
    assert np.array_equal(crossed.plain(barred, *rest), np.isinf(agreed.plain(levels, *rest)))


def without_factions(g: game.Game) -> list[np.ndarray]:
    """The private world but for what only factions have."""
    private = g.world.private
    return [part for name, part in zip(private._fields, private, strict=True) if name != "apart"]


@settings(max_examples=5)
@given(seed=st.integers(0, 50), tier=st.sampled_from([0, 1]))
def test_one_faction_of_all_influence_is_a_party_without_factions(seed, tier):
    """Every number of the world is the same, bit for bit, round after round."""
    text = HARBOUR.read_text(encoding="utf-8")
    for name in ("west", "east"):
        text = text.replace(f"[parties.{name}]\n", f"[parties.{name}]\nquota = 1\n")
    place = text.index("[issues.toll]")
    for name in ("west", "east"):
        table = f'[parties.{name}.factions.all]\ntitle = "All"\ninfluence = 1\n'
        text = text[:place] + table + text[place:]
    games = [
        game.begin(s.with_values({"scenario.tier": tier}), seed) for s in (harbour(), read(text))
    ]
    for _ in range(2):
        games = [game.play(g, {}) if g.stage != "over" else g for g in games]
        one, other = ([*g.world.public, *without_factions(g)] for g in games)
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_the_digest_names_factions_where_there_are_any():
    """A scenario without them keeps its digest; one with them has every number of them in it."""
    assert harbour().digest != divided().digest
    changes = {
        "parties.west.quota": 2, "parties.west.factions.hawks.influence": 4,
        "parties.west.factions.hawks.minimum": 0.1, "parties.west.factions.hawks.weights.quay": 0.9,
        "parties.west.factions.hawks.values.quay.shared": 0.9,
    }  # fmt: skip
    digests = {divided().with_values({address: value}).digest for address, value in changes.items()}
    assert len(digests | {divided().digest}) == len(changes) + 1


def test_believers_know_of_factions():
    """The rows of the party's own profiles are what its factions agree on; nobody's are not."""
    whole, split = arena(harbour()), arena(divided())
    west = list(divided().parties).index("west")
    same = [np.array_equal(a, b) for a, b in zip(whole.rows[west], split.rows[west], strict=True)]
    kin = split.kin[west] >= 0
    assert not any(np.array(same)[kin])
    assert all(np.array(same)[~kin])


class TestVoices:
    """What a seat hears of its own council is what settled its surplus."""

    @given(seed=st.integers(0, 20), number=st.integers(0, 143))
    @settings(max_examples=15)
    def test_they_agree_on_the_seat_s_own_surplus(self, seed, number):
        """The level that carries among them is the party's surplus, red lines included."""
        g = game.begin(divided(), seed)
        view = game.look(g, "west")
        told = heard(view, number)
        levels = np.array([[-np.inf if v.barred else v.surplus] for v in told])
        influence = np.array([v.influence for v in told])
        found = agreed.plain(levels, influence, 3.0, 2)[0]
        if view.mine.red[number]:
            assert found == -np.inf
        else:
            own = float(view.look.value[number]) - view.reservation
            assert found == pytest.approx(own, abs=1e-9)

    def test_a_party_of_one_mind_has_none(self):
        """So no panel is shown."""
        assert heard(game.look(game.begin(divided(), 3), "league"), 0) == ()
