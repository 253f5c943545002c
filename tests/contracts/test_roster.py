"""Who sits where, for a class of any size."""

from __future__ import annotations

from ui.rooms import plan, roster
from ui.rooms.log import Happening


def test_who_sits_where_is_looked_up_once_for_all_tables():
    """Clocks and screens of every table ask: their number does not multiply the people's."""
    looked = []

    class Members(dict):
        def values(self):
            looked.append(1)
            return super().values()

    people = {
        f"p{k}": roster.Member(f"p{k}", "", "", table=k // 3, seat="ab"[k % 2], gone=k % 5 == 4)
        for k in range(30)
    }
    known = roster.Roster(plan.Plan("x", "lab", ("north",)), "", 0.0, members=Members(people))
    found = [known.seated(table) for table in range(12)]
    assert looked == [1]
    for table, here in enumerate(found):
        scanned = [one for one in people.values() if one.table == table and not one.gone]
        assert {p for each in here.values() for p in each} == {one.id for one in scanned}
        assert all(people[p].seat == seat for seat, each in here.items() for p in each)
    # whoever moves makes another roster
    moved = Happening("moved", "teacher", {"person": "p0", "table": 11, "seat": "a"})
    assert roster.after(known, moved).seated(11) == {"a": ("p0",)}
    assert known.seated(11) == {}
