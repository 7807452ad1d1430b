"""Alembic's door: it runs inside the application, on the application's own engine."""

from alembic import context
from flask import current_app

from ocop_verify.db import create_missing

extension = current_app.extensions["migrate"]


def run() -> None:
    """Migrate in one transaction; SQLite changes tables by copying them (batch mode)."""
    create_missing(extension.db.engine.url)
    with extension.db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=extension.db.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            **{
                k: v
                for k, v in extension.configure_args.items()
                if k not in {"compare_type", "render_as_batch"}
            },
        )
        with context.begin_transaction():
            context.run_migrations()


run()
