"""axe-core in a real page: what keeps people out of it, and how badly.

The checker stands beside the tests (`foreign/axe-core`, MPL-2.0) and is in no wheel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

CHECKER = Path(__file__).parent / "foreign" / "axe-core" / "axe.min.js"

BAD = ("serious", "critical")
THEMES = ("light", "dark")

RUN = """async (skip) => {
  const off = Object.fromEntries(skip.map((rule) => [rule, { enabled: false }]))
  const found = await axe.run(document, { rules: off, resultTypes: ['violations'] })
  const why = (node) => (node.failureSummary || '').split('\\n').slice(1).join(' ').trim()
  const told = (rule) => (node) => ({
    rule: rule.id, impact: node.impact || rule.impact || '', help: rule.help,
    place: node.target.flat(9).join(' '), why: why(node),
  })
  return {
    passed: found.passes.length,
    violations: found.violations.flatMap((rule) => rule.nodes.map(told(rule))),
  }
}"""

SETTLED = """Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished)).then(() => true)"""


@dataclass(frozen=True)
class Finding:
    """One thing at one place; `impact` is minor, moderate, serious or critical."""

    rule: str
    impact: str
    help: str
    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.impact}: {self.rule} at {self.place}: {self.why or self.help}"


def findings(page: Page, skip: Sequence[str] = ()) -> list[Finding]:
    """Everything that the checker finds in the page as it stands, without the rules to skip."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(CHECKER.read_text(encoding="utf-8"))
    # what fades in has no contrast yet
    page.evaluate(SETTLED)
    found = page.evaluate(RUN, list(skip))
    assert found["passed"] > 0, "the checker looked at nothing"
    return [Finding(**one) for one in found["violations"]]


def bad(page: Page, skip: Sequence[str] = ()) -> list[str]:
    """What is serious or critical in the page as it stands, in words."""
    return [str(one) for one in findings(page, skip) if one.impact in BAD]


def wrong(page: Page, name: str = "", skip: Sequence[str] = ()) -> list[str]:
    """What is serious or critical in the page, in light and in dark, in words."""
    told = []
    for theme in THEMES:
        _wear(page, theme)
        told += [f"{name or page.url}, {theme}: {one}" for one in bad(page, skip)]
    page.evaluate("ceasefire.chooseTheme('auto')")
    return told


def check(page: Page, name: str = "", skip: Sequence[str] = ()) -> None:
    """Fail if anything serious or critical is in the page, in light or in dark."""
    found = wrong(page, name, skip)
    assert not found, "\n".join(found)


def _wear(page: Page, theme: str) -> None:
    """The page in a theme, as its own button would leave it."""
    page.evaluate("(theme) => ceasefire.chooseTheme(theme)", theme)
    page.wait_for_function("(theme) => document.documentElement.dataset.theme === theme", arg=theme)
