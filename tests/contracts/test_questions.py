"""The half-minute question is the same however quickly it is worked out."""

from __future__ import annotations

import numpy as np
import pytest

from sim import game as games
from ui import offers
from ui.rooms import guesses


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
