"""The WSGI application, for any server: ``granian --interface wsgi wsgi:app``."""

import os

from govsite import create_app
from govsite.web import heartbeat

os.umask(0o077)  # whatever the portal and its commands write is for their user only
app = create_app()
heartbeat.start(app.extensions["config"].instance)
