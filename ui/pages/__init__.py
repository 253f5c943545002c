"""The pages: which address shows what.

`/` chooses a game; `/brief`, `/game`, `/watch`, `/debrief`, `/lesson`, `/day` and `/compare` are
followed by a token, which names a game and a seat in it. Whatever is private is computed from
the token, for the tab that asks. In a class the token names the class alone, and
the browser's cookie opens the seat, the teacher's desk or the projector.
"""

from __future__ import annotations

import solara

from .briefing import BriefingPage
from .classroom import ProjectorPage, TeachPage
from .compare import ComparePage
from .day import DayPage
from .debrief import DebriefPage
from .game import GamePage
from .home import HomePage
from .lab import LabPage
from .layout import Layout
from .lesson import LessonPage
from .watch import WatchPage
from .workshop import WorkshopPage

routes = [
    solara.Route("/", component=HomePage, label="Ceasefire", layout=Layout),
    solara.Route("brief", component=BriefingPage, label="Briefing · Ceasefire"),
    solara.Route("game", component=GamePage, label="Game · Ceasefire"),
    solara.Route("watch", component=WatchPage, label="Watching · Ceasefire"),
    solara.Route("lab", component=LabPage, label="Laboratory · Ceasefire"),
    solara.Route("workshop", component=WorkshopPage, label="Workshop · Ceasefire"),
    solara.Route("debrief", component=DebriefPage, label="Debrief · Ceasefire"),
    solara.Route("compare", component=ComparePage, label="Branches · Ceasefire"),
    solara.Route("day", component=DayPage, label="Day · Ceasefire"),
    solara.Route("lesson", component=LessonPage, label="Lesson · Ceasefire"),
    solara.Route("teach", component=TeachPage, label="Class · Ceasefire"),
    solara.Route("projector", component=ProjectorPage, label="Projector · Ceasefire"),
]
