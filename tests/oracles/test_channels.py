"""Channels: what goes by one arrives when it must, or never, and is read on the way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_worlds import everything, flat, harbour, pie, read

import sim
from sim import evidence, game, nature
from sim.acts import Act, ActError, Proposal
from sim.beliefs import analyse
from sim.game import Game
from sim.post import lost
from sim.scenario import Scenario

SHARES = [0.2, 0.35, 0.5, 0.65, 0.8]
ALWAYS_CLOSED = 521


def by_post(sender: str, to: str, readers: str = "[]", **numbers: Any) -> str:
    """A channel table; `numbers` are its keys."""
    return f"""
[[channels]]
id = "post-{sender}"
title = "By post"
from = "{sender}"
to = "{to}"
readers = {readers}
source = "construction"
""" + "".join(f"{key} = {value}\n" for key, value in numbers.items())


def harboured(*channels: str) -> Scenario:
    """The harbour with channels."""
    return read(harbour().path.read_text(encoding="utf-8") + "".join(channels))


def divided(*channels: str, **values: Any) -> Scenario:
    """The pie with channels; both believe they may win, so that they talk about the middle."""
    return pie(SHARES, values, "".join(channels))


QUIET = {"a": Act(), "b": Act()}


def offered(
    share: int = 2, channel: str | None = "post-a", private: bool = False
) -> dict[str, Act]:
    """Acts of a round in which `a` tables a share by a channel, and `b` does nothing."""
    proposal = Proposal({"pie": f"share{share}"}, private, channel)
    return {"a": Act(proposal=proposal), "b": Act()}


def on(g: Game, acts: dict[str, Act] | None = None) -> Game:
    """The game a whole round later, nothing accepted."""
    g = game.play(g, acts or QUIET)
    return game.play(g, {name: Act() for name in g.scenario.parties})


def tabled(g: Game, seat: str) -> list[tuple[str, str | None, int]]:
    """Who offers what to a seat now: proposer, channel, round of sending."""
    return [(o.proposer, o.channel, o.sent) for o in game.look(g, seat).open]


@pytest.mark.parametrize("delay", [0, 1, 2, 5])
def test_what_takes_d_rounds_arrives_d_rounds_later(delay):
    """Sent in round 1 it lies on the table in round 1 + d, then and only then."""
    g = game.begin(divided(by_post("a", "b", delay=delay)), 1, seats="ab")
    found = {}
    for round_ in range(1, 9):
        after = game.play(g, offered() if round_ == 1 else QUIET)
        found[round_] = tabled(after, "b")
        g = game.play(after, {"a": Act(), "b": Act()})
    expected = {r: [("a", "post-a", 1)] if r == 1 + delay else [] for r in found}
    assert found == expected


def test_what_arrives_is_answered_and_signed_like_any_other():
    g = on(game.begin(divided(by_post("a", "b", delay=2)), 1, seats="ab"), offered())
    g = game.play(on(g), QUIET)
    g = game.play(g, {"b": Act(answers={"a": True})})
    assert g.ending == "held"
    assert [e.round for e in g.events if e.kind == "signed"] == [3]


@pytest.mark.parametrize("delay", [0, 3])
def test_what_is_always_lost_never_arrives(delay):
    g = game.begin(divided(by_post("a", "b", delay=delay, loss=1.0)), 1, seats="ab")
    for _ in range(12):
        g = game.play(g, offered())
        assert tabled(g, "b") == []
        g = game.play(g, {"a": Act(), "b": Act()})


def test_what_is_lost_is_lost_as_often_as_the_number_says():
    """Of 4,000 sendings a chance of .3 loses 1,200, give or take three deviations of 29.

    What arrives in a game is what these draws leave.
    """
    scenario = divided(by_post("a", "b", delay=1, loss=0.3))
    found = game.arena(scenario)
    gone = [[lost.plain(found, nature.key(7, k), 0, 1, r) for r in range(1, 11)]
            for k in range(400)]  # fmt: skip
    assert abs(np.sum(gone) - 1200) < 87
    g, arrived = game.begin(scenario, 7, seats="ab"), []
    for _ in range(9):
        g = game.play(g, offered())
        arrived.append(bool(tabled(g, "b")))
        g = game.play(g, {"a": Act(), "b": Act()})
    assert arrived == [False, *(not one for one in gone[0][:8])]


def test_a_channel_without_delay_and_loss_is_none_at_all():
    """Bit for bit, all machines: where it is the only way, and where nobody takes it."""
    plain = game.run(game.begin(harbour(), 5))
    for closed in (1, ALWAYS_CLOSED):
        channels = [by_post(*pair, delay=0, direct_from=closed)
                    for pair in (("east", "west"), ("west", "east"))]  # fmt: skip
        other = game.run(game.begin(harboured(*channels), 5))
        for one, two in zip(everything(plain), everything(other), strict=True):
            assert np.array_equal(one, two)
        told = [(e.round, e.kind, e.party) for e in other.events]
        assert told == [(e.round, e.kind, e.party) for e in plain.events]
        used = [s.acts["east"].proposal.channel for s in other.played if s.acts["east"].proposal]
        assert used
        assert set(used) == ({None} if closed == 1 else {"post-east"})


def minimum(g: Game, seat: str, about: str) -> float:
    """The mean of what a seat believes another needs at least."""
    return analyse(game.look(g, seat)).other[about].reservation.mean


def sent_away(readers: str) -> tuple[Game, Game]:
    """The harbour after the moves of round 1: East sent a letter, and East did nothing."""
    scenario = harboured(by_post("east", "west", readers, delay=3, confidential="true"))
    quiet = {name: Act() for name in scenario.parties}
    terms = {"flag": "none", "guard": "none", "quay": "none", "toll": "none"}
    letter = {"east": Act(proposal=Proposal(terms, channel="post-east"))}
    g = game.begin(scenario, 5, seats=list(scenario.parties))
    return game.play(g, quiet | letter), game.play(g, quiet)


def test_a_reader_learns_when_the_letter_is_sent():
    """Its belief moves at sending; that of nobody else does, not of the addressee either."""
    wrote, silent = sent_away('["league"]')
    assert minimum(wrote, "league", "east") != minimum(silent, "league", "east")
    for other in ("west", "union", "isle"):
        assert minimum(wrote, other, "east") == minimum(silent, other, "east")


def test_an_addressee_that_reads_the_channel_learns_once():
    """At sending, and not again when the same words arrive."""
    wrote, silent = sent_away('["west"]')
    assert minimum(wrote, "west", "east") != minimum(silent, "west", "east")
    for g, offers, open_ in ((wrote, [(1, "offer")], [("east", "post-east", 1)]), (silent, [], [])):
        nothing = {name: Act() for name in g.scenario.parties}
        for _ in range(6):
            g = game.play(g, nothing)
        told = evidence.account(game.look(g, "west"), "east").clues
        assert [(c.round, c.kind) for c in told if c.kind == "offer"] == offers
        assert (g.round, g.stage, tabled(g, "west")) == (4, "answers", open_)


def test_an_account_of_what_was_read_ends_at_the_belief_held():
    """The clues of a reader chain, bit for bit, to what it believes now."""
    g, _ = sent_away('["league", "west"]')
    east = list(g.scenario.parties).index("east")
    for seat in ("league", "west", "isle"):
        h = g
        for _ in range(4):
            h = game.play(h, {})
        view = game.look(h, seat)
        done = evidence.account(view, "east").passages
        last = [mark for p in done for mark in (*p.arrival, *p.learnt) if mark.about == east][-1]
        assert np.array_equal(last.belief, view.mine.belief[east])


def test_a_proposal_tabled_directly_supersedes_what_arrives():
    g = on(game.begin(divided(by_post("a", "b", delay=1)), 1, seats="ab"), offered(1))
    g = game.play(g, offered(3, channel="direct"))
    (only,) = game.look(g, "b").open
    assert (only.terms, only.channel) == ({"pie": "share3"}, None)
    g = game.play(g, {"b": Act()})
    assert tabled(game.play(g, QUIET), "b") == []


def test_of_two_due_at_once_the_later_sent_counts():
    slow, fast = by_post("a", "b", delay=3), by_post("a", "b", delay=1).replace("post-a", "wire-a")
    g = on(on(game.begin(divided(slow, fast), 1, seats="ab"), offered(1)))
    g = game.play(on(g, offered(3, "wire-a")), QUIET)
    assert tabled(g, "b") == [("a", "wire-a", 3)]
    assert game.look(g, "b").open[0].terms == {"pie": "share3"}


def test_a_letter_that_arrives_in_a_ceasefire_is_put_aside():
    scenario = divided(by_post("a", "b", delay=2), **{"ceasefire.horizon": 5})
    g = game.play(game.begin(scenario, 1, seats="ab"), offered())
    g = game.play(g, {})
    g = game.play(g, offered(2, "direct"))
    g = game.play(g, {"b": Act(answers={"a": True})})
    assert g.phase == "ceasefire"
    assert tabled(game.play(g, QUIET), "b") == []


def test_the_detour_wastes_time():
    """Paired worlds, same luck: three rounds' post each way, and they sign later."""
    ranges = {"optimism": {"low": 0.4, "high": 0.6}, "cost_weight": {"low": 0.05, "high": 0.4}}
    war = {f"parties.{p}.war.{name}": range_ for p in "ab" for name, range_ in ranges.items()}
    direct = sim.ensemble(divided(**war), worlds=10, seed=7)
    ways = [by_post(*pair, delay=3, direct_from=ALWAYS_CLOSED) for pair in ("ab", "ba")]
    detour = sim.ensemble(divided(*ways, **war), worlds=10, seed=7)
    signed = (direct["signed"] > 0) & (detour["signed"] > 0)
    assert signed.sum() >= 6
    later = detour["signed"][signed] - direct["signed"][signed]
    assert (later >= 0).all()
    assert later.mean() >= 2.0


def test_a_machine_withdraws_what_is_below_its_minimum_by_now():
    """What a person sent binds it; a machine that has its seat when it arrives is bound by R."""
    scenario = divided(by_post("a", "b", delay=1))
    for seats in ("ab", "b"):
        g = on(game.begin(scenario, 1, seats=seats), offered(0))
        assert SHARES[0] < g.measured(2).minimum[0]
        g = game.play(g, {name: Act() for name in seats})
        assert (("a", "post-a", 1) in tabled(g, "b")) == (seats == "ab")


class TestSecrets:
    """A letter under way is in nobody's view but the sender's and the readers'."""

    def test_nobody_else_sees_it(self):
        wrote, silent = sent_away('["league"]')
        for other in ("west", "union", "isle"):
            one, two = game.look(wrote, other), game.look(silent, other)
            assert flat(one) == flat(two)
        letters = [e for e in game.look(wrote, "league").events if e.kind == "letter"]
        assert [e.party for e in letters] == ["east"]
        assert game.look(wrote, "league").under_way == ()
        (mine,) = game.look(wrote, "east").under_way
        assert (mine.channel, mine.sent, mine.due) == ("post-east", 1, 4)

    def test_the_sender_cannot_tell_what_was_lost(self):
        """Until it is due, what is lost looks like what is not."""
        views = []
        for loss in (0.0, 1.0):
            g = on(
                game.begin(divided(by_post("a", "b", delay=3, loss=loss)), 1, seats="ab"), offered()
            )
            views.append(flat(game.look(g, "a")))
        assert views[0] == views[1]


def test_a_record_replays_with_its_letters():
    scenario = harboured(
        by_post("east", "west", '["league"]', delay=2, loss=0.4, direct_from=ALWAYS_CLOSED),
        by_post("west", "east", delay=1),
    )
    g = game.begin(scenario, 5)
    while g.stage != "over" and g.round < 6:
        g = game.play(g, {})
    record = game.record(g).to_json()
    again = sim.replay(record, verify=True)
    assert again.mark == g.mark
    for one, two in zip(everything(g), everything(again), strict=True):
        assert np.array_equal(one, two)
    assert any(e.kind == "letter" for e in g.events)
    body = game.record(g).to_dict()
    for length in range(0, len(body["stages"]), 3):
        part = sim.replay(body | {"stages": body["stages"][:length]})
        assert part.mark == (g.played[length - 1].mark if length else g.scenario.digest)


def test_the_model_and_the_ensemble_play_one_post():
    scenario = divided(by_post("a", "b", delay=2, loss=0.3, direct_from=6))
    worlds = sim.ensemble(scenario, worlds=2, seed=7)
    for k in range(2):
        m = sim.NegotiationModel(scenario, rng=sim.stream(7, k))
        m.run()
        signed = [e.round for e in m.played.events if e.kind == "signed"]
        assert (signed or [0])[0] == worlds["signed"][k]


@pytest.mark.parametrize(("channel", "sentence"), [
    ("pigeon", "There is no channel called pigeon."),
    ("post-b", "a cannot send by post-b now."),
    ("direct", "a can table nothing directly now; it must go by a channel."),
])  # fmt: skip
def test_a_way_that_is_not_there_is_refused(channel, sentence):
    ways = by_post("a", "b", delay=1, direct_from=9), by_post("b", "a", delay=1)
    g = game.begin(divided(*ways), 1, seats="ab")
    with pytest.raises(ActError) as refused:
        game.play(g, offered(channel=channel))
    assert str(refused.value) == sentence


def test_without_any_way_nothing_can_be_sent():
    """A person is told; a machine tables nothing."""
    g = game.begin(divided(by_post("a", "b", delay=1, from_round=9, direct_from=9)), 1, seats="ab")
    assert not game.look(g, "a").legal.propose
    with pytest.raises(ActError, match="a has no way to send a proposal now"):
        game.play(g, offered(channel=None))
    g = game.play(g, {})
    assert not any(e.kind in ("proposal", "letter") and e.party == "a" for e in g.events)


def test_who_names_no_way_takes_the_one_that_is_open():
    g = game.begin(divided(by_post("a", "b", delay=2, direct_from=3)), 1, seats="ab")
    assert game.look(g, "a").legal.ways == ("post-a",)
    after = game.play(g, offered(channel=None))
    assert after.played[-1].acts["a"].proposal.channel == "post-a"
    g = on(on(g))
    assert game.look(g, "a").legal.ways == ("direct", "post-a")
    assert tabled(game.play(g, offered(channel=None)), "b") == [("a", None, 3)]
