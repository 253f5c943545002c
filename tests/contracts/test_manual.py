"""The documents as a site: whole, without a dead link, and served by the app inside its fence."""

import os
import re
import sys
from pathlib import Path

import pytest
from asgi import ask
from starlette.applications import Starlette
from starlette.middleware import Middleware

from ui import fence
from ui import manual as served

SCRIPTS = Path(__file__).parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))

import manual  # noqa: E402
import manual_links  # noqa: E402
import manual_pages  # noqa: E402


def app(built: Path | None) -> Starlette:
    return Starlette(routes=served.routes(built), middleware=[Middleware(fence.Fence)])


def text(documents: Path, page: str) -> str:
    return (documents / page).read_text(encoding="utf-8")


def test_every_link_and_anchor_holds_and_nothing_is_loaded_from_elsewhere(documents):
    assert manual_links.wrong(documents) == []


def test_dead_links_and_foreign_loads_are_found(tmp_path):
    """The check itself can fail."""
    (tmp_path / "a.html").write_text(
        '<a href="b.html">x</a><a href="#no">x</a><a href="#yes">x</a><p id="yes">'
        '<script src="https://cdn.example/x.js"></script><img src="no.png">'
        '<a href="https://elsewhere.example/">leading there is no loading</a>'
    )
    assert manual_links.wrong(tmp_path) == [
        "a.html leads to #no: no such anchor",
        "a.html leads to b.html: no such file",
        "a.html leads to no.png: no such file",
        "a.html loads https://cdn.example/x.js from another host",
    ]


def test_a_link_into_nothing_stops_the_building():
    with pytest.raises(manual.Manual, match=r"docs/x\.md links to nowhere\.md"):
        manual.relinked("[a](nowhere.md)", "docs/x.md", "x.md", {}, set())


def test_a_file_of_the_checkout_that_is_no_page_is_named():
    told = manual.relinked("[the licence](../LICENSE)", "docs/x.md", "x.md", {}, set())
    assert told == "the licence (`LICENSE`)"


def test_every_written_page_can_be_found():
    """Named in the navigation, or linked from a page that is."""
    config = (SCRIPTS.parent / manual.CONFIG).read_text(encoding="utf-8")
    named = set(re.findall(r'"([\w/-]+\.md)"', config))
    books = {f"notebooks/{book.stem}.md" for book in (manual.DOCS / "notebooks").glob("*.ipynb")}
    there = {*manual.pages().values(), *manual.GENERATED, *books}
    assert named - there == set()
    linked = set()
    for path, name in manual.pages().items():
        page = (SCRIPTS.parent / path).read_text(encoding="utf-8")
        found = manual.relinked(page, path, name, manual.pages(), set())
        targets = re.findall(r"\]\(([^)#:]+\.md)", found)
        linked |= {Path(os.path.normpath(Path(name).parent / t)).as_posix() for t in targets}
    assert there - named - linked == set()


def test_notebooks_were_executed(documents):
    for book in ("teacher", "researcher"):
        page = text(documents, f"notebooks/{book}.html")
        assert "Traceback" not in page
        assert f"{book}_files/{book}_" in page  # a figure was drawn
        assert "Portsmouth, August 1905" in page  # and something printed


def test_notebooks_are_kept_without_their_output():
    """What they show is computed when the site is built, never out of date."""
    import nbformat

    for path in (manual.DOCS / "notebooks").glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        assert [c for c in cells if c.get("outputs") or c.get("execution_count")] == []


def test_formulas_are_drawn_without_a_script(documents):
    page = text(documents, "formulas.html")
    assert page.count('display="block"') >= 12
    assert not re.search(r"\$[^$<]+\$|\\frac|\\text", page)


def test_the_reference_holds_every_number_command_and_public_name(documents):
    from sim import __all__ as public
    from sim import fields
    from ui.cli import app as commands

    numbers = text(documents, "reference/numbers.html")
    assert [f.name for f in (*fields.PARTY, *fields.COMMON) if f.name not in numbers] == []
    help_ = text(documents, "reference/commands.html")
    told = {f"ceasefire {c.name or c.callback.__name__}" for c in commands.registered_commands}
    assert {name for name in told if name not in help_} == set()
    names = text(documents, "reference/sim.html")
    assert [name for name in public if f'.{name}"' not in names] == []


def test_the_app_serves_them_inside_its_fence(documents):
    inside = app(documents)
    for page in ("index.html", "formulas.html", "notebooks/teacher.html"):
        answer = ask(inside, f"/docs/{page}")
        assert answer.status == 200
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    picture = next(documents.rglob("*.webp")).relative_to(documents).as_posix()
    assert ask(inside, f"/docs/{picture}").headers["content-type"] == "image/webp"
    for start in ("/docs", "/docs/"):
        assert ask(inside, start).headers["location"] == "/docs/index.html"


@pytest.mark.parametrize("path", ["nothing.html", "../app.py", "%2e%2e/app.py", "assets"])
def test_what_is_no_page_is_told_so(documents, path):
    answer = ask(app(documents), f"/docs/{path}")
    assert answer.status == 404
    assert b"There is no such page" in answer.body


def test_without_a_built_site_a_page_says_how_to_build_it(monkeypatch):
    monkeypatch.setattr(served, "folder", lambda: None)
    for path in ("/docs", "/docs/", "/docs/play.html"):
        answer = ask(app(None), path)
        assert answer.status == 404
        assert b"make docs" in answer.body


def test_the_pages_that_are_generated_need_every_public_name_placed(monkeypatch):
    monkeypatch.setattr(manual_pages.sim, "__all__", [*manual_pages.sim.__all__, "new"])
    with pytest.raises(ValueError, match="new"):
        manual_pages.names()


def test_the_pictures_that_documents_show_are_of_both_widths_and_themes():
    """Taken by scripts/pictures.py; each page has four, and all together stay small."""
    taken = {path.name for path in (manual.DOCS / "pictures").glob("*.webp")}
    pages = {name.rsplit("-", 2)[0] for name in taken}
    wanted = {f"{p}-{w}-{t}.webp" for p in pages for w in (1280, 390) for t in ("light", "dark")}
    assert wanted == taken
    assert {"home", "briefing", "game", "debrief", "class-desk", "class-seat"} <= pages
    assert sum(p.stat().st_size for p in (manual.DOCS / "pictures").iterdir()) < 6_000_000
