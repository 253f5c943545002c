"""Classes: what happened in them, in order, and what their members were composing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "classes",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("created", sa.Float, nullable=False),
    )
    op.create_table(
        "happenings",
        sa.Column(
            "room", sa.String, sa.ForeignKey("classes.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("stream", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("press", sa.String, nullable=True),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("room", "stream", "number"),
        sa.UniqueConstraint("room", "stream", "press", name="one_happening_a_press"),
    )
    op.create_table(
        "notes",
        sa.Column(
            "room", sa.String, sa.ForeignKey("classes.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("room", "person"),
    )
