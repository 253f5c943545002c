"""What the screens promise, without a browser."""

import json
import logging
import re
import sys
import time

import pytest
import solara
from rendered import screen
from waiting import until

from sim.acts import Act, terms_names
from ui import components
from ui.pages import briefing, debrief, game, home, layout, watch
from ui.pages.glance import Glance
from ui.table import registry

MOST = 40
"""Elements a page may have: whatever changes, all of them are compared."""


def token(table, seat="north"):
    return table.listing.tokens[seat]


def shown(element):
    """The page, its first widget of our own, and a way to let it go."""
    box, context = solara.render(element, handle_error=False)
    until(lambda: screen(box).template_file[1] != "loading.vue")
    return screen(box), context


def state(widget):
    return json.loads(widget.state or "{}")


def press(widget, **changes):
    now = state(widget)
    stage = {"press": f"press-{now['key']}-key", "round": now["round"], "stage": now["stage"]}
    widget.vue_act({**stage, "act": {}, "loss": False, **changes})


@pytest.fixture
def played(table):
    """The screen of North's game, once it has been told of its state."""
    widget, context = shown(game.GamePage(token(table)))
    until(lambda: widget.state and widget.tables)
    yield widget
    context.close()


def test_two_presses_close_a_round(played):
    """Moves, then answers: the screen moves on by itself."""
    assert state(played)["key"] == "1-moves"
    press(played, act={"posture": "hold"})
    until(lambda: state(played)["key"] == "1-answers")
    press(played)
    until(lambda: state(played)["key"] == "2-moves")


def test_the_same_press_twice_is_one_press(played):
    """A double click that reaches the server twice plays one stage."""
    sent = {"press": "one-key-for-both", "round": 1, "stage": "moves", "act": {}}
    played.vue_act(sent)
    played.vue_act(sent)
    until(lambda: state(played)["key"] == "1-answers")
    time.sleep(0.2)
    assert state(played)["key"] == "1-answers"


def test_an_act_for_a_closed_round_says_so(played, table):
    """It changes nothing, and the screen tells where the game stands."""
    press(played)
    until(lambda: state(played)["key"] == "1-answers")
    press(played, round=1, stage="moves", press="a-late-press")
    receipt = json.loads(played.receipt)
    assert (receipt["ok"], receipt["press"]) == (False, "a-late-press")
    assert receipt["text"]
    assert table.game().stage == "answers"


@pytest.mark.parametrize(
    "damage",
    [
        {"act": {"aid": "much"}},
        {"act": {"unheard": 1}},
        {"act": None},
        {"round": "first"},
        {"press": None},
        {"act": {"proposal": {"terms": {"land": 3}}}},
    ],
)
def test_what_cannot_be_read_changes_nothing(played, table, damage):
    """A message no screen would send gets a sentence, never a fault."""
    press(played, **damage)
    assert json.loads(played.receipt)["ok"] is False
    assert (table.game().round, table.game().stage) == (1, "moves")


def test_an_illegal_option_is_refused_with_a_sentence(played, table):
    """The terms of a proposal are checked by the rules, whatever the screen offers."""
    terms = dict.fromkeys(table.game().scenario.issues, "no such option")
    press(played, act={"proposal": {"terms": terms}}, loss=True)
    receipt = json.loads(played.receipt)
    assert receipt["ok"] is False
    assert "no such option" in receipt["text"]


def test_signing_at_a_loss_asks_first(played, table):
    """Terms below one's own minimum count only once the person has confirmed it."""
    glance = Glance(registry._shared[0].seat(token(table)))
    glance.tables()
    values = glance.analysis.own
    worst = terms_names(table.game().scenario, glance.view.arena, int(values.argmin()))
    assert values.min() < glance.view.reservation
    press(played, act={"proposal": {"terms": worst}})
    receipt = json.loads(played.receipt)
    assert (receipt["ok"], table.game().stage) == (False, "moves")


def test_a_draft_survives_a_reload(table, played):
    """What a person was composing is there when the page is opened again."""
    kept = {"key": "1-moves", "draft": {"posture": "attack"}, "chosen": {"land": "half"}}
    played.vue_keep_draft(kept)
    again, context = shown(game.GamePage(token(table)))
    assert json.loads(again.draft_json) == kept
    context.close()


def test_a_draft_without_end_is_not_kept(table, played):
    """The shelf is not filled by what nobody composed."""
    played.vue_keep_draft({"key": "x" * 100_000})
    assert table.draft("north") is None


@pytest.mark.parametrize("page", [game.GamePage, watch.WatchPage, briefing.BriefingPage,
                                  debrief.DebriefPage])  # fmt: skip
def test_a_token_nobody_was_given_opens_nothing(tables, page):
    """An unknown address says so, in a sentence."""
    widget, context = shown(page("nobody-was-given-this"))
    assert widget.title
    assert not widget.title.startswith("screen.")
    context.close()


def test_the_shoes_panel_follows_the_belief(played):
    """Stepping into another's shoes brings the fan; after a round it is longer, with its clues."""
    played.vue_wear({"party": "south"})
    until(lambda: worn(played)["key"] == "1-moves")
    assert len(worn(played)["panel"]["fan"]["rows"]) == 1
    press(played)
    until(lambda: state(played)["key"] == "1-answers")
    press(played)
    until(lambda: state(played)["key"] == "2-moves")
    played.vue_wear({"party": "south"})
    until(lambda: worn(played)["key"] == "2-moves")
    assert len(worn(played)["panel"]["fan"]["rows"]) == 2
    assert worn(played)["panel"]["clues"]


def worn(widget):
    return json.loads(widget.worn or '{"key": ""}')


def test_the_debrief_waits_for_the_end(tables, table):
    """As long as somebody plays, the truth is not on this page."""
    seat = tables.seat(token(table))
    assert debrief.uncovered(seat) is None


def test_a_watched_game_steps_runs_and_rewinds(tables):
    """The referee's buttons do what they say, and the true window is on the screen."""
    table = tables.new("ukraine-2022", 7, ())
    widget, context = shown(watch.WatchPage(token(table, "")))
    until(lambda: widget.state and widget.scene)
    for _ in range(2):
        widget.vue_control({"what": "step"})
    until(lambda: state(widget)["round"] == 3)
    assert json.loads(widget.scene)["round"] == 3
    widget.vue_rewind({"round": 1})
    until(lambda: state(widget)["round"] == 1)
    widget.vue_control({"what": "play"})
    until(lambda: state(widget)["round"] >= 2)
    widget.vue_control({"what": "pause"})
    until(lambda: not state(widget)["playing"])
    context.close()


def test_the_debrief_shows_any_round(tables, table):
    """Choosing a round brings its plane; a round that never was brings nothing."""
    while table.game().stage != "over":
        now = table.game()
        table.submit("north", Act(), round=now.round, stage=now.stage, press=f"p{len(now.played)}")
    widget, context = shown(debrief.DebriefPage(token(table)))
    page = json.loads(widget.page)
    assert page["seat"]["id"] == "north"
    widget.vue_show({"round": 1})
    until(lambda: json.loads(widget.scene)["round"] == 1)
    widget.vue_show({"round": 9999})
    assert json.loads(widget.scene)["round"] == 1
    context.close()


def test_the_debrief_looks_back_when_asked(tables, table):
    """What could have been known comes once the page is there: by the seat first, then by the
    other, which is how the seat was seen."""
    while table.game().stage != "over":
        now = table.game()
        table.submit("north", Act(), round=now.round, stage=now.stage, press=f"p{len(now.played)}")
    widget, context = shown(debrief.DebriefPage(token(table)))
    assert not widget.back
    widget.vue_look_back({})
    # on the way it may tell how far it is
    until(lambda: "north" in json.loads(widget.back or "{}"))
    back = json.loads(widget.back)
    errors = json.loads(widget.page)["errors"]
    assert list(back) == ["north", "south"] == [one["name"] for one in errors]
    assert [one["head"] for one in errors] == ["", "How South saw you"]
    assert [len(one["fans"]) for one in back.values()] == [2, 2]
    assert back["south"]["fans"][0]["title"] == "The minimum of North, as South believed it then"
    context.close()


def test_the_first_page_begins_a_game(tables):
    """A scenario, a side and a number make a game on the shelf."""
    address = home.begin(tables, {"scenario": "lab", "seat": "south", "seed": "12"})
    assert address.startswith("/brief/")
    listing = tables.list()[0]
    assert (listing.scenario, listing.seats, str(listing.seed)) == ("lab", ("south",), "12")
    watching = home.begin(tables, {"scenario": "lab", "seat": "", "seed": ""})
    assert watching.startswith("/watch/")


def test_the_first_page_lists_what_is_kept(tables, table):
    """Unfinished games continue where they were."""
    games = home.front(tables)["games"]
    assert [(one["action"], one["url"]) for one in games] == [("resume", f"/game/{token(table)}")]


def test_a_scenario_that_is_not_there_is_refused(tables):
    """A name from nowhere never reaches the file system."""
    with pytest.raises(ValueError, match="scenario"):
        home.begin(tables, {"scenario": "../../etc/passwd", "seat": "north", "seed": ""})


def test_a_briefing_shows_tags_and_does_not_obey_them():
    """Text of a scenario stays text."""
    assert "<script" not in briefing.prose("# War\n<script>alert(1)</script> **bold**")
    assert "<strong>bold</strong>" in briefing.prose("**bold**")


def test_a_fault_becomes_a_sentence_and_is_logged(caplog):
    """No traceback on the screen; the log has it."""

    @solara.component
    def Broken():
        raise RuntimeError("secret number 0.4711")

    with caplog.at_level(logging.ERROR, logger="ceasefire.pages"):
        widget, context = shown(layout.Layout(children=[Broken()]))
    assert "0.4711" not in widget.text + widget.title
    assert "0.4711" in caplog.text
    context.close()


def test_pages_have_few_elements(table):
    """A change of one trait must not cost the comparison of a large tree."""
    box, context = solara.render(game.GamePage(token(table)), handle_error=False)
    until(lambda: screen(box).template_file[1] == "game.vue")

    def count(widget):
        return 1 + sum(count(child) for child in getattr(widget, "children", ()))

    assert count(box) <= MOST
    context.close()


def test_every_screen_is_sent_with_its_parts():
    """A template's own tags are among the parts it is sent with."""
    own = set(components.every())
    for name, sent in components.SENT.items():
        source = components.part(name) + "".join(sent.values())
        used = own & set(re.findall(r"<([a-z]+)[\s>]", source))
        assert used <= set(sent), name


@pytest.mark.parametrize(
    "content",
    [
        {"create_widget": ["this", "d"], "id": "x", "props": {}},
        {"create_widget": ["ipyvue", "Template"], "id": "x", "props": {}},
        {"update_ref": {"functionRef": "close"}, "id": "x", "prop": "state"},
        {"destroy_widget": "x"},
        {"event": "_handle_event", "data": {}},
        {"event": ["act"]},
        {"event": None},
        ["event", "act"],
        None,
    ],
)
def test_a_page_may_send_its_events_alone(played, content):
    """No message makes an object, loads a module, calls a method or reads an attribute."""
    sys.modules.pop("this", None)
    before = state(played)
    played._handle_custom_msg(content, [])
    assert "this" not in sys.modules
    assert not played._component_instances
    assert played.comm is not None
    assert state(played) == before
    played._handle_custom_msg({"event": "wear", "data": {"party": "south"}}, [])
    until(lambda: worn(played)["key"] == "1-moves")
