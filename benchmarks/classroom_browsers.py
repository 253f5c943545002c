"""Real browsers at the tables of one class: Chromium pages, each in a context of its own.

Times are taken inside the pages, from the click to the changed picture, by the machine's one clock.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from pathlib import Path
from typing import Any

from machine import described
from playwright.async_api import Browser, Page, async_playwright

from ui import clock
from ui.cli.rehearse import free_port
from ui.rehearsal.own import OwnServer, Teacher, verdict
from ui.rehearsal.students import Tally, share

CHROMIUM = "/usr/bin/chromium"
SCENARIO = "korea-1951"
PACE = 30.0
TABLE = "() => Number(document.querySelector('.classbar h2').textContent.match(/\\d+/)[0])"
# a button that works no more keeps the focus, so it says so to readers alone
MAY = """() => {
  const b = document.querySelector('.press button')
  return !!b && !b.disabled && b.getAttribute('aria-disabled') !== 'true'
}"""
# the time of the click, and that of the first picture in which the button has changed
PRESS = """() => new Promise((told) => {
  const off = (b) => b.disabled || b.getAttribute('aria-disabled') === 'true'
  const text = () => document.querySelector('.press')?.innerText
  const before = text(), begun = Date.now()
  const look = () => {
    const button = document.querySelector('.press button')
    const busy = button && button.innerText.includes('…')
    if (Date.now() - begun > 60000) told([begun, 0])
    else if (!busy && (!button || off(button) || text() !== before))
      requestAnimationFrame(() => told([begun, Date.now()]))
    else setTimeout(look, 4)
  }
  document.querySelector('.press button').click()
  look()
})"""
# when the chip of somebody at the table, or the stage, is another than it was before
PEOPLE = "() => document.querySelector('.classbar .people')?.textContent || ''"
HEAR = """(before) => new Promise((told) => {
  const text = () => (document.querySelector('.classbar .people')?.textContent || '')
  const begun = Date.now()
  const look = () => {
    if (Date.now() - begun > 60000) told(0)
    else if (text() !== before) requestAnimationFrame(() => told(Date.now()))
    else setTimeout(look, 4)
  }
  look()
})"""


# a page that was laid out again since it was marked, at a stage that can be played
BACK = """() => new Promise((told) => {
  const begun = Date.now()
  const look = () => {
    const screen = document.querySelector('.screen.game:not([data-before])')
    const shown = screen && screen.__vue__ && screen.__vue__.s && document.querySelector('.press')
    if (shown) requestAnimationFrame(() => told([Date.now(), screen.__vue__.s.key]))
    else if (Date.now() - begun > 180000) told([0, ''])
    else setTimeout(look, 20)
  }
  look()
})"""
MARK = """() => {
  const screen = document.querySelector('.screen.game')
  screen.setAttribute('data-before', '1')
  return screen.__vue__.s.key
}"""


def returns(count: int, kills: int) -> dict[str, Any]:
    """So many pages whose server is killed so often: how soon after its return each is back."""
    with tempfile.TemporaryDirectory(prefix="ceasefire-returns-") as folder:
        server = OwnServer(Path(folder), free_port())
        try:
            teacher = Teacher(server.address, Tally())
            teacher.come(server.start())
            teacher.set_up(scenario=SCENARIO, students=str(count), rounds="12", moves="60",
                           answers="60", seed="7")  # fmt: skip
            row = asyncio.run(_returns(server, teacher, count, kills))
        finally:
            server.stop()
    return {"students": count, "kills": kills, **row, "machine": described()}


async def _returns(server: OwnServer, teacher: Teacher, count: int, kills: int) -> dict[str, Any]:
    luck, back, away, elsewhere = random.Random(1), list[float](), list[float](), 0
    now = clock.server()
    async with async_playwright() as play:
        chromium = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        pages = [await _joined(chromium, server, teacher, k) for k in range(count)]
        await asyncio.to_thread(teacher.do, "start")
        for page in pages:
            await page.goto(f"{server.address}/game/class-{teacher.room}")
            await page.wait_for_function(MAY, timeout=180_000)
        for _ in range(kills):
            await asyncio.sleep(1.0 + 2.0 * luck.random())
            before = [await page.evaluate(MARK) for page in pages]
            begun = now()
            await asyncio.to_thread(server.kill)
            waiting = [asyncio.create_task(page.evaluate(BACK)) for page in pages]
            await asyncio.to_thread(server.start)
            at = now()
            away.append(at - begun)
            for task, key in zip(waiting, before, strict=True):
                seen, shown = await task
                # a page may be back before the server's own sentence was read here
                back += [max(0.0, seen / 1000 - at)] if seen else []
                elsewhere += not seen or shown != key
            await asyncio.to_thread(teacher.do, "resume")
        await chromium.close()
    return {
        "returns": len(back), "elsewhere": elsewhere,
        **{f"{name}_{part}": round(1000 * share(values, level))
           for name, values in (("back", back), ("away", away))
           for part, level in (("p50", 0.5), ("p95", 0.95), ("most", 1.0))},
    }  # fmt: skip


def browsers(count: int, length: float) -> dict[str, Any]:
    """A class of real pages that press at a lesson's pace for so many seconds."""
    with tempfile.TemporaryDirectory(prefix="ceasefire-browsers-") as folder:
        server = OwnServer(Path(folder), free_port())
        link = server.start()
        try:
            teacher = Teacher(server.address, Tally())
            teacher.come(link)
            teacher.set_up(scenario=SCENARIO, students=str(count), rounds="12", moves="60",
                           answers="60", seed="7")  # fmt: skip
            server.wait_warm(teacher.browser, 120.0)
            row, tally = asyncio.run(_lesson(server, teacher, count, length))
        finally:
            server.stop()
        found = verdict(Path(folder) / "games.sqlite3", teacher.room, tally)
    return {"students": count, "twice": found["twice"], **row,
            "machine": described()}  # fmt: skip


async def _lesson(
    server: OwnServer, teacher: Teacher, count: int, length: float
) -> tuple[dict[str, Any], Tally]:
    now, luck, tally = clock.server(), random.Random(1), Tally()
    times: dict[str, list[float]] = {"opened": [], "own": [], "others": []}
    unseen = 0
    async with async_playwright() as play:
        chromium = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        pages = [await _joined(chromium, server, teacher, k) for k in range(count)]
        await asyncio.to_thread(teacher.do, "start")
        for page in pages:
            begun = now()
            await page.goto(f"{server.address}/game/class-{teacher.room}")
            await page.wait_for_function(MAY, timeout=180_000)
            times["opened"].append(now() - begun)
        tables: dict[int, list[Page]] = {}
        for page in pages:
            tables.setdefault(await page.evaluate(TABLE), []).append(page)
        before, begun = server.used(), now()
        while now() < begun + length:
            number = luck.choice(sorted(tables))
            page, other = luck.sample(tables[number], 2)
            if await page.evaluate(MAY):
                # looked at first: a page that begins late to listen has not missed it
                before_it = await other.evaluate(PEOPLE)
                heard = asyncio.create_task(other.evaluate(HEAR, before_it))
                await asyncio.sleep(0.05)
                at, own = await page.evaluate(PRESS)
                seen = await heard
                unseen += (not own) + (not seen)
                times["own"] += [(own - at) / 1000] if own else []
                times["others"] += [(seen - at) / 1000] if seen else []
            else:
                await asyncio.to_thread(teacher.do, "advance", table=number)
            await asyncio.sleep(PACE / count * luck.random())
        used, seconds = server.used(), now() - begun
        await chromium.close()
    told = {
        f"{name}_{part}": round(1000 * share(values, level))
        for name, values in times.items()
        for part, level in (("p50", 0.5), ("p95", 0.95), ("most", 1.0))
    }
    return {
        "acts": len(times["own"]), "lost": unseen, **told, "seconds": round(seconds),
        "core": round((used.server - before.server) / seconds, 3), "memory": round(used.memory),
    }, tally  # fmt: skip


async def _joined(chromium: Browser, server: OwnServer, teacher: Teacher, k: int) -> Page:
    context = await chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(240_000)
    page = await context.new_page()
    await page.goto(f"{server.address}/join/{teacher.code}")
    await page.fill("input[name=name]", f"S{k + 1}")
    await page.get_by_role("button", name="Join").click()
    await page.wait_for_url("**/class/**")
    return page
