"""An act as JSON, in which it is sent and stored, and back again."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sim.acts import Act, Insight, Proposal, Statement


def plain(act: Act) -> dict[str, Any]:
    """An act as JSON, only what was decided."""
    found: dict[str, Any] = {}
    if act.posture is not None:
        found["posture"] = act.posture
    if act.aid:
        found["aid"] = act.aid
    if act.sanctions:
        found["sanctions"] = act.sanctions
    if act.statement is not None:
        parts = [act.statement.kind, act.statement.issue, act.statement.option]
        found["statement"] = parts if act.statement.kind != "condemn" else parts[:1]
    if act.insight is not None:
        found["insight"] = {"about": act.insight.about, "to": list(act.insight.to)}
    if act.voice is not None:
        found["voice"] = list(act.voice)
    if act.voice_to:
        found["voice_to"] = list(act.voice_to)
    if act.proposal is not None:
        found["proposal"] = {"terms": dict(act.proposal.terms), "private": act.proposal.private}
        if act.proposal.channel is not None:
            found["proposal"]["channel"] = act.proposal.channel
    if act.answers:
        found["answers"] = dict(act.answers)
    return found


def from_plain(body: Any) -> Act:
    """An act from JSON; ValueError when it has not the shape of one."""
    if not isinstance(body, dict):
        raise ValueError("an act is a table of decisions")
    unknown = set(body) - {each.name for each in fields(Act)}
    if unknown:
        raise ValueError(f"an act has no part called {sorted(unknown)[0]}")
    try:
        statement = Statement(*map(_text, body["statement"])) if "statement" in body else None
        insight = voice = proposal = None
        if "insight" in body:
            told = body["insight"]
            insight = Insight(_text(told["about"]), tuple(map(_text, told["to"])))
        if "voice" in body:
            issue, option = map(_text, body["voice"])
            voice = (issue, option)
        voice_to = tuple(map(_text, body.get("voice_to", ())))
        if "proposal" in body:
            terms = {_text(k): _text(v) for k, v in body["proposal"]["terms"].items()}
            by = body["proposal"].get("channel")
            private = bool(body["proposal"].get("private", False))
            proposal = Proposal(terms, private, None if by is None else _text(by))
        answers = {_text(k): bool(v) for k, v in body.get("answers", {}).items()}
        posture = _text(body["posture"]) if "posture" in body else None
        return Act(
            posture, _step(body.get("aid", 0)), _step(body.get("sanctions", 0)), statement,
            insight, voice, voice_to, proposal, answers,
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"an act has a part of the wrong shape: {error}") from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise ValueError("an act names things by short words")
    return value


def _step(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("aid and sanctions move by whole steps")
    return value
