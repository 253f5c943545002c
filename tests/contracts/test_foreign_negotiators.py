"""A foreign negotiator that fails loses its turn, with a message, never the negotiation."""

import threading

import numpy as np
import pytest

from sim.negotiation.domain import generated
from sim.negotiation.protocol import negotiate, negotiate_many
from sim.negotiation.tactics import BOULWARE, CLASSICS, CONCEDER

DOMAIN = generated(8, (4, 4, 3), conflict=0.4)


class Guest:
    """Offers its best and accepts three quarters of it."""

    name = "guest"

    def propose(self, state):
        return int(np.argmax(state.utilities))

    def respond(self, state, offer):
        return bool(state.utilities[offer] >= 0.75)


class Raises(Guest):
    def propose(self, state):
        raise RuntimeError("no idea")


class Unspeakable(Exception):
    def __str__(self):
        raise ValueError("cannot be told")


class RaisesUnspeakably(Guest):
    def respond(self, state, offer):
        raise Unspeakable

    def propose(self, state):
        raise SystemExit


class Nonsense(Guest):
    def __init__(self, answer):
        self.answer = answer

    def propose(self, state):
        return self.answer


class Murmurs(Guest):
    def respond(self, state, offer):
        return "perhaps"


class Stalls(Guest):
    """Never comes back until it is let go."""

    def __init__(self):
        self.free = threading.Event()
        self.calls = 0

    def propose(self, state):
        self.calls += 1
        self.free.wait(60)
        return 0


class Scribbles(Guest):
    def propose(self, state):
        state.utilities[:] = 1.0


class Grasps(Guest):
    """Looks for the others' secrets."""

    seen: tuple[str, ...] = ()

    def propose(self, state):
        type(self).seen = tuple(vars(state))
        return super().propose(state)


def test_a_guest_can_agree():
    """An object with `propose` and `respond` is all it takes, and nothing is said of it."""
    record = negotiate(DOMAIN, [Guest(), CONCEDER])
    assert record.agreement is not None
    assert record.messages == ()
    assert record.seats[0] == "guest"


@pytest.mark.parametrize(
    ("guest", "said"),
    [
        (Raises(), "raised RuntimeError: no idea"),
        (RaisesUnspeakably(), "raised"),
        (Nonsense("everything"), "not the number of an outcome"),
        (Nonsense(True), "not the number of an outcome"),
        (Nonsense(10**9), "outcome 1000000000 of 48"),
        (Nonsense(-1), "outcome -1 of 48"),
        (Nonsense(float("nan")), "not the number of an outcome"),
        (Murmurs(), "not True or False"),
        (Scribbles(), "read-only"),
        (object(), "AttributeError"),
    ],
    ids=lambda value: value.__class__.__name__,
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_guest_that_fails_loses_its_turn_and_no_more(guest, said, place):
    """The other goes on to the deadline or to an agreement, and the record says what happened."""
    seats = [guest, BOULWARE] if place == 0 else [BOULWARE, guest]
    record = negotiate(DOMAIN, seats, rounds=5)
    lost = [message for message in record.messages if f"(seat {place}) lost its turn" in message]
    assert lost
    assert any(said in message for message in lost)
    assert len([turn for turn in record.turns if turn.seat != place]) >= 1
    if record.agreement is None:
        assert record.rounds == 5


def test_a_guest_that_stalls_loses_its_turns_until_it_is_back():
    """The time for a turn is bounded; a call left behind is not asked again."""
    guest = Stalls()
    try:
        record = negotiate(DOMAIN, [guest, BOULWARE], rounds=4, seconds=0.05)
    finally:
        guest.free.set()
    assert record.rounds == 4
    assert guest.calls == 1
    assert "propose took longer than 0.05 s" in record.messages[0]
    assert all("still busy" in message for message in record.messages[1:])
    assert len(record.messages) == 4
    assert [turn.outcome for turn in record.turns if turn.seat == 0] == [None] * 4


def test_silence_is_allowed():
    """None says nothing, and is no fault."""
    record = negotiate(DOMAIN, [Nonsense(None), BOULWARE], rounds=5)
    assert record.messages == ()


def test_a_guest_is_told_its_own_secrets_only():
    """What a guest can see is listed here, so that nothing joins it unnoticed."""
    negotiate(DOMAIN, [Grasps(), BOULWARE], rounds=2)
    assert set(Grasps.seen) == {
        *("seat", "parties", "round", "rounds", "time"),
        *("utilities", "reservation", "options", "offers"),
    }


def test_five_guests_of_whom_one_fails():
    """The rule holds for any number of parties."""
    domain = generated(8, (3, 3, 3), parties=5)
    record = negotiate(domain, [BOULWARE, Raises(), CONCEDER, Guest(), BOULWARE], rounds=3)
    assert record.rounds == 3
    assert any("seat 1" in message for message in record.messages)


def test_a_guest_sits_in_one_negotiation():
    """Many negotiations are for tactics alone; the refusal says so."""
    from sim.negotiation.foreign import Foreign

    with pytest.raises(ValueError, match="one negotiation at a time"):
        negotiate_many([DOMAIN, DOMAIN], [Foreign(Guest()), BOULWARE])


@pytest.mark.parametrize("tactic", CLASSICS.values(), ids=lambda each: each.name)
def test_every_strategy_has_a_name_a_source_and_no_secrets(tactic):
    """A strategy of the literature cites it, and is told nothing of the others."""
    assert "[" in type(tactic).__doc__
    assert tactic.told == frozenset()


def test_seats_must_fit_the_domain():
    """The wrong number of seats, or no rounds, is refused in words."""
    with pytest.raises(ValueError, match="3 seats want a domain of 3 parties"):
        negotiate(DOMAIN, [BOULWARE] * 3)
    with pytest.raises(ValueError, match="at least one round"):
        negotiate(DOMAIN, [BOULWARE] * 2, rounds=0)


def test_a_call_that_has_answered_is_over(monkeypatch):
    """Though its thread may still be ending when the next call comes."""
    monkeypatch.setattr(threading.Thread, "is_alive", lambda _: True)
    record = negotiate(DOMAIN, [Guest(), BOULWARE], rounds=20, seconds=5.0)
    assert record.messages == ()
