"""The exchange game and its minds, on boards small or plain enough to work out by hand.

Keys: docs/bibliography.md.
"""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from benchmarks.mind.trails import report
from benchmarks.mind.trails.__main__ import OUT
from benchmarks.mind.trails.board import Board, Game, Rules, fewest, parts, prepare, scores
from benchmarks.mind.trails.effects import gains, told
from benchmarks.mind.trails.experience import ACCEPT, WITHDRAW, Habits, Table, lay
from benchmarks.mind.trails.minds import Memory, Mind, Nature, Signal
from benchmarks.mind.trails.play import deals, negotiate, play, possible
from benchmarks.mind.trails.theories import Picture, Reading, foresee, values_1

# four quarters of one colour each, the cross in the middle of a fifth:
#   0 0 4 1 1
#   0 0 4 1 1
#   4 4 4 4 4
#   2 2 4 3 3
#   2 2 4 3 3
QUARTERS = np.array(
    [[0, 0, 4, 1, 1], [0, 0, 4, 1, 1], [4, 4, 4, 4, 4], [2, 2, 4, 3, 3], [2, 2, 4, 3, 3]]
)
CORNERS = {"northwest": (0, 0), "northeast": (0, 4), "southwest": (4, 0), "southeast": (4, 4)}
RULES = Rules()
TINY = Rules(size=3, colours=2, chips=2, nearest=2)


def chips(*counts: int) -> np.ndarray:
    return np.array(counts)


def goal(corner: str) -> int:
    return RULES.goals.index(CORNERS[corner])


def quarters(first: np.ndarray, second: np.ndarray, goals: tuple[str, str]) -> Board:
    return Board(RULES, QUARTERS, np.stack([first, second]), (goal(goals[0]), goal(goals[1])))


def division(game: Game, first: np.ndarray) -> int:
    return int((game.shares[0] == first).all(axis=1).argmax())


# -- the game


def test_a_goal_is_at_least_three_steps_away() -> None:
    """The published board has twelve places for a goal: all at three or four steps."""
    assert len(RULES.goals) == 12
    assert (0, 0) in RULES.goals
    assert (0, 2) not in RULES.goals


@pytest.mark.parametrize(
    ("hand", "corner", "needed"),
    [
        ((3, 0, 0, 0, 1), "northwest", 4),  # one tile of the cross, then three of the quarter
        ((2, 0, 0, 0, 2), "northwest", 4),  # two of the cross, then along the edge
        ((1, 0, 0, 0, 3), "northwest", math.inf),  # the cross leaves two tiles to go at least
        ((4, 0, 0, 0, 1), "northwest", 4),  # a spare chip is not spent
        ((0, 0, 0, 3, 1), "northwest", math.inf),  # chips for the wrong corner
        ((0, 0, 0, 3, 1), "southeast", 4),
    ],
)
def test_the_chips_a_corner_needs(hand: tuple[int, ...], corner: str, needed: float) -> None:
    """A shortest way to a corner is four steps, of which at most two run over the cross."""
    hands = parts(chips(*hand))
    assert fewest(RULES, QUARTERS, hands)[-1][CORNERS[corner]] == needed


def test_a_detour_reaches_what_a_shortest_way_cannot() -> None:
    """With no chip for the direct tile, a longer way that the hand can pay counts."""
    tiles = np.ones((5, 5), np.int64)
    tiles[2, 3] = 0  # right of the start, on the only way of two steps to the east side
    east = (-1, 2, 4)
    assert fewest(RULES, tiles, parts(chips(1, 1, 0, 0, 0)))[east] == 2
    assert fewest(RULES, tiles, parts(chips(0, 4, 0, 0, 0)))[east] == 4
    assert fewest(RULES, tiles, parts(chips(0, 3, 0, 0, 0)))[east] == math.inf


@pytest.mark.parametrize(
    ("hand", "points"),
    [
        ((3, 0, 0, 0, 1), 50),  # there, nothing left
        ((4, 0, 0, 0, 2), 60),  # there, two left
        ((0, 0, 0, 0, 0), -40),  # nothing to walk with: four steps missing
        ((0, 3, 0, 0, 0), -25),  # nothing that helps: three chips kept
        ((0, 0, 0, 0, 4), -10),  # two steps nearer over the cross, two chips kept
        ((1, 0, 0, 0, 1), -20),  # two steps nearer, both chips spent
    ],
)
def test_scores_by_hand(hand: tuple[int, ...], points: float) -> None:
    """Goal 50, a missing step -10, an unused chip 5 [de-weerd-verbrugge-verheij-2017]."""
    found = scores(RULES, QUARTERS, parts(chips(*hand)))
    assert found[-1, goal("northwest")] == points


def test_both_seats_share_the_number_of_a_division() -> None:
    """What one seat gets is what the other leaves; the division that changes nothing gains 0."""
    board, game = deals(1, seed=3)[0]
    assert (game.shares.sum(axis=0) == board.hands.sum(axis=0)).all()
    assert (game.shares[:, game.kept] == board.hands).all()
    assert (game.gains[:, game.kept] == 0).all()


def test_the_possible_gain_is_that_of_the_swap_both_need() -> None:
    """Each holds what the other needs: after a full swap both are there, one offer poorer."""
    board = quarters(chips(0, 0, 0, 3, 1), chips(3, 0, 0, 0, 1), ("northwest", "southeast"))
    # before: one step over the cross, three chips kept: -30 + 15; after: 50
    assert possible((board, prepare(board))) == pytest.approx(2 * (50 + 15 - RULES.offer))


# -- order 0


def test_a_refusal_spreads_to_offers_that_ask_as_much() -> None:
    """Belief falls by (1 - rate) for each colour of which as much is asked.

    [de-weerd-verbrugge-verheij-2017]
    """
    board = quarters(chips(1, 1, 0, 1, 1), chips(1, 1, 0, 1, 1), ("northwest", "southeast"))
    table = lay(prepare(board), 0.5, Habits.fresh(RULES))
    asked = division(table.game, chips(2, 1, 0, 1, 1))
    after = table.after(0, asked).after(1, table.game.kept)
    same = after.accepted[0, asked]
    meeker = after.accepted[0, division(table.game, chips(1, 0, 0, 1, 1))]
    # the counter-offer leaves (1, 1, 0, 1, 1): offers that ask more of a colour fall once more
    assert same == 0.5**5 * 0.5
    # less in two colours than was refused, and nowhere more than was offered
    assert meeker == 0.5**3


def test_habits_outlast_a_game_and_its_beliefs_do_not() -> None:
    """A kind of offer that was refused starts the next game with less belief, on any board."""
    (board, game), (_, another) = deals(2, seed=8)
    greedy = int(game.shares[0].sum(axis=1).argmax())
    table = lay(game, 0.5, Habits.fresh(board.rules)).after(0, greedy).after(1, WITHDRAW)
    assert table.habits.accepted[0, game.kinds[0, greedy]] == 0.5
    again = lay(another, 0.5, table.habits)
    same_kind = another.kinds[0] == game.kinds[0, greedy]
    assert (again.accepted[0, same_kind] == 0.5).all()
    assert (again.accepted[0, ~same_kind] == 1).all()


# -- reading the other


def fair(rules: Rules) -> Memory:
    """Two who have learned that whoever asks more chips than it gives is refused."""
    asked, given = np.divmod(np.arange((rules.chips + 1) ** 2), rules.chips + 1)
    habits = Habits(np.stack([np.where(asked > given, 0.0, 1.0)] * 2))
    return Memory(habits, Memory.fresh(rules).confidence)


def reader(order: int, seat: int, board: Board, memory: Memory) -> Mind:
    goal = board.goals[seat]
    return Mind(Nature(order), seat, goal, prepare(board), memory, np.random.default_rng(0))


def test_a_telling_offer_tells_the_goal() -> None:
    """Who gives chips of all other quarters for those of one is bound for that quarter."""
    board = quarters(chips(0, 1, 1, 1, 1), chips(3, 0, 0, 1, 0), ("northwest", "southeast"))
    mind = reader(1, 1, board, fair(RULES))
    mind.watch(0, division(mind.table.game, chips(3, 0, 0, 0, 1)))
    northwest = [i for i, (row, column) in enumerate(RULES.goals) if row < 2 and column < 2]
    belief = mind.goals[0][0]
    assert belief.sum() == pytest.approx(1)
    assert belief[northwest].sum() > 0.9


def test_a_refused_gift_speaks_against_the_goal_it_serves() -> None:
    """Who asks for everything instead of taking the way to a corner is hardly bound for it."""
    board = quarters(chips(3, 0, 0, 0, 1), chips(0, 1, 1, 2, 0), ("southeast", "northwest"))
    mind = reader(1, 0, board, Memory.fresh(RULES))
    mind.watch(0, division(mind.table.game, chips(0, 1, 1, 2, 0)))
    assert mind.goals[0][1][goal("northwest")] == pytest.approx(1 / 12)
    mind.watch(1, division(mind.table.game, chips(0, 0, 0, 0, 0)))
    assert mind.goals[0][1][goal("northwest")] < 0.02


def test_order_2_knows_what_order_1_makes_of_its_offer() -> None:
    """What order 2 foresees the other to believe is what an order-1 mind then believes."""
    board, _ = deals(1, seed=11)[0]
    other = reader(1, 1, board, Memory.fresh(RULES))
    even = np.full(12, 1 / 12)
    seen = foresee(other.table, 0, board.goals[0], even, Picture(even, 1.0), Nature(1).reading)
    which = len(seen.offers) // 2
    other.watch(0, int(seen.offers[which]))
    assert other.goals[0][0][board.goals[0]] == pytest.approx(seen.told[which])


def test_a_signal_is_chosen_for_what_it_tells() -> None:
    """An offer counts as a signal if a refusal is expected and another act was better but mute."""
    assert Signal(accepted=0.1, before=0.1, after=0.6, plain=0.3, same=False).purposeful
    assert not Signal(accepted=0.7, before=0.1, after=0.6, plain=0.3, same=False).purposeful
    assert not Signal(accepted=0.1, before=0.1, after=0.6, plain=0.6, same=True).purposeful
    assert Signal(accepted=0.1, before=0.5, after=0.2, plain=0.4, same=False).hiding


# -- the arrays against the recursion they stand for


def logit(values: dict[int, float], sharpness: float) -> dict[int, float]:
    """Chances of acts: the best offer against accepting and withdrawing, then among offers."""
    offers = {act: value for act, value in values.items() if act >= 0}
    answers = {act: value for act, value in values.items() if act < 0}
    weights = {act: math.exp(sharpness * value) for act, value in answers.items()}
    if offers:
        top = max(offers.values())
        among = {act: math.exp(sharpness * (value - top)) for act, value in offers.items()}
        for act, weight in among.items():
            weights[act] = math.exp(sharpness * top) * weight / sum(among.values())
    total = sum(weights.values())
    return {act: weight / total for act, weight in weights.items()}


class Recursion:
    """The definitions, followed one goal and one offer at a time on real tables."""

    def __init__(self, sharpness: float, slip: float) -> None:
        self.sharpness, self.slip = sharpness, slip

    def acts(
        self, order: int, table: Table, seat: int, goal: int, picture: Picture | None
    ) -> dict[int, float]:
        """The chances of a seat's acts."""
        game = table.game
        values = {WITHDRAW: 0.0}
        if table.standing is not None:
            values[ACCEPT] = float(game.gains[seat, table.standing, goal])
        for offer in range(game.divisions):
            if game.gains[seat, offer, goal] > 0:
                values[offer] = self.value_0(table, seat, goal, offer)
                if order == 1:
                    assert picture is not None
                    first = self.value_1(table, seat, goal, offer, picture.goals)
                    sure = picture.confidence
                    values[offer] = sure * first + (1 - sure) * values[offer]
        return logit(values, self.sharpness)

    def value_0(self, table: Table, seat: int, goal: int, offer: int) -> float:
        """By experience alone."""
        gain = float(table.game.gains[seat, offer, goal])
        return float(table.accepted[seat, offer]) * gain - table.game.rules.offer

    def value_1(self, table: Table, seat: int, goal: int, offer: int, belief: np.ndarray) -> float:
        """Against order 0."""
        heard = table.after(seat, offer)
        return sum(
            weight * self.reply(heard, seat, goal, offer, self.acts(0, heard, 1 - seat, its, None))
            for its, weight in enumerate(belief)
        )

    def value_2(
        self, table: Table, seat: int, goal: int, offer: int, belief: np.ndarray, seen: Picture
    ) -> float:
        """Against order 1, which reads the offer."""
        heard = table.after(seat, offer)
        goals = range(len(belief))
        chances = np.array([self.slipping(table, seat, mine) for mine in goals])
        read = seen.goals * chances[:, offer]
        foretold = seen.goals @ chances
        hit = foretold[offer] / foretold.max()
        sure = seen.confidence + table.rate * (hit - seen.confidence)
        picture = Picture(read / read.sum(), sure)
        return sum(
            belief[its]
            * self.reply(heard, seat, goal, offer, self.acts(1, heard, 1 - seat, its, picture))
            for its in goals
        )

    def slipping(self, table: Table, seat: int, goal: int) -> np.ndarray:
        """Order 0's chances, all acts, with slips."""
        count = table.game.divisions + 2
        found = np.full(count, self.slip / count)
        for act, chance in self.acts(0, table, seat, goal, None).items():
            found[act] += (1 - self.slip) * chance
        return found

    def reply(
        self, heard: Table, seat: int, goal: int, offer: int, acts: dict[int, float]
    ) -> float:
        """What an offer brings when the other answers with these chances."""
        game, cost = heard.game, heard.game.rules.offer
        worth = {WITHDRAW: 0.0, ACCEPT: float(game.gains[seat, offer, goal])}
        for act in acts:
            if act >= 0:
                worth[act] = max(float(game.gains[seat, act, goal]), 0.0) - cost
        return sum(chance * worth[act] for act, chance in acts.items()) - cost


@pytest.mark.parametrize("seed", range(4))
def test_arrays_equal_the_recursion_on_tiny_boards(seed: int) -> None:
    """Orders 1 and 2 judge every offer as the definitions do, before and after an offer."""
    _, game = deals(4, seed=77, rules=TINY)[seed]
    reading = Reading(sharpness=0.3, slip=0.1)
    rng = np.random.default_rng(seed)
    belief, seen = rng.dirichlet(np.ones(4), size=2)
    direct = Recursion(reading.sharpness, reading.slip)
    opening = lay(game, 0.4, Habits.fresh(TINY))
    answering = opening.after(1, int(rng.integers(game.divisions)))
    for table in (opening, answering):
        first = values_1(table, 0, belief, reading.sharpness)
        for mine in range(4):
            for offer in range(game.divisions):
                expected = direct.value_1(table, 0, mine, offer, belief)
                assert first[offer, mine] == pytest.approx(expected, abs=1e-9)
            second = foresee(table, 0, mine, belief, Picture(seen, 0.7), reading)
            for offer, value in zip(second.offers, second.values, strict=True):
                expected = direct.value_2(table, 0, mine, int(offer), belief, Picture(seen, 0.7))
                assert value == pytest.approx(expected, abs=1e-9)


# -- the comparison


def test_order_1_beats_order_0() -> None:
    """On sixty fixed boards, against order 0, order 1 gains clearly more in either seat."""
    dealt = deals(60, seed=1)
    base = gains(list(play(dealt, (Nature(0), Nature(0)), seed=1)))
    first = gains(list(play(dealt, (Nature(1), Nature(0)), seed=1)))
    second = gains(list(play(dealt, (Nature(0), Nature(1)), seed=1)))
    more = (first[:, 0] - base[:, 0] + second[:, 1] - base[:, 1]) / 2
    assert more.mean() > 2
    assert told(more, len(more))["low"] > 0


def test_the_same_seed_plays_the_same_game() -> None:
    """All chance is in the seeds: boards and minds."""
    pair = (Nature(2), Nature(1))
    one, again = (list(play(deals(6, seed=4), pair, seed=9)) for _ in range(2))
    assert [outcome.acts for outcome in one] == [outcome.acts for outcome in again]
    assert [outcome.gains for outcome in one] == [outcome.gains for outcome in again]


def test_gains_are_scores_less_offers() -> None:
    """What a game pays is the change of score by the division agreed on, less all offers made."""
    dealt = deals(30, seed=2)
    for (board, game), outcome in zip(
        dealt, play(dealt, (Nature(1), Nature(1)), seed=2), strict=True
    ):
        paid = outcome.offers * board.rules.offer
        last = outcome.acts[-2] if outcome.agreed else game.kept
        for seat in (0, 1):
            expected = game.gains[seat, last, board.goals[seat]] - paid
            assert outcome.gains[seat] == pytest.approx(expected)


def test_nobody_agrees_to_a_loss() -> None:
    """Whatever the orders, a deal is worth more than none to both, the cost of talk apart."""
    dealt = deals(20, seed=6)
    fresh = (Memory.fresh(RULES), Memory.fresh(RULES))
    agreed = 0
    for number, one in enumerate(dealt):
        outcome = negotiate(one, (Nature(2), Nature(0)), fresh, (6, number))
        agreed += outcome.agreed
        assert min(outcome.gains) >= -RULES.limit * RULES.offer
        if outcome.agreed:
            assert min(outcome.gains) + outcome.offers * RULES.offer > 0
    assert agreed > 2


def test_the_page_says_what_the_results_say() -> None:
    """The study is written from the committed results, and again whenever they change."""
    assert report.PAGE.read_text(encoding="utf-8") == report.page(json.loads(OUT.read_text()))


def test_an_interval_that_holds_nothing_claims_nothing() -> None:
    """A benefit is claimed where the whole interval lies above 0, a loss where it lies below."""
    assert report.verdict({"low": 0.1, "high": 0.9}) == "gain shown"
    assert report.verdict({"low": -0.1, "high": 0.9}) == "none shown"
    assert report.verdict({"low": -0.9, "high": -0.1}) == "loss shown"


def test_an_order_beyond_two_is_refused() -> None:
    """The depth stops at two, and says so."""
    with pytest.raises(ValueError, match="order from 0 to 2"):
        Nature(3)
