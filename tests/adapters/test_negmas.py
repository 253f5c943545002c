"""NegMAS beside us: its negotiators in our chairs, ours in its mechanism, its reader on our files.

Runs where NegMAS is installed; adapters/negmas/README.md says how.
"""

import inspect
from dataclasses import replace

import numpy as np
import pytest

negmas = pytest.importorskip("negmas")

import bad_negotiators as bad  # noqa: E402
import negmas.sao.negotiators as shipped  # noqa: E402
from negmas.gb import GBNegotiator  # noqa: E402
from negmas.inout import Scenario  # noqa: E402
from negmas.sao import (  # noqa: E402
    AspirationNegotiator,
    BoulwareTBNegotiator,
    MiCRONegotiator,
    NaiveTitForTatNegotiator,
)

import sim  # noqa: E402
from adapters.negmas.chair import PATIENCE, Chair, brief  # noqa: E402
from adapters.negmas.play import play  # noqa: E402
from adapters.negmas.seat import Seat  # noqa: E402
from adapters.negmas.turns import Left  # noqa: E402
from sim import compiled, exchange, game  # noqa: E402
from sim.acts import Act  # noqa: E402
from sim.beliefs import analyse  # noqa: E402

BASES = ("UtilBasedNegotiator",)
"""Shipped, but only to build others upon."""


@pytest.fixture(autouse=True)
def plain_rules():
    """Small worlds: nothing here is worth a compiler."""
    with compiled.interpreted():
        yield


def short(rounds=6):
    return sim.load("lab").with_values({"scenario.rounds": rounds})


def notes(played):
    return [(stage.stage, note) for stage in played.played for note in stage.notes.values()]


# -- theirs in our chairs ------------------------------------------------------------


@pytest.mark.parametrize("make", [AspirationNegotiator, NaiveTitForTatNegotiator])
def test_a_negotiator_plays_a_world_to_its_end(make):
    """It tables terms, answers ours, signs, and the record replays act by act."""
    played = play(sim.load("lab"), 7, {"north": Chair(make)})
    assert played.stage == "over"
    assert notes(played) == []
    tabled = [e for e in played.events if e.kind == "proposal" and e.party == "north"]
    assert len({e.data["number"] for e in tabled}) > 1
    again = sim.replay(game.record(played).to_json(), verify=True)
    assert again.mark == played.mark


def test_two_negotiators_meet_in_our_world_and_agree():
    """Both chairs are theirs; the terms they sign satisfy both reservation points."""
    chairs = {"north": Chair(BoulwareTBNegotiator), "south": Chair(AspirationNegotiator)}
    played = play(sim.load("lab"), 7, chairs)
    signed = played.signed_terms()
    assert notes(played) == []
    assert signed is not None
    round_ = next(e.round for e in played.events if e.kind == "signed")
    surplus, _ = played.real_surplus(round_)
    assert (surplus[:, signed] >= 0.0).all()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (bad.Raises, "it raised RuntimeError: no idea."),
        (bad.Babbles, "it offered ('peace', 'now'), which are no terms of this agenda."),
        (bad.Mutters, "it said 'maybe', which is not an SAOResponse."),
        (bad.Stalls, "it did not answer within 0.3 seconds."),
        (bad.Dies, "its process ended."),
        (bad.Walks, "it ended the negotiation."),
        (bad.unmade, "it raised ValueError: no such strategy."),
        (bad.other, "it is a int, not a NegMAS negotiator."),
    ],
)
def test_a_negotiator_that_fails_loses_its_turn_and_never_the_world(make, words):
    """The record says why and holds doing nothing; the world is that of a silent party."""
    limit = 0.3 if make is bad.Stalls else 20.0
    played = play(short(), 7, {"north": Chair(make, limit=limit)})
    assert played.stage == "over"
    assert notes(played)[0] == ("moves", words)
    silent = game.begin(short(), 7, seats=["north"])
    while silent.stage != "over":
        silent = game.play(silent, {"north": Act()})
    assert played.mark == silent.mark
    again = sim.replay(game.record(played).to_json(), verify=True)
    assert (again.mark, notes(again)) == (played.mark, notes(played))


def test_a_chair_stays_empty_after_too_many_stalls():
    """A negotiator is made anew a few times; then nobody waits for it any more."""
    played = play(short(), 7, {"north": Chair(bad.Sleeps, limit=0.5)})
    lost = [note for _, note in notes(played)]
    assert lost[:PATIENCE] == ["it did not answer within 0.5 seconds."] * PATIENCE
    assert all("chair is empty" in note for note in lost[PATIENCE:])
    assert len(lost) > PATIENCE


def test_having_nothing_to_say_is_no_fault():
    """A negotiator may stay silent and refuse: no note, no agreement."""
    played = play(short(), 7, {"north": Chair(bad.Waits)})
    assert notes(played) == []
    assert played.signed_terms() is None


@pytest.mark.parametrize(("name", "seat"), [("lab", "north"), ("ukraine-2022", "ukraine")])
def test_a_negotiator_is_told_what_its_seat_knows(name, seat):
    """Values of all terms as the seat holds them, red lines below everything, nothing unknown."""
    scenario = sim.load(name)
    view = game.look(game.begin(scenario, 7), seat)
    told, judged = brief(view, 0), analyse(view)
    there = Seat(told, bad.Waits)
    options = [list(issue.options) for issue in scenario.issues.values()]
    usable = np.flatnonzero(judged.usable)
    assert there.space.cardinality == len(usable)
    assert there.ufun.reserved_value == view.reservation
    for terms in usable[:: max(1, len(usable) // 200)]:
        outcome = tuple(options[i][o] for i, o in enumerate(judged.options[terms]))
        worth = float(there.ufun(outcome))
        if view.mine.red[terms]:
            assert worth < min(view.reservation, judged.own.min())
        else:
            assert worth == pytest.approx(judged.own[terms], abs=1e-9)


def test_a_negotiator_is_told_its_reservation_point_anew_each_turn():
    """The point moves in our worlds; NegMAS sees where it is now."""
    view = game.look(game.begin(sim.load("lab"), 7), "north")
    there = Seat(brief(view, 0), MiCRONegotiator)
    there.propose(0.25)
    assert there.ufun.reserved_value == 0.25
    assert there.answer(0.75, None) is False
    there.propose(0.75)
    assert there.ufun.reserved_value == 0.75


def test_every_negotiator_that_negmas_ships_takes_its_turns():
    """All that can be made without arguments, five rounds each; walking away is their right."""
    told = brief(game.look(game.begin(sim.load("lab"), 7), "north"), 0)
    offer = tuple(options[-1] for _, options in told.issues)
    spoke, failed = set(), {}
    for name, make in inspect.getmembers(shipped, inspect.isclass):
        if not issubclass(make, GBNegotiator) or inspect.isabstract(make) or name in BASES:
            continue
        try:
            there = Seat(told, make)
            for _ in range(5):
                if there.propose(0.3) is not None:
                    spoke.add(name)
                there.answer(0.3, offer)
        except Left:
            continue
        except Exception as error:
            failed[name] = str(error)
    assert all("Must specify" in error for error in failed.values()), failed
    assert len(spoke) >= 30


def test_a_negotiator_made_anew_finds_the_time_that_has_gone_by():
    """Who begins late is told no offers of before, but not that there is still all the time."""
    told = brief(game.look(game.begin(sim.load("lab"), 7), "north"), 0)
    fresh, late = Seat(told, MiCRONegotiator), Seat(replace(told, elapsed=20), MiCRONegotiator)
    assert fresh.mechanism.state.relative_time < 0.05
    assert 0.5 < late.mechanism.state.relative_time < 0.55


def test_a_turn_that_failed_keeps_the_order_of_turns():
    """After an exception the offer of the others still comes after the negotiator's place."""
    told = brief(game.look(game.begin(sim.load("lab"), 7), "north"), 0)
    there = Seat(told, bad.Raises)
    offer = tuple(options[0] for _, options in told.issues)
    with pytest.raises(RuntimeError):
        there.propose(0.5)
    with pytest.raises(RuntimeError):
        there.answer(0.5, offer)
    state = there.mechanism.state
    assert (state.current_offer, state.current_proposer) == (offer, there.puppet.id)
    assert state.step == 3


# -- its reader on our files -----------------------------------------------------------


@pytest.mark.parametrize("name", ["lab", "ukraine-2022"])
@pytest.mark.parametrize("format", ["genius", "negmas"])
def test_negmas_reads_our_files_to_the_last_bit(name, format, tmp_path):
    """Outcomes in our order, utilities and reserved values equal to ours."""
    exchange.export(sim.load(name), tmp_path, format, world=(7, 0))
    domain, _ = exchange.domain_of(sim.load(name), (7, 0))
    read = Scenario.load(tmp_path)
    outcomes = list(read.outcome_space.enumerate_or_sample())
    assert len(read.ufuns) == len(domain.profiles)
    for theirs, ours in zip(read.ufuns, domain.profiles, strict=True):
        worth = np.array([float(theirs(outcome)) for outcome in outcomes])
        assert (worth == exchange.utilities(ours)).all()
        assert theirs.reserved_value == ours.reservation


def test_what_negmas_writes_can_be_imported(tmp_path):
    """A scenario dumped by NegMAS as YAML and as XML becomes one of ours."""
    exchange.export(sim.load("lab"), tmp_path / "ours", "negmas", world=(7, 0))
    read = Scenario.load(tmp_path / "ours")
    for kind in ("yml", "xml"):
        read.dumpas(tmp_path / kind, kind)
        made = exchange.import_files([tmp_path / kind], tmp_path / f"{kind}-back")
        assert sim.scenario.check(made.file) == []
        assert sim.load(made.file).terms_count == 45
