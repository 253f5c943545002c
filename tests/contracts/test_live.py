"""The bridge from a table to a tab: news in the tab's own context, and never late."""

import threading

import pytest
import solara
from solara.server import kernel, kernel_context
from waiting import until

from ui import live


class News:
    """A version that tells whoever waits, as a table does."""

    def __init__(self):
        self.version, self._changed = 0, threading.Condition()

    def tell(self):
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def wait_newer(self, version, timeout=0.05):
        with self._changed:
            if self.version == version:
                self._changed.wait(timeout)
            return self.version


@solara.component_vue("board.vue")
def Board(payload: str = ""):
    """A widget with one trait."""


@pytest.fixture
def news():
    return News()


def tab(name):
    return kernel_context.VirtualKernelContext(
        id=name, kernel=kernel.Kernel(), session_id=f"session {name}"
    )


def close(context):
    # what a feed sees of a closed tab; the rest of closing needs a browser
    context.closed_event.set()


def feeds():
    return [one for one in threading.enumerate() if one.name == "feed" and one.is_alive()]


def show(context, read, news):
    """Render a board in a tab, fed by `read`; its widget and what closes it."""

    @solara.component
    def Page():
        board = Board()
        live.use_feed(board, "payload", read, news.wait_newer)

    with context:
        box, rendering = solara.render(Page(), handle_error=False)
    return box.children[0], rendering


def test_news_arrives_in_the_tabs_own_context(news):
    """Whoever causes the news, each tab reads and shows in its own kernel."""
    tabs = {name: tab(name) for name in ("ours", "theirs")}
    seen = {name: set() for name in tabs}

    def reader(name):
        def read():
            seen[name].add(kernel_context.get_current_context().id)
            return f"secret of {name} {news.version}"

        return read

    widgets = {name: show(tabs[name], reader(name), news)[0] for name in tabs}
    with tabs["theirs"]:
        news.tell()
    until(lambda: all(w.payload.endswith(" 1") for w in widgets.values()))
    assert seen == {"ours": {"ours"}, "theirs": {"theirs"}}
    assert widgets["ours"].payload == "secret of ours 1"
    for context in tabs.values():
        close(context)
    until(lambda: not feeds())


def test_a_slow_tab_skips_what_is_old_and_delays_nobody(news):
    """Many changes while a tab is slow are one notice of the newest."""
    slow, quick, read = tab("slow"), tab("quick"), []
    gate = threading.Event()

    def slowly():
        read.append(news.version)
        gate.wait(5)
        return str(news.version)

    slow_widget, _ = show(slow, slowly, news)
    quick_widget, _ = show(quick, lambda: str(news.version), news)
    for _ in range(50):
        news.tell()
    until(lambda: quick_widget.payload == "50")
    gate.set()
    until(lambda: slow_widget.payload == "50")
    assert len(read) <= 3
    close(slow)
    close(quick)
    until(lambda: not feeds())


def test_one_bad_picture_does_not_end_the_feed(news):
    """A reading that fails is logged; the next version is shown."""

    def read():
        if news.version < 2:
            raise ZeroDivisionError
        return "well again"

    context = tab("one")
    widget, _ = show(context, read, news)
    news.tell()
    news.tell()
    until(lambda: widget.payload == "well again")
    close(context)
    until(lambda: not feeds())


def test_leaving_the_page_ends_the_feed(news):
    """No thread is left when the component goes or the tab closes."""
    context = tab("one")
    _, rendering = show(context, lambda: "x", news)
    until(lambda: len(feeds()) == 1)
    with context:
        rendering.close()
    until(lambda: not feeds())
    close(context)
