"""After the end: the truth laid over what was believed."""

import json
from typing import Any

import solara

import sim
from sim.evidence import Tell
from sim.game import Game
from sim.windows import Truth

from .. import telling
from ..charts import looking_back, people, reckoning, tale, truth
from ..charts.packing import text
from ..components import DebriefScreen, words
from ..live import use_hand
from ..rooms import Place
from ..store import StoreError
from ..table import Hidden, Seat, shared
from ..words import say
from .branching import branched, offer, refusing
from .layout import careful, use_trouble
from .tokens import Elsewhere, Seated, address
from .waiting import use_long


@solara.component
def DebriefPage(token: str = "") -> solara.Element:
    """The debrief of the game that the token names, once it may be seen."""

    def page(seat: Seat) -> solara.Element:
        known = uncovered(seat)
        if known is None:
            return Elsewhere(address("game", token))
        return Debriefing(seat, known).key(token)

    return Seated(token, page)


def uncovered(seat: Seat) -> tuple[Game, Truth] | None:
    """The game and its truth; None as long as they are somebody's secret."""
    if isinstance(seat, Place) and not seat.room.may_look_back(seat.table):
        return None
    try:
        return seat.table.game(), seat.table.truth()
    except Hidden:
        return None


@solara.component
def Debriefing(seat: Seat, known: tuple[Game, Truth]) -> solara.Element:
    """One tab's debrief; only the round shown on the plane changes."""
    router = solara.use_router()
    trouble, tell = use_trouble()
    game, told = known
    read = telling.game(game)
    page = solara.use_memo(lambda: text(debriefed(seat, read, told)), [])
    story, set_story = solara.use_state("")
    at, set_at = solara.use_state(json.loads(page)["first"])
    scene = solara.use_memo(lambda: text(pictured(seat, read, told, at)), [at])

    def show(data: Any) -> None:
        wanted = int(data["round"])
        if any(window.round == wanted for window in told.rounds):
            set_at(wanted)

    def look_back(data: Any) -> None:
        if data.get("stop"):
            long.end()
        else:
            long.begin(lambda told: hindsight(seat, read, told))

    def recount(_: Any) -> None:
        set_story(text(tale.told(tale.tale(read, told, seat.name))))

    def again(data: Any) -> None:
        if isinstance(seat, Place):
            return
        try:
            case = str(data.get("counterfactual", ""))
            router.push(another(game, str(data["seat"]), case))
        except (StoreError, sim.ScenarioError) as error:
            tell(str(error))

    screen = DebriefScreen(
        page=page,
        scene=scene,
        story=story,
        trouble=trouble,
        words=words(),
        event_show=careful(show, tell),
        event_look_back=careful(look_back, tell),
        event_recount=careful(recount, tell),
        event_again=careful(again, tell),
        event_branch=refusing(lambda data: router.push(branched(seat, data)), tell),
    )
    hand = use_hand(screen)
    long = use_long(lambda found: hand("back", found))
    return screen


def debriefed(seat: Seat, game: Game, told: Truth) -> dict[str, Any]:
    """The page, with the ways on from it."""
    chairs = [
        {"seat": party.id, "text": say("screen.debrief.again_as", party=party.name)}
        for party in game.scenario.parties.values()
    ]
    watching = {"seat": "", "text": say("screen.debrief.again_watch")}
    page = {
        **reckoning.debrief(game, told, seat.name, seen(seat)),
        "record": f"/record/{seat.token}",
        "story": f"/story/{seat.token}",
        "again": [*chairs, watching],
        "cases": people.cases(game.scenario),
        "case": next(iter(game.scenario.supposed), ""),
        "branch": offer(seat),
    }
    if isinstance(seat, Place):
        # a class plays on at home, from its record
        record, story = f"/class/{seat.room.id}/record", f"/class/{seat.room.id}/story"
        page |= {"record": record, "story": story, "again": [], "cases": []}
    return page


def seen(seat: Seat) -> bool:
    """Whether a seat is told how it was seen; not in a class, whose server looks back for all."""
    return not isinstance(seat, Place)


def hindsight(seat: Seat, game: Game, tell: Tell | None = None) -> dict[str, Any]:
    """What each believer could have known, by its name; asked for once the page is there."""
    scenario = game.scenario
    believers = reckoning.believers(scenario, seat.name, seen(seat))

    def part(n: int) -> Tell | None:
        return None if tell is None else lambda done, of: tell(n * of + done, len(believers) * of)

    return {
        one: looking_back.looked_back(
            game, one, people.adversary(scenario, one), one == seat.name, part(n)
        )
        for n, one in enumerate(believers)
    }


def pictured(seat: Seat, game: Game, told: Truth, round: int) -> dict[str, Any]:
    """The plane of one round, with what the seat (or a watcher's two sides) believed."""
    believers = [seat.name] if seat.name else game.scenario.belligerents
    return truth.scene(game, told, round, believers)


def another(game: Game, seat: str, case: str) -> str:
    """The same world begun again from another chair, or with a counterfactual; its address.

    Where the game had one counterfactual, another takes its place, and none its numbers away.
    """
    if seat and seat not in game.scenario.parties:
        raise KeyError(seat)
    scenario = game.scenario
    if case != next(iter(scenario.supposed), ""):
        scenario = scenario.without_supposed()
        scenario = scenario.counterfactual(case) if case else scenario
    label = people.titled(telling.scene(scenario)) if scenario.supposed else ""
    table = shared().new(scenario, game.seed, (seat,) if seat else (), label)
    tokens = table.listing.tokens
    return address("brief", tokens[seat]) if seat else address("watch", tokens[""])
