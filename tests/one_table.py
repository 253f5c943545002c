"""Presses of one person at a table, from first to last."""

from sim.acts import Act


def press(table, act=None, seat="north", name=None, **when):
    now = table.game()
    asked = {"round": now.round, "stage": now.stage, **when}
    name = name or f"{seat}-{asked['round']}-{asked['stage']}"
    return table.submit(seat, act or Act(), press=name, **asked)


def finish(table):
    while table.game().stage != "over":
        assert press(table).ok


def where(table):
    return table.game().round, table.game().stage


def same(one, other):
    return one.record().to_json() == other.record().to_json()
