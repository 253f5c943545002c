"""A page by keyboard: its keys clash with nothing, and one sees where one is."""

from __future__ import annotations

from playwright.sync_api import Page

STOPS = 14
"""How often Tab is pressed: past the header and into what the page is for."""

KEYS = """() => {
  if (!document.querySelector('.screen')) return []
  const keys = ceasefire.keys().filter((one) => one.element.checkVisibility())
  const found = []
  const asked = keys.map((one) => one.key)
  // a wall is looked at, and has nothing to press
  if (!asked.includes('?') && !document.querySelector('.projecting')) {
    found.push('no key opens the help')
  }
  for (const key of new Set(asked)) {
    const many = asked.filter((one) => one === key).length
    if (many > 1) found.push(`${key} presses ${many} things`)
    // one character may be typed by mistake or belong to a screen reader: those can be turned off
    if (!/^(Control\\+Enter|Arrow(Left|Right|Up|Down)|[?tp1-9])$/.test(key)) {
      found.push(`${key} is in no table of keys`)
    }
  }
  return [...found, ...keys.filter((one) => !one.name).map((one) => `${one.key} has no name`)]
}"""

TOP = """() => {
  const mark = document.body.insertBefore(document.createElement('span'), document.body.firstChild)
  mark.tabIndex = -1
  mark.focus()
  mark.remove()
}"""

FOCUS = """() => {
  const e = document.activeElement
  if (!e || e === document.body || !document.querySelector('.screen')) return ''
  const ringed = (one) => {
    const style = getComputedStyle(one)
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
  }
  // a choice is ringed as a whole, a handle on the plane by the stroke of its circle
  const around = [e, e.closest('label'), e.parentElement].filter(Boolean)
  const drawn = [e, ...e.querySelectorAll('.grip, rect')]
    .some((one) => one instanceof SVGElement && parseFloat(getComputedStyle(one).strokeWidth) >= 3)
  if (around.some(ringed) || drawn) return ''
  return `nobody sees that ${e.tagName.toLowerCase()}.${e.className} has the focus`
}"""


def wrong(page: Page, name: str = "") -> list[str]:
    """What is wrong with the keys of a page and with the focus of its first stops, in words."""
    found = list(page.evaluate(KEYS))
    page.evaluate(TOP)
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUS)
        if told:
            found.append(told)
    page.evaluate("document.activeElement && document.activeElement.blur()")
    return [f"{name or page.url}: {one}" for one in dict.fromkeys(found)]
