"""All tables of a program: found, shared, freed, opened from records, deleted."""

import gc
import threading
import time
import weakref

import pytest
from one_table import finish, press, same

import sim
from sim import game
from ui.table import Table, Tables


@pytest.fixture
def tables(store):
    return Tables(store)


def test_a_token_opens_its_seat(tables, table):
    """A token stands for one seat of one game; a wrong one for nothing."""
    tokens = table.listing.tokens
    seat = tables.seat(tokens["north"])
    assert (seat.table, seat.name) == (table, "north")
    assert seat.view().seat == "north"
    watched = tables.new("lab", 7, ())
    assert tables.seat(watched.listing.tokens[""]).name == ""
    assert tables.seat("nobody") is None
    assert tables.seat("") is None


def test_all_tabs_share_one_live_table(tables, table):
    """However many threads ask, there is one table a game."""
    found = []
    again = Tables(tables.store)
    threads = [threading.Thread(target=lambda: found.append(again.get(table.id))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in found}) == 1
    assert tables.get(table.id) is table


def test_a_forgotten_table_is_freed_and_laid_again(tables):
    """Tables nobody looks at do not stay in memory; their games do stay on the shelf."""
    table = tables.new("lab", 7, ())
    table.play(pause=0.01)
    table.pause()
    id, gone = table.id, weakref.ref(table)
    tables._recent.clear()
    del table
    # its runner may be about to end, and a server of an earlier test may have frozen what there was
    for _ in range(100):
        gc.unfreeze()
        gc.collect()
        if gone() is None:
            break
        time.sleep(0.05)
    assert gone() is None
    assert tables.get(id).game().round >= 1


def test_a_record_becomes_a_game(tables, table):
    """A record from a file is played on from where it stops, in its own seats."""
    for _ in range(4):
        press(table)
    copy = tables.open_record(table.record().to_json().encode())
    assert copy.id != table.id
    assert same(copy, table)
    assert copy.seats == ("north",)
    assert press(copy).ok
    assert {one.id for one in tables.list()} == {copy.id, table.id}


def test_a_game_in_a_scenario_of_ones_own_is_kept_whole(tables, store, tmp_path):
    """Its text travels with the record, so the file may move or vanish."""
    path = tmp_path / "scenario.toml"
    lab = sim.load("lab").path.read_text(encoding="utf-8")
    path.write_text(lab.replace('id = "lab"', 'id = "mine"'), encoding="utf-8")
    table = tables.new(str(path), 7, ("north",))
    press(table)
    path.unlink()
    assert press(table).ok
    again = Table.resume(table.id, store)
    assert same(again, table)
    assert press(again).ok
    copy = tables.open_record(again.record().to_json().encode())
    assert same(copy, again)
    assert press(copy).ok


def test_a_game_that_went_on_elsewhere_claims_no_machine(tables, store, monkeypatch):
    """What two kinds of machine played is not compared to the last bit."""
    table = tables.new("lab", 7, ("north",))
    assert table.record().machine == game.record(table.game()).machine != ""
    monkeypatch.setattr("ui.table.filing.here", lambda: "another kind")
    assert table.record().machine == ""


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"[]", b"{}", b"null", b"[" * 100_000])
def test_what_is_no_record_is_refused_with_a_sentence(tables, data):
    """Whatever is handed over, the answer is a sentence, and the shelf stays as it was."""
    with pytest.raises(sim.RecordError) as refusal:
        tables.open_record(data)
    assert len(str(refusal.value)) > 20
    assert tables.list() == []


def test_the_shelf_tells_how_a_game_ended(tables, table):
    """Status, round and ending of the listing are those of the game."""
    assert tables.list()[0].status == "open"
    finish(table)
    listing = tables.list()[0]
    assert (listing.status, listing.round) == ("over", table.game().round)
    assert listing.ending == game.look(table.game(), "north").ending


def test_an_unknown_game_is_a_key_error(tables):
    """Asking for a game that is not there does not make one."""
    with pytest.raises(KeyError):
        tables.get("nothing")


def test_a_deleted_game_is_gone(tables, table):
    """From the shelf and from memory."""
    tables.delete(table.id)
    with pytest.raises(KeyError):
        tables.get(table.id)
