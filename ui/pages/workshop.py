"""The workshop: write a war of one's own, see it checked and drawn at once, try it, play it."""

import functools
import logging
from collections.abc import Mapping
from typing import Any

import solara
import solara.lab

import sim
from sim.record import kept

from .. import offers
from ..charts.packing import text
from ..components import BenchScreen, WorkshopScreen, words
from ..live import use_feed
from ..rooms import hosted
from ..table import Tables, shared
from ..words import say
from ..workshop import drafts, opening
from ..workshop.drafts import Draft
from ..workshop.edits import Refused
from ..workshop.sheet import LONGEST, bounded, changed, read, sheet
from ..workshop.trial import Trial
from .lab import duration
from .layout import Message, refusing, use_trouble
from .tokens import address

log = logging.getLogger("ceasefire.pages")
_refusing = functools.partial(refusing, refusals=(Refused,), unreadable="workshop.unreadable")


@solara.component
def WorkshopPage(draft: str = "") -> solara.Element:
    """The drafts there are, or one of them; a server of classes has none."""
    if hosted() is not None:
        return Message("missing")
    if not draft:
        return Shelf()
    found = drafts.find(draft)
    return Message("missing") if found is None else Bench(found).key(draft)


@solara.component
def Shelf() -> solara.Element:
    """What a new draft begins from, and the drafts there are."""
    router = solara.use_router()
    trouble, tell = use_trouble()
    edition, set_edition = solara.use_state(0)
    page = solara.use_memo(lambda: text(front()), [edition])

    def begin(data: Any) -> None:
        router.push(address("workshop", drafts.begun(str(data["from"])).id))

    def opened(data: Any) -> None:
        router.push(address("workshop", drafts.create(str(data["text"])).id))

    def delete(data: Any) -> None:
        found = drafts.find(str(data["id"]))
        if found is not None:
            found.delete()
        set_edition(edition + 1)

    return WorkshopScreen(
        page=page,
        trouble=trouble,
        words=words(),
        event_begin=_refusing(begin, tell),
        event_opened=_refusing(opened, tell),
        event_remove=_refusing(delete, tell),
    )


@solara.component
def Bench(draft: Draft) -> solara.Element:
    """One draft: its form, its text, what is wrong with it, its plane, its worlds."""
    router = solara.use_router()
    trouble, tell = use_trouble()
    begun = solara.use_memo(lambda: draft.text, [])
    # what this tab knows of the file: another tab's text is not written over
    known = solara.use_ref(drafts.mark(begun))
    answered, set_answered = solara.use_state("")
    asked, ask = solara.use_state(("", (), 0))
    trial = solara.use_memo(Trial, [])
    solara.use_effect(lambda: trial.cancel, [])

    def check(data: Any) -> None:
        told, sound = answer(draft, data, known)
        set_answered(text(told))
        if sound:
            axes = tuple(str(one) for one in data.get("axes") or ())[:2]
            ask((sound, axes, int(data.get("seed") or 0)))

    def attempt(data: Any) -> None:
        if data.get("what") == "cancel":
            trial.cancel()
        elif read(str(data["text"]))[0] is None:
            raise Refused(say("workshop.not_yet"))
        else:
            trial.begin(bounded(str(data["text"])), int(data.get("seed") or 0))

    def play(data: Any) -> None:
        router.push(begin_game(shared(), data))

    drawn = solara.lab.use_task(lambda: drawing(*asked), dependencies=[asked])
    screen = BenchScreen(
        opened=begun,
        most=LONGEST,
        answered=answered,
        plane=drawn.value or "" if drawn.finished else "",
        trouble=trouble,
        words=words(),
        event_check=_refusing(check, tell),
        event_attempt=_refusing(attempt, tell),
        event_play=_refusing(play, tell),
    )
    use_feed(screen, "trial", lambda: text(told_of(trial)), trial.wait_newer)
    return screen


def answer(draft: Draft, data: Mapping[str, Any], known: Any) -> tuple[dict[str, Any], str]:
    """What a page is told of a text and of the edits made to it; the text again if it is sound.

    Whatever the text says, it is kept: nothing that was typed waits for being right.
    """
    given = str(data["text"])
    told: dict[str, Any] = {"number": data.get("number")}
    try:
        made = bounded(given)
    except Refused as refused:
        return {**told, "unkept": str(refused)}, ""
    try:
        made = changed(made, data.get("edits") or [])
    except Refused as refused:
        told["refused"] = str(refused)
    told |= sheet(made)
    if made != given:
        told["text"] = made
    try:
        known.current = draft.keep(made, None if data.get("force") else known.current)
    except Refused as refused:
        told |= {"unkept": str(refused), "elsewhere": str(refused) == say("workshop.elsewhere")}
    return told, made if told["facts"] else ""


def drawing(sound: str, axes: tuple[str, ...], seed: int) -> str:
    """The plane of a sound text as JSON text; empty where none can be drawn."""
    found = read(sound)[0] if sound else None
    if found is None:
        return ""
    try:
        made = opening.plane(found, axes, seed)
    except Exception:
        # a world that cannot begin is the author's business too: the page keeps the plane it has
        log.exception("the plane of a draft could not be drawn")
        made = None
    return text(made) if made else ""


def begin_game(tables: Tables, data: Mapping[str, Any]) -> str:
    """Begin a game in the text of a draft, as it is now; the address where it goes on."""
    own = bounded(str(data["text"]))
    if read(own)[0] is None:
        raise Refused(say("workshop.not_yet"))
    found, seat = sim.load(kept(own)), str(data.get("seat") or "")
    table = tables.new(found, None, (seat,) if seat else (), found.title)
    tokens = table.listing.tokens
    return address("brief", tokens[seat]) if seat else address("watch", tokens[""])


def told_of(trial: Trial) -> dict[str, Any]:
    """A trial as a page tells it."""
    state = trial.state()
    left = state.get("left")
    state["left"] = duration(left) if isinstance(left, int | float) and left > 0 else ""
    return state


def front() -> dict[str, Any]:
    """What a draft begins from, and the drafts there are."""
    found = []
    for name in offers.names():
        try:
            found.append(offers.load(name))
        except sim.ScenarioError:
            log.exception("scenario %s cannot be read", name)
    shipped = [
        {"id": one.id, "title": one.title, "terms": one.terms_count, "parties": len(one.parties),
         "line": first_sentence(one.summary), "live": one.live}
        for one in sorted(found, key=offers.place)
    ]  # fmt: skip
    return {"drafts": drafts.listed(), "shipped": shipped, "most": drafts.MOST, "longest": LONGEST}


def first_sentence(summary: str) -> str:
    """The first sentence of a summary.

    >>> first_sentence("Two sides fight. One is larger.")
    'Two sides fight.'
    """
    whole = " ".join(summary.split())
    head, stop, _ = whole.partition(". ")
    return f"{head}." if stop else whole
