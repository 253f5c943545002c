"""A page on a phone: whether it runs off sideways, and whether a finger meets what it aims at."""

from __future__ import annotations

from playwright.sync_api import Page

from ui import scale

SIZE = {"width": 390, "height": 844}
SLACK = 0.5  # pixels that rounding takes

MEASURED = """(touch) => {
  const told = (e) => {
    const words = e.getAttribute('aria-label') || e.textContent || e.name || ''
    const kinds = e instanceof SVGElement ? '' : [...e.classList].map((one) => '.' + one).join('')
    const short = words.trim().replace(/\\s+/g, ' ').slice(0, 40)
    return `${e.tagName.toLowerCase()}${kinds} "${short}"`
  }
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) &&
    !e.closest('[inert], .unseen')
  // a link in the run of a sentence is as high as its line
  const running = (e) => {
    if (e.tagName !== 'A' || getComputedStyle(e).display !== 'inline') return false
    const block = e.closest('p, li, td, th, dd, small, summary, figcaption, div')
    return block && block.textContent.trim().length > e.textContent.trim().length
  }
  const pressed = 'a[href], button, select, textarea, summary, input:not([type=hidden]), ' +
    '[role=button], [role=slider]'
  const labelled = (e) => e.closest('label') ||
    (e.id && document.querySelector(`label[for="${CSS.escape(e.id)}"]`)) || e
  const found = []
  const part = document.querySelector('dialog[open]') || document
  for (const e of part.querySelectorAll(pressed)) {
    if (!seen(e) || e.disabled || running(e)) continue
    const boxes = [e, labelled(e)].map((one) => one.getBoundingClientRect())
    const wide = Math.max(...boxes.map((box) => box.width))
    const high = Math.max(...boxes.map((box) => box.height))
    if ((wide || high) && (wide < touch || high < touch)) {
      found.push(`${told(e)} is ${Math.round(wide)} x ${Math.round(high)}`)
    }
  }
  const root = document.documentElement
  const off = root.scrollWidth - root.clientWidth
  if (off > 0) {
    const scrolls = (e) => e && (getComputedStyle(e).overflowX !== 'visible' ||
      scrolls(e.parentElement))
    const out = [...document.body.querySelectorAll('*')].filter((e) =>
      e.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(e.parentElement))
    found.unshift(`runs ${off} pixels off sideways: ${out.slice(0, 3).map(told).join(', ')}`)
  }
  return [...new Set(found)]
}"""


def wrong(page: Page, name: str = "") -> list[str]:
    """What a phone's owner would curse, in words; the page keeps its size."""
    before = page.viewport_size
    page.set_viewport_size(SIZE)
    page.wait_for_timeout(300)  # drawings measure themselves anew
    found = page.evaluate(MEASURED, scale.TOUCH - SLACK)
    if before is not None:
        page.set_viewport_size(before)
    return [f"{name or page.url}: {one}" for one in found]
