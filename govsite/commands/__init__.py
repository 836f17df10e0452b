"""The application's commands. Each is imported when it is called: no worker calls any, and importers take 1.2 MB."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

# Name of a group -> its module.
GROUPS = {
    "check": "check",
    "sites": "sites",
    "db": "db",
    "import": "imports",
    "content": "content",
    "demo": "demo",
    "jobs": "jobs",
    "chores": "chores",
}


def register(app: Flask) -> None:
    """Let an application find its commands."""
    app.cli = Commands(app.name)


class Commands(AppGroup):
    """The groups of commands, one module a noun."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all groups."""
        return sorted({*super().list_commands(ctx), *GROUPS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A group by its name."""
        found = super().get_command(ctx, cmd_name)
        if found is None and cmd_name in GROUPS:
            found = import_module(f"govsite.commands.{GROUPS[cmd_name]}").group  # not before somebody asks
        return found
