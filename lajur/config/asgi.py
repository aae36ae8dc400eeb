"""The door for asynchronous web servers; see wsgi.py."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from lajur.entrypoints.orphans import end_with_parent
from lajur.postgres.server import join, own_cluster
from lajur.registers.authority import border

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lajur.config.settings")
end_with_parent()
if own := own_cluster():
    join(own)

border.close()
application = get_asgi_application()
