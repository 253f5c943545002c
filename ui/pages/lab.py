"""The laboratory: put a sweep together, watch it run, explore what came of it."""

import functools
import json
import logging
from collections.abc import Mapping
from typing import Any

import solara
import solara.lab

import sim
from sim import fields
from sim.sweeps import SweepError, missing

from .. import lab, offers, telling
from ..charts.packing import text
from ..components import LabScreen, RunScreen, words
from ..lab import spec
from ..live import use_feed
from ..rooms import hosted
from ..table import shared
from ..words import language, say
from .layout import Message, refusing, use_trouble
from .tokens import address

log = logging.getLogger("ceasefire.pages")
_refusing = functools.partial(refusing, refusals=(SweepError,), unreadable="lab.unreadable")

MEANINGS = {row.name: row.text for row in (*fields.COMMON, *fields.PARTY)}
"""What a number stands for, by its name in the field table; in English."""
DESIGNS = ("grid", "one-at-a-time", "latin", "random", "sobol", "morris")


@solara.component
def LabPage(run: str = "") -> solara.Element:
    """The laboratory, or one run of it; a server of classes has none."""
    if hosted() is not None:
        return Message("missing")
    if not run:
        return Bench()
    found = lab.runs.find(run)
    return Message("missing") if found is None else Running(found).key(run)


@solara.component
def Bench() -> solara.Element:
    """Where a spec is put together, and the runs there are."""
    router = solara.use_router()
    keeper = lab.shared()
    trouble, tell = use_trouble()
    addresses, set_addresses = solara.use_state("")
    checked, set_checked = solara.use_state("")
    asked, ask = solara.use_state(("", None))

    def choose(name: Any) -> None:
        set_addresses(text(numbers_of(str(name))))

    def check(data: Any) -> None:
        # the page says what is missing; a spec cannot be checked without it
        if not missing():
            set_checked(text(told_of(data)))

    def measured() -> str:
        written, number = asked
        return text({"number": number, **timed(written)}) if written else ""

    def measure(data: Any) -> None:
        ask((str(data["text"]), data.get("number")))

    timing = solara.lab.use_task(measured, dependencies=[asked])

    def begin(data: Any) -> None:
        router.push(address("lab", keeper.add(str(data["text"])).id))

    screen = LabScreen(
        offered=offered(language()),
        addresses=addresses,
        checked=checked,
        measured=timing.value or "" if timing.finished else "",
        trouble=trouble,
        words=words(),
        event_choose=_refusing(choose, tell),
        event_check=_refusing(check, tell),
        event_measure=_refusing(measure, tell),
        event_begin=_refusing(begin, tell),
        event_command=_refusing(command, tell),
    )
    use_feed(screen, "state", kept, keeper.wait_newer)
    return screen


@solara.component
def Running(run: lab.Run) -> solara.Element:
    """One run: how far it is, what its rows show so far and in the end, the way into its worlds."""
    router = solara.use_router()
    keeper = lab.shared()
    trouble, tell = use_trouble()
    shown, set_shown = solara.use_state("")
    found, set_found = solara.use_state("")
    maps, set_maps = solara.use_state("")
    lines, set_lines = solara.use_state("")

    def explore(_: Any) -> None:
        from ..lab import explore

        set_shown(text(explore.asking(explore.axes, run)))
        set_lines(text(explore.asking(explore.lines, run)))

    def look(data: Any) -> None:
        from ..lab import explore

        names = [str(name) for name in data["outcomes"]]
        x, y = str(data["x"]), str(data["y"])
        set_maps(text(explore.asking(lambda swept: explore.maps(swept, x, y, names), run)))

    def cell(data: Any) -> None:
        from ..lab import explore

        first = int(data.get("first", 0))
        if "point" in data:
            point = int(data["point"])
            found = explore.asking(lambda swept: explore.of_point(swept, point, first), run)
        else:
            place = (str(data["x"]), str(data["y"]), data["x_at"], data["y_at"])
            found = explore.asking(lambda swept: explore.worlds(swept, *place, first), run)
        set_found(text(found))

    def watch(row: Any) -> None:
        from ..lab import explore

        router.push(address("watch", explore.watched(run, int(row), shared())))

    def commanded(data: Any) -> None:
        command({**data, "id": run.id})
        if data["what"] == "delete":
            router.push("/lab")

    screen = RunScreen(
        shown=shown,
        maps=maps,
        lines=lines,
        found=found,
        spec=run.text,
        trouble=trouble,
        words=words(),
        event_explore=_refusing(explore, tell),
        event_look=_refusing(look, tell),
        event_cell=_refusing(cell, tell),
        event_watch=_refusing(watch, tell),
        event_command=_refusing(commanded, tell),
    )
    use_feed(screen, "state", lambda: text(told(run)), keeper.wait_newer)
    return screen


def command(data: Mapping[str, Any]) -> None:
    """What can be done with a run there is: `stop`, `go_on`, `delete`."""
    found, keeper = lab.runs.find(str(data["id"])), lab.shared()
    if found is not None:
        {"stop": keeper.stop, "go_on": keeper.go_on, "delete": keeper.delete}[data["what"]](found)


def told(run: lab.Run) -> dict[str, Any]:
    """A run as a page tells it."""
    state = lab.shared().state(run)
    left = state["left"]
    state["left"] = duration(left) if isinstance(left, (int, float)) else ""
    state["stage_text"] = say(f"screen.lab.stage.{state['stage']}")
    return state


def kept() -> str:
    """All runs, the newest first, as JSON text."""
    found = [told(run) for run in reversed(lab.runs.every())]
    return text({"runs": found})


def told_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The spec that a form asks for, or the one that was written, and what is to be said of it."""
    form = data.get("form")
    written = spec.toml_of(form) if isinstance(form, Mapping) else str(data.get("text", ""))
    return {"number": data.get("number"), "text": written, **spec.checked(written)}


def timed(written: str) -> dict[str, Any]:
    """How fast the worlds of a spec are played here, and how long all of them take."""
    from sim.sweeps.pools import usual

    found = lab.shared().measure(written)
    worlds, workers = spec.checked(written).get("worlds", 0), usual()
    rate = found["rate"] * workers
    time = duration(worlds / rate) if rate > 0 else ""
    return {**found, "rate": rate, "time": time, "workers": workers}


def numbers_of(name: str) -> dict[str, Any]:
    """Every number of a scenario that can be varied.

    Its address, value, own range, possible range, unit, and what it stands for, if known.
    """
    if name not in offers.names():
        raise SweepError(say("screen.home.no_such"))
    one = offers.load(name)
    found = []
    for dotted in one.addresses():
        number, (low, high) = one.number(dotted), one.limits(dotted)
        found.append([dotted, number.value, number.low, number.high, low, high, number.unit,
                      meant(dotted)])  # fmt: skip
    told = telling.scene(one)
    cases = [
        {"id": case.id, "title": case.title, "lang": telling.written_in(one)}
        for case in told.counterfactuals.values()
    ]
    return {"scenario": name, "numbers": found, "cases": cases}


def meant(dotted: str) -> str:
    """What the number at an address stands for; empty where its address says it all.

    >>> meant("parties.north.war.evidence"), meant("issues.land.weight.north")
    ('weight of that first chance, in battles seen', '')
    """
    steps = dotted.split(".")
    return MEANINGS.get(".".join(steps[2:] if steps[0] == "parties" else steps), "")


@functools.cache
def offered(spoken: str) -> str:
    """What a spec can be put together from, as JSON text, for a tab that speaks that language."""
    from sim.sweeps.outcomes import OUTCOMES, USUAL

    scenarios = []
    for name in offers.names():
        try:
            one = telling.scene(offers.load(name))
        except sim.ScenarioError:
            log.exception("scenario %s cannot be read", name)
            continue
        scenarios.append({"id": name, "source": offers.source(name), "title": one.title})
    lacking = missing()
    outcomes = [{"name": one.name, "said": spec.said(one.name),
                 "usual": one.name in USUAL, "number": one.kind != "text"}
                for one in OUTCOMES.values()]  # fmt: skip
    return json.dumps({
        "scenarios": scenarios, "designs": list(DESIGNS), "outcomes": outcomes,
        "lacking": say("cli.extra.sweep", package=lacking) if lacking else "",
    })  # fmt: skip


def duration(seconds: float) -> str:
    """A time a person can plan with."""
    for limit, key, unit in ((100, "seconds", 1), (6000, "minutes", 60)):
        if seconds < limit:
            return say(f"cli.sweep.{key}", **{key: max(1.0, seconds / unit)})
    return say("cli.sweep.hours", hours=seconds / 3600)
