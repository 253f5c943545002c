"""The only bridge from a table to a browser tab.

A tab is never called by another tab: it has a thread of its own that waits for
news, enters the tab's own kernel context, and tells the tab. Several changes
while a tab is slow become one notice, and a tab that stopped reading blocks
nobody else. Whatever is private comes from a `read` bound to the tab's own seat
(see widgetti/solara issue 867 for what happens otherwise).
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import reacton
import solara
import solara.lab
import solara.lifecycle
from solara.server import kernel_context

from . import words
from .tongue import COOKIE, wanted

log = logging.getLogger("ceasefire.live")

Wait = Callable[[int], int]
"""`table.wait_newer`: blocks for a while at most, then tells the version that is newest."""


def use_feed(
    element: reacton.core.Element[Any],
    trait: str,
    read: Callable[[], str],
    wait_newer: Wait,
    dependencies: Sequence[Any] = (),
) -> None:
    """Keep one trait of one widget at what `read` says, for as long as the tab lives.

    The element must not be given that trait as an argument: the next render would
    set it back. `read` runs in the tab's context and returns JSON text built for
    this tab's seat alone. When `dependencies` change, the feed starts afresh.
    """

    use_feeds(element, {trait: read}, wait_newer, dependencies)


def use_feeds(
    element: reacton.core.Element[Any],
    reads: Mapping[str, Callable[[], str]],
    wait_newer: Wait,
    dependencies: Sequence[Any] = (),
) -> None:
    """The same for several traits of one widget, which travel together."""

    def start() -> Callable[[], None]:
        widget = solara.get_widget(element)

        def notice(version: int) -> None:
            found = {trait: read() for trait, read in reads.items()}
            with widget.hold_sync():
                for trait, told in found.items():
                    setattr(widget, trait, told)

        return _pump(wait_newer, notice)

    solara.use_effect(start, list(dependencies))


def use_hand(element: reacton.core.Element[Any]) -> Callable[[str, str], None]:
    """A way to set a trait of a widget at once, without the page being laid out again.

    What is set so must not be given to the element as an argument.
    """
    widget = solara.use_ref(None)

    def start() -> None:
        widget.current = solara.get_widget(element)

    solara.use_effect(start, [])

    def hand(trait: str, told: str) -> None:
        setattr(widget.current, trait, told)

    return hand


def _pump(wait_newer: Wait, notice: Callable[[int], object]) -> Callable[[], None]:
    """Start the tab's thread, which calls `notice` for each new version; what ends it."""
    context, closed = _here()
    done = threading.Event()

    def run() -> None:
        seen = None
        while not (done.is_set() or closed.is_set()):
            version = wait_newer(-1 if seen is None else seen)
            if version == seen or done.is_set() or closed.is_set():
                continue
            seen = version
            try:
                with context():
                    notice(version)
            except Exception:
                # one bad picture must not end the feed; the next version gets its chance
                if not closed.is_set():
                    log.exception("a tab could not be told of version %s", version)

    threading.Thread(target=run, name="feed", daemon=True).start()
    return done.set


def tongue() -> str | None:
    """The language of the tab this thread works for; None where it works for none."""
    if not kernel_context.has_current_context():
        return None
    cookies = solara.lab.cookies.peek()
    if cookies is None:
        return words.LANGUAGE
    # what a tab that comes back says later does not change the page it shows
    kept = kernel_context.get_current_context().user_dicts.setdefault(COOKIE, {})
    if "spoken" not in kept:
        wishes = (solara.lab.headers.peek() or {}).get("accept-language", ())
        kept["spoken"] = wanted(cookies, wishes)
    return str(kept["spoken"])


words.ask_tabs(tongue)


def _here() -> tuple[Callable[[], contextlib.AbstractContextManager[Any]], threading.Event]:
    # a test without a browser has no kernel
    if not kernel_context.has_current_context():
        return contextlib.nullcontext, threading.Event()
    context = kernel_context.get_current_context()
    return (lambda: context), solara.lifecycle.kernel_closed_event()
