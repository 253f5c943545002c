"""The first page: choose a war, a side and a world, or go on with a game."""

from __future__ import annotations

import datetime
import functools
import json
import logging
from typing import Any

import solara

import sim
from sim import scenario as scenarios

from .. import daily, first, levels, manual, offers, telling
from ..charts.calendar import in_words
from ..charts.people import cases, cast, difficulty, titled
from ..components import HomeScreen, words
from ..emblems import emblem
from ..rooms import hosted
from ..store import Listing, StoreError
from ..table import LOOKS_BACK, Tables, shared
from ..words import known, language, say
from .layout import Message, careful, use_trouble
from .tokens import address

log = logging.getLogger("ceasefire.pages")


@solara.component
def HomePage() -> solara.Element:
    """The first page of solo play; a server of classes shows nobody its owner's games."""
    return Message("missing") if hosted() is not None else Front()


@solara.component
def Front() -> solara.Element:
    """Scenarios, sides, a seed; past and unfinished games; a record from a file."""
    router = solara.use_router()
    trouble, tell = use_trouble()
    edition, set_edition = solara.use_state(0)
    shelf = solara.use_memo(lambda: json.dumps(front(shared())), [edition])

    def start(data: Any) -> None:
        try:
            router.push(begin(shared(), data))
        except (StoreError, sim.ScenarioError, ValueError) as error:
            tell(str(error))

    def begin_first(_: Any) -> None:
        try:
            router.push(address("game", first.begin(shared())))
        except (StoreError, sim.ScenarioError) as error:
            tell(str(error))

    def begin_daily(_: Any) -> None:
        try:
            router.push(address("brief", daily.begin(shared())))
        except (StoreError, sim.ScenarioError) as error:
            tell(str(error))

    def opened(game: Any) -> None:
        listing = next((one for one in shared().list() if one.id == game), None)
        if listing is not None:
            router.push(_place(listing)[1])

    def remove(game: Any) -> None:
        shared().delete(str(game))
        set_edition(edition + 1)

    return HomeScreen(
        shelf=shelf,
        trouble=trouble,
        words=words(),
        event_start=careful(start, tell),
        event_first=careful(begin_first, tell),
        event_daily=careful(begin_daily, tell),
        event_opened=careful(opened, tell),
        event_remove=careful(remove, tell),
    )


def begin(tables: Tables, data: Any) -> str:
    """Begin the game a person asked for; the address where it goes on."""
    name, seat, seed = str(data["scenario"]), str(data["seat"]), str(data["seed"])
    if name not in offers.names():
        raise ValueError(say("screen.home.no_such"))
    scenario, label = offers.load(name), ""
    if data.get("counterfactual"):
        scenario = scenario.counterfactual(str(data["counterfactual"]))
        label = titled(telling.scene(scenario))
    chosen = data.get("levels")
    scenario = levels.played_by(scenario, _levels(chosen) if chosen else {})
    table = tables.new(scenario, int(seed) if seed else None, (seat,) if seat else (), label)
    tokens = table.listing.tokens
    return address("brief", tokens[seat]) if seat else address("watch", tokens[""])


def _levels(data: Any) -> dict[str, str]:
    if not isinstance(data, dict):
        raise levels.NoLevel(say("screen.levels.unknown"))
    return {str(party): str(level) for party, level in data.items()}


def front(tables: Tables) -> dict[str, Any]:
    """All the first page shows."""
    listed = tables.list()
    return {
        "scenarios": _offered(language()),
        "documents": manual.folder() is not None,
        "levels": levels.described(),
        "first": first.unfinished(listed),
        "daily": daily.offered(listed),
        "games": [_game(one) for one in listed],
    }


@functools.cache
def _offered(spoken: str) -> list[dict[str, Any]]:
    """The scenarios in the order in which they are offered, in the language spoken."""
    found = []
    for name in offers.names():
        try:
            found.append(offers.load(name))
        except sim.ScenarioError:
            log.exception("scenario %s cannot be read", name)
    return [_described(telling.scene(one)) for one in sorted(found, key=offers.place)]


def _described(one: scenarios.Scenario) -> dict[str, Any]:
    texts = {party.id: party.text for party in one.parties.values()}
    return {
        "id": one.id, "title": one.title, "lang": telling.written_in(one),
        "summary": one.summary, "legal": one.legal,
        "caution": one.caution, "rounds": one.rounds, "minutes": one.minutes,
        "difficulty": difficulty(one), "live": one.live, "group": offers.group(one),
        "flagship": one.id == offers.FLAGSHIP,
        "emblem": emblem(one), "terms": one.terms_count, "suggested": one.suggested,
        "counterfactuals": [{**c, "minds": levels.sets_minds(one, c["id"])} for c in cases(one)],
        "parties": [{**party, "text": texts[party["id"]]} for party in cast(one)],
    }  # fmt: skip


def _game(listing: Listing) -> dict[str, Any]:
    action, url = _place(listing)
    over = listing.status == "over"
    titles = {one["id"]: one for one in _offered(language())}
    offered = titles.get(listing.scenario)
    names = {p["id"]: p["name"] for p in offered["parties"]} if offered else {}
    seats = ", ".join(names.get(seat, seat) for seat in listing.seats)
    ending = f"screen.ending.{listing.ending.replace(' ', '_')}"
    state = (
        say(ending) if over and known(ending) else say("screen.home.in_round", round=listing.round)
    )
    seed = say("screen.daily.hidden") if daily.hides_seed(listing) else listing.seed
    day = datetime.date.fromisoformat(listing.updated[:10])
    about = {"seats": seats or say("screen.home.machines"), "state": state, "seed": seed}
    return {
        "id": listing.id,
        "title": listing.label or (offered["title"] if offered else listing.scenario),
        "text": say("screen.home.game", day=in_words(day), **about),
        "url": url,
        "action": action,
        "record": f"/record/{next(iter(listing.tokens.values()))}",
    }


def _place(listing: Listing) -> tuple[str, str]:
    """What one does with a game on the shelf, and where."""
    seat = listing.seats[0] if listing.seats else ""
    token = listing.tokens.get(seat) or next(iter(listing.tokens.values()))
    if listing.status == "over":
        page = LOOKS_BACK.get(str(listing.about.get("kind", "")), "debrief")
        return "debrief", address(page, token)
    return ("resume", address("game", token)) if seat else ("look", address("watch", token))
