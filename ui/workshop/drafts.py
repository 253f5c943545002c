"""Drafts on disk: one file each, kept at every change, and what a new one begins from."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import sim
from sim.scenario.schema import ID
from sim.sweeps.store import write_whole

from .. import clock, database, offers
from ..words import say
from .edits import Refused, put
from .sheet import bounded

MOST = 100
"""Drafts that are kept."""
BLANK, COMMENTED = "blank", "template"
_ID = re.compile(r"[0-9a-f]{16}")
_keeping = threading.Lock()


def folder() -> Path:
    """Where drafts are kept."""
    return database.folder() / "workshop"


@dataclass(frozen=True)
class Draft:
    """One draft, by the file it lies in. Its name in addresses cannot be guessed."""

    file: Path

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self.file.stem

    @property
    def text(self) -> str:
        """What is kept."""
        return self.file.read_text(encoding="utf-8")

    def keep(self, text: str, over: str | None = None) -> str:
        """Keep a text, and give its mark; Refused if another tab kept something since `over`."""
        with _keeping:
            try:
                if over is not None and mark(self.text) not in (over, mark(text)):
                    raise Refused(say("workshop.elsewhere"))
                write_whole(self.file, text.encode("utf-8", "replace"))
            except OSError as error:
                reason = error.strerror or str(error)
                raise Refused(say("workshop.not_kept", reason=reason)) from None
        return mark(text)

    def delete(self) -> None:
        """Remove it for good."""
        self.file.unlink(missing_ok=True)


def mark(text: str) -> str:
    """A short name of a text, by which a tab tells whether it is still the one it knows."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def find(id: str) -> Draft | None:
    """The draft of a name, if there is one."""
    file = folder() / f"{id}.toml"
    return Draft(file) if _ID.fullmatch(id) and file.is_file() else None


def every() -> list[Draft]:
    """All drafts, the last changed first."""
    found = [Draft(file) for file in folder().glob("*.toml") if _ID.fullmatch(file.stem)]
    return sorted(found, key=lambda one: one.file.stat().st_mtime, reverse=True)


def create(text: str) -> Draft:
    """A new draft with that text; Refused if it is too long or there are too many."""
    text = bounded(text)
    if len(every()) >= MOST:
        raise Refused(say("workshop.too_many_drafts", most=MOST))
    try:
        folder().mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(say("workshop.not_kept", reason=error.strerror or str(error))) from None
    draft = Draft(folder() / f"{secrets.token_hex(8)}.toml")
    draft.keep(text)
    return draft


def begun(name: str) -> Draft:
    """A new draft from a template, or from a scenario there is to play."""
    if name == BLANK:
        return create(_file("ui.workshop", "blank.toml"))
    if name == COMMENTED:
        text = _file("scenarios", "template/template.toml")
        for reader in ("public", *tomllib.loads(text)["parties"]):
            briefing = _file("scenarios", f"template/briefings/{reader}.en.md")
            text = put(text, ("briefings", reader), briefing)
        return create(text)
    if name not in offers.names():
        raise Refused(say("screen.home.no_such"))
    found = offers.load(name)
    if found.path is None:
        raise Refused(say("screen.home.no_such"))
    return create(_own(found.path.read_text(encoding="utf-8"), found))


def _file(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


def _own(text: str, found: sim.Scenario) -> str:
    """A scenario's text under a name of its own, with the briefings that lie beside it."""
    if re.fullmatch(ID, f"my-{found.id}"):
        text = put(text, ("scenario", "id"), f"my-{found.id}")
    held = tomllib.loads(text).get("briefings", {})
    for reader in ("public", *found.parties):
        briefing = found.briefing(reader)
        if briefing and reader not in held:
            text = put(text, ("briefings", reader), briefing)
    return text


def listed() -> list[dict[str, Any]]:
    """What a page tells of every draft."""
    return [{"id": one.id, "title": titled(one.text) or say("workshop.untitled"),
             "changed": clock.day(one.file.stat().st_mtime)} for one in every()]  # fmt: skip


def titled(text: str) -> str:
    """The title that stands in a text, whether or not the rest can be read."""
    found = re.search(r'^title\s*=\s*"([^"\n]{1,120})"', text, re.MULTILINE)
    return found[1] if found else ""
