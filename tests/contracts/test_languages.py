"""Other languages: whole, with the values English has, and each spoken to whom it is meant for."""

from __future__ import annotations

import json
import re
import string
import threading
import tomllib

import pytest
from asgi import ask
from babel import Locale
from solara.lab import cookies, headers
from solara.server import kernel, kernel_context

from ui import app, components, tongue, words
from ui.charts import drawing
from ui.components import words as screen_words
from ui.pages import briefing
from ui.store import Store
from ui.table import Tables

TRANSLATED = (
    "pages", "screen", "plane", "first", "glossary", "opponents", "evidence", "branch", "daily",
    "classroom", "manual", "lab", "sweeps", "looks", "workshop",
)  # fmt: skip
"""The files that every language has, whole. What is not named here may still be in English alone:
a new file is named once somebody has translated it."""

OTHERS = [one for one in words.languages() if one != words.LANGUAGE]
DRAFT = "draft.notice"
XX = """[screen.game]
round = "xx {round} / {rounds}"
working = "xx works"
[draft]
notice = "xx draft"
"""


def values(text: str) -> set[tuple[str, str]]:
    """The values a sentence has room for, with the way each is written."""
    return {(n, f"{s}!{c}") for _, n, s, c in string.Formatter().parse(text) if n is not None}


def forms(language: str) -> set[str]:
    """The plurals that a language's whole numbers take, and "other", which all have."""
    rule = Locale.parse(language).plural_form
    return {rule(count) for count in range(200)} | {"other"}


def without_form(key: str) -> str:
    """A sentence's name without its plural."""
    return re.sub(r"\.(zero|one|two|few|many|other)$", "", key)


def counts(english: set[str]) -> set[str]:
    """The sentences that depend on a count, by their names without a plural."""
    found = {without_form(key) for key in english if key.endswith(".other")}
    return {key for key in found if f"{key}.one" in english}


def flat(table, prefix=""):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def keys(area: str) -> set[str]:
    file = words.FOLDER / f"en_{area}.toml"
    return set(flat(tomllib.loads(file.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_what_english_says(language):
    """Every key is English's, with the same values in it, and no HTML."""
    english, own = words.written("en"), words.written(language)
    counted = counts(set(english))
    plain = {key for key in own if without_form(key) not in counted}
    assert sorted(plain - set(english) - {DRAFT}) == []
    assert [k for k in plain if k in english and values(own[k]) != values(english[k])] == []
    for key in set(own) - plain:
        assert values(own[key]) <= values(english[f"{without_form(key)}.other"]), key
    assert [key for key, text in own.items() if re.search(r"<\s*/?\s*[a-zA-Z!]", text)] == []
    assert [key for key, text in own.items() if english.get(key) and not text.strip()] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_all_that_is_listed_as_translated(language):
    """A game, a class and their pages are in one language from the first page to the debrief."""
    own = words.written(language)
    wanted = {key for area in TRANSLATED for key in keys(area)}
    counted = counts(wanted)
    plain = {key for key in wanted if without_form(key) not in counted}
    assert sorted(plain - set(own)) == []
    spoken = {f"{key}.{form}" for key in counted for form in forms(language)}
    assert sorted(spoken - set(own)) == []
    assert sorted(k for k in own if without_form(k) in counted and k not in spoken) == []
    assert own[DRAFT].strip()


def test_languages_have_names():
    """Whoever cannot read English finds the own language by its name."""
    names = words.written("en")
    assert [one for one in words.languages() if f"screen.languages.{one}" not in names] == []
    assert DRAFT not in names


@pytest.fixture
def xx(tmp_path, monkeypatch):
    """A language of the tests' own beside English: it has few sentences."""
    for file in words.FOLDER.iterdir():
        if file.name.startswith("en_"):
            (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "xx_some.toml").write_text(XX, encoding="utf-8")
    (tmp_path / "yy_some.toml").write_text('[screen.game]\nworking = "yy"\n', encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    forget()
    yield "xx"
    forget()


def forget():
    for kept in (words.languages, words.written, words.sentences, components._words):
        kept.cache_clear()


def test_what_a_language_lacks_is_said_in_english(xx):
    """Key by key: what is there is spoken, the rest is English."""
    assert words.languages() == ("en", "xx", "yy")
    with words.speaking("xx"):
        assert words.say("screen.game.round", round=1, rounds=2) == "xx 1 / 2"
        assert words.say("screen.game.over_text") == words.written("en")["screen.game.over_text"]
        told = json.loads(screen_words())
        assert (told["language"], told["draft.notice"]) == ("xx", "xx draft")
        assert told["screen.game.over_text"].startswith("The game has ended")
    assert words.say("screen.game.working") == "Working…"
    assert "draft.notice" not in json.loads(screen_words())


@pytest.mark.parametrize(
    ("chosen", "wishes", "spoken"),
    [
        ("xx", "", "xx"), ("en", "xx", "en"), ("zz", "", "en"), ("../xx", "xx", "xx"),
        ("XX", "", "en"), ("", "xx-YY,yy;q=0.9", "xx"), ("", "de, yy;q=0.3, xx;q=0.5", "xx"),
        ("", "xx;q=0", "en"), ("", "xx;q=nan, yy;q=1.0000", "en"), ("", "," * 5000 + "xx", "en"),
        ("", "en-GB,xx;q=0.9", "en"), ("", "", "en"),
    ],
)  # fmt: skip
def test_a_choice_goes_before_what_the_browser_asks(xx, chosen, wishes, spoken):
    """Only languages there are count; nonsense is no choice."""
    assert tongue.wanted({tongue.COOKIE: chosen} if chosen else {}, [wishes]) == spoken


def test_an_address_takes_a_choice_and_drops_it(xx):
    """A cookie keeps it; the same page comes again, with the rest of its address."""
    served = app.build()
    answer = ask(served, "/?lang=xx&scenario=lab&seed=3")
    assert (answer.status, answer.headers["location"]) == (303, "/?scenario=lab&seed=3")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{tongue.COOKIE}=xx;")
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    for bad in ("zz", "../xx", "xx%0d%0aset-cookie:a=b"):
        assert tongue.COOKIE not in ask(served, f"/health?lang={bad}").headers.get("set-cookie", "")
    for path in ("//elsewhere.example/?lang=xx", "/\\elsewhere.example?lang=xx"):
        assert re.match(r"/[^/\\]", ask(served, path).headers["location"])


def test_an_answer_is_in_the_language_of_its_request(xx, monkeypatch):
    """And the next one in its own."""
    monkeypatch.setattr(words, "FOLDER", words.FOLDER)
    (words.FOLDER / "xx_server.toml").write_text('[server]\nno_game = "xx none"\n')
    forget()
    served = app.build()
    cookie = {"cookie": f"{tongue.COOKIE}=xx"}
    assert ask(served, "/story/none.svg", headers=cookie).json() == {"sentence": "xx none"}
    english = ask(served, "/story/none.svg").json()["sentence"]
    assert english == words.written("en")["server.no_game"]
    assert words.language() == "en"


def tab(name, language):
    made = kernel_context.VirtualKernelContext(
        id=name, kernel=kernel.Kernel(), session_id=f"session {name}"
    )
    with made:
        cookies.set({tongue.COOKIE: language})
        headers.set({"accept-language": ["yy"]})
    return made


def test_two_tabs_at_once_speak_each_its_own(xx):
    """Tabs in two languages, told things at the same time by threads of their own, never mix."""
    wanted = {"xx": "xx works", "yy": "yy", "en": "Working…"}
    tabs = {language: tab(f"tab {language}", language) for language in wanted}
    heard = {language: set() for language in wanted}
    together = threading.Barrier(len(tabs))

    def listen(language):
        together.wait()
        for _ in range(300):
            with tabs[language]:
                heard[language].add(words.say("screen.game.working"))
                heard[language].add(json.loads(screen_words())["screen.game.working"])

    threads = [threading.Thread(target=listen, args=(language,)) for language in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {language: {text} for language, text in wanted.items()}
    assert words.say("screen.game.working") == "Working…"


def test_a_tab_keeps_its_language_until_it_is_loaded_again(xx):
    """A choice in another tab does not reach into the page that is open."""
    here = tab("kept", "xx")
    with here:
        assert words.language() == "xx"
        cookies.set({tongue.COOKIE: "yy"})
        assert words.language() == "xx"


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_briefings_come_in_the_language_spoken(language):
    """In English where nobody has translated them."""
    store = Store.memory()
    seat = Tables(store).new("ukraine-2022", 3, ("ukraine",))
    place = Tables(store).seat(seat.listing.tokens["ukraine"])
    with words.speaking(language):
        found = briefing.briefing(place)
    scenario = seat.game().scenario
    own = scenario.path.parent / "briefings" / f"public.{language}.md"
    english = briefing.prose(briefing.untitled(scenario.briefing("public")))
    assert found["public"]
    assert (found["public"] == english) == (language == "en" or not own.is_file())


def test_lines_break_in_scripts_without_spaces():
    """Wide letters count twice; spaces stay where lines break in others."""
    assert drawing.broken("停戦の窓は開いた", 6) == ["停戦の", "窓は開", "いた"]
    assert drawing.broken("the guns fell silent", 9) == ["the guns", "fell", "silent"]


def test_numbers_and_counts_follow_the_language():
    """Decimal commas, thousands apart, and the plural of 1, 2, 5 and 21."""
    forms = {}
    for language in words.languages():
        with words.speaking(language):
            forms[language] = [words.plural(n) for n in (1, 2, 5, 21)]
    assert forms["en"] == ["one", "other", "other", "other"]
    assert forms["ja"] == ["other"] * 4
    assert forms["uk"] == forms["ru"] == ["one", "few", "many", "one"]
    with words.speaking("uk"):
        assert words.number(1234.5, ",.1f") == "1\xa0234,5"
        assert words.number(0.5, ".0%") == "50%"
        assert "12\xa0000" in words.say("lab.too_long", count=12_000, most=1)
        assert words.say("screen.teach.members", count=22) == "22 людини"
    with words.speaking("ru"):
        assert words.number(0.5, ".0%") == "50\xa0%"
        assert words.say("screen.teach.talked", count=21) == "сказана 21 строка"
    assert words.number(1234.5, ",.1f") == "1,234.5"


def test_a_figure_is_lettered_in_letters_its_font_has():
    """Words of other scripts would be empty boxes."""
    figures = pytest.importorskip("ui.report.figures")
    found = {}
    for language in words.languages():
        with words.speaking(language):
            found[language] = figures.lettered()
    assert found == {"en": "en", "ja": "en", "ru": "ru", "uk": "uk"}
