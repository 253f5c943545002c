"""A browser on another server than its class is led there; so is who comes anew."""

from __future__ import annotations

import asyncio

import pytest
from asgi import ask
from two_servers import die

from ui import app, doors

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def there(second):
    """The second server's pages."""
    return app.build(house=second, names=None)


@pytest.mark.parametrize(
    "path", ["/class/{}", "/class/{}/seat.json", "/teacher/{}", "/seat/{}/x", "/teach/class-{}",
             "/brief/class-{}", "/game/class-{}", "/projector/class-{}"],
)  # fmt: skip
def test_a_page_of_another_servers_class_leads_there(first, there, path):
    """To the owner's own address, or with its name for the proxy; a page of no class stays."""
    path = path.format(first.id)
    first.house.log.owners.of = None
    set_address(first, "http://one.school.example")
    answer = ask(there, path)
    assert answer.status == 303
    assert answer.headers["location"] == f"http://one.school.example{path}"
    set_address(first, "http://two.school.example")
    answer = ask(there, path)
    named = f"ceasefire_server={first.house.reach.server}"
    assert (answer.status, answer.headers["location"]) == (307, path)
    assert answer.headers["set-cookie"].startswith(f"{named};")
    # a proxy that does not look at the cookie would lead in a circle
    answer = ask(there, path, headers={"cookie": named})
    assert answer.status == 503
    assert b"Another server runs this class" in answer.body


def set_address(first, address):
    """Where students reach the first server."""
    with first.house.log._engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE owners SET address = '{address}'")


def test_a_press_on_the_wrong_server_is_a_sentence(first, there):
    """It is not carried to another address; the page says what to do."""
    set_address(first, "http://one.school.example")
    sent = {"content-type": "application/json"}
    answer = ask(there, f"/class/{first.id}/act", "POST", sent, [b"{}"])
    assert answer.status == 409
    assert "Reload" in answer.json()["text"]


def test_a_code_opens_the_class_wherever_it_runs(first, there):
    """Typed or scanned, on any server; the name is not lost where one address serves all."""
    code, one = first.room.roster.code, first.house.reach.server
    set_address(first, "http://two.school.example")
    body = [f"code={code}&name=Ann".encode()]
    answer = ask(there, "/join", "POST", FORM, body)
    assert (answer.status, answer.headers["location"]) == (307, "/join")
    assert f"ceasefire_server={one};" in answer.headers["set-cookie"]
    assert ask(there, f"/join/{code}").headers["location"] == f"/join/{code}"
    set_address(first, "http://one.school.example")
    found = ask(there, f"/join/{code}").headers["location"]
    assert found == f"http://one.school.example/join/{code}"
    assert ask(there, "/join", "POST", FORM, [b"code=AAAAAA&name=Ann"]).status == 400
    assert ask(there, "/join/AAAAAA").status == 200
    die(first.house)
    assert ask(there, "/join", "POST", FORM, body).headers["location"] == f"/class/{first.id}"


def test_a_page_of_ones_own_class_names_the_server(first):
    """So that the browser's further requests come here too."""
    here = app.build(house=first.house)
    answer = ask(here, f"/teacher/{first.id}")
    assert f"ceasefire_server={first.house.reach.server};" in answer.headers["set-cookie"]
    named = {"cookie": f"ceasefire_server={first.house.reach.server}"}
    assert "set-cookie" not in ask(here, f"/teacher/{first.id}", headers=named).headers
    assert "set-cookie" not in ask(here, "/").headers


def test_a_socket_that_fled_here_stays_here(first):
    """A page's websocket names no class: the cookie goes to whoever answers it."""

    async def page(scope, receive, send):
        await send({"type": "websocket.accept", "headers": [(b"x", b"y")]})

    def opened(cookie):
        heard = []

        async def hear(message):
            heard.append(message)

        headers = [(b"host", b"localhost"), (b"cookie", cookie.encode())]
        scope = {"type": "websocket", "path": "/s", "scheme": "wss", "headers": headers,
                 "query_string": b"", "server": ("localhost", 1)}  # fmt: skip
        asyncio.run(doors.Sticky(page, first.house)(scope, None, hear))
        return [value for name, value in heard[0]["headers"] if name == b"set-cookie"]

    own = first.house.reach.server
    (named,) = opened("ceasefire_server=gone")
    assert named.startswith(f"ceasefire_server={own};".encode())
    assert b"HttpOnly" in named
    assert b"Secure" in named
    assert opened(f"ceasefire_server={own}") == []


def test_a_teachers_link_finds_its_server(first, there):
    """The key names the server that knows it."""
    link = first.house.new_link()
    answer = ask(there, f"/teacher/key/{link}")
    assert answer.status == 307
    assert f"ceasefire_server={first.house.reach.server};" in answer.headers["set-cookie"]
    here = app.build(house=first.house)
    assert ask(here, f"/teacher/key/{link}").status == 200
    assert ask(here, f"/teacher/key/{link}", "POST", FORM).status == 303


def test_the_office_lists_classes_of_other_servers(first, second, there):
    """With a link that leads to them."""
    key = second.admit(second.new_link())
    page = ask(there, "/teacher", headers={"cookie": f"ceasefire-teacher={key}"})
    assert f"/teach/class-{first.id}".encode() in page.body
    assert b"on another server" in page.body
