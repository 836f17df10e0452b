"""The WSGI application, for any server: ``granian --interface wsgi wsgi:app``."""

from govsite import create_app

app = create_app()
