"""All that is drawn of a position for one seat."""

from sim import beliefs, evidence, formulas
from ui.charts import (
    board,
    plane,
    shoes,
)


def panel(view, analysis, party):
    account = evidence.account(view, party)
    both = formulas.formulas(view, analysis, party)
    return shoes.panel(view, party, beliefs.shoes(view, party), account, both)


def screens(view):
    analysis = beliefs.analyse(view)
    others = [party for party in view.scenario.parties if party != view.seat]
    panels = {party: panel(view, analysis, party) for party in others}
    return [board.board(view, analysis, panels), plane.tables(view, analysis, board.key(view))]
