"""The Mesa model: one world as a model of five agents, the one-world runner.

A thin front of `sim.game`: rules, beliefs and draws are the same functions
that tables and ensembles use, so a model with stream k is world k.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import mesa

from sim import beliefs, evidence, game
from sim.acts import Act
from sim.beliefs import Estimate, OtherBelief, Shoes
from sim.evidence import Account
from sim.nature import LARGEST, Stream
from sim.record import Record
from sim.scenario import Scenario, load
from sim.view import View
from sim.windows import RoundWindow, Truth, truth


class Actor(mesa.Agent):  # type: ignore[misc]
    """A party: it carries a reservation point and beliefs, and acts on its own view alone."""

    def __init__(self, model: NegotiationModel, name: str) -> None:
        super().__init__(model)
        self.name = name
        self.role = model.played.scenario.parties[name].role

    @property
    def view(self) -> View:
        """All this party may know now."""
        return game.look(self.model.played, self.name)

    @property
    def reservation(self) -> float:
        """Its reservation point now, on its utility scale."""
        return float(self.model.measured.of(self._place).minimum)

    @property
    def window(self) -> float:
        """Its belief that terms on the table would pass."""
        return float(self.model.measured.of(self._place).believed)

    @property
    def estimate(self) -> Estimate:
        """What it believes its adversary's reservation point to be."""
        return Estimate(*self.model.measured.of(self._place).estimate)

    @property
    def _place(self) -> int:
        return list(self.model.played.scenario.parties).index(self.name)

    def belief(self, other: str) -> OtherBelief:
        """What it believes of another party."""
        return beliefs.analyse(self.view).other[other]

    def shoes(self, other: str) -> Shoes:
        """The decision as the other faces it, from this party's beliefs."""
        return beliefs.shoes(self.view, other)

    def account(self, other: str) -> Account:
        """What moved its belief about another party, round by round."""
        return evidence.account(self.view, other)

    def decide(self) -> None:
        """Put forward the act submitted for it, if any; else its machine decides."""
        if self.name in self.model.submitted:
            self.model.acts[self.name] = self.model.submitted[self.name]


class NegotiationModel(mesa.Model):  # type: ignore[misc]
    """One world of a scenario. `rng` is a seed, or `sim.stream(seed, k)` for row k of an ensemble.

    `scenario` is a Scenario or the name of one; further keyword arguments are
    dotted addresses with `__` for dots, as `batch_run` passes parameters.
    """

    def __init__(
        self, scenario: Scenario | str = "ukraine-2022", rng: Any = None, **values: float
    ) -> None:
        place = rng if isinstance(rng, Stream) else Stream(0 if rng is None else int(rng) & LARGEST)
        super().__init__(rng=place.seed)
        loaded = load(scenario) if isinstance(scenario, str) else scenario
        changes = {name.replace("__", "."): value for name, value in values.items()}
        loaded = loaded.with_values(changes) if changes else loaded
        self.played = game.begin(loaded, place.seed, place.replicate)
        self.stream = place
        self.submitted: dict[str, Act] = {}
        self.acts: dict[str, Act] = {}
        self.actors: Mapping[str, Actor] = {name: Actor(self, name) for name in loaded.parties}
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "round": lambda m: m.round,
                "line": lambda m: m.measured.public["line"],
                "window": lambda m: m.window.on_table,
                "margin": lambda m: m.window.margin,
                "phase": lambda m: m.played.phase,
                "ending": lambda m: m.played.ending,
            },
            agent_reporters={"party": "name", "reservation": "reservation", "window": "window"},
        )
        self.datacollector.collect(self)

    @property
    def round(self) -> int:
        """The round now, from 1."""
        return self.played.round

    @property
    def measured(self) -> game.Measure:
        """The newest measurement."""
        return self.played.log[-1]

    @property
    def window(self) -> RoundWindow:
        """The true window now. Referee only."""
        return self.measured.window

    @property
    def truth(self) -> Truth:
        """The referee's account so far."""
        return truth(self.played)

    @property
    def record(self) -> Record:
        """The record so far."""
        return Record.of(self.played)

    def submit(self, party: str, act: Act) -> None:
        """Seat a person's act for the coming round; ActError now if its moves are not legal."""
        if party not in self.actors:
            game.look(self.played, party)
        game.play(self.played, {party: act})
        self.submitted[party] = act

    def step(self) -> None:
        """One round: all move at once, all answer at once, the next situation.

        The step after the last round changes nothing and stops the model.
        """
        if self.played.stage == "over":
            self.running = False
            return
        self.acts = {}
        self.agents.do("decide")
        after = game.play(self.played, self.acts)
        if after.stage == "answers":
            answering = {name: _asked(after, name, act) for name, act in self.acts.items()}
            after = game.play(after, {name: act for name, act in answering.items() if act.answers})
        self.played, self.submitted = after, {}
        # still running when over: Mesa 3.3's batch_run reports the row before the last step's
        self.datacollector.collect(self)

    def run(self) -> NegotiationModel:
        """Step to the end."""
        while self.running:
            self.step()
        return self


def _asked(played: game.Game, party: str, act: Act) -> Act:
    """An act submitted ahead with the answers alone that this round asks for."""
    asked = {proposal.proposer for proposal in game.look(played, party).open}
    return replace(act, answers={name: yes for name, yes in act.answers.items() if name in asked})
