"""Runs the migrations on the connection that ``govsite.database`` hands over, inside its transaction."""

from alembic import context

from govsite.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
