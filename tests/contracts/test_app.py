"""The server's own addresses: health, records in and out."""

import json

import pytest
from asgi import ask

from sim.acts import Act
from ui import app as application
from ui.store import Store
from ui.table import Tables


@pytest.fixture(scope="module")
def served():
    """One application for all tests; each test puts its own tables into it."""
    return application.build()


@pytest.fixture
def tables(tmp_path):
    store = Store(tmp_path / "games.sqlite3")
    yield Tables(store)
    store.close()


@pytest.fixture
def app(served, tables):
    served.state.tables = tables
    return served


def play(table, rounds=2):
    for _ in range(2 * rounds):
        for seat in table.seats:
            now = table.game()
            press = f"{seat} {now.round} {now.stage}"
            table.submit(seat, Act(), round=now.round, stage=now.stage, press=press)
    return table


def open_(app, body, **headers):
    return ask(app, "/record", "POST", headers, [body])


def test_the_server_says_that_it_works(app):
    """`/health` answers without a page or a game."""
    answer = ask(app, "/health")
    assert (answer.status, answer.json()["ok"]) == (200, True)


def test_a_record_goes_out_and_comes_back(app, tables):
    """What is downloaded opens as the same game, with tokens for its seats."""
    table = play(tables.new("lab", 7, ("north",)))
    out = ask(app, f"/record/{table.listing.tokens['north']}")
    assert out.status == 200
    assert out.headers["cache-control"] == "no-store"
    assert "lab" in out.headers["content-disposition"]
    back = open_(app, out.body)
    assert back.status == 201
    tokens = back.json()["tokens"]
    assert set(tokens) == {"north"}
    copy = tables.seat(tokens["north"]).table
    assert copy.id == back.json()["game"] != table.id
    assert copy.record().to_json() == table.record().to_json() == out.body.decode()


def test_a_record_with_several_people_waits_for_the_end(app, tables):
    """It holds everybody's secrets, so no seat gets it while the game goes on."""
    table = tables.new("lab", 7, ("north", "south"))
    for token in table.listing.tokens.values():
        answer = ask(app, f"/record/{token}")
        assert answer.status == 403
        assert "when it is over" in answer.json()["sentence"]
    play(table, rounds=50)
    assert table.game().stage == "over"
    assert ask(app, f"/record/{table.listing.tokens['north']}").status == 200


@pytest.mark.parametrize("kind", ["html", "svg"])
def test_a_story_is_told_when_the_game_is_over(app, tables, kind):
    """While somebody plays it would tell secrets; afterwards it is a file of its own."""
    table = tables.new("lab", 7, ("north",))
    path = f"/story/{table.listing.tokens['north']}"
    early = ask(app, f"{path}.{kind}")
    assert early.status == 403
    assert "not over" in early.json()["sentence"]
    play(table, rounds=50)
    story = ask(app, f"{path}.{kind}")
    assert story.status == 200
    assert f"ceasefire-story.{kind}" in story.headers["content-disposition"]
    assert "the game in five pictures" in story.body.decode()
    assert ask(app, f"{path}.exe").status == 404
    assert ask(app, f"/story/nobody.{kind}").status == 404


@pytest.mark.parametrize("token", ["nobody", "..", "%00", "a" * 5000])
def test_a_wrong_token_opens_nothing(app, token):
    """No game, one sentence."""
    answer = ask(app, f"/record/{token}")
    assert answer.status == 404
    assert "No game" in answer.json()["sentence"]


def test_a_changed_record_is_refused_with_the_round_named(app, tables):
    """The shelf stays as it was."""
    table = play(tables.new("lab", 7, ("north",)))
    record = json.loads(table.record().to_json())
    record["stages"][2]["acts"]["north"]["posture"] = "stand_down"
    answer = open_(app, json.dumps(record).encode())
    assert answer.status == 400
    assert "round 2" in answer.json()["sentence"]
    assert len(tables.list()) == 1


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"\x00\xff", b"[" * 50_000, b'{"stages": [], "scenario": {}}']
)
def test_what_is_no_record_is_refused_in_words(app, tables, body):
    """Whatever is sent, the answer is a sentence and nothing is kept."""
    answer = open_(app, body)
    assert answer.status == 400
    assert len(answer.json()["sentence"]) > 20
    assert tables.list() == []


def test_too_much_is_not_read(app):
    """A body that announces more than 5 MB is refused unread."""
    headers = {"content-length": "6000000"}
    answer = ask(app, "/record", "POST", headers, iter(()))
    assert answer.status == 413


def test_another_sites_page_cannot_send_a_record(app, tables):
    """Whoever plays is not made to keep others' games."""
    table = play(tables.new("lab", 7, ("north",)))
    body = table.record().to_json().encode()
    assert open_(app, body, origin="http://evil.example").status == 403
    assert len(tables.list()) == 1


def test_a_full_shelf_is_a_sentence(app, tables, monkeypatch):
    """What cannot be kept is told, not lost without a word."""
    from ui.store import StoreError

    def full(*_, **__):
        raise StoreError("store.full", path="here")

    table = play(tables.new("lab", 7, ("north",)))
    body = table.record().to_json().encode()
    monkeypatch.setattr(tables.store, "create", full)
    answer = open_(app, body)
    assert answer.status == 503
    assert "disk is full" in answer.json()["sentence"]


def test_nobody_counts_the_players(app):
    """Solara's own figures on its users are not served."""
    assert ask(app, "/resourcez").status == 404


def test_a_class_is_not_stopped_for_garbage():
    """With many pages open all of it is collected only once many were closed; with few, always."""
    sweep = application.Sweep()
    few, many = frozenset("ab"), frozenset(map(str, range(200)))
    assert sweep.generation(few) == 2
    assert [sweep.generation(many) for _ in range(3)] == [1, 1, 1]
    reloaded = [frozenset(f"{k} {n}" for n in range(60)) for k in range(3)]
    assert [sweep.generation(here) for here in reloaded] == [2, 1, 2]
    assert sweep.generation(few) == 2


@pytest.mark.parametrize("address", ["/nowhere", "/teacher"])
def test_an_address_that_is_none_leads_back(app, address):
    """Who asks for a page gets one of ours; a program gets the bare status."""
    answer = ask(app, address, headers={"accept": "text/html"})
    assert answer.status == 404
    assert 'href="/"' in answer.body.decode()
    assert "Solara" not in answer.body.decode()
    assert ask(app, address, headers={"accept": "application/json"}).status == 404
