"""The model follows Mesa's conventions: agents, steps, data collection, batches, people."""

from __future__ import annotations

import inspect

import mesa
import pytest
from mesa.batchrunner import batch_run
from small_worlds import harbour

import sim
from sim import compiled, game
from sim.acts import Act, ActError, Proposal

NONE = {"land": "none", "trade": "none", "name": "none"}
# worlds of the lab that no machine settles in round 1 are more to look at
SLOW = {"parties.north.war.optimism": 0.9, "parties.south.war.optimism": 0.9}


@pytest.fixture(autouse=True)
def interpreted():
    """These worlds are small: nothing here waits for the compiler."""
    with compiled.interpreted():
        yield


def slow() -> sim.Scenario:
    return sim.load("lab").with_values(SLOW)


class TestModel:
    """One world as a Mesa model."""

    def test_is_one(self):
        """A `mesa.Model` with a `mesa.Agent` for every party."""
        model = sim.NegotiationModel("lab", rng=7)
        assert isinstance(model, mesa.Model)
        assert {a.name for a in model.agents} == {"north", "south"}
        assert all(isinstance(a, mesa.Agent) for a in model.agents)
        assert model.round == 1

    def test_a_step_is_a_round(self):
        """Each step plays both stages; `run` steps until the world is over."""
        model = sim.NegotiationModel(slow(), rng=7)
        model.step()
        assert model.round == 2
        assert model.run().running is False
        assert model.played.stage == "over"
        before = model.played.mark
        model.step()
        assert model.played.mark == before

    def test_is_the_game(self):
        """Seed 7 is (seed 7, replicate 0), and a stream names its row."""
        assert sim.NegotiationModel("lab", rng=7).run().played.mark == (
            game.run(game.begin(sim.load("lab"), 7)).mark)  # fmt: skip
        model = sim.NegotiationModel("lab", rng=sim.stream(7, 3))
        assert model.run().played.mark == game.run(game.begin(sim.load("lab"), 7, 3)).mark

    def test_numbers_by_keyword(self):
        """Dots of an address are written as two underscores, as batches pass them."""
        model = sim.NegotiationModel("lab", rng=7, parties__north__mind__empathy=0.125)
        assert model.played.scenario.number("parties.north.mind.empathy").value == 0.125
        with pytest.raises(sim.ScenarioError, match="unknown name"):
            sim.NegotiationModel("lab", parties__north__mind__sympathy=1)

    def test_what_actors_carry(self):
        """Reservation points, beliefs and shoes are those of the game's own view."""
        model = sim.NegotiationModel(harbour(), rng=7)
        west = model.actors["west"]
        assert west.reservation == game.look(model.played, "west").reservation
        assert west.belief("east").profiles == west.shoes("east").profiles
        assert west.account("east").fans[-1].mean == west.belief("east").reservation.mean
        assert west.estimate.low <= west.estimate.mean <= west.estimate.high
        assert model.window == model.played.log[-1].window

    def test_replays(self):
        """The model's record is a game's record."""
        model = sim.NegotiationModel(slow(), rng=7)
        model.step()
        assert sim.replay(model.record).mark == model.played.mark


class TestPeople:
    """An act that was submitted is played in its seat, once."""

    def test_seated(self):
        """The proposal submitted for a party is the one tabled in the next step, and no later."""
        model = sim.NegotiationModel(slow(), rng=7)
        model.submit("north", Act(posture="stand_down", proposal=Proposal(NONE)))
        model.step()
        model.step()
        tabled = {e.round: e.data["terms"] for e in model.played.events
                  if e.kind == "proposal" and e.party == "north"}  # fmt: skip
        assert tabled[1] == NONE
        assert tabled.get(2) != NONE

    def test_refused_at_once(self):
        """An illegal act is refused when it is submitted, and nothing has happened."""
        model = sim.NegotiationModel(slow(), rng=7)
        with pytest.raises(ActError, match="no such instrument"):
            model.submit("north", Act(aid=1))
        with pytest.raises(ActError, match="no party"):
            model.submit("mars", Act())
        model.step()
        assert model.round == 2

    def test_answers_ahead(self):
        """An act may answer ahead; an answer that no proposal asks for is not given."""
        model = sim.NegotiationModel("lab", rng=7)
        model.submit("north", Act(proposal=Proposal(NONE)))
        model.submit("south", Act(answers={"north": False}))
        model.step()
        answers = [e for e in model.played.events if e.kind == "answer" and e.round == 1]
        assert [(e.party, e.data["yes"]) for e in answers] == [("south", False)]
        silent = sim.NegotiationModel(
            sim.load("lab").with_values({"behaviour.talk": 1.0, **SLOW}), rng=7
        )
        silent.submit("south", Act(answers={"north": True}))
        silent.step()
        assert silent.round == 2


class TestMesa:
    """Mesa's own tools."""

    def test_data_collector(self):
        """One row a round of the model, one a party and round of its actors."""
        model = sim.NegotiationModel(slow(), rng=7)
        for _ in range(3):
            model.step()
        worlds = model.datacollector.get_model_vars_dataframe()
        assert worlds["round"].tolist() == [1, 2, 3, 4]
        assert set(worlds.columns) >= {"line", "window", "margin", "phase", "ending"}
        actors = model.datacollector.get_agent_vars_dataframe()
        assert len(actors) == 8
        assert set(actors["party"]) == {"north", "south"}
        first = actors[actors["party"] == "north"]["reservation"].tolist()
        assert first == [m.minimum[0] for m in model.played.log]

    def test_batch_run(self):
        """A design over numbers and seeds: Mesa 3.3 passes seeds as a parameter, 3.5 by `rng`."""
        design = {"scenario": "lab", "parties__north__mind__empathy": [0.1, 0.9]}
        seeds = [1, 2]
        if "rng" in inspect.signature(batch_run).parameters:
            rows = batch_run(
                sim.NegotiationModel, design, number_processes=1, rng=seeds, max_steps=50,
                display_progress=False,
            )  # fmt: skip
        else:
            rows = batch_run(
                sim.NegotiationModel, {**design, "rng": seeds}, number_processes=1, max_steps=50,
                display_progress=False,
            )  # fmt: skip
        assert len({r["RunId"] for r in rows}) == 4
        assert all(r["phase"] == "over" for r in rows)
        ends = {(r["parties__north__mind__empathy"], r["ending"], r["round"]) for r in rows}
        expected = set()
        for empathy in (0.1, 0.9):
            for seed in seeds:
                model = sim.NegotiationModel(
                    "lab", rng=seed, parties__north__mind__empathy=empathy
                ).run()
                expected.add((empathy, model.played.ending, model.round))
        assert ends == expected
