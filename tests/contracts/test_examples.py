"""What stands in `examples/` works with the Mesa that is installed."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import sim
from sim import beliefs, game
from sim.acts import terms_names

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def viz() -> ModuleType:
    """The SolaraViz example as a module; it needs the extra `viz`."""
    pytest.importorskip("altair", reason="the extra `viz` is not installed")
    pytest.importorskip("matplotlib", reason="the extra `viz` is not installed")
    spec = importlib.util.spec_from_file_location("solara_viz", EXAMPLES / "solara_viz.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_model_behind_the_sliders_steps(viz):
    """Its parameters reach the scenario, and a step adds a row a party."""
    values = {name: one["value"] for name, one in viz.PARAMETERS.items()}
    model = viz.War(**{**values, "empathy": 0.25})
    number = model.played.scenario.number("parties.ukraine.mind.empathy")
    assert (number.low, number.value, number.high) == (0.25, 0.25, 0.25)
    model.step()
    assert model.round == 2
    table = viz.by_party(model, "reservation")
    assert table["round"].tolist() == [1] * 5 + [2] * 5
    assert table["reservation"].iloc[-5:].tolist() == [
        actor.reservation for actor in model.actors.values()
    ]


def test_the_page_renders_and_its_step_button_steps(viz, monkeypatch):
    """SolaraViz takes the parameters, draws every component, and steps at a press."""
    import ipyvuetify
    import solara

    made = []
    monkeypatch.setattr(viz, "first", lambda: made.append(viz.War()) or made[0])
    page = solara.AppLayout(children=[viz.Page()])
    _, context = solara.render(page, handle_error=False)
    try:
        buttons = context.find(ipyvuetify.Btn)
        step = next(b for b in buttons.widgets if "Step" in b.children)
        step.click()
        assert made[0].round == 2
        assert made[0].steps == 1
    finally:
        context.close()


def test_the_first_ceasefire_of_the_readme():
    """World 4, as the README walks through it, ends in a signature in the third round."""
    scenario = sim.load("ukraine-2022")
    now = game.begin(scenario, seed=4, seats=("ukraine",))
    for week in (1, 2, 3):
        view = game.look(now, "ukraine")
        likeliest = beliefs.analyse(view).likeliest
        terms = terms_names(scenario, now.arena, likeliest)
        act = sim.Act(posture="hold", proposal=sim.Proposal(terms=dict(terms)))
        now = game.play(now, {"ukraine": act})
        seen = game.look(now, "ukraine")
        asked = {one.proposer: one.value >= seen.reservation for one in seen.open}
        assert asked == {1: {}, 2: {"russia": False}, 3: {"russia": False}}[week]
        hinted = [e.party for e in seen.events if e.kind == "hinted" and e.round == week]
        assert hinted == (["japan"] if week == 2 else [])
        now = game.play(now, {"ukraine": sim.Act(answers=asked)})
    signed = [event.round for event in now.events if event.kind == "signed"]
    assert signed == [3]
    assert now.phase == "ceasefire"


def example(name: str) -> ModuleType:
    """An example as a module."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_mesas_batch_run_plays_the_worlds_of_an_ensemble():
    """One row a world, the last of each, as `sim.ensemble` plays it."""
    frame = example("batch_run").main()
    assert len(frame) == 15
    lab = sim.load("lab").with_values({"parties.north.war.optimism": 0.8})
    known = sim.ensemble(lab, worlds=5, seed=7)
    assert list(frame[frame["optimism"] == 0.8]["ending"]) == list(known["ending"])


def test_the_function_for_the_ema_workbench_is_an_ensemble():
    """Numbers in, shares out, the same worlds at every point."""
    shares = example("ema").war(north=0.7, south=0.7, empathy=0.9)
    changed = {"parties.north.war.optimism": 0.7, "parties.south.war.optimism": 0.7,
               "parties.north.mind.empathy": 0.9}  # fmt: skip
    known = sim.ensemble(sim.load("lab").with_values(changed), worlds=20, seed=7)
    assert shares["seized"] == known["seized"].mean()


@pytest.mark.parametrize("called", ["Policy", "Sample"])
def test_the_ema_example_fits_both_workbenches(called, monkeypatch, capsys):
    """A policy is a `Policy` up to 2.5 and a `Sample` since 3.0; nothing else differs there."""

    def named(name, **values):
        return SimpleNamespace(name=name, **values)

    def perform(model, scenarios, policies):
        """Each policy once in the middle of the ranges, as `full_factorial` of one scenario is."""
        middle = {u.name: (u.low + u.high) / 2 for u in model.uncertainties}
        found = [model.function(**middle, empathy=policy.empathy) for policy in policies]
        names = np.array([policy.name for policy in policies])
        columns = {o.name: np.array([row[o.name] for row in found]) for o in model.outcomes}
        return {"policy": names}, columns

    workbench = ModuleType("ema_workbench")
    workbench.Model = lambda name, function: SimpleNamespace(name=name, function=function)
    workbench.RealParameter = lambda name, low, high: named(name, low=low, high=high)
    workbench.ScalarOutcome = named
    workbench.perform_experiments = perform
    setattr(workbench, called, named)
    monkeypatch.setitem(sys.modules, "ema_workbench", workbench)
    module = example("ema")
    monkeypatch.setattr(module, "WORLDS", 2)
    module.main()
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told] == ["mirror", "shoes"]
    assert str(module.war(0.55, 0.55, 0.9)) in told[1]
