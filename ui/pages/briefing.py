"""What a person reads before sitting down: the public briefing and their own."""

import html
import re
from typing import Any

import markdown
import solara

from .. import levels, telling
from ..charts.packing import text
from ..charts.people import cast, supposed
from ..components import BriefingScreen, words
from ..table import Seat
from ..words import language, say
from .tokens import Elsewhere, Seated, address


@solara.component
def BriefingPage(token: str = "") -> solara.Element:
    """The briefings of the seat that the token names."""

    def page(seat: Seat) -> solara.Element:
        if not seat.name:
            return Elsewhere(address("watch", token))
        return BriefingScreen(page=text(briefing(seat)), words=words())

    return Seated(token, page)


def briefing(seat: Seat) -> dict[str, Any]:
    """Both briefings as HTML, and what this seat can do."""
    view = telling.view(seat.view())
    scenario = view.scenario
    party = scenario.parties[seat.name]
    return {
        "scenario": scenario.title,
        "supposed": supposed(scenario),
        "faced": [one["text"] for one in levels.faced(scenario, seat.name)],
        "seat": next(one for one in cast(scenario) if one["id"] == seat.name),
        "public": prose(untitled(scenario.briefing("public", language())) or scenario.summary),
        "secret": prose(untitled(scenario.briefing(seat.name, language())) or party.text),
        "can": [say(f"screen.can.{instrument}") for instrument in party.instruments],
        "next": address("game", seat.token),
    }


def untitled(text: str) -> str:
    """The text without a title of its own, since the page has one.

    >>> untitled("# War\\n\\nIt began.")
    'It began.'
    """
    first, _, rest = text.strip().partition("\n")
    return rest.strip() if first.startswith("# ") else text.strip()


def prose(text: str) -> str:
    """Markdown as HTML; tags in the text are shown, not obeyed. The page has its own h1 and h2."""
    made = markdown.markdown(html.escape(text, quote=False).replace("&gt;", ">"))
    return re.sub(r"(</?h)([1-4])>", lambda tag: f"{tag[1]}{int(tag[2]) + 2}>", made)
