"""A page as a screen reader has it: the browser's accessibility tree, and what is said aloud.

`wrong(page)` tells in words what a listener would miss: a control or a drawing without a name,
headings that jump, no landmark. `Ear` hears what live regions say while one plays.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from playwright.sync_api import Page

PRESSED = (
    "button", "link", "textbox", "searchbox", "combobox", "listbox", "slider", "spinbutton",
    "checkbox", "radio", "switch", "tab", "menuitem", "DisclosureTriangle",
)  # fmt: skip
DRAWN = ("image", "img", "graphics-document", "Canvas")

LISTEN = """() => {
  window.said = []
  const region = '[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]'
  const last = new WeakMap()
  new MutationObserver((changes) => {
    const parts = new Set()
    for (const one of changes) {
      const e = one.target.nodeType === 1 ? one.target : one.target.parentElement
      const part = e && e.closest(region)
      if (part) parts.add(part)
      for (const added of one.addedNodes) {
        if (added.nodeType === 1 && added.matches('[role=alert]')) parts.add(added)
      }
    }
    for (const part of parts) {
      const text = part.textContent.trim().replace(/\\s+/g, ' ')
      if (text && last.get(part) !== text) window.said.push(text)
      last.set(part, text)
    }
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true })
}"""


@dataclass(frozen=True)
class Node:
    """One thing a screen reader meets: its role, its name, the level of a heading."""

    role: str
    name: str
    level: int


def tree(page: Page) -> list[Node]:
    """Everything that is not hidden from a screen reader, in the order in which it is read."""
    session = page.context.new_cdp_session(page)
    try:
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    finally:
        session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    found: list[Node] = []
    waiting = [nodes[0]["nodeId"]] if nodes else []
    while waiting:
        node = by_id.get(waiting.pop())
        if node is None:
            continue
        waiting += reversed(node.get("childIds", []))
        if node.get("ignored"):
            continue
        level = [p["value"]["value"] for p in node.get("properties", []) if p["name"] == "level"]
        name = str(node.get("name", {}).get("value", "")).strip()
        found.append(Node(str(node["role"]["value"]), name, int(level[0]) if level else 0))
    return found


def wrong(page: Page, name: str = "") -> list[str]:
    """What a listener would miss on the page as it stands, in words."""
    nodes = tree(page)
    found = [f"a {one.role} has no name" for one in nodes if one.role in PRESSED and not one.name]
    found += [f"a drawing ({one.role}) has no words" for one in nodes
              if one.role in DRAWN and not one.name]  # fmt: skip
    dialogs = [one.name for one in nodes if one.role == "dialog"]
    if dialogs:  # all else is hidden behind it
        found += ["a dialog has no name" for told in dialogs if not told]
    else:
        found += parts(nodes)
    if not page.title().strip():
        found.append("the page has no title")
    if not page.evaluate("document.documentElement.lang"):
        found.append("no language is given")
    return [f"{name or page.url}: {one}" for one in dict.fromkeys(found)]


def parts(nodes: list[Node]) -> list[str]:
    """Whether a page has its parts to jump to: headings, one main part, a banner."""
    found = headings([one for one in nodes if one.role == "heading"])
    roles = [one.role for one in nodes]
    if roles.count("main") != 1:
        found.append(f"{roles.count('main')} main parts")
    if "banner" not in roles:
        found.append("no banner")
    return found


def headings(nodes: list[Node]) -> list[str]:
    """Whether there is one first heading, and none deeper by more than one than the one before."""
    found = []
    first = [one.name for one in nodes if one.level == 1]
    if len(first) != 1:
        found.append(f"{len(first)} headings of the first level: {first}")
    for before, one in itertools.pairwise(nodes):
        if one.level > before.level + 1:
            found.append(f"heading “{one.name}” jumps from level {before.level} to {one.level}")
    return found + ["a heading is empty" for one in nodes if not one.name]


class Ear:
    """What a page says aloud without being asked, since `clear`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate(LISTEN)

    def clear(self) -> None:
        self.page.evaluate("window.said = []")

    def hears(self, pattern: str) -> str:
        """Wait until something that matches was said; all that was said."""
        self.page.wait_for_function(
            "pattern => window.said.some((text) => new RegExp(pattern).test(text))", arg=pattern
        )
        said: list[str] = self.page.evaluate("window.said")
        return next(text for text in said if re.search(pattern, text))
