"""Games, their seats, presses, stages and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "games",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("created", sa.String, nullable=False),
        sa.Column("updated", sa.String, nullable=False),
        sa.Column("scenario", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("seed", sa.String, nullable=False),
        sa.Column("replicate", sa.Integer, nullable=False),
        sa.Column("seats", sa.JSON, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("ending", sa.String, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("header", sa.JSON, nullable=False),
    )
    op.create_index("games_updated", "games", ["updated"])
    op.create_table(
        "seats",
        sa.Column("token", sa.String, primary_key=True),
        sa.Column("game", sa.String, sa.ForeignKey("games.id", ondelete="CASCADE"), nullable=False),
        sa.Column("seat", sa.String, nullable=False),
        sa.UniqueConstraint("game", "seat", name="one_token_a_seat"),
    )
    op.create_table(
        "presses",
        sa.Column("game", sa.String, sa.ForeignKey("games.id", ondelete="CASCADE"), nullable=False),
        sa.Column("press", sa.String, nullable=False),
        sa.Column("seat", sa.String, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("act", sa.JSON, nullable=False),
        sa.Column("ok", sa.Boolean, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.UniqueConstraint("game", "press", name="one_receipt_a_press"),
    )
    op.create_index("presses_position", "presses", ["game", "position"])
    op.create_table(
        "stages",
        sa.Column("game", sa.String, sa.ForeignKey("games.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("game", "position"),
    )
    op.create_table(
        "drafts",
        sa.Column("game", sa.String, sa.ForeignKey("games.id", ondelete="CASCADE"), nullable=False),
        sa.Column("seat", sa.String, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("updated", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("game", "seat"),
    )
