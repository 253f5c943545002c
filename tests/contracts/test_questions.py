"""The half-minute question: fair, without a secret, the same however quickly it is worked out."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from a_class import BEST

import sim
from sim import game as games
from ui import offers
from ui.rooms import guesses
from ui.rooms.stream import Refused


def nearest(chance, voiced):
    """Five terms by the words of the rule: the nearest to each mark, the smallest number first."""
    left, found = [int(n) for n in voiced], []
    for mark in guesses.MARKS:
        if left:
            found.append(min(left, key=lambda n: (abs(float(chance[n]) - mark), n)))
            left.remove(found[-1])
    return sorted(found, key=lambda n: (float(chance[n]), n))


@pytest.mark.parametrize("seed", range(20))
def test_five_terms_nearest_to_the_marks(seed):
    """With ties, with fewer terms than marks, and with none."""
    luck = np.random.default_rng(seed)
    chance = luck.integers(0, 12, 60) / 11
    for count in (0, 3, 5, 40):
        voiced = np.sort(luck.choice(60, count, replace=False))
        assert guesses._near(chance, voiced) == nearest(chance, voiced)


@pytest.mark.parametrize("scenario", ["lab", "portsmouth-1905", "korea-1951"])
def test_a_ladder_differs_in_one_issue(scenario):
    """All voiced terms that are the base but for that issue, likeliest first."""
    game = games.begin(offers.load(scenario), 7)
    options, issues = game.arena.options, list(game.scenario.issues)
    luck = np.random.default_rng(3)
    chance = luck.random(options.shape[1])
    voiced = np.flatnonzero(luck.random(options.shape[1]) < 0.9)
    for base in voiced[:: max(1, len(voiced) // 7)].tolist():
        issue, ladder = guesses._ladder(game, chance, voiced, base)
        rest = [n for n, name in enumerate(issues) if name != issue]
        same = [int(t) for t in voiced if (options[rest, t] == options[rest, base]).all()]
        assert sorted(ladder) == same
        assert base in ladder
        assert ladder == sorted(ladder, key=lambda n: (-chance[n], n))


def test_the_question_tells_no_secret():
    """Its packages follow from public knowledge: other secrets of the other, the same question."""
    played = games.play(games.begin(sim.load("lab"), 3), {})
    private = played.world.private
    values = private.utility.copy()
    values[1] = np.roll(values[1], 3)
    other = private._replace(utility=values, own=private.own * 1.1)
    changed = dataclasses.replace(played, world=played.world._replace(private=other))
    public = ("about", "packages", "terms", "public", "issue", "base", "ladder", "public_ladder")
    one, two = guesses.question(played, "north"), guesses.question(changed, "north")
    assert {k: one[k] for k in public} == {k: two[k] for k in public}
    assert len(set(one["packages"])) == 5


def test_the_truth_scores_best(running):
    """Who says what is so gets zero; who is sure of the contrary gets one."""
    running.press("Ann")
    running.press("Bo")
    table = running.place("Ann").table
    asked = table.question("north")
    blank = guesses.Guess((0.5,) * 5, 0, 0, 0)
    first = guesses.score(table.game(), 1, asked, blank)
    assert first.brier == pytest.approx(0.25)
    right = guesses.Guess(tuple(float(t) for t in first.truth), *(first.limit,) * 3)
    best = guesses.score(table.game(), 1, asked, right)
    assert (best.brier, best.interval, best.skill) == (0.0, 0.0, 1.0)
    wrong = guesses.Guess(tuple(1.0 - t for t in right.chances), 0, 0, 0)
    assert guesses.score(table.game(), 1, asked, wrong).brier == 1.0


@pytest.mark.parametrize(
    "body",
    [None, {}, {**BEST, "chances": [0.5] * 4}, {**BEST, "chances": [2.0] * 5},
     {**BEST, "low": 2, "best": 1}, {**BEST, "high": 99}, {**BEST, "chances": "aaaaa"}],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_refused(running, body):
    """In a sentence, and a fitting one counts afterwards."""
    running.press("Ann")
    running.press("Bo")
    place = running.place("Ann")
    with pytest.raises(Refused):
        place.table.guess(place.person, place.name, body, "1")
    running.guess("Ann")


def test_a_round_waits_half_a_minute_for_answers(running):
    """Then it closes without them."""
    for _ in range(2):
        running.press("Ann")
        running.press("Bo")
    table = running.place("Ann").table
    assert running.state("Ann") == (1, "answers")
    running.clock.at += 31
    table.tick()
    assert running.state("Ann") == (2, "moves")
