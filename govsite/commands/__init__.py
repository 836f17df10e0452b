"""The application's commands. Each is imported when it is called: no worker calls any, and importers take 1.2 MB."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

# Name of a command or a group of commands -> its module and what it is called there.
COMMANDS = {
    "check": "check.group",
    "sites": "sites.group",
    "db": "db.group",
    "import": "imports.group",
    "import-templates": "imports.templates",
    "content": "content.group",
    "articles": "articles.group",
    "demo": "demo.group",
    "jobs": "jobs.group",
    "chores": "chores.group",
    "keys": "keys.group",
    "api-keys": "api_keys.group",
    "openid-keys": "openid_keys.group",
    "outbox": "outbox.group",
    "audit": "audit.group",
    "users": "users.group",
    "backup": "backup.backup",
    "restore": "backup.restore",
}


def register(app: Flask) -> None:
    """Let an application find its commands."""
    app.cli = Commands(app.name)


class Commands(AppGroup):
    """All commands, one module a noun."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        found = super().get_command(ctx, cmd_name)
        if found is None and cmd_name in COMMANDS:
            module, _, name = COMMANDS[cmd_name].partition(".")
            found = getattr(import_module(f"govsite.commands.{module}"), name)  # not before somebody asks
        return found
