"""What an adviser says follows from the seat's belief: gains, information and its worth."""

from __future__ import annotations

import numpy as np
import pytest
from small_worlds import harbour

import sim
from sim import game
from sim.acts import Act, Proposal
from sim.advice import advise, after_answer, probe
from sim.beliefs import analyse

LAB = sim.load("lab")


@pytest.fixture(scope="module", params=range(4))
def view(request):
    """A seat of the laboratory before its first move."""
    return game.look(game.begin(LAB, 11, request.param), "north")


class TestProposal:
    def test_is_what_a_machine_of_order_1_would_table(self, view):
        """The adviser is the same mind."""
        begun = game.begin(LAB, 11, 0)
        seen = game.look(begun, "north")
        tabled = [e for e in game.play(begun, {}).events if e.kind == "proposal"]
        mine = next(e.data["number"] for e in tabled if e.party == "north")
        assert advise(seen).proposal.number == mine

    def test_no_other_terms_gain_more(self, view):
        """Chance of passing times own surplus is largest."""
        best, analysis = advise(view).proposal, analyse(view)
        gains = analysis.passes * (analysis.own - view.reservation)
        assert best.gain == pytest.approx(gains[analysis.acceptable].max())

    def test_gives_where_the_other_cares(self, view):
        """Trades come with the largest net gain first, and weights are shares."""
        advice = advise(view)
        net = [t.other_gets - t.own_gives for t in advice.trades]
        assert net == sorted(net, reverse=True)
        assert sum(t.own_weight for t in advice.trades) == pytest.approx(1.0)
        assert sum(t.other_weight for t in advice.trades) == pytest.approx(1.0)


class TestProbes:
    """The value of information of a question never is negative; some of it is."""

    def test_both_answers_average_to_what_is_believed_now(self, view):
        """Asking changes no mind on average: the expected posterior is the prior."""
        own, rival = view.mine, 1 - view.number
        for terms in range(0, view.arena.needs.shape[0], 7):
            chances, mixed = [], np.zeros_like(own.belief[rival])
            for yes in (True, False):
                chance, learnt, _ = after_answer(
                    view.arena, view.common, view.seen, own, view.number, rival, terms, yes
                )
                chances.append(chance)
                mixed += chance * learnt
            assert sum(chances) == pytest.approx(1.0)
            assert mixed == pytest.approx(own.belief[rival], abs=1e-12)

    def test_information_is_never_worth_less_than_nothing(self, view):
        """And never costs bits."""
        for terms in np.flatnonzero(analyse(view).acceptable):
            asked = probe(view, int(terms))
            assert asked.information >= -1e-9
            assert asked.bits >= 0.0

    def test_a_refusal_raises_the_estimate_and_a_yes_lowers_it(self, view):
        """Who refuses terms seems to need more."""
        for asked in advise(view).probes:
            assert asked.after_yes.mean < asked.after_no.mean

    def test_what_is_certain_teaches_least(self, view):
        """A question at even odds tells more than one whose answer is known."""
        look = analyse(view)
        accept = look.other["south"].accept
        sure = int(np.argmax(np.abs(accept - 0.5)))
        even = int(np.argmin(np.abs(accept - 0.5)))
        assert probe(view, even).bits > probe(view, sure).bits

    def test_something_is_worth_asking(self):
        """In some world, knowing the answer would change what is tabled next."""
        worth = []
        for replicate in range(8):
            seen = game.look(game.begin(LAB, 11, replicate), "north")
            worth += [p.information for p in advise(seen).probes]
        assert max(worth) > 0.005


class TestThirdParties:
    def test_one_that_cannot_table_is_told_of_the_formula(self):
        """Of the one that opens the window, if it knows one; never of terms to table."""
        seen = game.look(game.begin(harbour(), 5), "isle")
        advice = advise(seen)
        assert advice.proposal is None
        assert advice.formula in (None, *seen.legal.voice)

    def test_once_signed_nothing_is_proposed(self):
        """Advice follows what is legal now."""
        begun = game.begin(LAB, 11)
        terms = advise(game.look(begun, "north")).proposal.terms
        tabled = game.play(begun, {"north": Act(proposal=Proposal(terms)), "south": Act()})
        signed = game.play(tabled, {"south": Act(answers={"north": True})})
        assert signed.phase != "war"
        assert advise(game.look(signed, "north")).proposal is None
