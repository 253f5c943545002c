"""Follow every link of a built site, without a network."""

from __future__ import annotations

import posixpath
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
"""Elements that make a browser load something, and the attribute that says what."""

TOLD = ("canonical", "prev", "next", "edit")
"""Kinds of link elements that load nothing."""


class Page(HTMLParser):
    """One page: the anchors it has, where it leads, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.leads: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.anchors |= {named[key] for key in ("id", "name") if named.get(key)}
        if tag == "a" and named.get("href"):
            self.leads.append(named["href"])
        asked = named.get(LOADED.get(tag, ""), "")
        if asked and named.get("rel") not in TOLD:
            self.loads.append(asked)


def wrong(site: Path) -> list[str]:
    """What does not hold: a sentence for each link into nothing and each foreign load."""
    texts = {
        page.relative_to(site).as_posix(): Page(page.read_text(encoding="utf-8"))
        for page in sorted(site.rglob("*.html"))
    }
    found = []
    for name, page in texts.items():
        foreign = [load for load in page.loads if urlsplit(load).netloc]
        found += [f"{name} loads {load} from another host" for load in foreign]
        if name == "404.html":  # it is served at any address
            continue
        for address in [*page.leads, *page.loads]:
            if reason := _into_nothing(site, texts, name, address):
                found.append(f"{name} leads to {address}: {reason}")
    return sorted(set(found))


def _into_nothing(site: Path, texts: dict[str, Page], name: str, address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    folder = posixpath.dirname(name)
    to = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else name
    if (site / to).is_dir():
        to = posixpath.normpath(f"{to}/index.html")
    if not (site / to).is_file():
        return "no such file"
    anchor = unquote(parts.fragment)
    if anchor and to in texts and anchor not in texts[to].anchors:
        return "no such anchor"
    return ""
