"""Which address opens which door."""

from __future__ import annotations

from starlette.routing import Route

from . import api, join, look_back, office, own, take_home


def routes() -> list[Route]:
    """The classroom's own addresses, before Solara's."""
    both, post = ["GET", "POST"], ["POST"]
    return [
        Route("/", join.start),
        Route("/join", join.join, methods=post),
        Route("/join/{code}", join.start),
        Route("/seat/{room}/{link}", join.other_device, methods=both),
        Route("/class/{room}", join.lobby),
        Route("/class/{room}/lobby.json", join.lobby_news),
        Route("/class/{room}/questionnaire", join.questionnaire, methods=post),
        Route("/class/{room}/link", join.make_link, methods=post),
        Route("/class/{room}/debrief", look_back.own),
        Route("/class/{room}/debrief.json", look_back.news),
        Route("/class/{room}/quote", look_back.quote, methods=post),
        Route("/class/{room}/record", take_home.own_record),
        Route("/class/{room}/story.{kind}", take_home.own_story),
        Route("/class/{room}/seat.json", api.seat),
        Route("/class/{room}/act", api.act, methods=post),
        Route("/class/{room}/do/{what}", api.command, methods=post),
        Route("/teacher", office.office),
        Route("/teacher/new", office.create, methods=post),
        Route("/teacher/own", own.look, methods=post),
        Route("/teacher/key/{link}", office.admit, methods=both),
        Route("/teacher/{room}", office.folder),
        Route("/teacher/{room}/delete", office.delete, methods=post),
        Route("/teacher/{room}/link/{person}", office.student_link, methods=post),
        Route("/teacher/{room}/state.json", api.overview),
        Route("/teacher/{room}/do", api.teach, methods=post),
        Route("/teacher/{room}/scenario.toml", own.text),
        Route("/teacher/{room}/report", look_back.report),
        Route("/teacher/{room}/report.html", look_back.sheet),
        Route("/teacher/{room}/data.zip", take_home.data),
        Route("/teacher/{room}/record/{table:int}", take_home.record),
        Route("/teacher/{room}/story/{table:int}.{kind}", take_home.story),
    ]
