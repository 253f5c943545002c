"""What a table promises to whoever plays at it."""

import threading

import pytest
from full_disk import full
from one_table import finish, press, same, where

import sim
from sim import game
from sim.acts import Act, Insight, Proposal
from ui.table import Hidden, Table, Tables


@pytest.fixture
def tables(store):
    return Tables(store)


@pytest.fixture(scope="module")
def war():
    """A laboratory in which both sides think they will win: forty rounds of war."""
    sure = {f"parties.{party}.war.optimism": 0.9 for party in ("north", "south")}
    return sim.load("lab").with_values(sure)


# -- a person plays ----------------------------------------------------------------


def test_a_round_is_two_presses(table):
    """Moves, then answers; the machines fill the other seats."""
    assert where(table) == (1, "moves")
    assert press(table, Act(posture="hold")).ok
    assert where(table) == (1, "answers")
    assert press(table).ok
    assert where(table) == (2, "moves")


def test_a_double_click_counts_once(table):
    """The same press twice gives the same receipt and plays one stage."""
    first = press(table, Act(posture="hold"), name="click")
    again = press(table, Act(posture="attack"), name="click", round=1, stage="moves")
    assert (first.ok, again) == (True, first)
    assert where(table) == (1, "answers")


def test_many_threads_that_click_at_once_play_one_stage(table):
    """Whatever arrives at once, one press counts and the others hear that it was late."""
    receipts = []

    def click(number):
        receipts.append(press(table, name=f"click {number}", round=1, stage="moves"))

    threads = [threading.Thread(target=click, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.sentence_key for one in receipts) == ["table.kept"] + ["table.late"] * 7
    assert where(table) == (1, "answers")


def test_an_act_for_a_closed_round_changes_nothing_and_says_so(table):
    """A late press tells which round it was for and which round it is."""
    press(table)
    before = table.record().to_json()
    late = press(table, name="late", round=1, stage="moves")
    assert not late.ok
    assert "round 1 (moves)" in late.sentence
    assert "round 1 (answers)" in late.sentence
    assert table.record().to_json() == before


@pytest.mark.parametrize(
    "act",
    [
        Act(posture="surrender"),
        Act(aid=7),
        Act(proposal=Proposal(terms={"nothing": "at all"})),
        Act(proposal=Proposal(terms={"land": "everything"})),
        Act(insight=Insight("nobody", ("south",))),
    ],
)
def test_an_illegal_act_changes_nothing_and_says_why(table, act):
    """A refusal is a sentence; the press is on file; the next one can be right."""
    before = table.record().to_json()
    refused = press(table, act, name="wrong")
    assert (refused.ok, refused.sentence_key) == (False, "table.illegal")
    assert len(refused.sentence) > 20
    assert table.record().to_json() == before
    assert table.store.press(table.id, "wrong").ok is False
    assert press(table).ok


def test_an_answer_to_nobody_is_refused(table):
    """Only proposals that were made can be answered."""
    press(table)
    refused = press(table, Act(answers={"nobody": True}), name="wrong")
    assert (refused.ok, refused.sentence_key) == (False, "table.illegal")
    assert where(table) == (1, "answers")


def test_only_people_of_the_game_may_press(table):
    """A machine's seat, or none at all, is refused."""
    for seat in ("south", "", "nobody"):
        assert press(table, seat=seat).sentence_key == "table.no_seat"


def test_after_the_end_nothing_more_is_played(table):
    """A press after the end says that the game is over, and in which round."""
    finish(table)
    receipt = press(table, name="more")
    assert receipt.sentence_key == "table.over"


def test_the_truth_waits_for_the_end(table):
    """While somebody plays, what is really so is nobody's to see."""
    with pytest.raises(Hidden):
        table.truth()
    finish(table)
    assert len(table.truth().rounds) >= 1


def test_a_draft_survives_a_reload(table, store):
    """What was being composed is there for the next page."""
    table.keep_draft("north", {"terms": {"land": "half"}})
    assert Table.resume(table.id, store).draft("north") == {"terms": {"land": "half"}}
    assert table.draft("south") is None


# -- nothing acknowledged is lost --------------------------------------------------


def test_a_game_is_resumed_where_it_was_left(table, store):
    """After every stage the stored game is the live one."""
    for _ in range(6):
        press(table, Act(posture="attack") if table.game().stage == "moves" else None)
        again = Table.resume(table.id, store)
        assert same(again, table)
        assert where(again) == where(table)
    assert press(again, name="on").ok


def test_a_full_disk_loses_nothing(table, store):
    """What cannot be written is not acknowledged and did not happen; later it can be pressed."""
    press(table)
    before, refused = where(table), []
    with full(store._engine):
        for _ in range(60):
            receipt = press(table)
            refused.append(receipt)
            if not receipt.ok:
                break
        assert refused[-1].sentence_key in ("store.full", "store.server_full")
        stopped = where(table)
        assert where(Table.resume(table.id, store)) == stopped
    assert press(table).ok
    assert before <= stopped < where(table) or table.game().stage == "over"


def test_after_an_exception_the_table_is_laid_again(table, monkeypatch):
    """A fault in a step costs nothing that was acknowledged."""
    press(table, Act(posture="attack"))
    real, before = game.play, table.record().to_json()

    def broken_once(*_):
        monkeypatch.setattr(game, "play", real)
        raise ZeroDivisionError

    monkeypatch.setattr(game, "play", broken_once)
    receipt = press(table, name="unlucky")
    assert (receipt.ok, receipt.sentence_key) == (False, "table.rebuilt")
    assert table.record().to_json() == before
    assert press(table, name="again").ok


def test_a_record_that_no_longer_replays_stays_on_the_shelf(table, store, monkeypatch):
    """If even laying it again fails, the table says so and touches nothing."""
    press(table)
    before = [stage.body for stage in store.stages(table.id)]

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(game, "play", broken)
    assert press(table, name="unlucky").sentence_key == "table.broken"
    assert [stage.body for stage in store.stages(table.id)] == before


def test_two_programs_on_one_shelf_do_not_overwrite_each_other(table, store):
    """A press that another program overtook says so, and shows where the game is."""
    other = Table.resume(table.id, store)
    assert press(table, Act(posture="attack"), name="here").ok
    overtaken = press(other, Act(posture="hold"), name="there", round=1, stage="moves")
    assert (overtaken.ok, overtaken.sentence_key) == (False, "table.elsewhere")
    assert same(other, table)
    assert press(other, name="on").ok


# -- several people ----------------------------------------------------------------


def test_a_stage_waits_for_everybody(tables, store):
    """The first press is kept and waits; the last one plays the stage."""
    table = tables.new("lab", 7, ("north", "south"))
    assert press(table, Act(posture="attack")).sentence_key == "table.waiting"
    assert table.waits_for() == ("south",)
    assert press(table, Act(), name="second thought").sentence_key == "table.already"
    again = Table.resume(table.id, store)
    assert again.waits_for() == ("south",)
    assert press(again, Act(posture="hold"), seat="south").sentence_key == "table.kept"
    acts = again.game()
    assert where(again) == (1, "answers")
    assert acts.stage == "answers"


def test_an_illegal_act_does_not_wait_for_the_others(tables):
    """It is refused at once, to its author alone."""
    table = tables.new("lab", 7, ("north", "south"))
    assert press(table, Act(posture="surrender"), name="wrong").sentence_key == "table.illegal"
    assert press(table).sentence_key == "table.waiting"
    assert press(table, seat="south").sentence_key == "table.kept"


# -- news --------------------------------------------------------------------------


def test_waiting_ends_with_news_or_with_time(table):
    """`wait_newer` returns at once for an old version, at news, or when its time is up."""
    version = table.version
    assert table.wait_newer(-1, timeout=60) == version
    assert table.wait_newer(version, timeout=0.01) == version
    threading.Timer(0.05, press, (table,)).start()
    assert table.wait_newer(version, timeout=60) > version


def test_a_refused_press_is_no_news(table):
    """Others' tabs are not woken by what did not happen."""
    version = table.version
    press(table, Act(posture="surrender"))
    assert table.version == version


# -- a game that is watched --------------------------------------------------------


def test_a_watched_game_is_stepped_and_rewound(tables, store, war):
    """Going back and forth shows the same game; nothing played is lost."""
    table = tables.new(war, 7, ())
    assert where(table) == (1, "moves")
    seen = {1: game.look(table.game(), "north").public}
    while table.step().ok and table.game().round < 6:
        seen[table.game().round] = game.look(table.game(), "north").public
    whole, last = table.record().to_json(), table.game().round
    assert table.back(3).ok
    assert where(table) == (3, "moves")
    assert table.newest_round == last
    assert game.look(table.game(), "north").public == seen[3]
    assert table.step().ok
    assert game.look(table.game(), "north").public == seen[4]
    assert table.record().to_json() == whole
    assert table.back(-5).values["round"] == 1
    assert table.back(500).values["round"] == last
    assert len(table.truth().rounds) >= 1


def test_a_resumed_watched_game_can_be_rewound(tables, store, war):
    """Positions that were never in this program's memory are replayed."""
    table = tables.new(war, 7, ())
    for _ in range(5):
        table.step()
    shown = game.look(Table.resume(table.id, store).game(), "north").public
    again = Table.resume(table.id, store)
    assert again.back(2).ok
    assert where(again) == (2, "moves")
    assert again.back(6).ok
    assert game.look(again.game(), "north").public == shown


def test_stages_can_be_stepped_one_by_one(tables, war):
    """Half a round at a time, for whoever wants to see proposals before answers."""
    table = tables.new(war, 7, ())
    table.step(whole=False)
    assert where(table) == (1, "answers")
    table.step(whole=False)
    assert where(table) == (2, "moves")


def test_a_watched_game_runs_and_pauses(tables, war):
    """It runs by itself, stops when told, and ends at its end."""
    table = tables.new(war, 7, ())
    assert table.play(pause=0.001).ok
    table.wait_newer(table.version, timeout=10)
    assert table.pause().ok
    assert not table.playing
    stopped = where(table)
    assert table.wait_newer(table.version, timeout=0.2) == table.version
    assert where(table) == stopped
    table.play(pause=0.0)
    version = table.version
    while table.game().stage != "over":
        version = table.wait_newer(version, timeout=10)
    assert table.step().sentence_key == "table.over"
    assert table.play().sentence_key == "table.over"


def test_nobody_steps_a_game_that_somebody_plays(table):
    """Stepping, rewinding and running are for games without people."""
    for receipt in (table.step(), table.back(1), table.play()):
        assert (receipt.ok, receipt.sentence_key) == (False, "table.played")
