"""The WSGI application that granian serves. Registered operations are checked before it starts."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings")

application = get_wsgi_application()

from storefront_graphql import execution  # noqa: E402  needs the set-up above

execution.load()
