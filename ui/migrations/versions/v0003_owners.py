"""Which server runs a class, where several share one database."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "owners",
        sa.Column(
            "room", sa.String, sa.ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("server", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
    )
