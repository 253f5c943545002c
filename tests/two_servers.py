"""Servers that share a database: one that dies, what it held, what stands written."""

from __future__ import annotations

from waiting import until

from ui.rooms import owners as owners_of


def die(house):
    """What a killed server leaves behind: a closed connection and nothing else."""
    owners = house.log.owners
    owners._ended.set()
    owners._thread.join()
    owners._let_go()
    # the server ends a session a moment after it was left
    until(lambda: not held(owners))


def held(owners):
    """Whether the database still counts a server among the living."""
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = "
    with owners._engine.connect() as connection:
        key = owners_of._key(owners.me) & 0xFFFFFFFF
        return connection.exec_driver_sql(f"{query}{key}").scalar()


def written(first):
    """Every happening of every table, in order."""
    log = first.house.log
    return [(s, one) for s in log.streams(first.id) for one in log.read(first.id, s)]
