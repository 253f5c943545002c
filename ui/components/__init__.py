"""The screens' own widgets: one Vue template a screen, with the parts it is made of.

Data reaches a screen as JSON text in its traits; what a person does comes back
through `event_...` callbacks. Traits that a feed keeps (`state`, `tables`) are
never given as arguments: the next render would set them back.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import solara

from ..words import language, languages, sentences
from .sealed import seal

seal()

Event = Callable[[Any], None] | None


@functools.cache
def part(name: str) -> str:
    """The source of one part, `<name>.vue` beside this file."""
    return resources.files(__name__).joinpath(f"{name}.vue").read_text(encoding="utf-8")


def parts(*names: str) -> dict[str, str]:
    """The parts a screen is made of, by the tag they have in its template."""
    return {name: part(name) for name in names}


def every() -> list[str]:
    """The names of all parts and screens."""
    found = (file.name for file in resources.files(__name__).iterdir())
    return sorted(name.removesuffix(".vue") for name in found if name.endswith(".vue"))


def words() -> str:
    """The screens' sentences in the tab's language, and which that is, as JSON text."""
    return _words(language())


@functools.cache
def _words(spoken: str) -> str:
    beginnings = ("screen.", "draft.")
    said = {k: v for k, v in sentences(spoken).items() if k.startswith(beginnings)}
    return json.dumps({"language": spoken, "languages": languages(), **said})


_STATES = parts("waits", "nothing", "trouble")
_TERMS = _STATES | parts("masthead", "foot", "term", "explained", "spoken")
_PLANE = parts("plane", "cloud", "whatif")
_REPLAY = {
    **_PLANE, **_STATES,
    **parts("masthead", "timeline", "series", "front", "termslist", "scene", "chronicle"),
}  # fmt: skip
_LOOKING_BACK = parts("fan", "clues", "clue", "story")
SENT = {
    "home": {**_TERMS, **parts("levels", "invite", "first", "daily")},
    "briefing": _TERMS,
    "message": parts("masthead"),
    "loading": _STATES | parts("masthead"),
    "game": _TERMS | _PLANE | parts(
        "timeline", "series", "front", "composer", "worth", "termslist", "gauge", "acts", "answers",
        "shoes", "side", "chronicle", "adviser", "fan", "clues", "clue", "coach",
        "branching",
    ),
    "lesson": _TERMS | parts("onward"),
    "compare": _TERMS,
    "day": _TERMS | parts("onward"),
    "seat": _STATES,
    "teacher": _STATES | parts("masthead"),
    "projector": {},
    "watch": _TERMS | _REPLAY,
    "debrief": _TERMS | _REPLAY | _LOOKING_BACK | parts("branching"),
    "lab": _TERMS,
    "run": _TERMS | parts("heat", "parallel"),
    "workshop": _TERMS,
    "bench": _TERMS | _PLANE | parts(
        "scene", "termslist", "entry", "amount", "about", "cast", "agenda", "rows", "toml",
        "mistakes", "tryout",
    ),
}  # fmt: skip
"""The parts each screen is sent with; a part may use the others."""


@solara.component_vue("game.vue")
def GameScreen(
    state: str = "",
    tables: str = "",
    receipt: str = "",
    draft_json: str = "",
    worn: str = "",
    advised: str = "",
    branches: str = "",
    trouble: str = "",
    home: str = "/",
    words: str = "",
    components: dict[str, str] = SENT["game"],
    event_act: Event = None,
    event_keep_draft: Event = None,
    event_wear: Event = None,
    event_advise: Event = None,
    event_branch: Event = None,
) -> None:
    """One seat's game: the window, moves and answers, shoes, the war, what happened."""


@solara.component_vue("home.vue")
def HomeScreen(
    shelf: str = "",
    trouble: str = "",
    words: str = "",
    components: dict[str, str] = SENT["home"],
    event_start: Event = None,
    event_first: Event = None,
    event_daily: Event = None,
    event_opened: Event = None,
    event_remove: Event = None,
) -> None:
    """Scenarios to begin, games to continue, a record to open."""


@solara.component_vue("briefing.vue")
def BriefingScreen(
    page: str = "",
    words: str = "",
    components: dict[str, str] = SENT["briefing"],
) -> None:
    """The public and the confidential briefing."""


@solara.component_vue("loading.vue")
def LoadingScreen(
    words: str = "",
    components: dict[str, str] = SENT["loading"],
) -> None:
    """What is shown while a game is laid on the table."""


@solara.component_vue("message.vue")
def MessageScreen(
    title: str = "",
    text: str = "",
    button: str = "",
    words: str = "",
    components: dict[str, str] = SENT["message"],
    event_again: Event = None,
) -> None:
    """One sentence and a way back."""


@solara.component_vue("watch.vue")
def WatchScreen(
    state: str = "",
    scene: str = "",
    notice: str = "",
    words: str = "",
    components: dict[str, str] = SENT["watch"],
    event_control: Event = None,
    event_rewind: Event = None,
) -> None:
    """A game between machines as its referee sees it."""


@solara.component_vue("debrief.vue")
def DebriefScreen(
    page: str = "",
    scene: str = "",
    back: str = "",
    story: str = "",
    trouble: str = "",
    words: str = "",
    components: dict[str, str] = SENT["debrief"],
    event_show: Event = None,
    event_look_back: Event = None,
    event_recount: Event = None,
    event_again: Event = None,
    event_branch: Event = None,
) -> None:
    """After the end: the truth laid over what was believed."""


@solara.component_vue("lesson.vue")
def LessonScreen(
    page: str = "",
    trouble: str = "",
    words: str = "",
    components: dict[str, str] = SENT["lesson"],
    event_again: Event = None,
) -> None:
    """After the first game: what they hid, and what was guessed."""


@solara.component_vue("compare.vue")
def CompareScreen(
    page: str = "",
    trouble: str = "",
    words: str = "",
    components: dict[str, str] = SENT["compare"],
    event_branch: Event = None,
) -> None:
    """A game and its branches side by side."""


@solara.component_vue("day.vue")
def DayScreen(
    page: str = "",
    trouble: str = "",
    words: str = "",
    components: dict[str, str] = SENT["day"],
    event_again: Event = None,
) -> None:
    """After a day's game: a card to share."""


@solara.component_vue("seat.vue")
def SeatPanel(
    state: str = "",
    reply: str = "",
    home: str = "/",
    words: str = "",
    components: dict[str, str] = SENT["seat"],
    event_command: Event = None,
) -> None:
    """Beside the game of a class: the clock, who sits where, talk, the half-minute question."""


@solara.component_vue("teacher.vue")
def TeacherScreen(
    state: str = "",
    reply: str = "",
    words: str = "",
    components: dict[str, str] = SENT["teacher"],
    event_command: Event = None,
) -> None:
    """Every table at a glance, and what a teacher may do about it."""


@solara.component_vue("projector.vue")
def ProjectorScreen(
    state: str = "",
    words: str = "",
    components: dict[str, str] = SENT["projector"],
) -> None:
    """The class on the wall: the code, clocks, what is public."""


@solara.component_vue("lab.vue")
def LabScreen(
    state: str = "",
    offered: str = "",
    addresses: str = "",
    checked: str = "",
    measured: str = "",
    trouble: str = "",
    words: str = "",
    components: dict[str, str] = SENT["lab"],
    event_choose: Event = None,
    event_check: Event = None,
    event_measure: Event = None,
    event_begin: Event = None,
    event_command: Event = None,
) -> None:
    """A sweep put together by ticking addresses, and the runs there are."""


@solara.component_vue("run.vue")
def RunScreen(
    state: str = "",
    shown: str = "",
    maps: str = "",
    lines: str = "",
    found: str = "",
    spec: str = "",
    trouble: str = "",
    words: str = "",
    components: dict[str, str] = SENT["run"],
    event_explore: Event = None,
    event_look: Event = None,
    event_cell: Event = None,
    event_watch: Event = None,
    event_command: Event = None,
) -> None:
    """One run of the laboratory: its progress, its maps and lines, its worlds."""


@solara.component_vue("workshop.vue")
def WorkshopScreen(
    page: str = "",
    trouble: str = "",
    words: str = "",
    components: dict[str, str] = SENT["workshop"],
    event_begin: Event = None,
    event_opened: Event = None,
    event_remove: Event = None,
) -> None:
    """Drafts of scenarios, and what a new one begins from."""


@solara.component_vue("bench.vue")
def BenchScreen(
    opened: str = "",
    most: int = 0,
    answered: str = "",
    plane: str = "",
    trial: str = "",
    trouble: str = "",
    words: str = "",
    components: dict[str, str] = SENT["bench"],
    event_check: Event = None,
    event_attempt: Event = None,
    event_play: Event = None,
) -> None:
    """One draft: its form and its text, its mistakes, its plane, its worlds."""
