"""Records: a scenario, a seed and the acts of every stage, from which all is replayed.

Every stage carries a mark: a digest of the marks before it, its acts and the
public world they led to. A changed act breaks the marks from its stage on,
and on the machine that wrote it also differs from what its machine plays.
"""

from __future__ import annotations

import functools
import hashlib
import json
import platform
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim import game as games
from sim import scenario as scenarios
from sim.acts import Act, ActError
from sim.compiled import RULES_VERSION, rules_hash
from sim.game import Game
from sim.injects import InjectError
from sim.mistakes import ScenarioError
from sim.scenario import Scenario
from sim.written import from_plain, plain

FORMAT = 1
MOST_STAGES = 2 * 520
LONGEST_NOTE = 500


class RecordError(ValueError):
    """A record that cannot be read or does not replay; str() is a sentence that names the place."""


@dataclass(frozen=True)
class Record:
    """One game as it was played."""

    rules: str
    machine: str
    scenario: Mapping[str, Any]
    seed: int
    replicate: int
    seats: tuple[str, ...]
    stages: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, game: Game) -> Record:
        """The record of a game so far."""
        stages = tuple(
            {
                "round": s.round,
                "stage": s.stage,
                "mark": s.mark,
                "acts": {name: plain(act) for name, act in s.acts.items()},
                **({"notes": dict(s.notes)} if s.notes else {}),
                **({"injected": list(s.injected)} if s.injected else {}),
            }
            for s in game.played
        )
        return cls(RULES_VERSION, _machine(), _described(game.scenario), game.seed,
                   game.replicate, game.seats, stages)  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON types."""
        return {
            "format": FORMAT, "rules": self.rules, "machine": self.machine,
            "scenario": dict(self.scenario), "seed": self.seed, "replicate": self.replicate,
            "seats": list(self.seats), "stages": [dict(s) for s in self.stages],
        }  # fmt: skip

    def to_json(self) -> str:
        """The record as text, one stage a line."""
        body = self.to_dict()
        stages = body.pop("stages")
        head = json.dumps(body, ensure_ascii=False)[:-1]
        lines = ",\n".join(json.dumps(s, ensure_ascii=False) for s in stages)
        return f'{head}, "stages": [\n{lines}\n]}}'

    @classmethod
    def from_json(cls, body: Any) -> Record:
        """The record in parsed JSON or in JSON text; RecordError says what is wrong with it."""
        if isinstance(body, (str, bytes)):
            try:
                body = json.loads(body)
            except (ValueError, RecursionError) as error:
                raise RecordError(f"This is not a record: {error}.") from None
        if not isinstance(body, dict) or "stages" not in body or "scenario" not in body:
            raise RecordError("This is not a record of a game.")
        if body.get("format") != FORMAT:
            raise RecordError(
                f"The record has format {body.get('format')!r}; this program reads {FORMAT}."
            )
        stages = body["stages"]
        if not isinstance(stages, list) or len(stages) > MOST_STAGES:
            raise RecordError(f"A record has a list of at most {MOST_STAGES} stages.")
        try:
            return cls(
                str(body["rules"]), str(body.get("machine", "")), _mapping(body["scenario"]),
                _whole(body["seed"]), _whole(body["replicate"]),
                tuple(str(s) for s in body["seats"]), tuple(_mapping(s) for s in stages),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            raise RecordError(f"The record's head is damaged: {error}.") from None


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r:.40} is not a table")
    return value


def _machine() -> str:
    """What must agree for machines' judgements to agree in the last bit."""
    return f"{platform.machine()} {platform.system()} numpy {np.__version__} {rules_hash()}"


def _described(scenario: Scenario) -> dict[str, Any]:
    """Which scenario, and what was changed in it; the whole text of one of the user's own."""
    body: dict[str, Any] = {"id": scenario.id, "digest": scenario.digest}
    if scenario.path is None:
        return body
    base = scenarios.load(scenario.path)
    changes = {}
    for address in base.addresses():
        was, now = base.number(address), scenario.number(address)
        if (was.value, was.low, was.high) != (now.value, now.low, now.high):
            changes[address] = [now.value, now.low, now.high]
    if changes:
        body["values"] = changes
    if scenario.supposed:
        body["counterfactuals"] = list(scenario.supposed)
    if scenario.id not in scenarios.names() or scenarios.load(scenario.id) != base:
        body["text"] = scenario.path.read_text(encoding="utf-8")
    return body


@functools.cache
def _shelf() -> tempfile.TemporaryDirectory[str]:
    """A folder for scenarios that came inside records; it goes with the process."""
    return tempfile.TemporaryDirectory(prefix="ceasefire-")


def kept(text: str) -> Path:
    """A scenario's text as a file that lasts as long as the process, where a record finds it."""
    name = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    file = Path(_shelf().name, name, "scenario.toml")
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return file


def scenario_of(record: Record) -> Scenario:
    """The scenario a record was played in; RecordError when it cannot be had."""
    body = record.scenario
    try:
        if "text" in body:
            found = scenarios.load(kept(str(body["text"])))
        else:
            found = scenarios.load(str(body.get("id", "")))
        values = body.get("values")
        if values:
            found = found.with_values(
                {a: {"value": v, "low": low, "high": high} for a, (v, low, high) in values.items()}
            )
    except (ScenarioError, TypeError, ValueError, AttributeError, OSError) as error:
        raise RecordError(f"The record's scenario cannot be had: {error}") from None
    if found.digest != body.get("digest"):
        raise RecordError(
            f"The scenario {body.get('id')!r} is not the one the record was played in: "
            "its numbers or options have changed since."
        )
    return found


def replay(record: Record | Mapping[str, Any] | str, verify: bool = False) -> Game:
    """The game of a record, played again act by act.

    RecordError names the round, the stage and the seat where it first differs.
    With `verify`, what machines played is judged again where that is exact: on
    the kind of machine that wrote the record.
    """
    if not isinstance(record, Record):
        record = Record.from_json(record)
    if record.rules != RULES_VERSION:
        raise RecordError(
            f"The record was played under rules {record.rules}; this program has {RULES_VERSION} "
            "and cannot replay it."
        )
    scenario = scenario_of(record)
    try:
        game = games.begin(scenario, record.seed, record.replicate, record.seats)
    except (ActError, ValueError) as error:
        raise RecordError(f"The record does not begin: {error}") from None
    exact = verify and record.machine == _machine()
    for number, stage in enumerate(record.stages):
        game = _replayed(game, stage, number, exact)
    return game


def _replayed(game: Game, stage: Mapping[str, Any], number: int, exact: bool) -> Game:
    place = f"round {game.round}, {game.stage}"
    if game.stage == "over":
        raise RecordError(f"The game ends in round {game.round}, but the record goes on.")
    if stage.get("round") != game.round or stage.get("stage") != game.stage:
        raise RecordError(
            f"Stage {number + 1} of the record should be {place}, but says "
            f"round {stage.get('round')}, {stage.get('stage')}."
        )
    game = _injected(game, stage, place)
    acts = _acts(game, stage, place)
    try:
        after = games.play(game, acts, _notes(stage, place))
    except ActError as error:
        raise RecordError(f"In {place}, an act is not legal: {error}") from None
    if exact or after.mark != stage.get("mark"):
        _compare(game, acts, place)
    if after.mark != stage.get("mark"):
        raise RecordError(
            f"In {place}, the acts do not lead where the record says: "
            "an act of a person or the record's mark was changed."
        )
    return after


def _acts(game: Game, stage: Mapping[str, Any], place: str) -> dict[str, Act]:
    told = stage.get("acts")
    if not isinstance(told, dict) or set(told) != set(game.scenario.parties):
        raise RecordError(f"In {place}, the record must give one act for every party.")
    acts = {}
    for name, body in told.items():
        try:
            acts[name] = from_plain(body)
        except ValueError as error:
            raise RecordError(f"In {place}, the act of {name} cannot be read: {error}.") from None
    return acts


def _injected(game: Game, stage: Mapping[str, Any], place: str) -> Game:
    """The position with what was brought on before this stage was played."""
    events = stage.get("injected", [])
    if not isinstance(events, list) or any(not isinstance(event, str) for event in events):
        raise RecordError(f"In {place}, what was brought on must be a list of events.")
    try:
        for event in events:
            game = games.inject(game, event)
    except InjectError as error:
        raise RecordError(f"In {place}, an event cannot be brought on: {error}") from None
    return game


def _notes(stage: Mapping[str, Any], place: str) -> dict[str, str]:
    """What the record says of programs that failed in their seats."""
    told = stage.get("notes", {})
    if not isinstance(told, dict) or any(
        not isinstance(note, str) or len(note) > LONGEST_NOTE for note in told.values()
    ):
        raise RecordError(
            f"In {place}, a note must be a text of at most {LONGEST_NOTE} characters by party."
        )
    return told


def _compare(game: Game, acts: Mapping[str, Act], place: str) -> None:
    """Refuse a machine's act that its machine would not play."""
    people = {name: acts[name] for name in game.seats}
    played = games.play(game, people).played[-1].acts
    for name, act in acts.items():
        if name not in game.seats and plain(act) != plain(played[name]):
            raise RecordError(
                f"In {place}, the act of {name} differs: the record says {plain(act)}, "
                f"its machine plays {plain(played[name])}."
            )
