"""Checks that tables of several kinds share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sim.mistakes import Notes, Words
from sim.scenario.document import Document


def same_stream(kind: str, streams: Mapping[str, int], notes: Notes) -> None:
    """Note every table of a kind whose stream is also another's."""
    count = Counter(streams.values())
    for name, stream in streams.items():
        if count[stream] > 1:
            notes.add(f"{kind}.{name}.stream", Words(f"{stream} a second time"), "its own number")


def twice(kind: str, names: Iterable[str], notes: Notes) -> None:
    """Note every name that two tables of a kind have."""
    for name, count in Counter(names).items():
        if count > 1:
            notes.add(f"{kind}.{name}.id", Words(f"{name} {count} times"), "its own id")


def check_option(
    document: Document, dotted: str, address: str, notes: Notes, silent: bool = True
) -> None:
    """Note an option that there is not, or that addresses nothing where that is not `silent`."""
    if dotted not in document.options:
        notes.unknown(address, dotted, document.options)
        return
    option = document.options[dotted]
    if not silent and option is not None and not option.addressed:
        notes.add(address, dotted, "an option that addresses the issue")
