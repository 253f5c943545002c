"""What a form adds and takes away: a party, an issue, a wording, a profile, an event, a source.

A new party needs a value in every wording, and one that goes leaves none behind: what refers to
it changes with it, in the same text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sim.scenario.document import MOST_ISSUES, MOST_OPTIONS, MOST_PARTIES, MOST_PROFILES

from ..words import say
from .edits import Refused, append, drop, drop_all, put, put_all
from .places import Path, Places

MIDDLE = 0.5
"""What a new wording is worth to everybody, until somebody says otherwise."""


def add(text: str, what: str, within: Path = ()) -> str:
    """The text with one more of a kind; `within` is the issue of an option, the party of a profile.

    Refused where there are as many as there may be.
    """
    data = tomllib.loads(text)
    if what == "party":
        return _party(text, data)
    if what == "issue":
        return _issue(text, data)
    if what == "option":
        return _option(text, data, str(within[0]))
    if what == "profile":
        return _profile(text, data, str(within[0]))
    if what == "event":
        return _event(text, data)
    if what == "source":
        name = _free("source", _table(data, "sources"))
        content = {"title": say("workshop.new.source"), "url": "", "date": "undated"}
        return append(text, ("sources",), [(("sources", name), content)])
    raise Refused(say("workshop.by_hand"))


def _party(text: str, data: Any) -> str:
    parties = _table(data, "parties")
    _room(parties, MOST_PARTIES)
    name = _free("party", parties)
    fighting = [k for k, p in parties.items() if _of(p, "role") == "belligerent"]
    role = "facilitator" if len(fighting) >= 2 else "belligerent"
    head: dict[str, Any] = {
        "name": say("workshop.new.party"), "text": "", "role": role, "stream": _stream(parties),
        "side": name if role == "belligerent" else fighting[0],
        "instruments": ["posture", "propose", "statement"] if role == "belligerent"
        else ["statement", "insight"], **_origin(data),
    }  # fmt: skip
    war: dict[str, Any] = {"victory": 0.5, "defeat": 0.3}
    if role == "belligerent":
        war = {"victory": {"low": 0.8, "high": 1.0}, "defeat": {"low": 0.0, "high": 0.2},
               "optimism": {"low": 0.5, "high": 0.7}, "strength": 1.0}  # fmt: skip
    weights = dict.fromkeys(_table(data, "issues"), 1.0)
    profile = {"title": say("workshop.new.profile"), "chance": 1.0, "weights": weights}
    base = ("parties", name)
    made = append(text, ("parties",), [
        (base, head), ((*base, "war"), war), ((*base, "profiles", "first"), profile)])  # fmt: skip
    given: dict[Path, Any] = {}
    for path, option in _options(data):
        if "readings" in option:
            others = _table(data, *path[:-1])
            clear = [k for k, o in others.items() if "readings" not in o and _of(o, "de_jure")]
            clear = clear or [k for k, o in others.items() if "readings" not in o]
            given |= {(*path, "readings", name): clear[0]} if clear else {}
        else:
            given[(*path, "values", name)] = MIDDLE
    return put_all(made, given)


def _issue(text: str, data: Any) -> str:
    issues = _table(data, "issues")
    _room(issues, MOST_ISSUES)
    name = _free("issue", issues)
    values = dict.fromkeys(_table(data, "parties"), MIDDLE)
    base = ("issues", name)
    silent = {"title": say("workshop.new.silent"), "addressed": False, "values": values}
    option = {"title": say("workshop.new.option"), "values": values}
    head = {"title": say("workshop.new.issue"), "text": "", "stream": _stream(issues),
            **_origin(data)}  # fmt: skip
    made = append(text, ("issues",), [
        (base, head), ((*base, "options", "none"), silent),
        ((*base, "options", "option_2"), option)])  # fmt: skip
    return put_all(made, {(*path, "weights", name): 1.0 for path in _weighers(data)})


def _option(text: str, data: Any, issue: str) -> str:
    options = _table(data, "issues", issue, "options")
    if not options:
        raise Refused(say("workshop.by_hand"))
    _room(options, MOST_OPTIONS)
    values = dict.fromkeys(_table(data, "parties"), MIDDLE)
    base = ("issues", issue, "options")
    content = {"title": say("workshop.new.option"), "values": values}
    return append(text, base, [((*base, _free("option", options)), content)])


def _profile(text: str, data: Any, party: str) -> str:
    profiles = _table(data, "parties", party, "profiles")
    _room(profiles, MOST_PROFILES)
    base = ("parties", party, "profiles")
    weights = dict.fromkeys(_table(data, "issues"), 1.0)
    # the chances of the others sum to 1 already
    chance = 0.0 if profiles else 1.0
    content = {"title": say("workshop.new.profile"), "chance": chance, "weights": weights}
    near = base if profiles else ("parties", party)
    return append(text, near, [((*base, _free("profile", profiles)), content)])


def _event(text: str, data: Any) -> str:
    events = data.get("events", [])
    taken = {str(_of(one, "id")): one for one in events} if isinstance(events, list) else {}
    content = {"id": _free("event", taken), "round": 2, "title": say("workshop.new.event"),
               "text": "", "effects": [], **_origin(data)}  # fmt: skip
    return append(text, ("events",), [(("events", 0), content)])


def _origin(data: Any) -> dict[str, str]:
    """A source for numbers that no line at the top of the text covers."""
    return {} if "source" in data else {"source": "unverified"}


def remove(text: str, path: Path) -> str:
    """The text without what stands at a path, and without what referred to it."""
    data = tomllib.loads(text)
    made = drop(text, path)
    if len(path) == 2 and path[0] == "parties":
        made = _without_party(made, str(path[1]))
    elif len(path) == 2 and path[0] == "issues":
        made = _without_issue(made, str(path[1]))
    elif len(path) == 4 and path[0] == "issues" and path[2] == "options":
        made = _without_option(made, f"{path[1]}.{path[3]}")
    elif len(path) == 2 and path[0] == "sources" and data.get("source") == path[1]:
        raise Refused(say("workshop.covering", name=path[1]))
    return made


def _without_party(text: str, name: str) -> str:
    data = tomllib.loads(text)
    gone = [(*path, table, name) for path, _ in _options(data)
            for table in ("values", "story", "readings")]  # fmt: skip
    gone += [("parties", other, "alignment", name) for other in _table(data, "parties")]
    gone.append(("briefings", name))
    text = drop_all(text, gone)
    for path, option in _options(tomllib.loads(text)):
        consent = option.get("consent", [])
        if name in consent:
            text = put(text, (*path, "consent"), [one for one in consent if one != name])
    text = _listed_without(text, "interactions", lambda one: _of(one, "party") == name)
    for kind in ("events", "tails"):
        for place, one in enumerate(_items(tomllib.loads(text).get(kind))):
            effects = _items(_of(one, "effects"))
            for at in reversed(range(len(effects))):
                if _of(effects[at], "party") == name:
                    text = drop(text, (kind, place, "effects", at))
    return _unsupposed(text, lambda parts: ("parties", name) == tuple(parts[:2]) or (
        parts[0] == "issues" and parts[-1] == name))  # fmt: skip


def _without_issue(text: str, name: str) -> str:
    data = tomllib.loads(text)
    text = drop_all(text, [(*path, "weights", name) for path in _weighers(data)])
    text = _without_lines(text, lambda dotted: dotted.partition(".")[0] == name)
    return _unsupposed(text, lambda parts: ("issues", name) == tuple(parts[:2]))


def _without_option(text: str, dotted: str) -> str:
    issue, _, gone = dotted.partition(".")
    for path, option in _options(tomllib.loads(text)):
        if path[1] == issue:
            for party, read in _table(option, "readings").items():
                if read == gone:
                    text = drop(text, (*path, "readings", party))
    text = _without_lines(text, lambda one: one == dotted)
    return _unsupposed(text, lambda parts: ["issues", issue, "options", gone] == parts[:4])


def _unsupposed(text: str, gone: Callable[[list[str]], bool]) -> str:
    """Without what counterfactuals set of something that is gone."""
    for name, case in _table(tomllib.loads(text), "counterfactuals").items():
        for address in _table(case, "set"):
            if gone(address.split(".")):
                text = drop(text, ("counterfactuals", name, "set", address))
    return text


def _items(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _without_lines(text: str, gone: Callable[[Any], bool]) -> str:
    """Without red lines, own values and interactions of options that are gone."""
    for path in [*_weighers(tomllib.loads(text), every=True)]:
        table = _table(tomllib.loads(text), *path)
        lines = table.get("red_lines", [])
        if isinstance(lines, list) and any(isinstance(one, str) and gone(one) for one in lines):
            kept = [one for one in lines if not (isinstance(one, str) and gone(one))]
            text = put(text, (*path, "red_lines"), kept)
        for kind in ("values", "readings"):
            for dotted in [one for one in _table(table, kind) if gone(one)]:
                text = drop(text, (*path, kind, dotted))
    return _listed_without(
        text, "interactions",
        lambda one: any(gone(str(o)) for o in (_of(one, "options") or [])),
    )  # fmt: skip


def _listed_without(text: str, kind: str, gone: Callable[[Any], bool]) -> str:
    listed = tomllib.loads(text).get(kind, [])
    for place in reversed(range(len(listed) if isinstance(listed, list) else 0)):
        if gone(listed[place]):
            text = drop(text, (kind, place))
    return text


def figure(text: str, path: Path, given: Mapping[str, Any]) -> str:
    """The text with another value, or another range, of one number; its source stays."""
    spots = Places.of(text)
    wanted = {name: given.get(name) for name in ("value", "low", "high")}
    wanted = {name: one for name, one in wanted.items() if one is not None}
    if not wanted:
        return drop(text, path)
    held = tomllib.loads(text)
    for part in path:
        held = held.get(part) if isinstance(held, dict) else None
    if isinstance(held, dict) and (path in spots.values or held):
        for name in ("value", "low", "high"):
            text = put(text, (*path, name), wanted.get(name))
        return text
    return put(text, path, wanted["value"] if set(wanted) == {"value"} else wanted)


def _options(data: Any) -> Iterator[tuple[Path, dict[str, Any]]]:
    for issue in _table(data, "issues"):
        for name, option in _table(data, "issues", issue, "options").items():
            if isinstance(option, dict):
                yield ("issues", issue, "options", name), option


def _weighers(data: Any, every: bool = False) -> list[Path]:
    """The profiles, and the factions with weights of their own (or all of them)."""
    found: list[Path] = []
    for party in _table(data, "parties"):
        found += [("parties", party, "profiles", p)
                  for p in _table(data, "parties", party, "profiles")]  # fmt: skip
        factions = _table(data, "parties", party, "factions")
        found += [("parties", party, "factions", f) for f, table in factions.items()
                  if every or isinstance(_of(table, "weights"), dict)]  # fmt: skip
    return found


def _table(data: Any, *path: Any) -> dict[str, Any]:
    for part in path:
        data = _of(data, part)
    return data if isinstance(data, dict) else {}


def _of(data: Any, name: Any) -> Any:
    return data.get(name) if isinstance(data, dict) else None


def _room(held: Mapping[str, Any], most: int) -> None:
    if len(held) >= most:
        raise Refused(say("workshop.too_many", most=most))


def _free(stem: str, taken: Mapping[str, Any]) -> str:
    """A name nobody has.

    >>> _free("party", {"party_2": 1})
    'party_3'
    """
    number = len(taken) + 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def _stream(held: Mapping[str, Any]) -> int:
    given = [_of(one, "stream") for one in held.values()]
    return max((n for n in given if isinstance(n, int)), default=0) + 1
