"""govsite: one codebase for a province's government-service portal and all its sub-sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from govsite.config import Config


def create_app(config: Config | None = None) -> Flask:
    """Make the WSGI application; reads the environment unless a Config is given.

    Raises ConfigError for a wrong setting and SitesInvalid for a wrong sites.yaml. The imports stand in here, since a
    process that cleans a file (``domain/common/upload_child.py``) needs few modules, and not the whole application.
    """
    from govsite import commands, startup
    from govsite.config import read_config
    from govsite.web.policy import Portal

    app = Portal(__name__, static_folder=None)
    commands.register(app)
    startup.load_config(app, config or read_config())
    startup.load_sites(app)
    startup.bind_extensions(app)
    startup.keep_secrets(app)
    startup.keep_content_in_memory(app)
    startup.register_kinds(app)
    startup.init_web(app)
    startup.register_blueprints(app)
    startup.wrap_wsgi(app)
    return app
