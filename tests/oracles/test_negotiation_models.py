"""The light opponent model against others whose tastes, limits and manner are known here."""

import numpy as np
import pytest

from sim.negotiation.careful import CarefulReader
from sim.negotiation.domain import Domain, generated
from sim.negotiation.grid import AnswerReader, GridReader
from sim.negotiation.protocol import negotiate_many
from sim.negotiation.table import SILENCE, Table, relative_time
from sim.negotiation.tactics import BOULWARE, CONCEDER, LINEAR, MICRO, TIT_FOR_TAT

LADDER = np.linspace(0.0, 1.0, 101)[None]
ROUNDS = 100


def heard(reader, demands):
    """Offers on the ladder worth what was demanded, round by round."""
    for round_, demand in enumerate(demands):
        outcome = np.array([int(np.ceil(demand * 100 - 1e-9))])
        reader.heard(outcome, relative_time(round_, ROUNDS))
    reader.read()
    return reader


def end(reader):
    """The least value that has an even chance in the last round."""
    chance = reader.chance(relative_time(ROUNDS - 1, ROUNDS))[0]
    return LADDER[0][np.argmax(chance >= 0.5)]


@pytest.mark.parametrize("exponent", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("limit", [0.2, 0.5])
def test_a_curve_tells_where_it_ends(exponent, limit):
    """After three quarters of a plain concession its last threshold is foretold to a tenth."""
    times = [relative_time(round_, ROUNDS) for round_ in range(75)]
    demands = [limit + (1 - limit) * (1 - time ** (1 / exponent)) for time in times]
    last = limit + (1 - limit) * (1 - relative_time(99, ROUNDS) ** (1 / exponent))
    assert end(heard(GridReader(1, (101,), LADDER), demands)) == pytest.approx(last, abs=0.1)


def test_who_stands_firm_is_not_waited_for():
    """Of a party that never moved, nothing much below its demand is expected to pass."""
    assert end(heard(GridReader(1, (101,), LADDER), [1.0] * 90)) > 0.9


def test_a_known_limit_is_where_concession_can_end_and_no_lower():
    """Nothing below a known reservation value has more than a sliver of a chance."""
    reader = GridReader(1, (101,), LADDER, np.array([0.4]))
    reader.read()
    chance = reader.chance(0.99)[0]
    assert chance[:36].max() < 1e-9
    assert chance[45] > 0.3


def test_a_refusal_lowers_the_chance_of_what_was_refused():
    """Late in the day a no to .6 makes .6 less likely to pass at the end."""
    reader = heard(GridReader(1, (101,), LADDER), [1.0, 0.9, 0.8])
    before = reader.chance(0.9)[0, 60]
    reader.refused(np.array([60]), 0.85, np.array([True]))
    reader.read()
    assert reader.chance(0.9)[0, 60] < before


def test_silence_says_nothing():
    """Turns without an offer leave what was believed."""
    spoken = heard(GridReader(1, (101,), LADDER), [1.0, 0.95, 0.9])
    also = heard(GridReader(1, (101,), LADDER), [1.0, 0.95, 0.9])
    also.heard(np.array([SILENCE]), 0.05)
    also.read()
    assert (spoken.chance(0.9) == also.chance(0.9)).all()


@pytest.mark.parametrize("kind", ["grid", "full"])
def test_tastes_are_read_from_offers(kind):
    """What boulware offers tells its utilities far better than chance, in either tier."""
    found = []
    for k in range(8):
        domain = generated(31, (4, 4, 3), replicate=k)
        played = negotiate_many([domain], [LINEAR, BOULWARE], rounds=60)
        reader = (
            GridReader(1, domain.sizes)
            if kind == "grid"
            else CarefulReader(domain.sizes, domain.utilities[:1])
        )
        for round_, outcome in enumerate(played.offers[0, :, 1]):
            reader.heard(np.array([outcome]), relative_time(round_, 60))
        reader.read()
        found.append(np.corrcoef(reader.value[0], domain.utilities[1])[0, 1])
    assert np.mean(found) > 0.6


@pytest.mark.parametrize(
    ("tactic", "answers"),
    [(MICRO, True), (TIT_FOR_TAT, True), (LINEAR, False), (CONCEDER, False), (BOULWARE, False)],
    ids=lambda value: getattr(value, "name", value),
)
def test_who_answers_is_told_from_who_concedes_by_the_clock(tactic, answers):
    """Offers that are new every third round show it: those who answer are new then too."""
    share = np.linspace(0.0, 1.0, 201)
    domain = Domain((201,), np.array([share, 1.0 - share]), np.zeros(2))
    tempo = _Tempo(domain)
    negotiate_many([domain], [tempo, tactic], rounds=60)
    assert (tempo.reader.odds[0] > 1.0) == answers


class _Tempo:
    """A seat that makes a new offer every third round, never accepts, and watches."""

    name, told = "tempo", frozenset()

    def __init__(self, domain):
        self.ranked = np.argsort(-domain.utilities[0])
        self.reader = AnswerReader(1, 0, 1)

    def sit(self, seat):
        return self

    def act(self, table: Table):
        self.reader.watch(table)
        return self.ranked[[table.round // 3]], np.array([False])
