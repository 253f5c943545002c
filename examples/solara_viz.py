"""The model in Mesa's own visualisation.

    pip install -e '.[viz]'
    solara run examples/solara_viz.py

SolaraViz steps the model, plays it, and makes a new one from the sliders. The
line, the true margin and window, and each party's reservation point and
believed window are drawn from the model's DataCollector. Everything is shown,
secrets included: it is a referee's view of machines, not the game. Mesa's page
loads its parts from a public server; the game's pages never do.
"""

from __future__ import annotations

import altair
import pandas
import solara
from mesa.visualization import SolaraViz, make_plot_component

import sim
from sim import compiled
from ui import warming


class War(sim.NegotiationModel):
    """The flagship with a few of its numbers as parameters, as SolaraViz wants them: by name."""

    def __init__(self, rng: int = 7, empathy: float = 0.5, talk: float = 0.3) -> None:
        """Both belligerents' `mind.empathy`, and `behaviour.talk`; everything else as it ships."""
        values = {f"parties__{name}__mind__empathy": empathy for name in ("russia", "ukraine")}
        super().__init__("ukraine-2022", rng=rng, behaviour__talk=talk, **values)


PARAMETERS = {
    "rng": {"type": "SliderInt", "label": "Seed", "value": 7, "min": 0, "max": 100, "step": 1},
    "empathy": {
        "type": "SliderFloat",
        "label": "Empathy of both belligerents",
        "value": 0.5,
        "min": 0.0,
        "max": 0.98,
        "step": 0.01,
    },
    "talk": {
        "type": "SliderFloat",
        "label": "Believed window from which machines table terms",
        "value": 0.3,
        "min": 0.0,
        "max": 1.0,
        "step": 0.05,
    },
}


def by_party(model: War, measure: str) -> pandas.DataFrame:
    """An agent reporter of the DataCollector as rows of round, party and value."""
    table = model.datacollector.get_agent_vars_dataframe().reset_index()
    rounds = table["Step"].to_numpy() + 1
    return pandas.DataFrame({"round": rounds, "party": table["party"], measure: table[measure]})


def chart(model: War, measure: str, title: str) -> altair.Chart:
    """One line for each party over the rounds."""
    return (
        altair.Chart(by_party(model, measure))
        .mark_line(point=True)
        .encode(x="round:Q", y=altair.Y(f"{measure}:Q", title=title), color="party:N")
        .properties(width=420, height=300)
    )


def Reservations(model: War) -> solara.Element:
    """Each party's reservation point, on its own scale."""
    return solara.FigureAltair(chart(model, "reservation", "reservation point"))


def Beliefs(model: War) -> solara.Element:
    """Each party's probability that terms on the table would pass."""
    return solara.FigureAltair(chart(model, "window", "believed window"))


def Now(model: War) -> solara.Element:
    """Where the model stands, in words."""
    window = model.window
    state = "open" if window.on_table else "shut"
    if window.with_formula and not window.on_table:
        state = "shut, but a formula nobody has voiced would open it"
    text = f"Round {model.round}, {model.played.phase}; ending: {model.played.ending}."
    return solara.Markdown(f"{text}\n\nThe true window is {state}; margin {window.margin:.2f}.")


COMPONENTS = [
    (Now, 0),
    make_plot_component("margin", backend="altair"),
    (Reservations, 0),
    (Beliefs, 0),
    make_plot_component("line", backend="altair", page=1),
]


@solara.component
def Page() -> None:
    """What `solara run` shows: a model of its own for every visitor."""
    model = solara.use_memo(first, [])
    SolaraViz(
        model,
        components=COMPONENTS,
        model_params=PARAMETERS,
        play_interval=300,
        name="Ukraine, spring 2022: a model, not a prediction",
    )


def first() -> War:
    """The first model, on compiled rules if `ceasefire compile` has been run."""
    if warming.ready():
        compiled.warm()
    return War()
