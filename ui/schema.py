"""The tables of the database; `migrations` makes them, a test compares."""

from __future__ import annotations

import sqlalchemy as sa

meta = sa.MetaData()
games = sa.Table(
    "games",
    meta,
    sa.Column("id", sa.String, primary_key=True),
    *(sa.Column(name, sa.String) for name in ("created", "updated", "scenario", "digest", "seed")),
    sa.Column("replicate", sa.Integer),
    sa.Column("seats", sa.JSON),
    sa.Column("status", sa.String),
    sa.Column("round", sa.Integer),
    sa.Column("ending", sa.String),
    sa.Column("label", sa.String),
    sa.Column("header", sa.JSON),
)
seats = sa.Table("seats", meta, *(sa.Column(name, sa.String) for name in ("token", "game", "seat")))
presses = sa.Table(
    "presses",
    meta,
    *(sa.Column(name, sa.String) for name in ("game", "press", "seat")),
    sa.Column("round", sa.Integer),
    sa.Column("stage", sa.String),
    sa.Column("position", sa.Integer),
    sa.Column("act", sa.JSON),
    sa.Column("ok", sa.Boolean),
    sa.Column("key", sa.String),
    sa.Column("values", sa.JSON),
    sa.Column("at", sa.String),
)
stages = sa.Table(
    "stages",
    meta,
    sa.Column("game", sa.String),
    sa.Column("position", sa.Integer),
    sa.Column("round", sa.Integer),
    sa.Column("stage", sa.String),
    sa.Column("body", sa.JSON),
)
drafts = sa.Table(
    "drafts",
    meta,
    sa.Column("game", sa.String),
    sa.Column("seat", sa.String),
    sa.Column("body", sa.JSON),
    sa.Column("updated", sa.String),
)
classes = sa.Table(
    "classes",
    meta,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("created", sa.Float),
)
happenings = sa.Table(
    "happenings",
    meta,
    sa.Column("room", sa.String),
    sa.Column("stream", sa.Integer),
    sa.Column("number", sa.Integer),
    sa.Column("at", sa.Float),
    sa.Column("actor", sa.String),
    sa.Column("kind", sa.String),
    sa.Column("press", sa.String),
    sa.Column("body", sa.JSON),
)
notes = sa.Table(
    "notes",
    meta,
    sa.Column("room", sa.String),
    sa.Column("person", sa.String),
    sa.Column("body", sa.JSON),
)
owners = sa.Table(
    "owners",
    meta,
    sa.Column("room", sa.String, primary_key=True),
    *(sa.Column(name, sa.String) for name in ("owner", "server", "address")),
)
