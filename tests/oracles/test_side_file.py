"""Japan's file with Russia: fast to break, slow to rebuild, and a tail with a price."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

import sim
from sim import columns as at
from sim import compiled, evidence, game
from sim.acts import Act
from sim.beliefs import analyse
from sim.scenario import Scenario
from sim.war import society
from ui.charts import board

ISLANDS = sim.load("northern-territories")
UKRAINE = sim.load("ukraine-2022")


def file_after(scenario: Scenario, rounds: int, sanctions: float, start: float,
               posture: float = 1.0) -> list[float]:  # fmt: skip
    """Japan's file round by round under sanctions of its own, all else still."""
    found = game.arena(scenario)
    japan, russia = (list(scenario.parties).index(name) for name in ("japan", "russia"))
    world = game.begin(scenario, 1).world.public
    state, standing = world.state.copy(), world.standing.copy()
    standing[japan, at.S_TRACK], standing[russia, at.S_POSTURE] = start, posture
    levels = []
    for _ in range(rounds):
        standing[japan, at.S_SANCTIONS] = sanctions
        society.plain(found, state, standing)
        levels.append(float(standing[japan, at.S_TRACK]))
    return levels


def until(levels: list[float], reached) -> int:
    return next((n for n, level in enumerate(levels, 1) if reached(level)), len(levels) + 1)


class TestTheStock:
    """What the rule of the file says, in both scenarios that have one."""

    @pytest.mark.parametrize("scenario", [ISLANDS, UKRAINE], ids=lambda s: s.id)
    def test_it_breaks_fast_and_mends_slowly(self, scenario):
        """To regain half of what was lost takes at least eight times as long as to lose it."""
        broken = until(file_after(scenario, 400, 0.6, 0.8), lambda level: level <= 0.4)
        mended = until(file_after(scenario, 400, 0.0, 0.0), lambda level: level >= 0.4)
        assert broken <= 5
        assert mended >= 8 * broken

    def test_retaliation_follows_sanctions(self):
        """More sanctions, or an adversary that retaliates faster: less is left."""
        left = [file_after(ISLANDS, 3, s, 0.8)[-1] for s in (0.0, 0.2, 0.6)]
        assert left[0] > 0.8 > left[1] > left[2]
        slow, fast = (
            ISLANDS.with_values({"parties.japan.track.retaliation": r}) for r in (0.5, 1.5)
        )
        assert file_after(slow, 3, 0.6, 0.8)[-1] > file_after(fast, 3, 0.6, 0.8)[-1]

    def test_it_does_not_mend_while_the_adversary_attacks(self):
        assert file_after(UKRAINE, 20, 0.0, 0.3, posture=2.0)[-1] <= 0.3

    def test_a_file_in_good_order_makes_a_treaty_less_urgent(self):
        """It raises the worth of the present course: Japan's minimum."""
        minima = []
        for weight in (0.0, 0.08):
            scenario = ISLANDS.with_values({"parties.japan.track.weight": weight})
            minima.append(game.look(game.begin(scenario, 3), "japan").reservation)
        assert minima[0] < minima[1]


@cache
def course(case: str = "") -> game.Game:
    """Sixty-seven years in which nobody tables anything."""
    scenario = ISLANDS.counterfactual(case) if case else ISLANDS
    quiet = {name: Act() for name in scenario.parties}
    with compiled.interpreted():
        g = game.begin(scenario, 3)
        while g.stage != "over":
            g = game.play(g, quiet)
    return g


def track(g: game.Game, year: int) -> float:
    return g.measured(year - 1955).standing["japan"]["track"]


class TestSixtyYears:
    """What the de facto peace did without a treaty, and how it ended."""

    def test_the_file_grew_for_thirty_years_and_broke_in_one(self):
        g = course()
        assert track(g, 1956) > 0.2
        assert track(g, 1990) < track(g, 2001) < track(g, 2018)
        assert track(g, 2021) > 0.5
        assert track(g, 2022) < 0.2 * track(g, 2021)

    def test_without_alignment_it_would_have_stood(self):
        assert track(course("no-alignment"), 2022) > 0.5

    def test_without_the_declaration_it_began_lower(self):
        assert track(course("no-declaration"), 1957) < track(course(), 1957) - 0.1

    def test_its_strands_end_together_and_the_screen_says_so(self):
        """Talks, visits and joint activity stand in 2021 and are broken off in 2022."""
        g = course()
        levels = {strand.id: strand.above for strand in ISLANDS.strands}
        assert set(levels) == {"treaty-talks", "visits", "joint-activity"}
        assert all(track(g, 2021) >= above > track(g, 2022) for above in levels.values())
        view = game.look(g, "japan")
        shown = board.board(view, analyse(view), {})["side"]["file"]
        assert [one["on"] for one in shown] == [False] * 3
        other = game.look(g, "russia")
        assert board.board(other, analyse(other), {})["side"]["file"] == []

    def test_nobody_is_hurt(self):
        """The present course is no shooting war."""
        g = course()
        assert g.ending == "never agreed"
        assert g.world.public.standing[:, (at.S_CASUALTIES, at.S_CIVILIANS)].sum() == 0.0
        assert g.world.public.state[at.W_INTENSITY] < 0.05

    def test_most_worlds_end_as_history_did(self):
        """No treaty by 2022 in more than half of eight worlds; where there is one, 1956 or 1991."""
        worlds = sim.ensemble(ISLANDS, worlds=8, seed=7)
        endings = Counter(worlds["ending"].tolist())
        assert endings["never agreed"] > 4
        signed = [year + 1955 for year in worlds["signed"].tolist() if year]
        assert all(year <= 1960 or 1991 <= year <= 2001 for year in signed)

    def test_four_islands_are_no_terms_of_any_russian_leader(self):
        """Two, or words that leave the rest open, are what can be had."""
        for seed in range(3):
            _, passes = game.begin(ISLANDS, seed).real_surplus(1)
            four = list(ISLANDS.issues["islands"].options).index("four")
            assert not passes[game.arena(ISLANDS).options[0] == four].any()


class TestTheTail:
    """A strike that goes astray: a price for all, a reward for nobody."""

    def struck(self, hazard: float) -> game.Game:
        quiet = {name: Act() for name in UKRAINE.parties}
        scenario = UKRAINE.with_values(
            {"tails.tsugaru-incident.hazard": hazard, "parties.us.backing.attention": 0.6}
        )
        with compiled.interpreted():
            g = game.begin(scenario, 5)
            return game.play(game.play(g, quiet), quiet)

    def test_it_pulls_in_the_ally_and_breaks_the_file(self):
        calm, hit = self.struck(0.0), self.struck(1.0)
        for name, stock, sign in (
            ("us", "attention", 1), ("us", "sanctions", 1), ("japan", "sanctions", 1),
            ("japan", "track", -1), ("japan", "hatred", 1), ("russia", "pressure", 1),
        ):  # fmt: skip
            moved = hit.log[-1].standing[name][stock] - calm.log[-1].standing[name][stock]
            assert np.sign(moved) == sign, (name, stock)

    def test_it_rewards_nobody(self):
        """No side grows stronger by it, and no side's least becomes easier to have."""
        calm, hit = self.struck(0.0), self.struck(1.0)
        for name in UKRAINE.belligerents:
            before, after = calm.log[-1].standing[name], hit.log[-1].standing[name]
            assert after["strength"] <= before["strength"]
        tail = next(t for t in UKRAINE.tails if t.id == "tsugaru-incident")
        adds = {(e.party, e.field): e.add for e in tail.effects}
        assert all(add > 0.0 for (_, field), add in adds.items() if field in (
            "sanctions", "hatred", "discontent", "casualties", "civilians"))  # fmt: skip
        assert not {field for _, field in adds} & {"strength", "exit", "line"}


class TestTsugaru:
    """One legal passage, two readings: pressure on Japan, or a coast stripped for the war."""

    def clues(self, seat: str, **values: float) -> list[evidence.Clue]:
        quiet = {name: Act() for name in UKRAINE.parties}
        changes = {f"parties.{seat}.mind.{key}": value for key, value in values.items()}
        with compiled.interpreted():
            g = game.begin(UKRAINE.with_values(changes), 5)
            for _ in range(4):
                g = game.play(g, quiet)
            account = evidence.account(game.look(g, seat), "russia")
        return [clue for clue in account.clues if clue.kind == "signal"]

    def test_both_readings_stand_in_the_account(self):
        (clue,) = self.clues("japan")
        assert {reading.id for reading in clue.readings} == {"pressure", "stripped"}
        assert clue.round == 3

    def test_who_feels_threatened_reads_a_tougher_russia(self):
        (threatened,) = self.clues("japan", alarm=0.9)
        (assured,) = self.clues("japan", alarm=0.1)
        assert threatened.change > 0.0 > assured.change
