"""The application's commands, imported when one is asked for: a worker never is, and importers take 1.2 MB."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup


def register(app: Flask) -> None:
    """Let an application find its commands."""
    app.cli = Commands(app.name)


class Commands(AppGroup):
    """The groups of ``govsite.commands``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all groups."""
        return sorted({*super().list_commands(ctx), *_groups()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A group by its name."""
        return super().get_command(ctx, cmd_name) or _groups().get(cmd_name)


def _groups() -> dict[str, click.Command]:
    from govsite.commands import GROUPS  # not before somebody asks

    return {str(group.name): group for group in GROUPS}
