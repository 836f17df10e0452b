"""govsite: one codebase for a province's government-service portal and all its sub-sites."""

from __future__ import annotations

from flask import Flask

from govsite.config import Config, read_config


def create_app(config: Config | None = None) -> Flask:
    """Make the WSGI application; reads the environment unless a Config is given.

    Raises ConfigError for a wrong setting and SitesInvalid for a wrong sites.yaml.
    """
    from govsite import commands, startup
    from govsite.web.policy import Portal

    app = Portal(__name__, static_folder=None)
    commands.register(app)
    startup.load_config(app, config or read_config())
    startup.load_sites(app)
    startup.bind_extensions(app)
    startup.keep_secrets(app)
    startup.keep_content_in_memory(app)
    startup.init_web(app)
    startup.register_blueprints(app)
    startup.wrap_wsgi(app)
    return app
