"""A person without a mouse: keys alone, and what such a person needs of every page.

Wherever the focus comes to rest it must be seen, must be somewhere, and must go on in the order
in which one reads. What breaks this is kept in `found`, in words.
"""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

MOST = 400  # stops after which one is called trapped

STOP = """async () => {
  const frame = () => new Promise(requestAnimationFrame)
  const e = document.activeElement
  if (!e || e === document.body || e === document.documentElement) return null
  const name = (e.labels && e.labels[0] && e.labels[0].innerText) || e.getAttribute('aria-label') ||
    (e.getAttribute('aria-labelledby') || '').split(' ').map((id) =>
      (document.getElementById(id) || { innerText: '' }).innerText).join(' ').trim() ||
    e.innerText || e.value || ''
  const role = e.getAttribute('role') || (e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase())
  const ring = (one) => {
    if (!one) return false
    const style = getComputedStyle(one)
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
  }
  const drawn = e instanceof SVGElement && [...e.querySelectorAll('*')].some((one) =>
    parseFloat(getComputedStyle(one).strokeWidth) >= 3)
  const shown = () => {
    const one = e.getBoundingClientRect()
    const label = e.closest('label')
    const spots = [[0.5, 0.5], [0.1, 0.15], [0.9, 0.15], [0.1, 0.85], [0.9, 0.85]].map(([x, y]) =>
      document.elementFromPoint(one.left + x * one.width, one.top + y * one.height))
    return spots.some((hit) => hit && (e.contains(hit) || (label && label.contains(hit))))
  }
  const asked = performance.now()
  while (!shown() && performance.now() - asked < 2000) await frame()
  const box = e.getBoundingClientRect()
  const part = e.closest('dialog, nav, .card, header.masthead, main, body')
  return {
    name: name.trim().replace(/\\s+/g, ' ').slice(0, 90), role,
    ring: ring(e) || ring(e.closest('label')) || drawn,
    seen: shown(), at: JSON.stringify([box.left, box.top, scrollY, innerHeight]),
    top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left, right: box.right,
    part: [...document.querySelectorAll('*')].indexOf(part),
    modal: !!e.closest('dialog[open]'), body: document.querySelectorAll('*').length,
    positive: e.tabIndex > 0,
  }
}"""


class Keys:
    """Plays a page by keys; `found` tells what kept a keyboard's owner from it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[str] = []
        self.stops: list[str] = []

    def stop(self) -> dict[str, Any] | None:
        """Where the focus is: name, role, whether it is seen; None when it is nowhere."""
        return self.page.evaluate(STOP)  # type: ignore[no-any-return]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def held(self, doing: str, patience: int = 5000) -> None:
        """After an update the focus is still somewhere, and is seen."""
        try:
            self.page.wait_for_function(
                "document.activeElement && document.activeElement !== document.body",
                timeout=patience,
            )
        except Exception:
            self.found.append(f"{doing}: the focus is nowhere")

    def to(self, name: str, role: str = "", back: bool = False, within: str = "") -> dict[str, Any]:
        """Tab until what has the focus begins with this name; each stop on the way is judged."""
        wanted = re.compile(name)
        before: dict[str, Any] | None = None
        nowhere = 0
        for _ in range(MOST):
            self.press("Shift+Tab" if back else "Tab")
            stop = self.stop()
            if stop is None:
                nowhere += 1
                if nowhere > 2:
                    break
                before = None
                continue
            self.judge(stop, before if not back else None)
            before = stop
            inside = not within or self.page.evaluate(
                "(place) => !!document.activeElement.closest(place)", within
            )
            if inside and wanted.match(stop["name"]) and role in ("", stop["role"]):
                return stop
        raise AssertionError(f"No way by Tab to {name!r}; the last stops: {self.stops[-12:]}")

    def judge(self, stop: dict[str, Any], before: dict[str, Any] | None) -> None:
        """Keep what is wrong with a stop, and with the way there."""
        told = f"{stop['role']} “{stop['name']}”"
        self.stops.append(told)
        where = self.page.url.split("/")[3:4] or ["page"]
        if not stop["ring"]:
            self.note(f"{where[0]}: nobody sees the focus on {told}")
        if not stop["seen"]:
            self.note(f"{where[0]}: the focus is out of sight on {told}, {stop['at']}")
        if stop["positive"]:
            self.note(f"{where[0]}: {told} stands out of order")
        if before is not None and before["part"] == stop["part"]:
            column = stop["left"] >= before["right"] - 2
            if stop["bottom"] <= before["top"] and not column:
                self.note(f"{where[0]}: Tab goes up from “{before['name']}” to {told}")

    def note(self, told: str) -> None:
        if told not in self.found:
            self.found.append(told)

    def says(self, text: str | re.Pattern[str]) -> None:
        """A live region says it, without the focus having gone there."""
        expect(
            self.page.locator("[aria-live], [role=status], [role=alert]")
            .filter(has_text=text)
            .first
        ).to_be_attached()
