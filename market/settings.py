"""All settings, from the environment. docs/operations.md explains each variable."""

from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from market.kernel import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# So many proxies of our own stand in front, each adding to X-Forwarded-For who asked it.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_linear_migrations",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "django_htmx",
    "lucide",
    "graphene_django",
    "market.events",
    "market.ledger",
    "market.idempotency",
    "market.audit",
    "market.places",
    "market.accounts",
    "market.media",
    "market.notices",
    "market.cases",
    "market.gi",
    "market.merchants",
    "market.catalogue",
    "market.batches",
    "market.stock",
    "market.orders",
    "market.payments",
    "market.cart",
    "market.search",
    "market.trust",
    "market.imports",
    "logistics.network",
    "logistics.carriers",
    "logistics.parcels",
    "village_points.points",
    "village_points.cash",
    "village_points.pickup",
    "storefront_graphql",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "storefront_graphql.middleware.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "storefront_graphql.urls"
WSGI_APPLICATION = "storefront_graphql.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "storefront_graphql/pages/templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "storefront_graphql.pages.frame.frame",
            ],
            "libraries": {"cunji": "storefront_graphql.pages.templatetags.cunji"},
        },
        "APP_DIRS": True,
    }
]


def database(url: str) -> dict[str, Any]:
    """Return Django's form of a PostgreSQL address."""
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # A writer that waits longer than this is told that the thing is busy, and may try again.
        "OPTIONS": {"connect_timeout": 3, "options": "-c lock_timeout=3000 -c timezone=UTC"},
    }


DATABASES = {"default": database(env.secret("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.secret("REDIS_URL", "")
# Sign-in attempts are counted in this cache, so it must be one for all web processes.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "storefront_graphql.sign_in.StaffAdapter"
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/15m/key,50/15m/ip",
    "login": "60/m/ip",
    # Codes to open a shop or to join one; a phone gets five a day besides.
    "shop_code": "60/h/ip",
    "shop_open": "60/h/ip",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "storefront_graphql/pages/static"]
STATE_DIR = Path(env.text("STATE_DIR", str(BASE_DIR / ".local")))
STATIC_ROOT = STATE_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = STATE_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": env.storage("MEDIA_STORAGE"),
    # Papers of sellers: never where a web server sends files from by itself.
    "documents": env.storage("DOCUMENT_STORAGE", str(STATE_DIR / "documents")),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 << 20

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "handlers"

SMS_ADAPTER = env.text("SMS_ADAPTER", "market.notices.providers.console.ConsoleAdapter")

ELASTICSEARCH_URL = env.secret("ELASTICSEARCH_URL", "")
ELASTICSEARCH_PREFIX = env.text("ELASTICSEARCH_PREFIX", "cunji")

STRIPE_API_BASE = env.text("STRIPE_API_BASE", "")
STRIPE_API_KEY = env.secret("STRIPE_API_KEY", "")
STRIPE_WEBHOOK_SECRETS = env.words("STRIPE_WEBHOOK_SECRETS")
ALIPAY_GATEWAY = env.text("ALIPAY_GATEWAY", "")
ALIPAY_APP_ID = env.text("ALIPAY_APP_ID", "")
ALIPAY_SELLER_ID = env.text("ALIPAY_SELLER_ID", "")
ALIPAY_APP_PRIVATE_KEY = env.secret("ALIPAY_APP_PRIVATE_KEY", "")
ALIPAY_PUBLIC_KEY = env.secret("ALIPAY_PUBLIC_KEY", "")
# Where providers send a buyer on to, besides their gateways: a browser goes only where it may.
PAYMENT_ORIGINS = env.words("PAYMENT_ORIGINS")

# Pages say that people, prices and orders are invented.
DEMO = env.flag("DEMO", default=False)

COUNTY_CODE = env.text("COUNTY_CODE", "430423")
# Orders not paid within this time are cancelled and their goods released.
PAY_WITHIN_SECONDS = env.number("PAY_WITHIN_SECONDS", 30 * 60)

# Which goods the county looks at before shoppers do: "first" (a new seller's first ones, and what
# was refused or flagged), "all" or "none".
GOODS_REVIEW = env.choice("GOODS_REVIEW", "first", ("first", "all", "none"))
# How long goods wait on a village point's shelf, in days by storage class: they must still be good
# on the last of them.
SHELF_DAYS_AT_POINT = {
    "AMBIENT": env.number("SHELF_DAYS_AMBIENT", 3),
    "COOL": env.number("SHELF_DAYS_COOL", 1),
    "FROZEN": env.number("SHELF_DAYS_FROZEN", 1),
}

# Clients send the name of a registered operation; free text only where this is on.
GRAPHQL_AD_HOC = env.flag("GRAPHQL_AD_HOC", default=DEBUG)
GRAPHQL_INTROSPECTION = env.flag("GRAPHQL_INTROSPECTION", default=DEBUG)
