"""The web server's door. Each worker joins the database server, so that it outlives a sibling that ends."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

from lajur.entrypoints.orphans import end_with_parent
from lajur.postgres.server import join, own_cluster
from lajur.registers.authority import border

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lajur.config.settings")
end_with_parent()
if own := own_cluster():
    join(own)

border.close()
application = get_wsgi_application()

gc.collect()
gc.freeze()  # what is loaded now stays: looking through it again and again costs every request
gc.set_threshold(20_000, 20, 20)
