"""What the 65 points ask of the war's slower stocks, shown on the rules alone."""

from __future__ import annotations

from importlib import resources

import pytest
from small_worlds import harbour

import sim
from sim import columns as at
from sim import game
from sim.reservation import reservation
from sim.war import fight, society

FLAGSHIP = sim.load("ukraine-2022")


@pytest.fixture(scope="module")
def begun():
    return game.begin(FLAGSHIP, 1)


def copies(begun):
    """The public state and standing, to change at will."""
    return begun.world.public.state.copy(), begun.world.public.standing.copy()


def place(scenario, name):
    return list(scenario.parties).index(name)


def test_neither_can_throw_the_other_back(begun):
    """Within the dead band the line stands still and digs in; beyond it the line moves."""
    arena, names = begun.arena, FLAGSHIP.belligerents
    for strong, moves in ((1.0, False), (3.0, True)):
        state, standing = copies(begun)
        standing[:, at.S_POSTURE] = 2.0
        for name, strength in zip(names, (strong, 1.0), strict=True):
            standing[place(FLAGSHIP, name), at.S_STRENGTH] = strength
        before = state[at.W_LINE], state[at.W_ENTRENCHMENT]
        fight(arena, state, standing, 0.0)
        assert (state[at.W_LINE] != before[0]) == moves
        if not moves:
            assert state[at.W_ENTRENCHMENT] > before[1]


def test_arms_from_abroad_are_strength(begun):
    """A round's aid is so much strength more after the round, and nothing else."""
    ukraine, found = place(FLAGSHIP, "ukraine"), []
    for aid in (0.0, 0.01):
        state, standing = copies(begun)
        standing[ukraine, at.S_STRENGTH], standing[ukraine, at.S_AID] = 1.0, aid
        fight(begun.arena, state, standing, 0.0)
        found.append(standing[ukraine, at.S_STRENGTH])
    assert found[1] - found[0] == pytest.approx(0.01)


def test_sanctions_impoverish_slowly(begun):
    """The economy closes a fixed share of the distance each round: more loss, less of it new."""
    russia, steps = place(FLAGSHIP, "russia"), []
    state, standing = copies(begun)
    for name in ("nato", "us", "japan"):
        standing[place(FLAGSHIP, name), at.S_SANCTIONS] = 1.0
    standing[:, at.S_VIOLENCE] = 0.0
    standing[russia, at.S_ECONOMY] = 0.0
    for _ in range(4):
        before = standing[russia, at.S_ECONOMY]
        society(begun.arena, state, standing)
        steps.append(standing[russia, at.S_ECONOMY] - before)
    assert all(step > 0.0 for step in steps)
    assert steps[-1] < steps[1]
    rate = FLAGSHIP.number("war.economy_rate").value
    assert steps[3] / steps[2] == pytest.approx(1.0 - rate, abs=0.05)


def test_control_at_home_dulls_discontent(begun):
    """The same discontent lowers the minimum by the share that reaches the decision."""
    arena, falls = begun.arena, []
    for share in (0.2, 1.0):
        own = arena.middle[place(FLAGSHIP, "russia")].copy()
        own[at.P_WAR_PASSTHROUGH] = share
        state, standing = copies(begun)
        row = standing[place(FLAGSHIP, "russia")]
        calm = reservation(own, row, state, 0, 0.0, 1.0)
        row[at.S_DISCONTENT] += 0.5
        falls.append(calm - reservation(own, row, state, 0, 0.0, 1.0))
    assert 0.0 < falls[0] < falls[1]
    assert falls[1] / falls[0] == pytest.approx(5.0, rel=1e-6)


def test_attention_fades_without_news(begun):
    """A backer's attention is less each round, to nothing below nought."""
    us = place(FLAGSHIP, "us")
    state, standing = copies(begun)
    standing[us, at.S_ATTENTION] = 1.0
    seen = []
    for _ in range(5):
        society(begun.arena, state, standing)
        seen.append(standing[us, at.S_ATTENTION])
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 5
    assert seen[-1] >= 0.0


def test_what_was_done_abroad_came_on_its_day():
    """Sanctions, the end of the talks, applications to NATO and Bucha act on whom they name."""
    acted = {
        (event.id, effect.party, effect.field)
        for event in FLAGSHIP.events
        for effect in event.effects
    }
    assert {
        ("financial-sanctions", "nato", "sanctions"), ("trade-status", "japan", "sanctions"),
        ("treaty-talks-off", "japan", "track"), ("nordic-applications", "nato", "attention"),
        ("bucha", "us", "attention"),
    } <= acted  # fmt: skip
    played = game.begin(FLAGSHIP, 1)
    japan = place(FLAGSHIP, "japan")
    lines = []
    while played.round < 5:
        lines.append(played.world.public.standing[japan, at.S_TRACK])
        played = game.play(played, {})
    lost = next(e.round for e in FLAGSHIP.events if e.id == "treaty-talks-off")
    assert played.measured(lost).standing["japan"]["track"] < min(
        played.measured(r).standing["japan"]["track"] for r in range(1, lost)
    )


def test_a_strike_in_error_draws_in_the_ally():
    """The tail of the strait acts on Japan and on the United States at once; its hazard is low."""
    tail = next(t for t in FLAGSHIP.tails if t.id == "tsugaru-incident")
    assert {effect.party for effect in tail.effects} >= {"japan", "us"}
    assert 0.0 < FLAGSHIP.number("tails.tsugaru-incident.hazard").value < 0.01


def test_japan_may_not_fight_and_gives_no_arms():
    """Its instruments hold no posture; what aid it gives has no strength in it."""
    japan = FLAGSHIP.parties["japan"]
    assert "posture" not in japan.instruments
    assert FLAGSHIP.number("parties.japan.backing.aid_capacity").value == 0.0


def test_nobody_can_count_on_a_leaders_fall():
    """The same small hazard for both sides' leaders, and none of it a party's choice."""
    found = {
        side: FLAGSHIP.number(f"tails.leader-exit-{side}.hazard").value
        for side in FLAGSHIP.belligerents
    }
    assert len(set(found.values())) == 1
    rounds = FLAGSHIP.rounds
    assert all(1.0 - (1.0 - hazard) ** rounds < 0.5 for hazard in found.values())


def test_discontent_follows_violence_and_loss():
    """Under both a side is more discontent after the round than before."""
    begun = game.begin(harbour(), 1)
    state, standing = copies(begun)
    side = begun.arena.belligerent[0]
    standing[side, at.S_VIOLENCE], standing[side, at.S_ECONOMY] = 1.0, 0.3
    before = standing[side, at.S_DISCONTENT]
    fight(begun.arena, state, standing, 0.0)
    assert standing[side, at.S_DISCONTENT] > before


def test_japan_is_told_of_those_who_fled():
    """Its own briefing says that it takes them in."""
    text = resources.files("scenarios") / "ukraine-2022" / "briefings" / "japan.en.md"
    assert "takes in Ukrainians who have fled" in " ".join(text.read_text("utf-8").split())


def test_japan_knows_russia_best():
    """No third party's experts are as precise, or know its profile as well."""
    for number in ("precision", "profile"):
        known = {
            name: FLAGSHIP.number(f"parties.{name}.knowledge.{number}").value
            for name in ("japan", "nato", "us")
        }
        assert max(known, key=known.__getitem__) == "japan"
        assert len(set(known.values())) == 3
