"""market.settings with what makes tests quick and apart from each other."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DATABASE_URL", "postgresql://cunji@127.0.0.1:5432/cunji")
if "STATE_DIR" not in os.environ:
    os.environ["STATE_DIR"] = tempfile.mkdtemp(prefix="cunji-test-")
    atexit.register(shutil.rmtree, os.environ["STATE_DIR"], ignore_errors=True)
os.environ["ELASTICSEARCH_PREFIX"] = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

from market.settings import *  # noqa: F403
from market.settings import DATABASES, STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns in each test otherwise
ELASTICSEARCH_URL = STRIPE_API_BASE = ALIPAY_GATEWAY = REDIS_URL = ""
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a live server must not hold the database
DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("TEST_DATABASE_TEMPLATE")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
